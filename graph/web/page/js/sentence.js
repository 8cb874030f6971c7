// A deed as a sentence, in parts that can be shown with links: who, did, what, where, when, how much.
// graph/query/sentence.py makes the same sentences of the same words; a test compares the two.
import { list, NONE, thingNode } from "./data.js";
import { didOf, thingName } from "./names.js";
import { isoDay, sayBounded, sayDay, sayDuration, sayNumber } from "./numbers.js";
import { inLanguage, label } from "./words.js";

// A part is {text}, with {node} when it names a thing, {inferred} when it was filled in, {title} for a hover text,
// {muted} for what is not said.

/** The sentence of a deed as parts. */
export function sentence(graph, deed, lang) {
  const named = (role) => namedIn(graph, deed, role, lang);
  const texts = (field) =>
    listed(
      [...list(graph.deeds[field], deed)].map((number) => plain(graph.strings[number])),
      lang,
    );
  const led = (key, parts) => ledIn(lang, key, parts);
  const zh = lang === "zh";
  const kind = graph.kinds[graph.deeds.kind[deed]];
  const direct = !zh && kind.slug === "console" ? named("to") : []; // one consoles somebody, not to somebody
  const things = [named("whom"), direct, texts("what"), zh ? texts("as") : []];
  const parts = [
    ...orMuted(named("who"), lang, "nobody"),
    ...led("sentenceWith", named("with")),
    ...verb(kind, didOf(graph, deed), zh),
    ...led("sentenceThings", joined(things, lang)),
    ...(zh ? [] : roleParts(kind, texts("as"))),
    ...led("sentenceTo", direct.length ? [] : named("to")),
    ...led("sentenceFrom", named("from")),
    ...led("sentenceAbout", named("about")),
    ...led(
      named("where").length ? "sentenceWhere" : "sentenceNowhere",
      orMuted(named("where"), lang, "nowhere"),
    ),
    ...led("sentenceWhen", whenParts(graph, deed, lang)),
    ...led("sentenceNumbers", quantityParts(graph, deed, lang)),
    plain(inLanguage(lang, "sentenceEnd")),
  ];
  return parts.filter((part) => part.text);
}

/** The same as plain text. */
export function sentenceText(graph, deed, lang) {
  return sentence(graph, deed, lang)
    .map((part) => part.text)
    .join("");
}

const plain = (text) => ({ text });

function verb(kind, did, zh) {
  if (zh) return [{ text: `“${did}”`, strong: true }];
  return [{ text: ` ${kind.predicate}`, strong: true }, plain(` (${did})`)];
}

function roleParts(kind, parts) {
  if (kind.predicate.endsWith(" as")) return parts.length ? [plain(" "), ...parts] : [];
  return ledIn("en", "sentenceAs", parts);
}

/** Put the words of a key before and after parts; nothing where there are none. */
function ledIn(lang, key, parts) {
  const [before, after] = inLanguage(lang, key, { x: "{x}" }).split("{x}");
  return parts.length ? [plain(before), ...parts, plain(after)] : [];
}

function joined(lists, lang) {
  const found = [];
  for (const parts of lists.filter((one) => one.length)) {
    if (found.length) found.push(plain(inLanguage(lang, "comma")));
    found.push(...parts);
  }
  return found;
}

function listed(parts, lang) {
  return joined(
    parts.map((part) => [part]),
    lang,
  );
}

function orMuted(parts, lang, key) {
  return parts.length ? parts : [{ text: inLanguage(lang, key), muted: true }];
}

/** The paths of what was filled in, such as "who" or "when.year". */
export function inferredOf(graph, deed) {
  return [...list(graph.deeds.inferred, deed)].map((number) => graph.strings[number]);
}

function namedIn(graph, deed, role, lang) {
  const inferred = inferredOf(graph, deed).includes(role);
  const parts = [...list(graph.deeds[role], deed)].map((thing) => ({
    text: thingName(graph, thing, lang),
    node: thingNode(thing),
    inferred,
  }));
  return listed(parts, lang);
}

/** When it was done, in words; what was filled in is marked. */
export function whenParts(graph, deed, lang) {
  const { deeds } = graph;
  const inferred = inferredOf(graph, deed).some((path) => path.startsWith("when"));
  const dated = (key, day) => inLanguage(lang, key, { x: sayDay(day, lang) });
  const said = [];
  const [start, end, asOf] = [deeds.start[deed], deeds.end[deed], deeds.asOf[deed]];
  if (start !== NONE) said.push({ text: period(start, end, lang), inferred, title: isoDay(start) });
  else if (end !== NONE) said.push({ text: dated("untilDate", end), inferred });
  if (asOf !== NONE) said.push({ text: dated("asOfDate", asOf), inferred });
  if (deeds.said.has(deed)) said.push({ text: `“${deeds.said.get(deed)}”`, inferred });
  if (start === NONE && end === NONE && asOf === NONE) {
    said.push({ text: inLanguage(lang, "noDay"), muted: true });
  }
  if (deeds.duration.has(deed))
    said.push(plain(inLanguage(lang, "lasting", { x: sayDuration(deeds.duration.get(deed), lang) })));
  if (deeds.recurrence.has(deed)) said.push(plain(sayRecurrence(deeds.recurrence.get(deed), lang)));
  return listed(said, lang);
}

function period(start, end, lang) {
  const key = end === NONE ? "fromDate" : end === start ? "onDate" : "fromDateTo";
  return inLanguage(lang, key, { x: sayDay(start, lang), y: sayDay(end, lang) });
}

function sayRecurrence({ times, per, shifts, allDay }, lang) {
  const said = [];
  if (times && per) {
    const key = { 1: "oncePer", 2: "twicePer" }[times] ?? "timesPer";
    said.push(inLanguage(lang, key, { times, per: sayDuration(per, lang).replace(/^1 ?/, "") }));
  }
  if (shifts) said.push(inLanguage(lang, "shiftsPerDay", { n: shifts }));
  if (allDay) said.push(inLanguage(lang, "roundTheClock"));
  return said.join(inLanguage(lang, "comma"));
}

/** The numbers of a deed, each with its bound, measure and what it counts. */
export function quantityParts(graph, deed, lang) {
  const parts = [...list(graph.deeds.quantities, deed)].map((q) => ({
    text: sayQuantity(graph, q, lang),
    title: sayNumber(graph.quantities.value[q], lang),
    quantity: q,
  }));
  return listed(parts, lang);
}

/** One number with all that it says. */
export function sayQuantity(graph, q, lang) {
  const { value, bound, measure, of } = graph.quantities;
  const joint = lang === "zh" ? "" : " ";
  const number = [sayBounded(value[q], bound[q], lang), measure[q], of[q]].filter(Boolean).join(joint);
  if (graph.quantities.role[q] !== "rate" || graph.shares.includes(measure[q])) return number;
  return inLanguage(lang, "numberWithRole", { number, role: quantityRole(graph, q, lang) });
}

/** The role of a number in words. */
export function quantityRole(graph, q, lang) {
  return label(graph.roles.get(graph.quantities.role[q]), lang);
}
