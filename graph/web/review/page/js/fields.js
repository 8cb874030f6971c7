// The fields of the forms: each {element, fields}, the latter functions that return its values, by name.
import { offersFor } from "./api.js";
import { labelOf, nameOf } from "./deed.js";
import { button, h, toast } from "./dom.js";
import { markedSpan } from "./text.js";
import { allTaken, tokens } from "./tokens.js";
import { spoken, t } from "./words.js";

export const TYPES = ["unit", "team", "group", "person"];
let counter = 0;

export function typeName(type) {
  return t(type === "unit" ? "unitType" : type);
}

export function labelled(label, control) {
  control.id = `c${++counter}`;
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control);
}

export function textField(name, value = "", attributes = {}, label = t(name)) {
  const box = h("input", { value: value ?? "", autocomplete: "off", "data-field": name, ...attributes });
  return { element: labelled(label, box), fields: { [name]: () => box.value } };
}

export function checkField(name, value) {
  const box = h("input", { type: "checkbox", checked: Boolean(value), "data-field": name });
  return { element: labelled(t(name), box), fields: { [name]: () => box.checked } };
}

export function selectField(name, concepts, value) {
  const box = h("select", { "data-field": name }, options(concepts, value));
  return { element: labelled(t(name), box), fields: { [name]: () => box.value } };
}

export function options(concepts, value) {
  const option = (one) => h("option", { value: one.id, selected: one.id === value }, one[spoken()]);
  const narrower = (one) => concepts.filter((other) => other.broader === one.id);
  if (!concepts.some((one) => one.broader)) return concepts.map(option);
  return concepts
    .filter((one) => !one.broader)
    .map((one) => h("optgroup", { label: one[spoken()] }, [one, ...narrower(one)].map(option)));
}

export function wordsField(name, values) {
  const made = tokens({ label: t(name), field: name, values, show: (value) => value });
  return { element: made.element, fields: { [name]: made.values } };
}

/** Agents that are offered by name; `types` says of which types, `one` that there is one at most. */
export function agentField(page, name, values, added, { types = TYPES, one = false, label = t(name) } = {}) {
  const offer = async (words) => {
    const found = await offersFor(page.n, "agent", words);
    const known = found
      .filter((one) => types.includes(one.type))
      .map((one) => ({ ...one, note: typeName(one.type), take: () => page.names.set(one.id, one.name) }));
    return [...known, ...newAgents(page, words, added, types)];
  };
  const made = tokens({ label, field: name, values, show: (id) => nameOf(page, id), offer, one });
  return { element: made.element, fields: { [name]: made.values } };
}

/** A name that is not known may be a unit, or a team, group or person that this report mentions. */
function newAgents(page, name, added, types) {
  if ([...page.state.agents, ...added.agents].some((one) => one.name === name)) return [];
  const place = markedSpan().span ?? spanOfName(page, name);
  return types
    .filter((type) => type === "unit" || place)
    .map((type) => {
      const id = freeId(page, "agents", type === "unit" ? page.state.report.id : "", added.agents);
      const record = { id, type, name, ...(type === "unit" ? {} : { source: place }) };
      const take = () => {
        added.agents.push(record);
        page.names.set(id, name);
      };
      return { id, name: t("newTeam", { name }), note: typeName(type), take };
    });
}

/** Where a name first occurs in the text. */
export function spanOfName(page, name) {
  for (const paragraph of page.text ?? []) {
    const at = paragraph.text.indexOf(name);
    if (at < 0) continue;
    const start = paragraph.start + [...paragraph.text.slice(0, at)].length;
    return { paragraph: paragraph.n, start, end: start + [...name].length };
  }
  return null;
}

/** An id that nothing in the draft has; what reports share (units, places) belongs to its report by its id. */
export function freeId(page, section, report = "", more = []) {
  const taken = new Set([...page.state[section], ...more].map((one) => one.id));
  const stem = `${report ? `${report.slice(0, 60).replace(/-$/, "")}-` : ""}${section.slice(0, -1)}-`;
  let n = taken.size + 1;
  while (taken.has(`${stem}${n}`)) n++;
  return `${stem}${n}`;
}

export function placeField(page, name, values, added, { one = false } = {}) {
  const offer = async (words) => {
    const found = await offersFor(page.n, "place", words);
    const known = found.map((one) => ({
      id: one.id,
      name: one.name,
      note: [one.path.join(" › "), one.code].filter(Boolean).join(" · "),
      take: () => {
        added.places.push(...(one.places ?? []));
        page.names.set(one.id, one.name);
      },
    }));
    return [...known, ...newPlaces(page, words, added)];
  };
  const made = tokens({ label: t(name), field: name, values, show: (id) => nameOf(page, id), offer, one });
  return { element: made.element, fields: { [name]: made.values }, put: made.add };
}

