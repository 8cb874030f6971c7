// Which deeds the filters leave, and how many each further choice would leave.
import { list, NONE, ROLES, withAllBelow } from "./data.js";
import { fold, matches } from "./search.js";

export function noFilters() {
  return {
    text: "",
    kinds: [],
    units: [],
    places: [],
    reports: [],
    from: null,
    to: null,
    undated: false,
    number: "",
    least: null,
    totals: "with",
  };
}

export function isFiltered(filters) {
  return JSON.stringify(filters) !== JSON.stringify(noFilters());
}

// A filter is a test of a deed; a facet counts the deeds that only its own filter would drop, or none.
const FACETS = { kinds: 1, units: 2, places: 4, reports: 8 };
const OTHER = 16;

/** Select deeds: their numbers in order, a mark for each deed, and the counts for each facet. */
export function select(graph, filters) {
  const { count } = graph.deeds;
  const failed = new Uint8Array(count);
  const tests = testsOf(graph, filters);
  for (const [bit, test] of tests) {
    for (let deed = 0; deed < count; deed++) if (!test(deed)) failed[deed] |= bit;
  }
  const mask = new Uint8Array(count);
  let shown = 0;
  for (let deed = 0; deed < count; deed++) {
    if (failed[deed]) continue;
    mask[deed] = 1;
    shown++;
  }
  const deeds = new Int32Array(shown);
  for (let deed = 0, at = 0; deed < count; deed++) if (mask[deed]) deeds[at++] = deed;
  return { mask, deeds, facets: facetsOf(graph, failed) };
}

function testsOf(graph, filters) {
  const { deeds } = graph;
  const tests = [];
  if (filters.kinds.length) tests.push([FACETS.kinds, kindTest(graph, filters.kinds)]);
  if (filters.units.length)
    tests.push([FACETS.units, thingTest(deeds.who, withAllBelow(graph, filters.units))]);
  if (filters.places.length)
    tests.push([FACETS.places, thingTest(deeds.where, withAllBelow(graph, filters.places))]);
  if (filters.reports.length) {
    const wanted = new Set(filters.reports);
    tests.push([FACETS.reports, (deed) => wanted.has(deeds.report[deed])]);
  }
  if (filters.from !== null || filters.to !== null) tests.push([OTHER, periodTest(deeds, filters)]);
  if (filters.undated) tests.push([OTHER, (deed) => !isDated(deeds, deed)]);
  if (filters.totals === "without") tests.push([OTHER, (deed) => !deeds.summary[deed]]);
  if (filters.totals === "only") tests.push([OTHER, (deed) => deeds.summary[deed]]);
  if (filters.number || filters.least !== null) tests.push([OTHER, numberTest(graph, filters)]);
  if (filters.text) tests.push([OTHER, textTest(graph, filters.text)]);
  return tests;
}

export function isDated(deeds, deed) {
  return deeds.start[deed] !== NONE || deeds.end[deed] !== NONE || deeds.asOf[deed] !== NONE;
}

function kindTest(graph, kinds) {
  const wanted = graph.kinds.map((_, kind) => {
    for (let at = kind; at >= 0; at = graph.kinds[at].parent) if (kinds.includes(at)) return true;
    return false;
  });
  return (deed) => wanted[graph.deeds.kind[deed]];
}

function thingTest(column, marks) {
  const { offsets, values } = column;
  return (deed) => {
    for (let n = offsets[deed]; n < offsets[deed + 1]; n++) if (marks[values[n]]) return true;
    return false;
  };
}

/** Days match by their span, running totals by the day up to which they count. */
function periodTest(deeds, { from, to }) {
  const [low, high] = [from ?? -Infinity, to ?? Infinity];
  return (deed) => {
    const first = firstDay(deeds, deed);
    if (first === NONE) return false;
    const last = deeds.end[deed] === NONE ? first : deeds.end[deed];
    return first <= high && last >= low;
  };
}

export function firstDay(deeds, deed) {
  if (deeds.start[deed] !== NONE) return deeds.start[deed];
  return deeds.end[deed] !== NONE ? deeds.end[deed] : deeds.asOf[deed];
}

function numberTest(graph, { number, least }) {
  const { role, value } = graph.quantities;
  const fits = (q) =>
    (number === "" || number === "any" || role[q] === number) && (least === null || value[q] >= least);
  return (deed) => list(graph.deeds.quantities, deed).some(fits);
}

function textTest(graph, text) {
  const words = fold(text);
  const { deeds, things } = graph;
  const kinds = graph.kinds.map((kind) => matches(fold(`${kind.zh}\n${kind.en}`), words));
  const strings = graph.strings.map((string) => matches(fold(string), words));
  const marks = Uint8Array.from({ length: things.count }, (_, thing) => matches(things.folded[thing], words));
  const named = ROLES.map((role) => thingTest(deeds[role], marks));
  const said = ["what", "as"].map((field) => thingTest(deeds[field], strings));
  return (deed) =>
    strings[deeds.did[deed]] ||
    kinds[deeds.kind[deed]] ||
    said.some((test) => test(deed)) ||
    named.some((test) => test(deed));
}

/** Count deeds by kind, actor and place with all that these belong to, and by report. */
function facetsOf(graph, failed) {
  const { deeds, things } = graph;
  const facets = {
    kinds: new Int32Array(graph.kinds.length),
    units: new Int32Array(things.count),
    places: new Int32Array(things.count),
    reports: new Int32Array(graph.reports.length),
  };
  const seen = new Int32Array(things.count).fill(-1);
  for (let deed = 0; deed < deeds.count; deed++) {
    const fails = failed[deed];
    if (!(fails & ~FACETS.kinds)) countUp(facets.kinds, graph.kinds, deeds.kind[deed]);
    if (!(fails & ~FACETS.reports)) facets.reports[deeds.report[deed]]++;
    if (!(fails & ~FACETS.units)) countThings(facets.units, things, deeds.who, deed, seen);
    if (!(fails & ~FACETS.places)) countThings(facets.places, things, deeds.where, deed, seen);
  }
  return facets;
}

function countUp(counts, kinds, kind) {
  for (let at = kind; at >= 0; at = kinds[at].parent) counts[at]++;
}

function countThings(counts, things, { offsets, values }, deed, seen) {
  for (let n = offsets[deed]; n < offsets[deed + 1]; n++) {
    for (let at = values[n]; at >= 0 && seen[at] !== deed; at = things.parent[at]) {
      seen[at] = deed;
      counts[at]++;
    }
  }
}

/** How often each thing is named in the selected deeds, in any role. */
export function mentions(graph, deeds) {
  const counts = new Int32Array(graph.things.count);
  for (const deed of deeds)
    for (const role of ROLES) {
      for (const thing of list(graph.deeds[role], deed)) counts[thing]++;
    }
  return counts;
}
