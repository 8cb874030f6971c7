// What a deed says in a field, out of the columns, as its record has it; what it does not say is undefined or empty.
import { deedIri, list } from "./data.js";
import { isoDay } from "./numbers.js";

export function valueIn(graph, deed, field) {
  const column = graph.deeds[field.name];
  const part = (of) => (one) => [one.name, of(one)];
  switch (field.value) {
    case "id":
      return deedIri(graph, deed);
    case "agents":
    case "documents":
    case "places":
    case "deeds":
      return [...list(column, deed)];
    case "texts":
      return [...list(column, deed)].map((number) => graph.strings[number]);
    case "day":
      return isoDay(column[deed]) || undefined;
    case "flag":
      return Boolean(column[deed]);
    case "concept":
      return graph.kinds[column[deed]].slug;
    case "when":
      return said(field.parts.map(part((one) => valueIn(graph, deed, one))));
    case "quantities":
      return [...list(column, deed)].map((q) =>
        said(field.parts.map(part((one) => quantityPart(graph, q, one)))),
      );
    case "span":
      return spansOf(graph, deed)[0];
    case "spans":
      return spansOf(graph, deed).slice(1);
    default:
      return column.get ? column.get(deed) : graph.strings[column[deed]];
  }
}

function quantityPart({ quantities }, q, { name }) {
  return quantities[name].get ? quantities[name].get(q) : quantities[name][q];
}

function said(pairs) {
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined && value !== ""));
}

/** The spans of a deed, paragraph, start and end: its own first, then those that help. */
export function spansOf({ deeds }, deed) {
  if (!deeds.paragraph[deed]) return [];
  const own = [deeds.paragraph[deed], deeds.spanStart[deed], deeds.spanEnd[deed]];
  return [own, ...(deeds.also.get(deed) ?? [])];
}
