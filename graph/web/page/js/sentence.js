// A deed as a sentence, in parts that can be shown with links: who, did, what, where, when, how much.
import { list, NONE, thingNode } from "./data.js";
import { didOf, thingName } from "./names.js";
import { isoDay, sayBounded, sayDay, sayDuration, sayNumber } from "./numbers.js";
import { past } from "./verbs.js";
import { inLanguage, label } from "./words.js";

// A part is {text}, with {node} when it names a thing, {inferred} when it was filled in, {title} for a hover text,
// {muted} for what is not said.

/** The sentence of a deed as parts. */
export function sentence(graph, deed, lang) {
  const parts = lang === "zh" ? chinese(graph, deed) : english(graph, deed);
  return parts.filter((part) => part.text);
}

/** The same as plain text. */
export function sentenceText(graph, deed, lang) {
  return sentence(graph, deed, lang)
    .map((part) => part.text)
    .join("");
}

function chinese(graph, deed) {
  const named = (role) => namedIn(graph, deed, role, "zh", "、");
  const partners = named("with");
  const parts = [...orNobody(named("who"), "zh")];
  if (partners.length) parts.push(plain("与"), ...partners, plain("一道"));
  parts.push({ text: `“${didOf(graph, deed)}”`, strong: true });
  parts.push(
    ...joined([named("whom"), texts(graph, deed, "what", "、"), texts(graph, deed, "as", "、")], "、"),
  );
  parts.push(...led("，给", named("to")), ...led("，来自", named("from")));
  const about = named("about");
  if (about.length) parts.push(plain("：《"), ...about, plain("》"));
  const end = [
    ...placePart(graph, deed, "zh", "，地点："),
    plain("，时间："),
    ...whenParts(graph, deed, "zh"),
  ];
  return [...parts, ...end, ...led("，数量：", quantityParts(graph, deed, "zh", "、")), plain("。")];
}

function english(graph, deed) {
  const named = (role) => namedIn(graph, deed, role, "en", ", ");
  const kind = graph.kinds[graph.deeds.kind[deed]];
  const general = graph.kinds.some((one) => one.broader === kind.slug);
  const did = general ? `did work of ${kind.en}` : past(kind.en);
  const parts = [...orNobody(named("who"), "en"), ...led(" with ", named("with"))];
  parts.push({ text: ` ${did}`, strong: true }, plain(` (${didOf(graph, deed)})`));
  // One consoles somebody, not to somebody.
  const direct = kind.slug === "console" ? named("to") : [];
  parts.push(...led(" ", joined([named("whom"), direct, texts(graph, deed, "what", ", ")], ", ")));
  const as = texts(graph, deed, "as", ", ");
  parts.push(...led(kind.en.endsWith(" as") ? " " : " as ", as));
  parts.push(
    ...led(" to ", direct.length ? [] : named("to")),
    ...led(" from ", named("from")),
    ...led(": ", named("about")),
  );
  const end = [...placePart(graph, deed, "en", ", at "), plain(", "), ...whenParts(graph, deed, "en")];
  return [...parts, ...end, ...led("; ", quantityParts(graph, deed, "en", ", ")), plain(".")];
}

const plain = (text) => ({ text });

function led(lead, parts) {
  return parts.length ? [plain(lead), ...parts] : [];
}

function joined(lists, comma) {
  const found = [];
  for (const parts of lists.filter((one) => one.length)) {
    if (found.length) found.push(plain(comma));
    found.push(...parts);
  }
  return found;
}

function orNobody(parts, lang) {
  return parts.length ? parts : [{ text: lang === "zh" ? "（未说明何人）" : "(nobody named)", muted: true }];
}

/** The paths of what was filled in, such as "who" or "when.year". */
export function inferredOf(graph, deed) {
  return [...list(graph.deeds.inferred, deed)].map((number) => graph.strings[number]);
}

function namedIn(graph, deed, role, lang, comma) {
  const inferred = inferredOf(graph, deed).includes(role);
  const parts = [...list(graph.deeds[role], deed)].map((thing) => ({
    text: thingName(graph, thing, lang),
    node: thingNode(thing),
    inferred,
  }));
  return interleave(parts, comma);
}

function interleave(parts, comma) {
  return parts.flatMap((part, n) => (n ? [plain(comma), part] : [part]));
}

