// The deeds as CSV, one row a deed, with the columns of `deedgraph deeds --format csv`.
import { deedIri, lineage, list, SIGNS } from "./data.js";
import { didOf } from "./names.js";
import { isoDay } from "./numbers.js";
import { inferredOf } from "./sentence.js";

const COLUMNS = [
  "id",
  "report",
  "kind",
  "did",
  "who",
  "with",
  "whom",
  "to",
  "what",
  "about",
  "where",
  "place_path",
  "code",
  "start",
  "end",
  "as_of",
  "duration",
  "recurrence",
  "quantities",
  "summary",
  "inferred",
  "paragraph",
  "span_start",
  "span_end",
  "confidence",
];

export function csvOf(graph, deeds) {
  const rows = [...deeds].map((deed) =>
    COLUMNS.map((column) => cell(valueIn(graph, deed, column))).join(","),
  );
  return `\ufeff${[COLUMNS.join(","), ...rows].join("\r\n")}\r\n`;
}

function valueIn(graph, deed, column) {
  const { deeds, things } = graph;
  const names = (role) => joinedUp([...list(deeds[role], deed)].map((thing) => things.name[thing]));
  const strings = (field) => joinedUp([...list(deeds[field], deed)].map((number) => graph.strings[number]));
  const places = [...list(deeds.where, deed)];
  switch (column) {
    case "id":
      return deedIri(graph, deed);
    case "report":
      return graph.reports[deeds.report[deed]].iri;
    case "kind":
      return graph.kinds[deeds.kind[deed]].slug;
    case "did":
      return didOf(graph, deed);
    case "what":
      return strings("what");
    case "place_path":
      return joinedUp(
        places.map((place) =>
          lineage(graph, place)
            .map((one) => things.name[one])
            .join(" > "),
        ),
      );
    case "code":
      return places.map((place) => things.facts.get(place)?.code ?? "").join("; ");
    case "start":
      return isoDay(deeds.start[deed]);
    case "end":
      return isoDay(deeds.end[deed]);
    case "as_of":
      return isoDay(deeds.asOf[deed]);
    case "duration":
      return deeds.duration.get(deed) ?? "";
    case "recurrence":
      return sayPlainly(deeds.recurrence.get(deed));
    case "quantities":
      return joinedUp([...list(deeds.quantities, deed)].map((q) => plainQuantity(graph, q)));
    case "summary":
      return deeds.summary[deed] ? "true" : "false";
    case "inferred":
      return joinedUp(inferredOf(graph, deed));
    case "paragraph":
      return String(deeds.paragraph[deed]);
    case "span_start":
      return String(deeds.spanStart[deed]);
    case "span_end":
      return String(deeds.spanEnd[deed]);
    case "confidence":
      return String(deeds.confidence.get(deed) ?? 1);
    default:
      return names(column);
  }
}

function plainQuantity({ quantities }, q) {
  const bound = SIGNS[quantities.bound[q]]?.[0] ?? "";
  return [bound + quantities.value[q], quantities.measure[q], quantities.of[q]].filter(Boolean).join(" ");
}

function sayPlainly({ times, per, shifts, allDay } = {}) {
  return [times && `${times}/${per ?? ""}`, shifts && `${shifts} shifts`, allDay && "all day"]
    .filter(Boolean)
    .join(", ");
}

const joinedUp = (values) => values.filter(Boolean).join("; ");

/** A cell; what a spreadsheet would run as a formula gets an apostrophe before it. */
function cell(value) {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
