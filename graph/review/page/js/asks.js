// The questions of link, one by one, and the list of keys: two small windows over the desk.
import { decide, listQuestions } from "./api.js";
import { labelOf, linesOf } from "./deed.js";
import { button, byId, h } from "./dom.js";
import { said, t } from "./words.js";

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
export async function askQuestions(page, answered) {
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
      h(
        "div",
        { class: "pair" },
        thing(page, question.a, question.of_a, question.of_b),
        thing(page, question.b, question.of_b, question.of_a),
      ),
      h("p", { class: "muted" }, `${said({ message: question.why, zh: question.zh })} · ${question.score}`),
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

/** What is known of one of the two: its name, the report that tells of it and its words; what differs stands out. */
function thing(page, path, told, other) {
  const { fields } = told;
  const differs = new Map(linesOfThing(page, other.fields));
  return h(
    "section",
    {},
    h("h3", {}, fields.name ?? fields.did ?? path),
    told.report ? h("p", { class: "small muted" }, `${told.report} · ${told.published}`) : null,
    told.words ? h("blockquote", {}, told.words) : null,
    h(
      "dl",
      {},
      linesOfThing(page, fields).map(([field, words]) =>
        h(
          "div",
          {},
          h("dt", {}, t(field)),
          h("dd", differs.has(field) && differs.get(field) !== words ? { class: "differs" } : {}, words),
        ),
      ),
    ),
    h("p", { class: "small muted" }, path),
  );
}

/** The fields come with names in the place of ids; a page without records shows them as they are. */
const NAMED = { state: { agents: [], places: [], documents: [] }, names: new Map() };

function linesOfThing(page, fields) {
  if (fields.did) {
    const who = (fields.who ?? []).join("、");
    return [["kind", labelOf(page.kinds, fields.kind)], ["who", who], ...linesOf(NAMED, fields)];
  }
  const lines = [
    ["type", fields.type && t(fields.type)],
    ["level", fields.level && labelOf(page.levels, fields.level)],
    ["names", (fields.names ?? []).join("、")],
    ["official", fields.official],
    ["code", fields.code],
    ...["parent", "unit", "seat", "within"].map((field) => [field, fields[field]]),
    ["memberOf", (fields.memberOf ?? []).join("、")],
    ["posts", (fields.posts ?? []).map(([role, of]) => [of, role].filter(Boolean).join(" ")).join("、")],
    ["age", fields.age],
  ];
  return lines.filter(([, words]) => words);
}