function texts(graph, deed, field, comma) {
  return interleave(
    [...list(graph.deeds[field], deed)].map((number) => plain(graph.strings[number])),
    comma,
  );
}

/** The places of a deed, or that none is said. */
export function placePart(graph, deed, lang, lead) {
  const places = namedIn(graph, deed, "where", lang, lang === "zh" ? "、" : ", ");
  if (places.length) return led(lead, places);
  return [plain(lang === "zh" ? "，" : ", "), { text: inLanguage(lang, "nowhere"), muted: true }];
}

/** When it was done, in words; what was filled in is marked. */
export function whenParts(graph, deed, lang) {
  const { deeds } = graph;
  const inferred = inferredOf(graph, deed).some((path) => path.startsWith("when"));
  const said = [];
  const [start, end, asOf] = [deeds.start[deed], deeds.end[deed], deeds.asOf[deed]];
  if (start !== NONE) said.push({ text: period(start, end, lang), inferred, title: isoDay(start) });
  else if (end !== NONE) said.push({ text: (lang === "zh" ? "至" : "until ") + sayDay(end, lang), inferred });
  if (asOf !== NONE) said.push({ text: (lang === "zh" ? "截至" : "as of ") + sayDay(asOf, lang), inferred });
  if (deeds.said.has(deed)) said.push({ text: `“${deeds.said.get(deed)}”`, inferred });
  if (start === NONE && end === NONE && asOf === NONE) {
    said.push({ text: inLanguage(lang, "noDay"), muted: true });
  }
  if (deeds.duration.has(deed)) {
    const duration = sayDuration(deeds.duration.get(deed), lang);
    said.push(plain(lang === "zh" ? `持续${duration}` : `for ${duration}`));
  }
  if (deeds.recurrence.has(deed)) said.push(plain(sayRecurrence(deeds.recurrence.get(deed), lang)));
  return interleave(said, lang === "zh" ? "、" : ", ");
}

function period(start, end, lang) {
  if (end === NONE) return (lang === "zh" ? "" : "from ") + sayDay(start, lang) + (lang === "zh" ? "起" : "");
  if (end === start) return (lang === "zh" ? "" : "on ") + sayDay(start, lang);
  return lang === "zh"
    ? `${sayDay(start, lang)}至${sayDay(end, lang)}`
    : `${sayDay(start, lang)} to ${sayDay(end, lang)}`;
}

function sayRecurrence({ times, per, shifts, allDay }, lang) {
  const zh = [];
  const en = [];
  if (times && per) {
    const each = sayDuration(per, lang).replace(/^1 ?/, "");
    zh.push(`每${each}${times}次`);
    en.push(`${times === 1 ? "once" : times === 2 ? "twice" : `${times} times`} a ${each}`);
  }
  if (shifts) {
    zh.push(`每天${shifts}班倒`);
    en.push(`in ${shifts} shifts a day`);
  }
  if (allDay) {
    zh.push("24小时不间断");
    en.push("round the clock");
  }
  return lang === "zh" ? zh.join("、") : en.join(", ");
}

/** The numbers of a deed, each with its bound, measure and what it counts. */
export function quantityParts(graph, deed, lang, comma) {
  const parts = [...list(graph.deeds.quantities, deed)].map((q) => ({
    text: sayQuantity(graph, q, lang),
    title: sayNumber(graph.quantities.value[q], lang),
    quantity: q,
  }));
  return interleave(parts, comma);
}

/** One number with all that it says. */
export function sayQuantity(graph, q, lang) {
  const { value, bound, measure, of } = graph.quantities;
  const number = sayBounded(value[q], bound[q], lang);
  const measured = lang === "zh" ? number + measure[q] : [number, measure[q]].filter(Boolean).join(" ");
  const counted = lang === "zh" ? measured + of[q] : [measured, of[q]].filter(Boolean).join(" ");
  if (graph.quantities.role[q] !== "rate" || graph.shares.includes(measure[q])) return counted;
  return lang === "zh"
    ? `${counted}（${quantityRole(graph, q, lang)}）`
    : `${counted} (${quantityRole(graph, q, lang)})`;
}

/** The role of a number in words. */
export function quantityRole(graph, q, lang) {
  return label(graph.roles.get(graph.quantities.role[q]), lang);
}
