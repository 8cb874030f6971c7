// A deed or a thing as Turtle, the same triples as in the graph: its node of JSON-LD, written by the context.
import { deedIri, isDeed, numberOf, PREFIXES, thingIri } from "./data.js";
import { spansOf, valueIn } from "./values.js";

/** A node's own triples as Turtle, with the prefixes that they need. */
export function turtleOf(graph, node) {
  const made = isDeed(node) ? deedAsNode(graph, numberOf(node)) : thingAsNode(graph, numberOf(node));
  const text = blocksOf(made, graph.context)
    .map(([subject, pairs]) => `${subject} ${pairs.map((pair) => pair.join(" ")).join(" ;\n    ")} .`)
    .join("\n\n");
  const used = Object.entries(PREFIXES).filter(([prefix]) =>
    new RegExp(`(^|[\\s^])${prefix}:`, "m").test(text),
  );
  return `${used.map(([prefix, address]) => `@prefix ${prefix}: <${address}> .`).join("\n")}\n\n${text}\n`;
}

/** What a node and the nodes in it say: subject and pairs of each. */
function blocksOf({ id, type, ...fields }, context) {
  const pairs = [["a", iri(type)]];
  const inner = [];
  for (const [name, value] of Object.entries(fields)) {
    const term = typeof context[name] === "string" ? { "@id": context[name] } : context[name];
    for (const one of each(value, term)) {
      if (!one.id) {
        pairs.push([term["@id"], literal(one, term["@type"])]);
        continue;
      }
      const blocks = blocksOf(one, { ...context, ...term["@context"] });
      if (term["@reverse"]) blocks[0][1].push([term["@reverse"], iri(id)]);
      else pairs.push([term["@id"], iri(one.id)]);
      inner.push(...blocks);
    }
  }
  return [[iri(id), pairs], ...inner];
}

function each(value, term) {
  if (value === undefined || value === false) return [];
  if (term["@container"] !== "@language") return Array.isArray(value) ? value : [value];
  return Object.entries(value).map(([language, words]) => ({ language, words }));
}

function literal(value, type) {
  if (value.language) return `${text(value.words)}@${value.language}`;
  if (type === "@id") return iri(value);
  if (type) return `${text(typeof value === "number" ? decimal(value) : value)}^^${type}`;
  if (typeof value === "number") return decimal(value);
  return value === true ? "true" : text(value);
}

function deedAsNode(graph, deed) {
  const id = deedIri(graph, deed);
  const report = graph.reports[graph.deeds.report[deed]];
  const node = { id, type: graph.classes.deed, statedIn: report.iri };
  const marks = {};
  for (const field of graph.fields) {
    if (["id", "span", "spans"].includes(field.value)) continue;
    const value = asNode(graph, field, valueIn(graph, deed, field), id, report.iri);
    if (field.within.length) marks[field.name] = value;
    else node[field.name] = value;
  }
  node.labels = { [report.language || "zh"]: node.did };
  node.evidence = evidence(
    graph,
    id,
    spansOf(graph, deed).map((span) => [report.iri, ...span]),
  );
  if (node.evidence.length) Object.assign(node.evidence[0], marks);
  return node;
}

function asNode(graph, field, value, deed, report) {
  if (value === undefined) return undefined;
  const { classes } = graph;
  switch (field.value) {
    case "agents":
    case "documents":
    case "places":
      return value.map((thing) => thingIri(graph, thing));
    case "deeds":
      return value.map((other) => deedIri(graph, other));
    case "concept":
      return field.scheme + value;
    case "reviewer":
      return { id: `${deed}/e1/by`, type: classes.reviewer, name: value };
    case "when": {
      if (!Object.keys(value).length) return undefined;
      const id = `${deed}/when`;
      const recurrence = { id: `${id}/recurrence`, type: classes.recurrence, ...value.recurrence };
      return { id, type: classes.when, ...value, ...(value.recurrence ? { recurrence } : {}) };
    }
    case "quantities":
      return value.map((quantity) => quantityAsNode(graph, field.parts, quantity, deed, report));
    default:
      return value;
  }
}

function quantityAsNode(graph, parts, quantity, deed, report) {
  const node = { ...quantity, id: `${deed}/${quantity.id}`, type: graph.classes.quantity };
  const within = (name) => (name.includes("://") ? name : `${report}/${name}`);
  for (const { name, value, scheme } of parts) {
    if (node[name] === undefined) continue;
    if (value === "concept") node[name] = scheme + node[name];
    else if (value === "quantity" || value === "quantity refs") node[name] = [node[name]].flat().map(within);
  }
  const bounded = graph.schemaValues[quantity.bound];
  return { ...node, ...(bounded ? { [bounded]: quantity.value } : {}), ...graph.measures[quantity.measure] };
}

function evidence({ classes }, node, spans) {
  return spans.map(([report, paragraph, start, end], n) => {
    const id = `${node}/e${n + 1}`;
    const selector = { id: `${id}/target/selector`, type: classes.selector, start, end };
    return {
      id,
      type: classes.evidence,
      target: { id: `${id}/target`, type: classes.target, report, paragraph, selector },
    };
  });
}

function thingAsNode(graph, thing) {
  const { classes, reports, things } = graph;
  const id = thingIri(graph, thing);
  const { level, age, ...facts } = things.facts.get(thing) ?? {};
  const node = { id, type: classes[things.type[thing]], name: things.name[thing], ...facts };
  node.names = things.names.get(thing);
  node.labels = Object.fromEntries(
    Object.entries(things.labels.get(thing) ?? {}).map(([language, own]) => [language, own || node.name]),
  );
  if (level) node.level = PREFIXES.level + level;
  if (age) node.age = Number(age);
  for (const { relation, thing: other } of things.linksOf(thing))
    node[relation] = [...(node[relation] ?? []), thingIri(graph, other)];
  const language = reports.find((report) => id.startsWith(report.iri))?.language || "zh";
  node.posts = things.posts.get(thing)?.map((post) => postAsNode(graph, `${id}/${post.id}`, post, language));
  const spans = things.spans.get(thing) ?? [];
  node.evidence = evidence(
    graph,
    id,
    spans.map(([report, ...span]) => [reports[report].iri, ...span]),
  );
  return node;
}

function postAsNode(graph, id, { role, of, since, duration }, language) {
  return {
    id,
    type: graph.classes.post,
    role: { id: `${id}/role`, type: graph.classes.role, name: role, labels: { [language]: role } },
    of: of === undefined ? undefined : thingIri(graph, of),
    since,
    duration,
  };
}

function iri(address) {
  for (const [prefix, namespace] of Object.entries(PREFIXES)) {
    const local = address.startsWith(namespace) ? address.slice(namespace.length) : "";
    if (/^[A-Za-z][\w-]*$/.test(local)) return `${prefix}:${local}`;
  }
  const code = (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;
  return `<${address.replace(/[\x00-\x20<>"{}|^`\\]/g, code)}>`;
}

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
