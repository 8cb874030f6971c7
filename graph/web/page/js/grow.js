// A large graph's drawing grows: what is searched, clicked or filtered is added beside what stands there.
import { list } from "./data.js";

const ROW = 30;
const COLUMN = 190;
const ADDED = 40; // actors or places that a filter or a choice brings in at most
const SHAPES = {
  unit: "square",
  team: "triangle",
  person: "dot",
  group: "hexagon",
  place: "triangleDown",
  document: "star",
  scheme: "star",
};

/** Count deeds for each pair of actor and place: {of(from, to), each(visit), nowhere}. */
export function pairsOf(graph, deeds) {
  const width = graph.things.count + 1; // the last place of an actor is none
  const counts = new Map();
  const count = (who, place) => counts.set(who * width + place, (counts.get(who * width + place) ?? 0) + 1);
  const { who: actors, where: places } = graph.deeds;
  let nowhere = false;
  for (const deed of deeds) {
    for (let i = actors.offsets[deed]; i < actors.offsets[deed + 1]; i++) {
      const [from, to] = [places.offsets[deed], places.offsets[deed + 1]];
      if (from === to) count(actors.values[i], width - 1);
      nowhere ||= from === to;
      for (let j = from; j < to; j++) count(actors.values[i], places.values[j]);
    }
  }
  const numberOfPlace = (node) => (node === "nowhere" ? width - 1 : Number(node.slice(1)));
  return {
    nowhere,
    of: (from, to) => counts.get(Number(from.slice(1)) * width + numberOfPlace(to)) ?? 0,
    each(visit) {
      for (const [pair, n] of counts) visit(Math.floor(pair / width), pair % width, n);
    },
  };
}

/** Add the most active actors and places of the selected deeds, and what is chosen with those it works with. */
export function growFor(drawing, view, selection, lit) {
  const { graph } = drawing;
  const wanted = [];
  if (selection.deeds.length < graph.deeds.count)
    wanted.push(...mostActive(graph, pairsOf(graph, selection.deeds)));
  for (const chosen of lit?.chosen ?? []) {
    if (chosen[0] !== "t") continue;
    const own = list(graph.deedsOf, Number(chosen.slice(1)));
    wanted.push(chosen, ...mostActive(graph, pairsOf(graph, own)));
  }
  const known = new Set(view.list.map(({ id }) => id));
  addNodes(
    graph,
    view,
    [...new Set(wanted)].filter((id) => id[0] === "t" && !known.has(id)),
  );
}

function mostActive(graph, pairs) {
  const counts = new Int32Array(graph.things.count + 1);
  pairs.each((who, place, n) => {
    counts[who] += n;
    counts[place] += n;
  });
  const active = [];
  for (let thing = 0; thing < graph.things.count; thing++) if (counts[thing]) active.push(thing);
  active.sort((a, b) => counts[b] - counts[a] || a - b);
  return active.slice(0, ADDED).map((thing) => `t${thing}`);
}

/** Put new actors in columns on the left and new places on the right of all that is drawn. */
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

/** Add the lines between the actors and places that are drawn. */
export function addEdges(graph, view) {
  const drawn = new Uint8Array(graph.things.count + 1);
  for (const { id } of view.list) drawn[id === "nowhere" ? graph.things.count : id.slice(1)] = 1;
  view.lines ??= new Set(view.edgeList.map(({ id }) => id));
  const edges = [];
  view.pairs.each((who, place) => {
    if (!drawn[who] || !drawn[place]) return;
    const [from, to] = [`t${who}`, place === graph.things.count ? "nowhere" : `t${place}`];
    const id = `${from}-deeds-${to}`;
    if (view.lines.has(id)) return;
    view.lines.add(id);
    edges.push({ id, from, to, role: "deeds", chosen: false, baseWidth: 1 });
  });
  view.edgeList.push(...edges);
  view.edges.add(edges);
}
