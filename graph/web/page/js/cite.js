// Where the words stand: a report's words for a span, and a deed as a citation.
import { deedIri } from "./data.js";
import { thingName } from "./names.js";
import { dayOfIso, sayDay } from "./numbers.js";
import { sentenceText } from "./sentence.js";
import { spansOf } from "./values.js";
import { spoken, t } from "./words.js";

/** A span's place in words. Characters are counted from 1 and the last is included, as people count. */
export function sayPlace([paragraph, start, end]) {
  const comma = spoken() === "zh" ? "，" : ", ";
  return t("paragraph", { n: paragraph }) + comma + t("characters", { a: start + 1, b: end });
}

/** The paragraph of a span in three pieces: before, cited, after; null when the page has no text. */
export function quoteOf(report, [paragraph, start, end]) {
  const found = report.text?.[paragraph];
  if (!found) return null;
  const [first, words] = found;
  const letters = [...words];
  const piece = (from, to) => letters.slice(Math.max(0, from), Math.max(0, to)).join("");
  return [piece(0, start - first), piece(start - first, end - first), piece(end - first, letters.length)];
}

export function reportLine(graph, report) {
  const parts = [report.title];
  if (report.publisher !== undefined) parts.unshift(thingName(graph, report.publisher));
  const day = dayOfIso(report.published);
  if (day !== null) {
    const inferred = report.inferred?.includes("published") ? t("publishedInferred") : "";
    parts.push(t("published", { date: sayDay(day, spoken()) }) + inferred);
  }
  return parts.join(spoken() === "zh" ? "，" : ", ");
}

/** A deed as one would cite it: the sentence, the report, where in it, and the deed's address. */
export function citation(graph, deed) {
  const report = graph.reports[graph.deeds.report[deed]];
  const places = spansOf(graph, deed)
    .map(sayPlace)
    .join(spoken() === "zh" ? "；" : "; ");
  const line = [reportLine(graph, report), places].filter(Boolean).join(spoken() === "zh" ? "，" : ", ");
  return `${sentenceText(graph, deed, spoken())} ${line}. ${deedIri(graph, deed)}`;
}
