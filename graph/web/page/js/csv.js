// The deeds as CSV, one row a deed, with the columns of `deedgraph deeds --format csv`.
import { deedIri, fieldOf, lineage, SIGNS } from "./data.js";
import { valueIn } from "./values.js";

export function csvOf(graph, deeds) {
  const names = graph.columns.map(({ name }) => name);
  const rows = [...deeds].map((deed) =>
    graph.columns.map((column) => cell(String(cellOf(graph, deed, column)))).join(","),
  );
  return `\ufeff${[names.join(","), ...rows].join("\r\n")}\r\n`;
}

function cellOf(graph, deed, { field: name, part, value: kind, nth }) {
  if (name === "report") return graph.reports[graph.deeds.report[deed]].iri;
  const field = fieldOf(graph, name);
  const value = valueIn(graph, deed, part ? field.parts.find((one) => one.name === part) : field);
  if (value === undefined) return name === "confidence" ? 1 : "";
  return WRITE[kind] ? WRITE[kind][nth](value, graph) : value;
}

const names = (things, graph) => things.map((thing) => graph.things.name[thing]).join("; ");

function paths(places, graph) {
  const path = (place) => lineage(graph, place).map((one) => graph.things.name[one]);
  return places.map((place) => path(place).join(" > ")).join("; ");
}

// How a value is written in its columns.
const WRITE = {
  agents: [names],
  documents: [names],
  places: [
    names,
    paths,
    (places, graph) => places.map((place) => graph.things.facts.get(place)?.code ?? "").join("; "),
  ],
  texts: [(texts) => texts.join("; ")],
  deeds: [(deeds, graph) => deeds.map((deed) => deedIri(graph, deed)).join("; ")],
  quantities: [(quantities) => quantities.map(plainQuantity).join("; ")],
  recurrence: [plainRecurrence],
  span: [([paragraph]) => paragraph, ([, start]) => start, ([, , end]) => end],
};

function plainQuantity({ value, measure, bound, of }) {
  return [`${SIGNS[bound]?.[0] ?? ""}${value}`, measure, of].filter(Boolean).join(" ");
}

function plainRecurrence({ times, per, shifts, allDay }) {
  return [times && `${times}/${per ?? ""}`, shifts && `${shifts} shifts`, allDay && "all day"]
    .filter(Boolean)
    .join(", ");
}

/** A cell; what a spreadsheet would run as a formula gets an apostrophe before it. */
function cell(value) {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
