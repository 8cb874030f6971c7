// What stands out in the drawing: what is chosen with its neighbours, or a path.
import { deedNode, isDeed, list, numberOf, thingNode, withAllBelow } from "./data.js";
import { neighboursOf, shortestPath } from "./paths.js";
import { state } from "./state.js";

const MOST_DEEDS = 40; // deeds whose own neighbours are lit too

/**
 * The light of the present choice, or null when nothing is chosen: the nodes chosen, the nodes lit, those shown
 * whatever the filters say, whether a line is lit, and whether its role is named.
 */
export function lightOf(graph) {
  if (state.pathFrom && state.pathTo) return pathLight(graph);
  if (!state.chosen) return null;
  const number = numberOf(state.chosen);
  const deed = isDeed(state.chosen);
  if (state.view === "network") return deed ? foldedDeed(graph, number) : folded(graph, state.chosen);
  return deed ? around(state.chosen, neighboursOf(graph, state.chosen)) : withDeeds(graph, number);
}

function around(node, nodes) {
  nodes.add(node);
  const edge = (from, to) => from === node || to === node;
  return { chosen: new Set([node]), nodes, edge, named: edge };
}

function folded(graph, node) {
  const own = new Set(
    [...withAllBelow(graph, [numberOf(node)])].flatMap((mark, thing) => (mark ? thingNode(thing) : [])),
  );
  const light = around(node, partners(graph, node));
  return {
    ...light,
    edge: (from, to) => light.nodes.has(from) && light.nodes.has(to) && (own.has(from) || own.has(to)),
  };
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
  const nodes = new Set([...path, ...ends]);
  return { chosen: ends, nodes, always: nodes, edge, named: edge };
}

/** In the network a deed is the lines from its actors to its places. */
function foldedDeed(graph, deed) {
  const actors = [...list(graph.deeds.who, deed)].map(thingNode);
  const places = [...list(graph.deeds.where, deed)].map(thingNode);
  if (!places.length) places.push("nowhere");
  const ends = new Set([...actors, ...places]);
  const edge = (from, to) => actors.includes(from) && places.includes(to);
  return { chosen: ends, nodes: ends, edge, named: edge };
}

/** In the network: those with whom a thing, or what belongs to it, shares deeds, and its kin. */
function partners(graph, node) {
  const marks = withAllBelow(graph, [numberOf(node)]);
  const found = new Set();
  const within = (things) => things.some((thing) => marks[thing]);
  for (let thing = 0; thing < marks.length; thing++) {
    if (!marks[thing]) continue;
    found.add(thingNode(thing));
    for (const deed of list(graph.deedsOf, thing)) {
      const [actors, places] = [list(graph.deeds.who, deed), list(graph.deeds.where, deed)];
      if (within(actors)) for (const place of places) found.add(thingNode(place));
      if (within(actors) && !places.length) found.add("nowhere");
      if (within(places)) for (const actor of actors) found.add(thingNode(actor));
    }
  }
  const parent = graph.things.parent[numberOf(node)];
  if (parent >= 0) found.add(thingNode(parent));
  return found;
}
