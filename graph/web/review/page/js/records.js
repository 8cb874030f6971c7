// The records that a deed refers to: its agents and places, and what those refer to, each to be corrected or added.
import { offersFor } from "./api.js";
import { labelOf, nameOf } from "./deed.js";
import { button, h } from "./dom.js";
import {
  agentField,
  alsoField,
  formOf,
  freeId,
  numberOf,
  placeField,
  selectField,
  spanField,
  spanOfName,
  TYPES,
  textField,
  typeName,
  used,
  wordsField,
} from "./fields.js";
import { tokens } from "./tokens.js";
import { said, t } from "./words.js";

// The fields of an agent that only some types have.
const OF_UNITS = ["parent", "seat"];
const OF_REPORTS = ["unit", "memberOf", "source", "also"];
const OF_PERSONS = ["age", "posts"];

/** The agents and places that a deed names, and what those refer to, as far as the draft has their records. */
export function recordsOf(page, deed) {
  const { agents, places } = page.state;
  const found = new Map();
  const follow = (id) => {
    const agent = agents.find((one) => one.id === id);
    const place = places.find((one) => one.id === id);
    for (const [section, record] of [
      ["agents", agent],
      ["places", place],
    ]) {
      if (!record || found.has(record)) continue;
      found.set(record, section);
      const { parent, seat, unit, within, memberOf = [], posts = [] } = record;
      for (const next of [parent, seat, unit, within, ...memberOf, ...posts.map((post) => post.of)])
        follow(next);
    }
  };
  for (const { name, value } of page.fields)
    if (value === "agents" || value === "places") for (const id of deed[name] ?? []) follow(id);
  return [...found].map(([record, section]) => ({ section, record }));
}

/** What is wrong with the records of a deed, or not said by the words that they cite. */
export function notesOn(page, { section, record }) {
  const name = `${section.slice(0, -1)} ${record.id}`;
  return [...page.state.faults, ...page.state.warnings].filter((one) => one.record === name);
}

/** The list of a deed's records; `open({section, record, isNew})` shows the form of one. */
export function recordsPanel(page, deed, open, close) {
  const row = (one, n) => {
    const { section, record } = one;
    const type = section === "agents" ? typeName(record.type) : null;
    const more = [
      type ?? labelOf(page.levels, record.level),
      record.code,
      record.within && nameOf(page, record.within),
      record.parent && nameOf(page, record.parent),
    ];
    return h(
      "li",
      {},
      button(
        [
          h("span", {}, record.name),
          h("span", { class: "muted small" }, more.filter(Boolean).join(" · ")),
          n < 9 ? h("kbd", {}, String(n + 1)) : null,
        ],
        () => open(one),
        { "data-record": record.id, class: "record" },
      ),
      notesOn(page, one).map((note) => h("p", { class: "note warning" }, said(note))),
    );
  };
  const fresh = (section) => () => open({ section, record: newRecord(section), isNew: true });
  return h(
    "section",
    { class: "records", "aria-label": t("records") },
    h("h3", {}, t("records")),
    h("ul", {}, recordsOf(page, deed).map(row)),
    h(
      "div",
      { class: "actions" },
      button(t("newAgent"), fresh("agents"), { "data-key": "newAgent" }),
      button(t("newPlace"), fresh("places"), { "data-key": "newPlace" }),
      button([t("close"), h("kbd", {}, "Esc")], close, { "data-key": "closeRecords" }),
    ),
  );
}

function newRecord(section) {
  return section === "agents" ? { type: "unit", name: "" } : { level: "community", name: "" };
}

/** The form of an agent's or a place's record; `done(record, added)` gets it as it is to be. */
export function recordForm(page, { section, record, isNew }, done, cancel) {
  const made = (read, added) => {
    const whole = read();
    const id =
      record.id ??
      freeId(page, section, section === "agents" && whole.type !== "unit" ? "" : page.state.report.id);
    if (isNew && section === "agents" && whole.type !== "unit") whole.source ??= spanOfName(page, whole.name);
    const full = { id, ...whole };
    for (const [name, value] of Object.entries(full))
      if (value === null || value === "" || (typeof value === "object" && !Object.keys(value).length))
        delete full[name];
    return done(full, used(full, added));
  };
  return section === "agents" ? agentForm(page, record, made, cancel) : placeForm(page, record, made, cancel);
}

