// A deed in the panel: its sentence in both languages, its numbers, place, and the words that say so.
import { citation, quoteOf, reportLine, sayPlace } from "./cite.js";
import { deedNode, fieldOf, lineage, list, ROLES, thingNode } from "./data.js";
import { button, copyText, h, toast } from "./dom.js";
import { deedName, kindPath, thingName } from "./names.js";
import { dayOfIso, sayDay, sayNumber } from "./numbers.js";
import { badge, nodeLink, sentenceElements } from "./parts.js";
import { inferredOf, quantityRole, sayQuantity } from "./sentence.js";
import { addressOfState, change, state } from "./state.js";
import { turtleOf } from "./turtle.js";
import { spansOf, valueIn } from "./values.js";
import { inLanguage, label, spoken, t } from "./words.js";

export function deedPanel(graph, deed) {
  const [first, second] = spoken() === "zh" ? ["zh", "en"] : ["en", "zh"];
  return [
    h(
      "p",
      { class: "type" },
      t("deed"),
      graph.deeds.summary[deed] ? badge(t("total"), t("totalNote")) : null,
    ),
    h("h2", { class: "name" }, deedName(graph, deed)),
    h("p", { class: "sentence", lang: first }, sentenceElements(graph, deed, first)),
    h(
      "p",
      { class: "sentence other", lang: second },
      h("span", { class: "small muted" }, `${inLanguage(second, "sentenceIn")} `),
      sentenceElements(graph, deed, second),
    ),
    actions(graph, deedNode(deed), deed),
    h("dl", {}, ...rows(graph, deed)),
    evidence(graph, deed),
    related(graph, deed),
  ];
}

/** Copy as citation, Turtle or link, and begin a path. */
export function actions(graph, node, deed = null) {
  const copy = async (text) => toast((await copyText(text)) ? t("copied") : t("notCopied"));
  const link = () => `${location.href.split("#")[0]}#${addressOfState({ ...state, chosen: node })}`;
  return h(
    "div",
    { class: "actions" },
    deed !== null && button(t("copyCitation"), () => copy(citation(graph, deed)), { "data-key": "cite" }),
    button(t("copyTurtle"), () => copy(turtleOf(graph, node)), { "data-key": "turtle" }),
    button(t("copyLink"), () => copy(link()), { "data-key": "link" }),
    button(t("pathFrom"), () => change({ pathFrom: node, pathTo: null, chosen: null }), {
      "data-key": "path",
    }),
  );
}

export function row(term, ...details) {
  const found = details.flat().filter(Boolean);
  return found.length ? [h("dt", {}, term), h("dd", {}, found)] : [];
}

function rows(graph, deed) {
  return [
    ...row(t("kindOf"), kindPath(graph, deed)),
    ...[...list(graph.deeds.where, deed)].flatMap((place) => row(t("place"), placeLine(graph, place))),
    ...row(t("quantity"), numbers(graph, deed)),
    ...row(t("inferred"), inferredWords(graph, deed)),
    ...row(
      t("follows"),
      [...list(graph.deeds.after, deed)].map((before) => h("div", {}, nodeLink(graph, deedNode(before)))),
    ),
    ...row(
      t("followedBy"),
      followers(graph, deed).map((next) => h("div", {}, nodeLink(graph, deedNode(next)))),
    ),
    ...row("", graph.deeds.confidence.has(deed) && t("confidence", { n: graph.deeds.confidence.get(deed) })),
    ...graph.fields
      .filter(({ name }) => !SHOWN_ELSEWHERE.has(name))
      .flatMap((field) => row(label(field), plainWords(graph, field, valueIn(graph, deed, field)))),
  ];
}

// What the sentence, the lines above and the evidence show; every other field has a line of its own.
const SHOWN_ELSEWHERE = new Set([
  ...["id", "kind", "did", "who", "as", "with", "whom", "to", "from", "what", "about", "where", "when"],
  ...["quantities", "summary", "after", "inferred", "source", "also", "confidence"],
]);

