// The shortest path between two nodes, and the nodes next to one.
import { deedNode, isDeed, list, numberOf, ROLES, thingNode } from "./data.js";

/** The neighbours of a node: what a deed names and follows from, or the deeds that name a thing and its kin. */
export function neighboursOf(graph, node) {
  return isDeed(node) ? nextToDeed(graph, numberOf(node)) : nextToThing(graph, numberOf(node));
}

function nextToDeed(graph, deed) {
  const found = new Set();
  for (const role of ROLES) for (const thing of list(graph.deeds[role], deed)) found.add(thingNode(thing));
  for (const before of list(graph.deeds.after, deed)) found.add(deedNode(before));
  return found;
}

function nextToThing(graph, thing) {
  const found = new Set();
  for (const deed of list(graph.deedsOf, thing)) found.add(deedNode(deed));
  for (const { thing: other } of graph.things.linksOf(thing)) found.add(thingNode(other));
  for (const child of graph.childrenOf[thing]) found.add(thingNode(child));
  return found;
}

/** The nodes of a shortest path from one node to another, both included; null when there is none. */
export function shortestPath(graph, from, to) {
  const cameFrom = new Map([[from, null]]);
  let edge = [from];
  while (edge.length && !cameFrom.has(to)) {
    const next = [];
    for (const node of edge) {
      for (const neighbour of neighboursOf(graph, node)) {
        if (cameFrom.has(neighbour)) continue;
        cameFrom.set(neighbour, node);
        next.push(neighbour);
      }
    }
    edge = next;
  }
  if (!cameFrom.has(to)) return null;
  const path = [];
  for (let node = to; node !== null; node = cameFrom.get(node)) path.unshift(node);
  return path;
}
