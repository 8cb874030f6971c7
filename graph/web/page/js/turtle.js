// A deed or a thing as Turtle, the same triples as in the graph.
import { AGENT_ROLES, deedIri, isDeed, list, NONE, numberOf, PREFIXES, thingIri } from "./data.js";
import { didOf } from "./names.js";
import { isoDay } from "./numbers.js";
import { inferredOf } from "./sentence.js";

const THING_CLASS = {
  unit: "org:FormalOrganization",
  team: "dg:Team",
  person: "foaf:Person",
  group: "foaf:Group",
  place: "schema:Place",
  document: "schema:CreativeWork",
  scheme: "prov:Plan",
};
const LINK = {
  unit: "dg:unit",
  memberOf: "org:memberOf",
  parent: "org:subOrganizationOf",
  within: "dg:within",
  seat: "schema:location",
};
const SCHEMA_VALUE = {
  exact: "schema:value",
  atLeast: "schema:minValue",
  atMost: "schema:maxValue",
  almost: "schema:maxValue",
};

/** A node's own triples as Turtle, with the prefixes that they need. */
export function turtleOf(graph, node) {
  const blocks = isDeed(node) ? deedBlocks(graph, numberOf(node)) : thingBlocks(graph, numberOf(node));
  const body = blocks.map(
    ([subject, pairs]) => `${subject} ${pairs.map((pair) => pair.join(" ")).join(" ;\n    ")} .`,
  );
  const text = body.join("\n\n");
  const used = Object.entries(PREFIXES).filter(([prefix]) =>
    new RegExp(`(^|[\\s^])${prefix}:`, "m").test(text),
  );
  return `${used.map(([prefix, address]) => `@prefix ${prefix}: <${address}> .`).join("\n")}\n\n${text}\n`;
}

function deedBlocks(graph, deed) {
  const { deeds } = graph;
  const address = deedIri(graph, deed);
  const report = graph.reports[deeds.report[deed]];
  const pairs = [
    ["a", "dg:Deed"],
    ["dg:statedIn", iri(report.iri)],
    ["dg:kind", concept("kind", graph.kinds[deeds.kind[deed]].slug)],
  ];
  pairs.push(
    ["dg:did", text(didOf(graph, deed))],
    ["rdfs:label", `${text(didOf(graph, deed))}@${report.language || "zh"}`],
  );
  for (const role of [...AGENT_ROLES, "about", "where"]) {
    for (const thing of list(deeds[role], deed)) pairs.push([`dg:${role}`, iri(thingIri(graph, thing))]);
  }
  for (const field of ["as", "what"]) {
    for (const number of list(deeds[field], deed)) pairs.push([`dg:${field}`, text(graph.strings[number])]);
  }
  if (deeds.summary[deed]) pairs.push(["dg:summary", "true"]);
  for (const before of list(deeds.after, deed)) pairs.push(["dg:after", iri(deedIri(graph, before))]);
  const inner = [...whenBlocks(graph, deed, address), ...quantityBlocks(graph, deed, address, report.iri)];
  if (whenPairs(graph, deed).length || deeds.recurrence.has(deed))
    pairs.push(["dg:when", iri(`${address}/when`)]);
  for (const q of list(deeds.quantities, deed))
    pairs.push(["dg:quantity", iri(`${address}/${graph.quantities.id[q]}`)]);
  return [[iri(address), pairs], ...inner, ...evidenceBlocks(graph, deed, address, report.iri)];
}

function whenPairs({ deeds }, deed) {
  const pairs = [];
  for (const field of ["start", "end", "asOf"]) {
    if (deeds[field][deed] !== NONE) pairs.push([`dg:${field}`, typed(isoDay(deeds[field][deed]), "date")]);
  }
  if (deeds.said.has(deed)) pairs.push(["dg:said", text(deeds.said.get(deed))]);
  if (deeds.duration.has(deed))
    pairs.push(["time:hasXSDDuration", typed(deeds.duration.get(deed), "duration")]);
  return pairs;
}

function whenBlocks(graph, deed, address) {
  const pairs = whenPairs(graph, deed);
  const recurrence = graph.deeds.recurrence.get(deed);
  if (!pairs.length && !recurrence) return [];
  const when = [["a", "dg:When"], ...pairs];
  if (!recurrence) return [[iri(`${address}/when`), when]];
  when.push(["dg:recurrence", iri(`${address}/when/recurrence`)]);
  const own = Object.entries(recurrence).map(([name, value]) => [
    `dg:${name}`,
    name === "per" ? typed(value, "duration") : String(value),
  ]);
  return [
    [iri(`${address}/when`), when],
    [iri(`${address}/when/recurrence`), [["a", "dg:Recurrence"], ...own]],
  ];
}

function quantityBlocks(graph, deed, address, report) {
  const { quantities } = graph;
  return [...list(graph.deeds.quantities, deed)].map((q) => {
    const number = decimal(quantities.value[q]);
    const pairs = [
      ["a", "dg:Quantity"],
      ["dg:value", number],
      ["dg:bound", concept("bound", quantities.bound[q])],
      ["dg:role", concept("role", quantities.role[q])],
    ];
    if (quantities.measure[q]) pairs.push(["schema:unitText", text(quantities.measure[q])]);
    if (quantities.of[q]) pairs.push(["dg:of", text(quantities.of[q])]);
    if (SCHEMA_VALUE[quantities.bound[q]]) pairs.push([SCHEMA_VALUE[quantities.bound[q]], number]);
    const { unit, currency } = graph.measures[quantities.measure[q]] ?? {};
    if (unit) pairs.push(["qudt:hasUnit", iri(unit)]);
    if (currency) pairs.push(["schema:currency", text(currency)]);
    for (const whole of quantities.partOf.get(q) ?? []) pairs.push(["dg:partOf", iri(within(report, whole))]);
    if (quantities.same.has(q)) pairs.push(["dg:same", iri(within(report, quantities.same.get(q)))]);
    return [iri(`${address}/${quantities.id[q]}`), pairs];
  });
}

