// The form in which a deed is corrected, or a new one written: every field of the record.
import { nameOf } from "./deed.js";
import { button, h } from "./dom.js";
import {
  agentField,
  alsoField,
  checkField,
  formOf,
  numberOf,
  placeField,
  selectField,
  spanField,
  textField,
  used,
  wordsField,
} from "./fields.js";
import { tokens } from "./tokens.js";
import { t } from "./words.js";

const AGENTS = ["who", "with", "whom", "to", "from"];
const WHEN = ["start", "end", "asOf", "said", "duration"];

/** The form of a deed; `done(record, added)` gets the corrected record, `cancel()` is called when nothing is to be. */
export function form(page, deed, done, cancel) {
  const added = { agents: [], places: [] };
  const controls = [
    selectField("kind", page.kinds, deed.kind),
    textField("did", deed.did),
    ...AGENTS.map((name) => agentField(page, name, deed[name] ?? [], added)),
    wordsField("as", deed.as ?? []),
    wordsField("what", deed.what ?? []),
    placeField(page, "where", deed.where ?? [], added),
    documentField(page, deed.about ?? []),
    whenFields(deed.when ?? {}),
    quantitiesField(page, deed.quantities ?? []),
    checkField("summary", deed.summary),
    deedField(page, deed),
    wordsField("inferred", deed.inferred ?? []),
    spanField(page, deed.source),
    alsoField(page, deed.also ?? []),
    confidenceFields(deed),
  ];
  const record = (fields) => {
    const made = {
      ...deed,
      kind: fields.kind(),
      did: fields.did().trim(),
      source: fields.source() ?? deed.source,
    };
    for (const name of ["isNew", "reviewed", "reviewedBy"]) delete made[name];
    const rest = [
      "as",
      "what",
      "where",
      "about",
      "after",
      "inferred",
      "quantities",
      "when",
      "summary",
      "also",
    ];
    for (const name of [...AGENTS, ...rest]) {
      const value = fields[name]();
      const empty = value === false || (typeof value === "object" && !Object.keys(value).length);
      if (empty && name !== "who") delete made[name];
      else made[name] = value;
    }
    for (const name of ["confidence", "reason"]) {
      const words = fields[name]().trim();
      if (words) made[name] = name === "reason" ? words : numberOf(words);
      else delete made[name];
    }
    return made;
  };
  const save = (read) => {
    const made = record(read);
    return done(made, used(made, added));
  };
  return formOf(t("edit"), controls, save, cancel);
}

function documentField(page, values) {
  const offer = async (words) => page.state.documents.filter((one) => one.name.includes(words));
  const made = tokens({ label: t("about"), field: "about", values, show: (id) => nameOf(page, id), offer });
  return { element: made.element, fields: { about: made.values } };
}

function deedField(page, deed) {
  const say = (id) => {
    const other = page.state.deeds.find((one) => one.id === id);
    return other ? `${id} ${other.did}` : id;
  };
  const offer = async (words) =>
    page.state.deeds
      .filter((one) => one.id !== deed.id && say(one.id).includes(words))
      .map((one) => ({ id: one.id, name: say(one.id) }));
  const made = tokens({ label: t("after"), field: "after", values: deed.after ?? [], show: say, offer });
  return { element: made.element, fields: { after: made.values } };
}

function whenFields(when) {
  const boxes = WHEN.map((name) =>
    textField(name, when[name], { placeholder: /^(start|end|asOf)$/.test(name) ? "YYYY-MM-DD" : "" }),
  );
  const recurrence = when.recurrence ?? {};
  const numbers = ["times", "shifts"].map((name) =>
    textField(name, recurrence[name], { inputmode: "numeric" }),
  );
  const per = textField("per", recurrence.per, { placeholder: "P1D" });
  const allDay = checkField("allDay", recurrence.allDay);
  const parts = [...boxes, ...numbers, per, allDay];
  const value = () => {
    const made = {};
    for (const { fields } of boxes)
      for (const [name, read] of Object.entries(fields)) if (read().trim()) made[name] = read().trim();
    const again = {};
    for (const { fields } of numbers)
      for (const [name, read] of Object.entries(fields)) if (read().trim()) again[name] = numberOf(read());
    if (per.fields.per().trim()) again.per = per.fields.per().trim();
    if (allDay.fields.allDay()) again.allDay = true;
    if (Object.keys(again).length) made.recurrence = again;
    return made;
  };
  return {
    element: h(
      "div",
      { class: "row" },
      parts.map((part) => part.element),
    ),
    fields: { when: value },
  };
}

function quantitiesField(page, quantities) {
  const rows = h("div", { class: "quantities" });
  const held = [];
  const put = (quantity) => {
    const parts = [
      textField("value", quantity.value ?? "", { inputmode: "decimal" }),
      textField("measure", quantity.measure),
      selectField("bound", page.bounds, quantity.bound ?? "exact"),
      textField("of", quantity.of),
      selectField("role", page.roles, quantity.role ?? "goods"),
      textField("partOf", (quantity.partOf ?? []).join(" ")),
      textField("same", quantity.same),
    ];
    const entry = { id: quantity.id, parts };
    const row = h(
      "fieldset",
      { class: "row" },
      h("legend", {}, quantity.id),
      parts.map((part) => part.element),
      button(
        "×",
        () => {
          held.splice(held.indexOf(entry), 1);
          row.remove();
        },
        { "aria-label": t("remove", { what: quantity.id }) },
      ),
    );
    held.push(entry);
    rows.append(row);
    return row;
  };
  for (const quantity of quantities) put(quantity);
  const more = () => {
    let n = 1;
    while (held.some((one) => one.id === `q${n}`)) n++;
    put({ id: `q${n}` })
      .querySelector("input")
      .focus();
  };
  const value = () =>
    held.map(({ id, parts }) => {
      const read = Object.assign({}, ...parts.map((part) => part.fields));
      const made = {
        id,
        value: numberOf(read.value()),
        bound: read.bound(),
        role: read.role(),
      };
      for (const name of ["measure", "of", "same"]) if (read[name]().trim()) made[name] = read[name]().trim();
      const whole = read.partOf().trim().split(/\s+/).filter(Boolean);
      if (whole.length) made.partOf = whole;
      return made;
    });
  const element = h(
    "div",
    { class: "group" },
    h("h3", {}, t("quantities")),
    rows,
    button(t("more"), more, { "data-key": "more" }),
  );
  return { element, fields: { quantities: value } };
}

function confidenceFields(deed) {
  const confidence = textField("confidence", deed.confidence ?? "", { inputmode: "decimal" }, t("sureness"));
  const reason = textField("reason", deed.reason);
  const element = h("div", { class: "row" }, confidence.element, reason.element);
  return { element, fields: { ...confidence.fields, ...reason.fields } };
}
