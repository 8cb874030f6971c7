// An agent, place or document in the panel: what it is, its parts, its deeds in order of time, its totals.
import { deedsNaming, lineage, list, NONE, thingNode, withAllBelow } from "./data.js";
import { button, h } from "./dom.js";
import { firstDay } from "./filter.js";
import { thingName } from "./names.js";
import { sayDuration, sayMeasured, sayNumber } from "./numbers.js";
import { actions, placeLine, row, spanElement } from "./panel-deed.js";
import { badge, deedItem, longList, nodeLink, sign } from "./parts.js";
import { sayQuantity } from "./sentence.js";
import { filter, state } from "./state.js";
import { totalsOf } from "./totals.js";
import { label, spoken, t } from "./words.js";

export function thingPanel(graph, thing, selection) {
  const type = graph.things.type[thing];
  const other = thingName(graph, thing, spoken() === "zh" ? "en" : "zh");
  return [
    h("p", { class: "type" }, sign(type), t(type)),
    h("h2", { class: "name" }, thingName(graph, thing)),
    other === thingName(graph, thing) ? null : h("p", { class: "muted small" }, other),
    h("div", { class: "actions" }, onlyButton(thing, type)),
    actions(graph, thingNode(thing)),
    h("dl", {}, ...rows(graph, thing)),
    ...sections(graph, thing, type, selection),
    spans(graph, thing),
  ];
}

function onlyButton(thing, type) {
  if (type === "document" || type === "scheme") return null;
  const field = type === "place" ? "places" : "units";
  return button(t("showOnly"), () => filter({ [field]: [thing] }), {
    class: "primary",
    "data-key": "only",
    "aria-pressed": String(state.filters[field].includes(thing)),
  });
}

function rows(graph, thing) {
  const { things } = graph;
  const facts = things.facts.get(thing) ?? {};
  const links = things.linksOf(thing);
  const linked = (relations) => links.filter(({ relation }) => relations.includes(relation));
  const place = things.type[thing] === "place";
  return [
    ...row(t("otherNames"), (things.names.get(thing) ?? []).join(t("comma"))),
    ...row(t("age"), facts.age),
    ...row(t("posts"), posts(graph, thing)),
    ...row(
      t("belongsTo"),
      linked(["unit", "memberOf", "parent"]).map(({ thing: one }) => h("div", {}, chain(graph, one))),
    ),
    ...row(
      t("seat"),
      linked(["seat"]).map(({ thing: one }) => placeLine(graph, one)),
    ),
    ...(place ? row(t("within"), things.parent[thing] >= 0 && chain(graph, things.parent[thing])) : []),
    ...row(t("level"), facts.level && label(graph.levels.get(facts.level))),
    ...row(
      t("code"),
      facts.code &&
        h(
          "span",
          { class: "code" },
          facts.code + (facts.edition ? t("edition", { year: facts.edition }) : ""),
        ),
    ),
    ...row(t("official"), facts.official),
  ];
}

function chain(graph, thing) {
  return lineage(graph, thing).flatMap((one, n) => [n ? " › " : "", nodeLink(graph, thingNode(one))]);
}

function posts(graph, thing) {
  return (graph.things.posts.get(thing) ?? []).map(({ role, of, duration, since }) =>
    h(
      "div",
      {},
      of === undefined ? null : [nodeLink(graph, thingNode(of)), " "],
      role,
      duration ? t("postFor", { duration: sayDuration(duration, spoken()) }) : "",
      since ? ` ${since}` : "",
    ),
  );
}

function sections(graph, thing, type, selection) {
  const children = graph.childrenOf[thing];
  const below = withAllBelow(graph, [thing]);
  const inRole = (role) => (deed) => list(graph.deeds[role], deed).some((one) => below[one]);
  const all = inOrderOfTime(graph, deedsBelow(graph, below));
  if (type === "place") return placeBodies(graph, children, all.filter(inRole("where")), selection);
  if (type === "document" || type === "scheme") return [deedSection(graph, t("deedsAbout"), all, selection)];
  const done = all.filter(inRole("who"));
  const named = inOrderOfTime(graph, deedsNaming(graph, thing)).filter((deed) => !inRole("who")(deed));
  const kin = (types) => children.filter((child) => types.includes(graph.things.type[child]));
  return [
    totals(graph, done),
    thingSection(graph, t("parts"), kin(["unit"])),
    thingSection(graph, t("teams"), kin(["team", "group", "person"])),
    deedSection(graph, t("deedsDone"), done, selection),
    deedSection(graph, t("deedsNamed"), named, selection),
    neighbours(graph, [...done, ...named], below),
  ];
}

