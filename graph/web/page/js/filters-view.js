// The filters beside the drawing, each with what it would leave, and the chips that undo them.
import { lineage, NONE } from "./data.js";
import { button, byId, h, refill, settled } from "./dom.js";
import { isFiltered, noFilters } from "./filter.js";
import { thingName } from "./names.js";
import { dayOfIso, isoDay, sayDay, sayNumber } from "./numbers.js";
import { change, filter, state } from "./state.js";
import { label, spoken, t } from "./words.js";

const MOST = 60; // rows of a tree before it is cut; what is ticked is always there
const opened = new Set(["kinds", "units", "places"]);

export function showFilters(element, graph, selection) {
  element.setAttribute("aria-label", t("filters"));
  const { facets } = selection;
  refill(
    element,
    fold("kinds", t("kind"), kindTree(graph, facets.kinds)),
    fold(
      "units",
      t("unit"),
      thingTree(graph, facets.units, "units", (type) => type !== "place"),
    ),
    fold(
      "places",
      t("place"),
      thingTree(graph, facets.places, "places", (type) => type === "place"),
    ),
    graph.reports.length > 1 && fold("reports", t("report"), reportList(graph, facets.reports)),
    fold("numbers", t("quantity"), numberFields(graph)),
    fold("totals", t("totals"), totalsFields()),
  );
}

function fold(key, title, body) {
  const element = h(
    "details",
    { open: opened.has(key) },
    h("summary", { "data-key": `fold ${key}` }, title),
    body,
  );
  element.addEventListener("toggle", () => (element.open ? opened.add(key) : opened.delete(key)));
  return element;
}

function kindTree(graph, counts) {
  const branch = (parent) => {
    const kinds = graph.kinds.flatMap((kind, n) =>
      kind.parent === parent && (counts[n] || state.filters.kinds.includes(n)) ? n : [],
    );
    if (!kinds.length) return null;
    return h(
      "ul",
      { class: "tree" },
      kinds.map((n) => h("li", {}, tick("kinds", n, label(graph.kinds[n]), counts[n]), branch(n))),
    );
  };
  return branch(-1);
}

function thingTree(graph, counts, field, wanted) {
  const { things } = graph;
  const shown = mostCounted(graph, counts, field, wanted);
  const roots = [...shown].filter((thing) => !shown.has(things.parent[thing]));
  const byCount = (a, b) => counts[b] - counts[a] || a - b;
  const branch = (list) =>
    list.length
      ? h(
          "ul",
          { class: "tree" },
          list
            .sort(byCount)
            .map((one) =>
              h(
                "li",
                {},
                tick(field, one, thingName(graph, one), counts[one]),
                branch(
                  graph.childrenOf[one].filter((child) => shown.has(child) && things.parent[child] === one),
                ),
              ),
            ),
        )
      : null;
  return branch(roots);
}

/** The things with most deeds, each with what it belongs to. */
function mostCounted(graph, counts, field, wanted) {
  const ticked = state.filters[field];
  const found = [];
  for (let thing = 0; thing < counts.length; thing++) {
    if (wanted(graph.things.type[thing]) && (counts[thing] || ticked.includes(thing))) found.push(thing);
  }
  found.sort((a, b) => ticked.includes(b) - ticked.includes(a) || counts[b] - counts[a] || a - b);
  return new Set(found.slice(0, MOST).flatMap((thing) => lineage(graph, thing)));
}

function reportList(graph, counts) {
  const ticked = state.filters.reports;
  const found = graph.reports.flatMap((_, n) => (counts[n] || ticked.includes(n) ? n : []));
  found.sort((a, b) => ticked.includes(b) - ticked.includes(a) || a - b);
  const item = (n) => h("li", {}, tick("reports", n, graph.reports[n].title, counts[n]));
  return h("ul", { class: "tree" }, found.slice(0, MOST).map(item));
}

function tick(field, value, text, count) {
  const chosen = state.filters[field].includes(value);
  const toggle = () => {
    const now = state.filters[field];
    filter({ [field]: now.includes(value) ? now.filter((one) => one !== value) : [...now, value] });
  };
  const input = h("input", { type: "checkbox", onchange: toggle, "data-key": `${field} ${value}` });
  input.checked = chosen;
  return h(
    "label",
    { class: "tick" },
    input,
    h("span", { class: "text" }, text),
    h("span", { class: "count" }, String(count)),
  );
}

