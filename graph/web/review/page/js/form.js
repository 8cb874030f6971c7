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
import { fieldLabel, t } from "./words.js";

const DAY = "YYYY-MM-DD";
// How a value is asked for: from the description of its field, what the deed says, and what is chosen while typing.
const CONTROLS = {
  concept: (page, { name, scheme }, value) => selectField(name, conceptsOf(page, scheme), value),
  text: (_page, { name }, value) => textField(name, value),
  texts: (_page, { name }, value = []) => wordsField(name, value),
  agents: (page, { name }, value = [], added) => agentField(page, name, value, added),
  places: (page, { name }, value = [], added) => placeField(page, name, value, added),
  documents: documentField,
  deeds: deedField,
  when: (_page, field, value = {}) => whenFields(field, value),
  quantities: (page, field, value = []) => quantitiesField(page, field, value),
  flag: (_page, { name }, value) => checkField(name, value),
  span: (page, _field, value) => spanField(page, value),
  spans: (page, _field, value = []) => alsoField(page, value),
  number: (_page, { name }, value = "") => textField(name, value, { inputmode: "decimal" }, fieldLabel(name)),
  day: (_page, { name }, value) => textField(name, value, { placeholder: DAY }, fieldLabel(name)),
  duration: (_page, { name }, value) => textField(name, value, { placeholder: "P1D" }),
};
const STAMPS = ["id", "reviewedBy", "reviewed"]; // whoever saves a deed is its reviewer

/** The form of a deed; `done(record, added)` gets the corrected record, `cancel()` is called when nothing is to be. */
export function form(page, deed, done, cancel) {
  const added = { agents: [], places: [] };
  const fields = page.fields.filter(({ name }) => !STAMPS.includes(name));
  const controls = fields.map((field) => CONTROLS[field.value](page, field, deed[field.name], added, deed));
  const save = (read) => {
    const made = { ...deed };
    for (const name of ["isNew", "reviewed", "reviewedBy"]) delete made[name];
    for (const field of fields) put(made, field, read[field.name]());
    made.source ??= deed.source;
    return done(made, used(made, added));
  };
  return formOf(t("edit"), controls, save, cancel);
}

/** The concepts of a scheme, which is named as the record's part is: …/kind/. */
function conceptsOf(page, scheme) {
  return page[`${scheme.split("/").at(-2)}s`];
}

/** Give a record what was typed for a field; what is empty is not said, but for what a deed must say. */
function put(record, { name, value: kind }, typed) {
  const words = typeof typed === "string" ? typed.trim() : typed;
  const empty = !words || (typeof words === "object" && !Object.keys(words).length);
  if (empty && !["did", "who"].includes(name)) delete record[name];
  else record[name] = kind === "number" ? numberOf(words) : words;
}

function documentField(page, { name }, values = []) {
  const offer = async (words) => page.state.documents.filter((one) => one.name.includes(words));
  const made = tokens({ label: t(name), field: name, values, show: (id) => nameOf(page, id), offer });
  return { element: made.element, fields: { [name]: made.values } };
}

function deedField(page, { name }, values = [], _added, deed) {
  const say = (id) => {
    const other = page.state.deeds.find((one) => one.id === id);
    return other ? `${id} ${other.did}` : id;
  };
  const offer = async (words) =>
    page.state.deeds
      .filter((one) => one.id !== deed.id && say(one.id).includes(words))
      .map((one) => ({ id: one.id, name: say(one.id) }));
  const made = tokens({ label: t(name), field: name, values, show: say, offer });
  return { element: made.element, fields: { [name]: made.values } };
}

function whenFields({ name, parts }, when) {
  const plain = parts.filter((part) => !part.parts.length);
  const inner = parts.filter((part) => part.parts.length);
  const controlsOf = (fields, said) =>
    fields.map((part) => CONTROLS[part.value](null, part, said[part.name]));
  const controls = controlsOf(plain, when);
  const nested = inner.map((part) => [part, controlsOf(part.parts, when[part.name] ?? {})]);
  const value = () => {
    const made = {};
    for (const [n, part] of plain.entries()) put(made, part, controls[n].fields[part.name]());
    for (const [part, own] of nested) {
      const again = {};
      for (const [n, one] of part.parts.entries()) put(again, one, own[n].fields[one.name]());
      put(made, part, again);
    }
    return made;
  };
  const all = [...controls, ...nested.flatMap(([, own]) => own)];
  return {
    element: h(
      "div",
      { class: "row" },
      all.map((part) => part.element),
    ),
    fields: { [name]: value },
  };
}

function quantitiesField(page, { name, parts: described }, quantities) {
  const typed = described.filter((part) => part.value !== "id");
  const rows = h("div", { class: "quantities" });
  const held = [];
  const addRow = (quantity) => {
    const parts = typed.map((part) => quantityControl(page, part, quantity[part.name]));
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
  for (const quantity of quantities) addRow(quantity);
  const more = () => {
    let n = 1;
    while (held.some((one) => one.id === `q${n}`)) n++;
    addRow({ id: `q${n}` })
      .querySelector("input")
      .focus();
  };
  const value = () =>
    held.map(({ id, parts }) => {
      const made = { id };
      // As drafts have it: first what every number says.
      const says = ({ value: kind }) => (kind === "number" || kind === "concept" ? 0 : 1);
      const order = [...typed.entries()].sort(([, one], [, other]) => says(one) - says(other));
      for (const [n, part] of order) put(made, part, parts[n].fields[part.name]());
      return made;
    });
  const element = h(
    "div",
    { class: "group" },
    h("h3", {}, t(name)),
    rows,
    button(t("more"), more, { "data-key": "more" }),
  );
  return { element, fields: { [name]: value } };
}

const USUAL = { bound: "exact", role: "goods" };

function quantityControl(page, part, value) {
  const { name } = part;
  if (part.value === "concept") return CONTROLS.concept(page, part, value ?? USUAL[name]);
  if (part.value !== "quantity refs") return (CONTROLS[part.value] ?? CONTROLS.text)(page, part, value);
  const made = textField(name, (value ?? []).join(" "));
  const read = () => made.fields[name]().trim().split(/\s+/).filter(Boolean);
  return { element: made.element, fields: { [name]: read } };
}
