// The questions of link, one by one, and the list of keys: two small windows over the desk.
import { decide, listQuestions } from "./api.js";
import { button, byId, h } from "./dom.js";
import { t } from "./words.js";

const KEYS = [
  ["j / k", "keyNext"],
  ["a", "keyAccept"],
  ["e", "keyEdit"],
  ["Ctrl+Enter", "keySave"],
  ["s", "keySplit"],
  ["m", "keyMerge"],
  ["x", "keyReject"],
  ["n", "keyAdd"],
  ["u / U", "keyUndo"],
  ["f", "keyFilter"],
  ["q", "keyQuestions"],
  ["?", "keyHelp"],
];

export function showHelp() {
  const dialog = byId("help");
  dialog.setAttribute("aria-label", t("help"));
  dialog.replaceChildren(
    h("h2", {}, t("help")),
    h(
      "dl",
      { class: "keys" },
      KEYS.map(([key, words]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(words))]),
    ),
    button(t("close"), () => dialog.close()),
  );
  dialog.showModal();
}

/** Ask the open questions; `answered(left)` hears how many are left after each. */
export async function askQuestions(answered) {
  const answer = await listQuestions();
  if (!answer) return;
  const dialog = byId("asks");
  dialog.setAttribute("aria-label", t("question"));
  let questions = answer.questions;
  let at = 0;
  const say = async (same, why) => {
    const { a, b } = questions[at];
    const told = await decide(a, b, same, why);
    if (!told) return;
    questions = told.questions;
    answered(questions.length);
    if (at >= questions.length) at = 0;
    draw();
  };
  const later = () => {
    at = (at + 1) % questions.length;
    draw();
  };
  const draw = () => {
    const close = button(t("close"), () => dialog.close());
    if (!questions.length) {
      dialog.replaceChildren(h("p", {}, t("noQuestions")), close);
      close.focus();
      return;
    }
    const question = questions[at];
    const why = h("input", { "aria-label": t("why"), placeholder: t("why") });
    const yes = button([t("sameYes"), h("kbd", {}, "y")], () => say(true, why.value), { "data-key": "same" });
    dialog.replaceChildren(
      h("h2", {}, `${t("question")} ${at + 1} / ${questions.length}`),
      h("div", { class: "pair" }, thing(question.a, question.of_a), thing(question.b, question.of_b)),
      h("p", { class: "muted" }, `${question.why} · ${question.score}`),
      why,
      h(
        "div",
        { class: "actions" },
        yes,
        button([t("sameNo"), h("kbd", {}, "n")], () => say(false, why.value), { "data-key": "apart" }),
        button([t("later"), h("kbd", {}, "l")], later, { "data-key": "later" }),
        close,
      ),
    );
    yes.focus();
  };
  dialog.onkeydown = (event) => {
    if (event.target.tagName === "INPUT" || event.ctrlKey || event.metaKey || !questions.length) return;
    const why = dialog.querySelector("input").value;
    const act = { y: () => say(true, why), n: () => say(false, why), l: later }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  dialog.showModal(); // it takes the focus, which the answer then gets
  draw();
}

/** What is known of one of the two, as label and words. */
function thing(path, fields) {
  return h(
    "section",
    {},
    h("h3", {}, fields.name ?? fields.did ?? path),
    h("p", { class: "small muted" }, path),
    h(
      "dl",
      {},
      Object.entries(fields)
        .filter(
          ([name, value]) =>
            !["name", "did"].includes(name) && value !== null && value !== "" && value?.length !== 0,
        )
        .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, plain(value)))),
    ),
  );
}

function plain(value) {
  if (Array.isArray(value)) return value.map(plain).join("、");
  if (value && typeof value === "object")
    return Object.entries(value)
      .map(([name, one]) => `${name} ${plain(one)}`)
      .join(" ");
  return String(value);
}
