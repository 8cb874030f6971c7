// A large graph's drawing grows: what is searched, clicked or filtered is added beside what stands there.
import { list } from "./data.js";

const ROW = 30;
const COLUMN = 190;
const ADDED = 40; // doers or places that a filter or a choice brings in at most
const SHAPES = {
  unit: "square",
  team: "triangle",
  person: "dot",
  group: "hexagon",
  place: "triangleDown",
  document: "star",
  scheme: "star",
};

/** Count deeds for each pair of doer and place. */
export function pairsOf(graph, deeds) {
  const pairs = new Map();
  for (const deed of deeds) {
    const places = list(graph.deeds.where, deed);
    for (const who of list(graph.deeds.who, deed)) {
      if (!places.length) countPair(pairs, `t${who} nowhere`);
      for (const place of places) countPair(pairs, `t${who} t${place}`);
    }
  }
  return pairs;
}

function countPair(pairs, pair) {
  pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
}

/** Add the most active doers and places of the selected deeds, and what is chosen with those it works with. */
export function growFor(drawing, view, selection, lit) {
  const { graph } = drawing;
  const wanted = [];
  if (selection.deeds.length < graph.deeds.count) wanted.push(...mostActive(pairsOf(graph, selection.deeds)));
  for (const chosen of lit?.chosen ?? []) wanted.push(chosen, ...partnersOf(graph, chosen));
  const known = new Set(view.list.map(({ id }) => id));
  addNodes(
    graph,
    view,
    [...new Set(wanted)].filter((id) => id[0] === "t" && !known.has(id)),
  );
}

function mostActive(pairs) {
  const counts = new Map();
  for (const [pair, n] of pairs) for (const id of pair.split(" ")) counts.set(id, (counts.get(id) ?? 0) + n);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, ADDED)
    .map(([id]) => id);
}

function partnersOf(graph, node) {
  if (node[0] !== "t") return [];
  const deeds = list(graph.deedsOf, Number(node.slice(1)));
  return mostActive(new Map([...pairsOf(graph, deeds)].filter(([pair]) => pair.split(" ").includes(node))));
}

/** Stand new doers in columns on the left and new places on the right of all that is drawn. */
function addNodes(graph, view, ids) {
  if (!ids.length) return;
  const xs = view.list.map(({ x }) => x);
  const ys = view.list.map(({ y }) => y);
  view.grown ??= {
    left: 0,
    right: 0,
    edges: [Math.min(...xs, 0), Math.max(...xs, 400)],
    top: Math.min(...ys, 0),
  };
  view.grown.rows ??= Math.max(20, Math.round((Math.max(...ys, 0) - view.grown.top) / ROW));
  const nodes = ids.map((id) => grownNode(graph, view.grown, id));
  for (const { id, x, y } of nodes) view.home.set(id, { x, y });
  view.list.push(...nodes);
  view.nodes.add(nodes);
}

function grownNode(graph, grown, id) {
  const type = graph.things.type[id.slice(1)];
  const place = type === "place";
  const n = place ? grown.right++ : grown.left++;
  const column = 1 + Math.floor(n / grown.rows);
  const x = place ? grown.edges[1] + column * COLUMN : grown.edges[0] - column * COLUMN;
  const y = grown.top + (n % grown.rows) * ROW;
  return { id, x, y, shape: SHAPES[type], size: 14, group: type, chosen: false };
}

/** Add the lines between the doers and places that are drawn. */
export function addEdges(view) {
  const known = new Set(view.list.map(({ id }) => id));
  view.drawnPairs ??= new Set(
    view.edgeList.filter(({ role }) => role === "deeds").map(({ from, to }) => `${from} ${to}`),
  );
  const edges = [];
  for (const pair of view.pairs.keys()) {
    const [from, to] = pair.split(" ");
    if (view.drawnPairs.has(pair) || !known.has(from) || !known.has(to)) continue;
    view.drawnPairs.add(pair);
    edges.push({ id: `${from}-deeds-${to}`, from, to, role: "deeds", chosen: false, baseWidth: 1 });
  }
  view.edgeList.push(...edges);
  view.edges.add(edges);
}
