// The graph out of its columns: typed arrays for the deeds, lists by number for all else.

export const NONE = -2147483648; // a day that is not said
/** The fields in which a deed names agents, documents and places: as the data describes them. */
export const ROLES = [];

/** Read the data that lies in the page, inflating it when it is compressed. */
export async function readData(element) {
  if (element.type === "application/json") return JSON.parse(element.textContent);
  const bytes = bytesOfBase64(element.textContent.trim());
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(inflated).text());
}

function bytesOfBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** How bounds are said (a sign, words in zh and en) and what prefixes stand for: as the data says it. */
export const SIGNS = {};
export const PREFIXES = {};

const THINGS = new Set(["agents", "documents", "places"]);
const RAGGED = new Set([...THINGS, "deeds", "texts"]);

/** The description of a field by its name. */
export function fieldOf(graph, name) {
  return graph.fields.find((field) => field.name === name);
}

/** Make the graph that every other module reads. */
export function makeGraph(data) {
  Object.assign(SIGNS, data.signs);
  Object.assign(PREFIXES, data.prefixes);
  const { fields, strings } = data;
  ROLES.splice(0, ROLES.length, ...fields.filter(({ value }) => THINGS.has(value)).map(({ name }) => name));
  const things = makeThings(data.things, strings);
  const deeds = makeDeeds(data.deeds, fields, data.quantities);
  const graph = { ...data, things, deeds };
  graph.quantities = makeQuantities(data.quantities, fieldOf(graph, "quantities").parts, strings);
  graph.kinds = data.kinds.map(([slug, zh, en, broader, predicate]) => ({
    slug,
    zh,
    en,
    broader,
    predicate,
  }));
  graph.kindNumber = new Map(graph.kinds.map((kind, n) => [kind.slug, n]));
  for (const kind of graph.kinds) kind.parent = graph.kindNumber.get(kind.broader) ?? -1;
  for (const scheme of ["bounds", "roles", "levels"]) {
    graph[scheme] = new Map(data[scheme].map(([slug, zh, en]) => [slug, { zh, en }]));
  }
  graph.deedsOf = inverse(deeds, things.count);
  graph.childrenOf = children(things);
  return graph;
}

function makeThings(columns, strings) {
  const count = columns.iri.length;
  const links = ragged(columns.links);
  const things = {
    count,
    iri: columns.iri,
    name: columns.name,
    type: columns.type.map((n) => strings[n]),
    linksOf: (thing) => pairs(list(links, thing), strings),
  };
  for (const name of ["labels", "names", "initials", "facts", "posts", "spans"]) {
    things[name] = sparse(columns[name]);
  }
  things.parent = Int32Array.from({ length: count }, (_, thing) => parentOf(things, thing));
  return things;
}

function pairs(flat, strings) {
  const found = [];
  for (let n = 0; n < flat.length; n += 2) found.push({ relation: strings[flat[n]], thing: flat[n + 1] });
  return found;
}

/** The one thing that a thing belongs to first: what the trees of filters and drawings follow. */
function parentOf(things, thing) {
  const links = things.linksOf(thing);
  for (const relation of ["unit", "memberOf", "parent", "within"]) {
    const link = links.find((one) => one.relation === relation);
    if (link) return link.thing;
  }
  return -1;
}

function makeDeeds(columns, fields, quantities) {
  const count = columns.id.length;
  const deeds = { ...columns, count, quantities: grouped(quantities.deed, count) };
  for (const { name, value } of fields.flatMap((field) => [field, ...field.parts])) {
    const column = columns[name];
    if (!column) continue;
    if (RAGGED.has(value)) deeds[name] = ragged(column);
    else if (value === "day") deeds[name] = Int32Array.from(column, (day) => day ?? NONE);
    else if (value === "flag") deeds[name] = marked(column, count);
    else if (column.i) deeds[name] = sparse(column);
  }
  return deeds;
}

function marked(rows, count) {
  const marks = new Uint8Array(count);
  for (const row of rows) marks[row] = 1;
  return marks;
}