/** A name that is not known may be a place without an official code; what else is known of it goes into its record. */
function newPlaces(page, name, added) {
  if ([...page.state.places, ...added.places].some((one) => one.name === name)) return [];
  return ["community", "site"].map((level) => {
    const id = freeId(page, "places", page.state.report.id, added.places);
    const take = () => {
      added.places.push({ id, level, name });
      page.names.set(id, name);
    };
    return { id, name: t("newTeam", { name }), note: labelOf(page.levels, level), take };
  });
}

/** A number as it was typed, in full-width digits too; what is none stays as it is, so that the answer names it. */
export function numberOf(words) {
  const plain = words.normalize("NFKC").replaceAll(",", "").trim();
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : words.trim();
}

/** The words that are cited; the paragraph follows from the first character. */
export function spanField(page, source) {
  const held = { ...source };
  const start = textField("spanStart", held.start, { inputmode: "numeric" });
  const end = textField("spanEnd", held.end, { inputmode: "numeric" });
  const use = () => {
    const { span, error } = markedSpan();
    if (error) return toast(error, true);
    held.paragraph = span.paragraph;
    start.element.querySelector("input").value = span.start;
    end.element.querySelector("input").value = span.end;
  };
  const value = () => {
    const [first, last] = [start.fields.spanStart().trim(), end.fields.spanEnd().trim()];
    if (!first && !last) return null;
    const within = page.text?.find((one) => one.start <= first && first < one.start + [...one.text].length);
    return { paragraph: within?.n ?? held.paragraph ?? 1, start: numberOf(first), end: numberOf(last) };
  };
  const element = h(
    "div",
    { class: "row" },
    start.element,
    end.element,
    button(t("useMarked"), use, { "data-key": "span" }),
  );
  return { element, fields: { source: value } };
}

/** Further spans, when one is not enough: each with its words, and what is marked in the text can be added. */
export function alsoField(page, spans) {
  const held = [...spans];
  const list = h("span", { class: "tokens" });
  const draw = () =>
    list.replaceChildren(
      ...held.map((span, n) => {
        const words = wordsAt(page, span);
        const remove = () => {
          held.splice(n, 1);
          draw();
        };
        return h(
          "span",
          { class: "token" },
          words,
          button("×", remove, { "aria-label": t("remove", { what: words }) }),
        );
      }),
    );
  const add = () => {
    const { span, error } = markedSpan();
    if (error) return toast(error, true);
    held.push(span);
    draw();
  };
  draw();
  const element = h(
    "div",
    { class: "group", role: "group", "aria-label": t("also") },
    h("h3", {}, t("also")),
    list,
    button(t("alsoMarked"), add, { "data-key": "also" }),
  );
  return { element, fields: { also: () => held } };
}

function wordsAt(page, { paragraph, start, end }) {
  const said = page.text?.find((one) => one.n === paragraph);
  if (!said) return `${start}–${end}`;
  const words = [...said.text].slice(start - said.start, end - said.start);
  return words.length > 24 ? `${words.slice(0, 23).join("")}…` : words.join("");
}

/** Of the records that were chosen while typing, those that a record refers to in the end, or that these need. */
export function used(record, added) {
  const wanted = new Set();
  const look = (value) => {
    if (typeof value === "string" && !wanted.has(value)) {
      wanted.add(value);
      look([...added.agents, ...added.places].filter((one) => one.id === value));
    } else if (value && typeof value === "object") Object.values(value).forEach(look);
  };
  look(record);
  const kept = (records) => records.filter((one) => wanted.has(one.id));
  return { agents: kept(added.agents), places: kept(added.places) };
}

/** A form of some controls, with its buttons and keys: `save(read)` gets the functions of all its fields. */
export function formOf(label, controls, save, cancel) {
  const element = h("form", { class: "form", "aria-label": label });
  element.append(...controls.map((control) => control.element));
  const read = Object.assign({}, ...controls.map((control) => control.fields));
  element.append(
    h("div", { class: "actions" }, h("button", { class: "primary" }, t("save")), button(t("cancel"), cancel)),
  );
  let saving = false; // who saves twice by a double click has saved once
  const go = async () => {
    if (saving) return;
    saving = true;
    try {
      await allTaken();
      const left = [...element.querySelectorAll("[data-choose]")].find((box) => box.value.trim());
      if (left) {
        left.focus();
        toast(t("notChosen", { words: left.value.trim() }), true);
      } else await save(read);
    } finally {
      saving = false;
    }
  };
  const touch = () => {
    element.dataset.touched = "yes";
  };
  element.addEventListener("input", touch);
  element.addEventListener("change", touch);
  element.addEventListener("click", (event) => event.target.closest("button") && touch());
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
  element.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) go();
    else if (event.key === "Escape") cancel();
    else if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return element;
}
