// Search over names, kinds and what was done: Chinese by character, Latin letters by the beginnings of words.
import { deedNode, thingNode } from "./data.js";
import { thingName } from "./names.js";
import { label } from "./words.js";

const SHOWN = 12;
const TYPE_RANK = { unit: 0, team: 1, place: 2, person: 3, group: 4, document: 5, scheme: 5 };

/** Text as it is compared: one width, one case. */
export function fold(text) {
  return text.normalize("NFKC").toLowerCase().trim();
}

/** Make the texts that are searched; once for a graph. */
export function prepareSearch(graph) {
  const { things } = graph;
  things.folded = things.name.map((name, thing) => {
    const others = [...Object.values(things.labels.get(thing) ?? {}), ...(things.names.get(thing) ?? [])];
    return fold([name, ...others].join("\n"));
  });
  graph.firstDeedDoing = new Map();
  graph.deedsDoing = new Map();
  for (let deed = 0; deed < graph.deeds.count; deed++) {
    const did = graph.deeds.did[deed];
    if (!graph.firstDeedDoing.has(did)) graph.firstDeedDoing.set(did, deed);
    graph.deedsDoing.set(did, (graph.deedsDoing.get(did) ?? 0) + 1);
  }
}

/** Whether every word of a query is in a text. */
export function matches(text, words) {
  return words.split(/\s+/).every((word) => rankIn(text, word) < Infinity);
}

/** How well a word fits: 0 a whole name, 1 its beginning, 2 within it; Infinity not at all. */
function rankIn(text, word) {
  if (!word) return 2;
  const latin = /^[a-z0-9]/.test(word);
  let best = Infinity;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = at === 0 ? "\n" : text[at - 1];
    if (latin && /[a-z0-9]/.test(before)) continue;
    const after = text[at + word.length] ?? "\n";
    best = Math.min(best, before !== "\n" ? 2 : after === "\n" ? 0 : 1);
    if (best === 0) break;
  }
  return best;
}

/** The letters of a word in their order within a name, as 发改委 is in 发展和改革委员会. */
function isAbbreviation(text, word) {
  if (word.length < 2 || /[a-z0-9]/.test(word)) return false;
  return text.split("\n").some((name) => {
    let at = -1;
    return [...word].every((letter) => {
      at = name.indexOf(letter, at + 1);
      return at >= 0;
    });
  });
}

/** What fits a query, best first: things, kinds and what was done. */
export function search(graph, query) {
  const words = fold(query);
  if (!words) return [];
  const found = [...foundThings(graph, words), ...foundKinds(graph, words), ...foundDoings(graph, words)];
  found.sort((a, b) => a.rank - b.rank || b.deeds - a.deeds || a.order - b.order);
  return found.slice(0, SHOWN);
}

function foundThings(graph, words) {
  const { things } = graph;
  const parts = words.split(/\s+/);
  const found = [];
  for (let thing = 0; thing < things.count; thing++) {
    const rank = rankOfThing(things, thing, words, parts);
    if (rank === Infinity) continue;
    const deeds = graph.deedsOf.offsets[thing + 1] - graph.deedsOf.offsets[thing];
    const node = thingNode(thing);
    found.push({ rank, deeds, order: TYPE_RANK[things.type[thing]], node, type: things.type[thing], thing });
  }
  return found;
}

function rankOfThing(things, thing, words, parts) {
  const text = things.folded[thing];
  const rank = Math.max(...parts.map((part) => rankIn(text, part)));
  if (rank < Infinity) return rank;
  if (things.initials.get(thing)?.some((initials) => initials.startsWith(words))) return 3;
  return isAbbreviation(text, words) ? 4 : Infinity;
}

function foundKinds(graph, words) {
  return graph.kinds.flatMap((kind, number) => {
    const rank = rankIn(fold(`${kind.zh}\n${kind.en}`), words);
    if (rank === Infinity) return [];
    return [{ rank, deeds: graph.kindCounts[number], order: 6, type: "kind", kind: number }];
  });
}

function foundDoings(graph, words) {
  const found = [];
  for (const [did, deed] of graph.firstDeedDoing) {
    const rank = rankIn(fold(graph.strings[did]), words);
    if (rank === Infinity) continue;
    const deeds = graph.deedsDoing.get(did);
    found.push({ rank, deeds, order: 7, type: "deed", did, node: deeds === 1 ? deedNode(deed) : null });
  }
  return found;
}

/** A result's words. */
export function resultName(graph, result) {
  if (result.type === "kind") return label(graph.kinds[result.kind]);
  return result.type === "deed" ? graph.strings[result.did] : thingName(graph, result.thing);
}
