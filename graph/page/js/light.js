// What stands out in the drawing: what is chosen with its neighbours, or a path.
import { deedNode, isDeed, list, numberOf, thingNode, withAllBelow } from "./data.js";
import { neighboursOf, shortestPath } from "./paths.js";
import { state } from "./state.js";

const MOST_DEEDS = 40; // deeds whose own neighbours are lit too

/**
 * The light of the present choice, or null when nothing is chosen: the nodes chosen, the nodes lit, whether a line
 * is lit, and whether its role is named.
 */
export function lightOf(graph) {
  if (state.pathFrom && state.pathTo) return pathLight(graph);
  if (!state.chosen) return null;
  const number = numberOf(state.chosen);
  if (state.view === "network")
    return isDeed(state.chosen)
      ? foldedDeed(graph, number)
      : around(state.chosen, partners(graph, state.chosen));
  return isDeed(state.chosen)
    ? around(state.chosen, neighboursOf(graph, state.chosen))
    : withDeeds(graph, number);
}

function around(node, nodes) {
  nodes.add(node);
  const edge = (from, to) => from === node || to === node;
  return { chosen: new Set([node]), nodes, edge, named: edge };
}

/** A thing with all that belongs to it, their deeds, and whom and what these name. */
function withDeeds(graph, thing) {
  const below = [...withAllBelow(graph, [thing])].flatMap((mark, one) => (mark ? one : []));
  const own = new Set(below.map(thingNode));
  for (const one of below) for (const deed of list(graph.deedsOf, one)) own.add(deedNode(deed));
  const nodes = new Set(own);
  if (own.size - below.length <= MOST_DEEDS)
    for (const node of own) for (const next of neighboursOf(graph, node)) nodes.add(next);
  const node = thingNode(thing);
  const edge = (from, to) => (own.has(from) || own.has(to)) && nodes.has(from) && nodes.has(to);
  return { chosen: new Set([node]), nodes, edge, named: (from, to) => from === node || to === node };
}

function pathLight(graph) {
  const path = shortestPath(graph, state.pathFrom, state.pathTo) ?? [];
  const steps = new Set(path.slice(1).flatMap((node, n) => [`${path[n]} ${node}`, `${node} ${path[n]}`]));
  const edge = (from, to) => steps.has(`${from} ${to}`);
  const ends = new Set([state.pathFrom, state.pathTo]);
  return { chosen: ends, nodes: new Set([...path, ...ends]), edge, named: edge };
}

/** In the network a deed is the lines from its doers to its places. */
function foldedDeed(graph, deed) {
  const doers = [...list(graph.deeds.who, deed)].map(thingNode);
  const places = [...list(graph.deeds.where, deed)].map(thingNode);
  if (!places.length) places.push("nowhere");
  const ends = new Set([...doers, ...places]);
  const edge = (from, to) => doers.includes(from) && places.includes(to);
  return { chosen: ends, nodes: ends, edge, named: edge };
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
