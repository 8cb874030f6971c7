// What stands out in the drawing: what is chosen with its neighbours, or a path.
import { list, numberOf, thingNode } from "./data.js";
import { neighboursOf, shortestPath } from "./paths.js";
import { state } from "./state.js";

/** {chosen, nodes, edge(from, to)} of the present choice, or null when nothing is chosen. */
export function lightOf(graph) {
  if (state.pathFrom && state.pathTo) return pathLight(graph);
  if (!state.chosen) return null;
  const folded = state.view === "network";
  if (folded && state.chosen[0] === "d") return foldedDeed(graph, numberOf(state.chosen));
  const nodes = folded ? partners(graph, state.chosen) : neighboursOf(graph, state.chosen);
  return around(state.chosen, new Set(nodes));
}

function around(node, nodes) {
  nodes.add(node);
  return { chosen: new Set([node]), nodes, edge: (from, to) => from === node || to === node };
}

function pathLight(graph) {
  const path = shortestPath(graph, state.pathFrom, state.pathTo) ?? [];
  const steps = new Set(path.slice(1).flatMap((node, n) => [`${path[n]} ${node}`, `${node} ${path[n]}`]));
  return {
    chosen: new Set([state.pathFrom, state.pathTo]),
    nodes: new Set([...path, state.pathFrom, state.pathTo]),
    edge: (from, to) => steps.has(`${from} ${to}`),
  };
}

/** In the network a deed is the lines from its doers to its places. */
function foldedDeed(graph, deed) {
  const doers = [...list(graph.deeds.who, deed)].map(thingNode);
  const places = [...list(graph.deeds.where, deed)].map(thingNode);
  if (!places.length) places.push("nowhere");
  const ends = new Set([...doers, ...places]);
  return { chosen: ends, nodes: ends, edge: (from, to) => doers.includes(from) && places.includes(to) };
}

function partners(graph, node) {
  const found = new Set();
  const thing = numberOf(node);
  for (const deed of list(graph.deedsOf, thing)) {
    const [doers, places] = [list(graph.deeds.who, deed), list(graph.deeds.where, deed)];
    if (doers.includes(thing)) for (const place of places) found.add(thingNode(place));
    if (doers.includes(thing) && !places.length) found.add("nowhere");
    if (places.includes(thing)) for (const doer of doers) found.add(thingNode(doer));
  }
  if (graph.things.parent[thing] >= 0) found.add(thingNode(graph.things.parent[thing]));
  for (const child of graph.childrenOf[thing]) found.add(thingNode(child));
  return found;
}