function evidenceBlocks(graph, deed, address, report) {
  const { deeds } = graph;
  const first = [deeds.paragraph[deed], deeds.spanStart[deed], deeds.spanEnd[deed]];
  const spans = deeds.paragraph[deed] ? [first, ...(deeds.also.get(deed) ?? [])] : [];
  return spans.flatMap((span, n) => {
    const own = `${address}/e${n + 1}`;
    const pairs = [
      ["a", "oa:Annotation"],
      ["oa:hasBody", iri(address)],
      ["oa:hasTarget", iri(`${own}/target`)],
    ];
    if (n === 0) for (const path of inferredOf(graph, deed)) pairs.push(["dg:inferred", text(path)]);
    if (n === 0 && deeds.confidence.has(deed))
      pairs.push(["dg:confidence", decimal(deeds.confidence.get(deed))]);
    return [[iri(own), pairs], ...targetBlocks(own, span, report)];
  });
}

function targetBlocks(own, [paragraph, start, end], report) {
  const selector = iri(`${own}/target`);
  const target = [
    ["a", "oa:SpecificResource"],
    ["oa:hasSource", iri(report)],
    ["dg:paragraph", String(paragraph)],
    ["oa:hasSelector", iri(`${own}/target/selector`)],
  ];
  const position = [
    ["a", "oa:TextPositionSelector"],
    ["oa:start", String(start)],
    ["oa:end", String(end)],
  ];
  return [
    [selector, target],
    [iri(`${own}/target/selector`), position],
  ];
}

function thingBlocks(graph, thing) {
  const { things } = graph;
  const facts = things.facts.get(thing) ?? {};
  const pairs = [
    ["a", THING_CLASS[things.type[thing]]],
    ["dg:name", text(things.name[thing])],
  ];
  for (const name of things.names.get(thing) ?? []) pairs.push(["skos:altLabel", text(name)]);
  for (const [lang, own] of Object.entries(things.labels.get(thing) ?? {}))
    pairs.push(["rdfs:label", `${text(own || things.name[thing])}@${lang}`]);
  for (const { relation, thing: other } of things.linksOf(thing))
    pairs.push([LINK[relation], iri(thingIri(graph, other))]);
  if (facts.level) pairs.push(["dg:level", concept("level", facts.level)]);
  if (facts.official) pairs.push(["dg:officialName", text(facts.official)]);
  if (facts.code) pairs.push(["dg:code", text(facts.code)]);
  if (facts.edition) pairs.push(["dg:edition", text(facts.edition)]);
  if (facts.age) pairs.push(["foaf:age", facts.age]);
  const address = thingIri(graph, thing);
  const posts = things.posts.get(thing) ?? [];
  for (const { id } of posts) pairs.push(["org:hasMembership", iri(`${address}/${id}`)]);
  const spans = things.spans.get(thing) ?? [];
  return [
    [iri(address), pairs],
    ...posts.flatMap((post) => postBlocks(graph, address, post)),
    ...spans.flatMap(([report, ...span], n) => {
      const own = `${address}/e${n + 1}`;
      const note = [
        ["a", "oa:Annotation"],
        ["oa:hasBody", iri(address)],
        ["oa:hasTarget", iri(`${own}/target`)],
      ];
      return [[iri(own), note], ...targetBlocks(own, span, graph.reports[report].iri)];
    }),
  ];
}

function postBlocks(graph, address, { id, role, of, since, duration }) {
  const own = `${address}/${id}`;
  const pairs = [
    ["a", "org:Membership"],
    ["org:role", iri(`${own}/role`)],
  ];
  if (of !== undefined) pairs.push(["org:organization", iri(thingIri(graph, of))]);
  if (since) pairs.push(["dg:start", typed(since, "date")]);
  if (duration) pairs.push(["time:hasXSDDuration", typed(duration, "duration")]);
  const label = `${text(role)}@${graph.reports.find(({ iri: report }) => address.startsWith(report))?.language || "zh"}`;
  return [
    [iri(own), pairs],
    [
      iri(`${own}/role`),
      [
        ["a", "org:Role"],
        ["dg:name", text(role)],
        ["rdfs:label", label],
      ],
    ],
  ];
}

const iri = (address) =>
  `<${address.replace(/[\x00-\x20<>"{}|^`\\]/g, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, "0")}`)}>`;
const concept = (prefix, slug) =>
  /^[A-Za-z][A-Za-z0-9-]*$/.test(slug) ? `${prefix}:${slug}` : iri(PREFIXES[prefix] + slug);
const typed = (value, type) => `"${value}"^^xsd:${type}`;
const within = (report, name) => (name.includes("://") ? name : `${report}/${name}`);

function text(value) {
  const escaped = value
    .replace(/[\\"]/g, "\\$&")
    .replace(/\n/g, "\\n")
    .replace(/\r/g, "\\r")
    .replace(/\t/g, "\\t");
  return `"${escaped}"`;
}

function decimal(value) {
  if (Number.isInteger(value)) return String(value);
  return value.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 });
}
