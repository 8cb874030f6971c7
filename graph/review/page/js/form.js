// The form in which a deed is corrected, or a new one written: every field of the record.
import { offersFor } from "./api.js";
import { labelOf, nameOf } from "./deed.js";
import { button, h, toast } from "./dom.js";
import { markedSpan } from "./text.js";
import { tokens } from "./tokens.js";
import { spoken, t } from "./words.js";

const AGENTS = ["who", "with", "whom", "to", "from"];
const BOUNDS = ["exact", "atLeast", "atMost", "about", "almost"];
const WHEN = ["start", "end", "asOf", "said", "duration"];

/** The form of a deed; `done(record, added)` gets the corrected record, `cancel()` is called when nothing is to be. */
export function form(page, deed, done, cancel) {
  const added = { agents: [], places: [] };
  const fields = {};
  const element = h("form", { class: "form", "aria-label": t("edit") });
  const controls = [
    selectField("kind", page.kinds, deed.kind),
    textField("did", deed.did),
    ...AGENTS.map((name) => agentField(page, name, deed[name] ?? [], added)),
    wordsField("as", deed.as ?? []),
    wordsField("what", deed.what ?? []),
    placeField(page, deed.where ?? [], added),
    documentField(page, deed.about ?? []),
    whenFields(deed.when ?? {}),
    quantitiesField(page, deed.quantities ?? []),
    checkField("summary", deed.summary),
    deedField(page, deed),
    wordsField("inferred", deed.inferred ?? []),
    spanField(deed.source),
    alsoField(page, deed.also ?? []),
    confidenceFields(deed),
  ];
  for (const control of controls) {
    Object.assign(fields, control.fields);
    element.append(control.element);
  }
  const record = () => {
    const made = { ...deed, kind: fields.kind(), did: fields.did().trim(), source: fields.source() };
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
      if (words) made[name] = name === "reason" ? words : Number(words);
      else delete made[name];
    }
    return made;
  };
  const save = () => done(record(), added);
  element.append(
    h("div", { class: "actions" }, h("button", { class: "primary" }, t("save")), button(t("cancel"), cancel)),
  );
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
    else if (event.key === "Escape") cancel();
    else if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return element;
}

let counter = 0;

function labelled(label, control) {
  control.id = `c${++counter}`;
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control);
}

function textField(name, value = "", attributes = {}, label = t(name)) {
  const box = h("input", { value: value ?? "", autocomplete: "off", "data-field": name, ...attributes });
  return { element: labelled(label, box), fields: { [name]: () => box.value } };
}

function checkField(name, value) {
  const box = h("input", { type: "checkbox", checked: Boolean(value), "data-field": name });
  return { element: labelled(t(name), box), fields: { [name]: () => box.checked } };
}

function selectField(name, concepts, value) {
  const box = h("select", { "data-field": name }, options(concepts, value));
  return { element: labelled(t(name), box), fields: { [name]: () => box.value } };
}

function options(concepts, value) {
  const option = (one) => h("option", { value: one.id, selected: one.id === value }, one[spoken()]);
  const narrower = (one) => concepts.filter((other) => other.broader === one.id);
  if (!concepts.some((one) => one.broader)) return concepts.map(option);
  return concepts
    .filter((one) => !one.broader)
    .map((one) => h("optgroup", { label: one[spoken()] }, [one, ...narrower(one)].map(option)));
}

function wordsField(name, values) {
  const made = tokens({ label: t(name), field: name, values, show: (value) => value });
  return { element: made.element, fields: { [name]: made.values } };
}

function agentField(page, name, values, added) {
  const offer = async (words) => {
    const found = await offersFor(page.n, "agent", words);
    const known = found.map((one) => ({
      ...one,
      note: t(one.type),
      take: () => page.names.set(one.id, one.name),
    }));
    return [...known, ...newAgents(page, words, added)];
  };
  const made = tokens({ label: t(name), field: name, values, show: (id) => nameOf(page, id), offer });
  return { element: made.element, fields: { [name]: made.values } };
}

/** A name that is not known may be a unit, or a team, group or person that this report tells of. */
function newAgents(page, name, added) {
  if ([...page.state.agents, ...added.agents].some((one) => one.name === name)) return [];
  const place = markedSpan().span ?? spanOfName(page, name);
  return ["unit", "team", "group", "person"]
    .filter((type) => type === "unit" || place)
    .map((type) => {
      const id = freeId(page, added.agents);
      const record = { id, type, name, ...(type === "unit" ? {} : { source: place }) };
      const take = () => {
        added.agents.push(record);
        page.names.set(id, name);
      };
      return { id, name: t("newTeam", { name }), note: t(type), take };
    });
}

/** Where a name stands in the text for the first time. */
function spanOfName(page, name) {
  for (const paragraph of page.text ?? []) {
    const at = paragraph.text.indexOf(name);
    if (at < 0) continue;
    const start = paragraph.start + [...paragraph.text.slice(0, at)].length;
    return { paragraph: paragraph.n, start, end: start + [...name].length };
  }
  return null;
}

function freeId(page, more) {
  const taken = new Set([...page.state.agents, ...more].map((one) => one.id));
  let n = taken.size + 1;
  while (taken.has(`agent-${n}`)) n++;
  return `agent-${n}`;
}

function placeField(page, values, added) {
  const offer = async (words) => {
    const found = await offersFor(page.n, "place", words);
    return found.map((one) => ({
      id: one.id,
      name: one.name,
      note: [one.path.join(" › "), one.code].filter(Boolean).join(" · "),
      take: () => {
        added.places.push(...(one.places ?? []));
        page.names.set(one.id, one.name);
      },
    }));
  };
  const made = tokens({ label: t("where"), field: "where", values, show: (id) => nameOf(page, id), offer });
  return { element: made.element, fields: { where: made.values } };
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
      for (const [name, read] of Object.entries(fields)) if (read().trim()) again[name] = Number(read());
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
    const bounds = page.bounds.length ? page.bounds : BOUNDS.map((id) => ({ id, zh: id, en: id }));
    const parts = [
      textField("value", quantity.value ?? "", { inputmode: "decimal" }),
      textField("measure", quantity.measure),
      selectField("bound", bounds, quantity.bound ?? "exact"),
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
        value: Number(read.value().replaceAll(",", "")),
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

function spanField(source) {
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
  const value = () => ({
    paragraph: held.paragraph,
    start: Number(start.fields.spanStart()),
    end: Number(end.fields.spanEnd()),
  });
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
function alsoField(page, spans) {
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
    h("h4", {}, t("also")),
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

function confidenceFields(deed) {
  const confidence = textField("confidence", deed.confidence ?? "", { inputmode: "decimal" }, t("sureness"));
  const reason = textField("reason", deed.reason);
  const element = h("div", { class: "row" }, confidence.element, reason.element);
  return { element, fields: { ...confidence.fields, ...reason.fields } };
}

export { labelOf };