function numberFields(graph) {
  const options = [
    ["", t("anyNumber")],
    ["any", t("withNumber")],
    ...[...graph.roles].map(([slug, words]) => [slug, label(words)]),
  ];
  const role = choice("number", t("quantity"), options, state.filters.number, (number) => filter({ number }));
  const least = h("input", {
    type: "number",
    min: "0",
    step: "any",
    inputmode: "decimal",
    "data-key": "least",
    onchange: (event) => {
      const value = Number.parseFloat(event.target.value);
      filter({ least: Number.isNaN(value) ? null : value });
    },
  });
  least.value = state.filters.least ?? "";
  return h("div", { class: "fields" }, role, h("label", {}, t("atLeastN"), " ", least));
}

function totalsFields() {
  const options = [
    ["with", t("totalsWith")],
    ["without", t("totalsWithout")],
    ["only", t("totalsOnly")],
  ];
  return h(
    "div",
    { class: "fields" },
    choice("totals", t("totals"), options, state.filters.totals, (totals) => filter({ totals })),
  );
}

function choice(key, name, options, value, act) {
  const select = h(
    "select",
    { "aria-label": name, "data-key": key, onchange: (event) => act(event.target.value) },
    options.map(([slug, text]) => h("option", { value: slug }, text)),
  );
  select.value = value;
  return select;
}

/** The row of what is filtered now: how many deeds remain, and one click to undo each filter or all. */
export function showChips(element, graph, selection) {
  const filters = state.filters;
  element.hidden = !isFiltered(filters);
  element.setAttribute("aria-label", t("filters"));
  if (element.hidden) return refill(element);
  const count = t("shown", {
    n: sayNumber(selection.deeds.length, spoken()),
    all: sayNumber(graph.deeds.count, spoken()),
  });
  const chips = chipsOf(graph, filters).map(([text, patch]) =>
    button([text, h("span", { "aria-hidden": "true" }, " ×")], () => filter(patch), {
      class: "chip",
      "aria-label": t("remove", { what: text }),
      "data-key": `chip ${text}`,
    }),
  );
  const all = button(t("clear"), () => change({ filters: noFilters() }), {
    class: "clear",
    "data-key": "clear",
  });
  const none = selection.deeds.length ? null : h("span", { class: "none" }, t("noneShown"));
  return refill(element, h("strong", { class: "remaining" }, count), none, ...chips, all);
}

function chipsOf(graph, filters) {
  const without = (field, value) => ({ [field]: filters[field].filter((one) => one !== value) });
  const lang = spoken();
  const chips = [];
  if (filters.text) chips.push([`“${filters.text}”`, { text: "" }]);
  for (const kind of filters.kinds) chips.push([label(graph.kinds[kind]), without("kinds", kind)]);
  for (const field of ["units", "places"]) {
    for (const thing of filters[field]) chips.push([thingName(graph, thing), without(field, thing)]);
  }
  for (const report of filters.reports) chips.push([graph.reports[report].title, without("reports", report)]);
  if (filters.from !== null || filters.to !== null) {
    const day = (value) => (value === null ? "…" : sayDay(value, lang));
    chips.push([`${day(filters.from)} – ${day(filters.to)}`, { from: null, to: null }]);
  }
  if (filters.undated) chips.push([t("undated"), { undated: false }]);
  if (filters.number)
    chips.push([
      filters.number === "any" ? t("withNumber") : label(graph.roles.get(filters.number)),
      { number: "" },
    ]);
  if (filters.least !== null) chips.push([`≥ ${sayNumber(filters.least, lang)}`, { least: null }]);
  if (filters.totals !== "with")
    chips.push([t(filters.totals === "only" ? "totalsOnly" : "totalsWithout"), { totals: "with" }]);
  return chips;
}

/** The two days of the period, for those who type. */
export function periodFields() {
  const field = (name, key) => {
    const input = h("input", {
      type: "date",
      "data-key": `day ${key}`,
      onchange: settled((event) => filter({ [key]: dayOfIso(event.target.value), undated: false }), 0),
    });
    input.value = state.filters[key] === null ? "" : isoDay(state.filters[key] ?? NONE);
    return h("label", {}, name, " ", input);
  };
  return [field(t("from"), "from"), field(t("to"), "to")];
}

/** On a narrow screen the filters open over the page. */
export function toggleFilters() {
  const open = byId("filters").classList.toggle("open");
  byId("open-filters").setAttribute("aria-expanded", String(open));
}
