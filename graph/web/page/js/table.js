// The table: the selected deeds as rows, sorted by any column, to copy or save as CSV. It has the deeds that the drawing has.
import { csvOf } from "./csv.js";
import { deedNode, list, NONE } from "./data.js";
import { button, copyText, h, refill, saveFile, toast } from "./dom.js";
import { firstDay } from "./filter.js";
import { deedName, thingName } from "./names.js";
import { sayNumber } from "./numbers.js";
import { badge, link, nodeLink, partElement } from "./parts.js";
import { quantityParts, whenParts } from "./sentence.js";
import { state } from "./state.js";
import { spoken, t } from "./words.js";

const PAGE = 100;
const view = { open: false, column: "source", down: false, shown: PAGE };

const COLUMNS = [
  ["who", "thWho", (graph, deed) => namesIn(graph, deed, ["who"])],
  ["did", "thDid", (graph, deed) => deedName(graph, deed)],
  ["to", "thTo", (graph, deed) => namesIn(graph, deed, ["whom", "to"])],
  ["what", "thWhat", whatOf],
  ["where", "thWhere", (graph, deed) => namesIn(graph, deed, ["where"])],
  [
    "when",
    "thWhen",
    (graph, deed) => (firstDay(graph.deeds, deed) === NONE ? Infinity : firstDay(graph.deeds, deed)),
  ],
  ["how", "thHow", (graph, deed) => -(graph.quantities.value[list(graph.deeds.quantities, deed)[0]] ?? -1)],
  ["source", "thSource", (_graph, deed) => deed],
];

/** Open or fold the table. */
export function openTable(open) {
  view.open = open;
}

export function showTable(element, graph, selection) {
  const again = () => showTable(element, graph, selection);
  refill(element, head(element, graph, selection, again), view.open && body(graph, selection, again));
}

function head(element, graph, selection, again) {
  const toggle = () => {
    view.open = !view.open;
    again();
    if (view.open) element.scrollIntoView({ block: "start" });
  };
  const count = t("shown", {
    n: sayNumber(selection.deeds.length, spoken()),
    all: sayNumber(graph.deeds.count, spoken()),
  });
  const csv = () => csvOf(graph, sorted(graph, selection.deeds));
  const copy = async () => toast((await copyText(csv())) ? t("copied") : t("notCopied"));
  return h(
    "div",
    { class: "bar" },
    h(
      "h2",
      { id: "table-title", tabindex: "-1" },
      button(
        [h("span", { class: "fold", "aria-hidden": "true" }, view.open ? "▾" : "▸"), t("table")],
        toggle,
        { "aria-expanded": String(view.open), "data-key": "fold table" },
      ),
    ),
    h("span", { class: "muted small" }, count),
    button(t("saveCsv"), () => saveFile("deeds.csv", csv(), "text/csv;charset=utf-8"), { "data-key": "csv" }),
    button(t("copyCsv"), copy, { "data-key": "copy csv" }),
  );
}

function body(graph, selection, again) {
  const deeds = sorted(graph, selection.deeds);
  const rows = deeds.slice(0, view.shown);
  const more = () => {
    view.shown += 10 * PAGE;
    again();
  };
  const left = deeds.length - rows.length;
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "table-title" },
    tableOf(graph, rows, again),
    left > 0
      ? button(
          t("moreRows", { n: Math.min(left, 10 * PAGE), all: sayNumber(deeds.length, spoken()) }),
          more,
          { class: "more", "data-key": "more rows" },
        )
      : null,
    deeds.length ? null : h("p", { class: "muted none" }, graph.deeds.count ? t("noneShown") : t("empty")),
  );
}

/** The table of given deeds; without `again` its columns cannot be sorted, as on paper. */
export function tableOf(graph, deeds, again = null) {
  const heads = COLUMNS.map(([column, key]) => headCell(column, key, again));
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, heads)),
    h(
      "tbody",
      {},
      [...deeds].map((deed) => rowOf(graph, deed)),
    ),
  );
}

function headCell(column, key, again) {
  if (!again) return h("th", { scope: "col" }, t(key));
  const sortedBy = view.column === column;
  const sort = () => {
    view.down = sortedBy && !view.down;
    view.column = column;
    again();
  };
  const arrow = h(
    "span",
    { class: "arrow", "aria-hidden": "true" },
    sortedBy ? (view.down ? " ↓" : " ↑") : "",
  );
  const state = sortedBy ? (view.down ? "descending" : "ascending") : null;
  return h(
    "th",
    { scope: "col", "aria-sort": state },
    button([t(key), arrow], sort, { "data-key": `sort ${column}` }),
  );
}

function rowOf(graph, deed) {
  const { deeds } = graph;
  const lang = spoken();
  const links = (roles) =>
    roles
      .flatMap((role) => [...list(deeds[role], deed)])
      .map((thing) => h("div", {}, nodeLink(graph, `t${thing}`)));
  const parts = (of) => of.map((part) => partElement(graph, part));
  const node = deedNode(deed);
  return h(
    "tr",
    { class: state.chosen === node ? "chosen" : null, "aria-current": state.chosen === node ? "true" : null },
    h("td", {}, links(["who"])),
    h(
      "td",
      {},
      link(node, deedName(graph, deed), { class: "link strong", "data-key": `row ${deed}` }),
      deeds.summary[deed] ? badge(t("total"), t("totalNote")) : null,
    ),
    h("td", {}, links(["whom", "to"])),
    h("td", {}, whatOf(graph, deed)),
    h(
      "td",
      {},
      deeds.where.offsets[deed] === deeds.where.offsets[deed + 1]
        ? h("span", { class: "muted" }, t("nowhere"))
        : links(["where"]),
    ),
    h("td", {}, parts(whenParts(graph, deed, lang))),
    h("td", { class: "figure" }, parts(quantityParts(graph, deed, lang))),
    h(
      "td",
      { class: "figure source", title: t("charactersNote") },
      `¶${deeds.paragraph[deed]} ${deeds.spanStart[deed] + 1}–${deeds.spanEnd[deed]}`,
    ),
  );
}

function namesIn(graph, deed, roles) {
  return roles
    .flatMap((role) => [...list(graph.deeds[role], deed)])
    .map((thing) => thingName(graph, thing))
    .join(" ");
}

function whatOf(graph, deed) {
  return [...list(graph.deeds.what, deed)].map((number) => graph.strings[number]).join(t("comma"));
}

function sorted(graph, deeds) {
  const key = COLUMNS.find(([column]) => column === view.column)[2];
  if (view.column === "source") return view.down ? [...deeds].reverse() : deeds;
  const order = new Intl.Collator(spoken() === "zh" ? "zh-CN" : "en", { numeric: true }).compare;
  const rows = Array.from(deeds, (deed) => [deed, key(graph, deed)]);
  const compare = (a, b) =>
    typeof a[1] === "string" ? emptyLast(a[1], b[1]) || order(a[1], b[1]) : a[1] - b[1] || 0;
  rows.sort((a, b) => (view.down ? compare(b, a) : compare(a, b)) || a[0] - b[0]);
  return rows.map(([deed]) => deed);
}

function emptyLast(a, b) {
  return (a === "") - (b === "");
}
