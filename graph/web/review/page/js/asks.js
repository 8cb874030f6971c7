// The questions of link, one by one, and the list of keys: two small windows over the desk.
import { decide, listQuestions, takeBack } from "./api.js";
import { labelOf, linesOf } from "./deed.js";
import { button, byId, h } from "./dom.js";
import { said, t } from "./words.js";

const KEYS = [
  ["j / k", "keyNext"],
  ["a", "keyAccept"],
  ["e", "keyEdit"],
  ["r", "keyRecords"],
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

/** Ask the open questions, conflicts first; `answered(left)` hears how many are left after each. */
export async function askQuestions(page, answered) {
  let open = await listQuestions();
  if (!open) return;
  const dialog = byId("asks");
  let at = 0;
  let last = null; // the answer given last, which can be taken back
  const left = () => open.conflicts.length + open.questions.length;
  const show = (answer, remember = null) => {
    if (!answer) return;
    open = answer;
    last = remember;
    answered(left());
    if (at >= left()) at = 0;
    draw();
  };
  const say = async (same) => {
    const { a, b } = open.questions[at - open.conflicts.length];
    show(await decide(a, b, same, dialog.querySelector("input").value), { a, b });
  };
  const back = async ({ a, b }) => show(await takeBack(a, b));
  const acts = { l: () => move(1), L: () => move(-1), u: () => last && back(last) };
  const move = (by) => {
    at = (at + by + left()) % left();
    draw();
  };
  let keys = {};
  const draw = () => {
    const conflict = open.conflicts[at];
    const question = open.questions[at - open.conflicts.length];
    const title = conflict ? "conflict" : "question";
    dialog.setAttribute("aria-label", t(title));
    const shown = conflict
      ? conflictParts(conflict, back)
      : question
        ? questionParts(page, question, say)
        : null;
    keys = { ...acts, ...shown?.keys };
    const act = (key, words) => button([t(words), h("kbd", {}, key)], keys[key], { "data-key": words });
    dialog.replaceChildren(
      h("h2", {}, shown ? `${t(title)} ${at + 1} / ${left()}` : t("noQuestions")),
      ...(shown?.parts ?? []),
      h(
        "div",
        { class: "actions" },
        shown?.buttons ?? [],
        shown ? act("l", "later") : null,
        last ? act("u", "answerBack") : null,
        button(t("close"), () => dialog.close(), { "data-key": "close" }),
      ),
    );
    dialog.querySelector(".actions button").focus();
  };
  dialog.onkeydown = (event) => {
    if (event.target.tagName === "INPUT" || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = left() || event.key === "u" ? keys[event.key] : null;
    if (!act) return;
    event.preventDefault();
    act();
  };
  dialog.showModal(); // it takes the focus, which the answer then gets
  draw();
}

function questionParts(page, question, say) {
  const answer = (key, words, same) =>
    button([t(words), h("kbd", {}, key)], () => say(same), { "data-key": same ? "same" : "apart" });
  return {
    keys: { y: () => say(true), n: () => say(false) },
    parts: [
      h(
        "div",
        { class: "pair" },
        thing(page, question.a, question.of_a, question.of_b),
        thing(page, question.b, question.of_b, question.of_a),
      ),
      h("p", { class: "muted" }, `${said({ message: question.why, zh: question.zh })} · ${question.score}`),
      h("input", { "aria-label": t("why"), placeholder: t("why") }),
    ],
    buttons: [answer("y", "sameYes", true), answer("n", "sameNo", false)],
  };
}

/** What hangs together, what would join it, and the decisions that say so or deny it: one is taken back by its number. */
function conflictParts(conflict, back) {
  const letters = new Map(conflict.members.map((member, n) => [member.path, lettered(n)]));
  const pair = ({ a, b, same }) => `${letters.get(a)} ${same === false ? "≠" : "="} ${letters.get(b)}`;
  const decided = ({ by, on, why }) => [`${by} ${on}`, why].filter(Boolean).join(" · ");
  const keys = {};
  conflict.decisions.slice(0, 9).forEach((one, n) => {
    keys[n + 1] = () => back(one);
  });
  return {
    keys,
    parts: [
      h("p", { class: "muted" }, t("conflictHint")),
      h(
        "ul",
        { class: "members", tabindex: "0", "aria-label": t("together") },
        conflict.members.map(({ path, fields, report, published, words }) =>
          h(
            "li",
            {},
            h("b", {}, letters.get(path)),
            h(
              "div",
              {},
              h("span", {}, fields.name ?? [...(fields.who ?? []), fields.did].join(" ")),
              h("span", { class: "small muted" }, report ? `${report} · ${published}` : path),
              words ? h("q", {}, words) : null,
            ),
          ),
        ),
      ),
      conflict.links.length ? h("h3", {}, t("byRule")) : null,
      h(
        "ul",
        { class: "decisions" },
        conflict.links.map((link) =>
          h(
            "li",
            {},
            h("b", {}, pair(link)),
            h("span", { class: "muted" }, said({ message: link.why, zh: link.zh })),
          ),
        ),
      ),
      h("h3", {}, t("byPeople")),
      h(
        "ul",
        { class: "decisions" },
        conflict.decisions.map((one, n) =>
          h(
            "li",
            {},
            h("b", {}, pair(one)),
            h("span", { class: "muted" }, decided(one)),
            button([t("takeBack"), n < 9 ? h("kbd", {}, String(n + 1)) : null], () => back(one), {
              "data-key": `back-${n + 1}`,
              "aria-label": `${t("takeBack")} ${pair(one)}`,
            }),
          ),
        ),
      ),
    ].filter(Boolean),
    buttons: [],
  };
}

/** A, B, … Z, A1, B1 …: short names for the things of a conflict. */
function lettered(n) {
  return String.fromCharCode(65 + (n % 26)) + (n >= 26 ? Math.floor(n / 26) : "");
}

/** What is known of one of the two: its name, the report that mentions it and its words; what differs stands out. */
function thing(page, path, known, other) {
  const { fields } = known;
  const differs = new Map(linesOfThing(page, other.fields));
  return h(
    "section",
    {},
    h("h3", {}, fields.name ?? fields.did ?? path),
    known.report ? h("p", { class: "small muted" }, `${known.report} · ${known.published}`) : null,
    known.words ? h("blockquote", {}, known.words) : null,
    known.told?.length > 1
      ? h(
          "p",
          { class: "small muted" },
          `${t("alsoIn")} ${known.told
            .slice(1, 6)
            .map((one) => `${one.report} · ${one.published}`)
            .join("；")}${known.told.length > 6 ? "…" : ""}`,
        )
      : null,
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
    return [
      ["kind", labelOf(page.kinds, fields.kind)],
      ["who", who],
      ...linesOf({ ...page, ...NAMED }, fields),
    ];
  }
  const lines = [
    ["type", fields.type && t(fields.type === "unit" ? "unitType" : fields.type)],
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