function plainWords(graph, { value: kind }, value) {
  if (value === undefined || value === false) return null;
  if (["agents", "documents", "places"].includes(kind))
    return value.map((thing) => h("div", {}, nodeLink(graph, thingNode(thing))));
  if (kind === "deeds") return value.map((deed) => h("div", {}, nodeLink(graph, deedNode(deed))));
  if (kind === "day") return sayDay(dayOfIso(value), spoken());
  if (kind === "flag") return "✓";
  if (kind === "number") return sayNumber(value, spoken());
  return [value].flat().join(t("comma"));
}

/** A place with all that holds it and its code. */
export function placeLine(graph, place) {
  const facts = graph.things.facts.get(place) ?? {};
  const path = lineage(graph, place).flatMap((one, n) => [n ? " › " : "", nodeLink(graph, `t${one}`)]);
  const code = facts.code
    ? h(
        "span",
        { class: "code" },
        ` ${facts.code}${facts.edition ? t("edition", { year: facts.edition }) : ""}`,
      )
    : null;
  return h("div", { class: "place" }, path, code);
}

function numbers(graph, deed) {
  return [...list(graph.deeds.quantities, deed)].map((q) =>
    h(
      "div",
      { title: sayNumber(graph.quantities.value[q], spoken()) },
      h("span", { class: "figure" }, sayQuantity(graph, q, spoken())),
      h("span", { class: "muted small" }, ` ${quantityRole(graph, q, spoken())}`),
    ),
  );
}

const FINER = {
  "when.year": ["年份", "the year"],
  "when.start": ["日期", "the day"],
  "when.end": ["日期", "the day"],
  "when.asOf": ["截止日", "the day up to which it counts"],
  "when.said": ["时间", "the time"],
  "where.city": ["城市", "the city"],
  "where.district": ["区县", "the district"],
  "where.subdistrict": ["街道", "the subdistrict"],
};

function inferredWords(graph, deed) {
  const paths = inferredOf(graph, deed);
  if (!paths.length) return null;
  const words = paths.map((path) => {
    if (FINER[path]) return FINER[path][spoken() === "zh" ? 0 : 1];
    const field = fieldOf(graph, path.split(".")[0]);
    return field ? label(field).toLowerCase() : path;
  });
  const what = [...new Set(words)].join(t("comma"));
  return h("span", { class: "inferred" }, t("inferredNote", { what }));
}

function followers(graph, deed) {
  const found = [];
  const { offsets, values } = graph.deeds.after;
  for (let other = 0; other < graph.deeds.count; other++) {
    for (let n = offsets[other]; n < offsets[other + 1]; n++) if (values[n] === deed) found.push(other);
  }
  return found;
}

function evidence(graph, deed) {
  const report = graph.reports[graph.deeds.report[deed]];
  const spans = spansOf(graph, deed);
  return h(
    "section",
    { class: "evidence" },
    h("h3", {}, t("evidence")),
    h("p", { class: "small" }, reportLine(graph, report)),
    spans.map((span) => spanElement(report, span)),
    report.text ? null : h("p", { class: "small muted" }, t("noText")),
  );
}

/** A span: where it stands, and its words in their paragraph when the page has the text. */
export function spanElement(report, span) {
  const quote = quoteOf(report, span);
  return h(
    "figure",
    { class: "span" },
    quote && h("blockquote", { lang: report.language || "zh" }, quote[0], h("mark", {}, quote[1]), quote[2]),
    h("figcaption", { title: t("charactersNote") }, `¶ ${sayPlace(span)}`),
  );
}

function related(graph, deed) {
  const things = new Set(ROLES.flatMap((role) => [...list(graph.deeds[role], deed)]));
  if (!things.size) return null;
  return h(
    "section",
    {},
    h("h3", {}, t("neighbours")),
    h(
      "ul",
      { class: "plain inline" },
      [...things].map((thing) =>
        h("li", {}, nodeLink(graph, `t${thing}`, { title: thingName(graph, thing) })),
      ),
    ),
  );
}