function agentForm(page, record, made, cancel) {
  const added = { agents: [], places: [] };
  const unit = record.type === "unit";
  const one = { one: true };
  const types = TYPES.map((id) => ({ id, zh: typeName(id), en: typeName(id) }));
  const controls = [
    selectField("type", types, record.type),
    ...namesFields(record),
    ...(unit
      ? [
          agentField(page, "parent", listed(record.parent), added, { ...one, types: ["unit"] }),
          placeField(page, "seat", listed(record.seat), added, one),
        ]
      : [
          agentField(page, "unit", listed(record.unit), added, one),
          agentField(page, "memberOf", record.memberOf ?? [], added),
          ...(record.type === "person"
            ? [
                textField("age", record.age, { inputmode: "numeric" }),
                postsField(page, record.posts ?? [], added),
              ]
            : []),
          spanField(page, record.source),
          alsoField(page, record.also ?? []),
        ]),
  ];
  const value = (read) => {
    const whole = { ...record, ...plainFields(read) };
    for (const name of ["parent", "seat", "unit"]) if (read[name]) whole[name] = read[name]()[0] ?? null;
    for (const name of ["memberOf", "posts", "source", "also"]) if (read[name]) whole[name] = read[name]();
    if (read.age) whole.age = read.age().trim() ? numberOf(read.age()) : null;
    whole.type = read.type();
    return whole;
  };
  const save = (read) =>
    made(() => {
      const whole = value(read);
      const foreign = whole.type === "unit" ? OF_REPORTS : OF_UNITS;
      for (const name of [...foreign, ...(whole.type === "person" ? [] : OF_PERSONS)]) delete whole[name];
      return whole;
    }, added);
  const element = formOf(t("edit"), controls, save, cancel);
  // Another type has other fields; what was typed is kept.
  controls[0].element.querySelector("select").addEventListener("change", () => {
    const read = Object.assign({}, ...controls.map((control) => control.fields));
    const other = agentForm(page, value(read), made, cancel);
    element.replaceWith(other);
    other.dataset.touched = "yes";
    other.querySelector("select").focus();
  });
  return element;
}

function placeForm(page, record, made, cancel) {
  const added = { agents: [], places: [] };
  let taken = null; // the official division whose code was chosen
  const within = placeField(page, "within", listed(record.within), added, { one: true });
  const official = textField("official", record.official);
  const edition = textField("edition", record.edition);
  const level = selectField("level", page.levels, record.level);
  const offer = async (words) =>
    (await offersFor(page.n, "code", words)).map((found) => ({
      id: found.id,
      name: found.name,
      note: [found.path.join(" › "), found.id].filter(Boolean).join(" · "),
      take: () => {
        taken = found;
        official.element.querySelector("input").value = found.record.official;
        edition.element.querySelector("input").value = found.record.edition;
        level.element.querySelector("select").value = found.record.level;
        for (const place of found.places) page.names.set(place.id, place.name);
        if (found.record.within) within.put(found.record.within);
      },
    }));
  const show = (value) => value;
  const code = tokens({
    label: t("code"),
    field: "code",
    values: listed(record.code),
    show,
    offer,
    one: true,
    free: true,
  });
  const codeField = { element: code.element, fields: { code: code.values } };
  const controls = [level, ...namesFields(record), codeField, edition, official, within];
  const save = (read) =>
    made(
      () => ({
        ...record,
        ...plainFields(read),
        level: read.level(),
        official: read.official().trim(),
        edition: read.edition().trim(),
        code: read.code()[0] ?? null,
        within: read.within()[0] ?? null,
      }),
      { ...added, places: [...added.places, ...(taken && taken.id === read.code()[0] ? taken.places : [])] },
    );
  return formOf(t("edit"), controls, save, cancel);
}

/** The fields that agents and places have alike: a name, other names, labels in other languages, who it is elsewhere. */
function namesFields(record) {
  const labels = Object.entries(record.labels ?? {}).map(([language, words]) => `${language}: ${words}`);
  return [
    textField("name", record.name),
    wordsField("names", record.names ?? []),
    wordsField("labels", labels),
    wordsField("exactMatch", record.exactMatch ?? []),
  ];
}

function plainFields(read) {
  const labels = read.labels().map((words) => words.split(/[:：](.*)/s).map((part) => part.trim()));
  return {
    name: read.name().trim(),
    names: read.names(),
    labels: Object.fromEntries(labels.map(([language, words]) => [language, words ?? ""])),
    exactMatch: read.exactMatch(),
  };
}

function postsField(page, posts, added) {
  const rows = h("div", {});
  const held = [];
  const put = (post) => {
    const parts = [
      textField("role", post.role, {}, t("post")),
      agentField(page, "of", listed(post.of), added, { one: true, label: t("postOf") }),
      textField("since", post.since, { placeholder: "YYYY-MM-DD" }),
      textField("duration", post.duration),
    ];
    const entry = { post, read: Object.assign({}, ...parts.map((part) => part.fields)) };
    const remove = () => {
      held.splice(held.indexOf(entry), 1);
      row.remove();
    };
    const row = h(
      "fieldset",
      { class: "row" },
      parts.map((part) => part.element),
      button("×", remove, { "aria-label": t("remove", { what: post.role ?? t("post") }) }),
    );
    held.push(entry);
    rows.append(row);
    return row;
  };
  for (const post of posts) put(post);
  const value = () =>
    held.map(({ post, read }) => {
      const [role, since, duration] = ["role", "since", "duration"].map((name) => read[name]().trim());
      const whole = { ...post, role, of: read.of()[0], since, duration };
      return Object.fromEntries(Object.entries(whole).filter(([, words]) => words));
    });
  const more = () => put({}).querySelector("input").focus();
  const element = h(
    "div",
    { class: "group" },
    h("h3", {}, t("posts")),
    rows,
    button(t("morePost"), more, { "data-key": "morePost" }),
  );
  return { element, fields: { posts: value } };
}

function listed(value) {
  return value ? [value] : [];
}
