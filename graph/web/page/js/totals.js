// Honest sums: one role and one measure at a time, and nothing counted twice.
import { deedIri, list } from "./data.js";

const NEVER_SUMMED = new Set(["place", "batch", "rate"]);

/** Sums over deeds, by role and measure: those of single deeds, and those that the report itself gives. */
export function totalsOf(graph, deeds) {
  const own = new Map();
  const ofReport = [];
  const counted = new Set();
  const singleFirst = [...deeds].sort((a, b) => graph.deeds.summary[a] - graph.deeds.summary[b]);
  for (const deed of singleFirst) {
    for (const q of list(graph.deeds.quantities, deed)) {
      if (!mayBeSummed(graph, q)) continue;
      const first = firstTold(graph, q);
      if (counted.has(first)) continue;
      counted.add(first);
      if (graph.deeds.summary[deed]) ofReport.push(q);
      else add(own, graph, q);
    }
  }
  return { own: [...own.values()].map((sum) => ({ ...sum, bound: boundOfSum(sum.bounds) })), ofReport };
}

function mayBeSummed({ quantities, shares }, q) {
  const alone = NEVER_SUMMED.has(quantities.role[q]) || shares.includes(quantities.measure[q]);
  return !alone && !quantities.partOf.has(q);
}

/** The IRI of the number that this one repeats, or its own: all that repeat one another have the same. */
function firstTold(graph, q) {
  const { quantities, deeds, reports } = graph;
  const iriOf = (one) => `${deedIri(graph, quantities.deed[one])}/${quantities.id[one]}`;
  graph.quantityAt ??= new Map(quantities.value.map((_, one) => [iriOf(one), one]));
  let iri = iriOf(q);
  const seen = new Set();
  while (!seen.has(iri) && quantities.same.has(graph.quantityAt.get(iri))) {
    seen.add(iri);
    const at = graph.quantityAt.get(iri);
    const name = quantities.same.get(at);
    iri = name.includes("://") ? name : `${reports[deeds.report[quantities.deed[at]]].iri}/${name}`;
  }
  return iri;
}

function add(sums, { quantities }, q) {
  const [role, measure] = [quantities.role[q], quantities.measure[q]];
  const key = `${role} ${measure}`;
  const sum = sums.get(key) ?? { role, measure, value: 0, bounds: new Set(), count: 0 };
  sum.value = exactSum(sum.value, quantities.value[q]);
  sum.bounds.add(quantities.bound[q]);
  sum.count++;
  sums.set(key, sum);
}

/** The bound of a sum: the part's that reaches farthest; the same rule as in graph/query/totals.py. */
function boundOfSum(bounds) {
  if (bounds.has("atLeast") && bounds.has("atMost")) return "about"; // open to both sides
  return ["atLeast", "atMost", "about", "almost"].find((bound) => bounds.has(bound)) ?? "exact";
}

/** Add decimals without the dust of binary fractions. */
function exactSum(a, b) {
  const digits = Math.max(decimals(a), decimals(b));
  return Number((a + b).toFixed(digits));
}

function decimals(value) {
  return (String(value).split(".")[1] ?? "").length;
}