function makeQuantities(columns, parts, strings) {
  const made = { deed: Int32Array.from(columns.deed) };
  for (const { name, value } of parts) {
    const column = columns[name];
    if (column.i) made[name] = sparse(column);
    else made[name] = value === "number" ? column : column.map((number) => strings[number] ?? "");
  }
  return made;
}

function ragged({ n, v }) {
  const offsets = new Int32Array(n.length + 1);
  for (let i = 0; i < n.length; i++) offsets[i + 1] = offsets[i] + n[i];
  return { offsets, values: Int32Array.from(v) };
}

/** The part of a ragged column that belongs to one row. */
export function list(column, row) {
  return column.values.subarray(column.offsets[row], column.offsets[row + 1]);
}

function sparse({ i, v }) {
  return new Map(i.map((row, n) => [row, v[n]]));
}

/** Row numbers by the group that they belong to; `groups` is in order. */
function grouped(groups, count) {
  const offsets = new Int32Array(count + 1);
  for (const group of groups) offsets[group + 1]++;
  for (let i = 0; i < count; i++) offsets[i + 1] += offsets[i];
  return { offsets, values: Int32Array.from(groups, (_, n) => n) };
}

/** The deeds that name each thing, in whatever role. */
function inverse(deeds, count) {
  const offsets = new Int32Array(count + 1);
  for (const role of ROLES) for (const thing of deeds[role].values) offsets[thing + 1]++;
  for (let i = 0; i < count; i++) offsets[i + 1] += offsets[i];
  const at = offsets.slice();
  const values = new Int32Array(offsets[count]);
  for (let deed = 0; deed < deeds.count; deed++) {
    for (const role of ROLES) for (const thing of list(deeds[role], deed)) values[at[thing]++] = deed;
  }
  return { offsets, values };
}

function children(things) {
  const found = Array.from({ length: things.count }, () => []);
  for (let thing = 0; thing < things.count; thing++) {
    for (const { relation, thing: other } of things.linksOf(thing)) {
      if (relation !== "seat") found[other].push(thing);
    }
  }
  return found;
}

/** The deeds that name a thing, each once, in the order of the reports. */
export function deedsNaming(graph, thing) {
  return [...new Set(list(graph.deedsOf, thing))];
}

/** A mark for each thing that is one of `roots` or belongs to one. */
export function withAllBelow(graph, roots) {
  const marks = new Uint8Array(graph.things.count);
  const waiting = [...roots];
  while (waiting.length) {
    const thing = waiting.pop();
    if (marks[thing]) continue;
    marks[thing] = 1;
    waiting.push(...graph.childrenOf[thing]);
  }
  return marks;
}

/** What a thing belongs to, from the top down, itself last. */
export function lineage(graph, thing) {
  const found = [];
  for (let at = thing; at >= 0 && !found.includes(at); at = graph.things.parent[at]) found.unshift(at);
  return found;
}

export const isDeed = (node) => node[0] === "d";
export const numberOf = (node) => Number(node.slice(1));
export const deedNode = (deed) => `d${deed}`;
export const thingNode = (thing) => `t${thing}`;

export function thingIri(graph, thing) {
  return graph.base + graph.things.iri[thing];
}

export function deedIri(graph, deed) {
  const id = graph.deeds.id[deed];
  return id.includes("://") ? id : `${graph.reports[graph.deeds.report[deed]].iri}/${id}`;
}

/** The short address of a node: its IRI without what all share. */
export function addressOf(graph, node) {
  const iri = isDeed(node) ? deedIri(graph, numberOf(node)) : thingIri(graph, numberOf(node));
  return iri.startsWith(graph.base) ? iri.slice(graph.base.length) : iri;
}

/** The node that an address names, or null. */
export function nodeAt(graph, address) {
  if (!graph.addresses) {
    graph.addresses = new Map();
    for (let deed = 0; deed < graph.deeds.count; deed++)
      graph.addresses.set(addressOf(graph, `d${deed}`), `d${deed}`);
    for (let t = 0; t < graph.things.count; t++) graph.addresses.set(addressOf(graph, `t${t}`), `t${t}`);
  }
  return graph.addresses.get(address) ?? null;
}