function placeBodies(graph, children, deeds, selection) {
  const actors = [...new Set(deeds.flatMap((deed) => [...list(graph.deeds.who, deed)]))];
  return [
    totals(graph, deeds),
    thingSection(graph, t("partsWithin"), children),
    deedSection(graph, t("deedsHere"), deeds, selection),
    thingSection(graph, t("doersHere"), actors),
  ];
}

function deedsBelow(graph, below) {
  const found = new Set();
  below.forEach((mark, thing) => {
    if (mark) for (const deed of list(graph.deedsOf, thing)) found.add(deed);
  });
  return [...found];
}

/** By day, those without one last, then in the order of their reports. */
function inOrderOfTime({ deeds }, numbers) {
  const day = (deed) => (firstDay(deeds, deed) === NONE ? Infinity : firstDay(deeds, deed));
  return numbers.sort((a, b) => (day(a) === day(b) ? a - b : day(a) - day(b)));
}

function section(title, count, body) {
  return h("section", {}, h("h3", {}, title, h("span", { class: "count" }, String(count))), body);
}

function thingSection(graph, title, things) {
  if (!things.length) return null;
  return section(
    title,
    things.length,
    longList(things, (one) => nodeLink(graph, thingNode(one)), 24),
  );
}

function deedSection(graph, title, deeds, selection) {
  if (!deeds.length) return null;
  return section(
    title,
    deeds.length,
    longList(deeds, (deed) => deedItem(graph, deed, spoken(), selection)),
  );
}

function totals(graph, deeds) {
  const { own, ofReport } = totalsOf(graph, deeds);
  if (!own.length && !ofReport.length) return null;
  const lang = spoken();
  const sums = own.map((sum) =>
    h(
      "li",
      { title: sayNumber(sum.value, lang) },
      h("span", { class: "figure" }, sayMeasured(sum.value, sum.bound, sum.measure, lang)),
      h(
        "span",
        { class: "muted small" },
        ` ${label(graph.roles.get(sum.role))}${sum.count > 1 ? ` · ${t("fromDeeds", { n: sum.count })}` : ""}`,
      ),
    ),
  );
  const apart = ofReport.map((q) =>
    h(
      "li",
      {},
      h("span", { class: "figure" }, sayQuantity(graph, q, lang)),
      " ",
      badge(t("total"), t("totalNote")),
    ),
  );
  return h(
    "section",
    { class: "sums" },
    own.length
      ? [
          h("h3", {}, t("sums")),
          h("ul", { class: "plain" }, sums),
          h("p", { class: "small muted" }, t("sumsNote")),
        ]
      : null,
    ofReport.length ? [h("h3", {}, t("reportSums")), h("ul", { class: "plain" }, apart)] : null,
  );
}

/** Who else is named in its deeds, and in how many. */
function neighbours(graph, deeds, below) {
  const counts = new Map();
  for (const deed of deeds) {
    const named = new Set(
      ["who", "with", "whom", "to", "from", "where"].flatMap((role) => [...list(graph.deeds[role], deed)]),
    );
    for (const one of named) if (!below[one]) counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  if (!counts.size) return null;
  const most = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const item = ([one, n]) => [
    nodeLink(graph, thingNode(one)),
    n > 1 ? h("span", { class: "count" }, String(n)) : null,
  ];
  return section(t("neighbours"), most.length, longList(most, item));
}

function spans(graph, thing) {
  const found = graph.things.spans.get(thing);
  if (!found) return null;
  return h(
    "section",
    { class: "evidence" },
    h("h3", {}, t("evidence")),
    found
      .filter(([report]) => report >= 0)
      .map(([report, ...span]) => spanElement(graph.reports[report], span)),
  );
}
