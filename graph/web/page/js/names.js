// What a node is called: its name in the page's language, and its type in words.
import { isDeed, numberOf } from "./data.js";
import { label, spoken, t } from "./words.js";

/** The name of a thing; the report's own where the language has none. */
export function thingName(graph, thing, lang = spoken()) {
  return graph.things.labels.get(thing)?.[lang] || graph.things.name[thing];
}

export function didOf(graph, deed) {
  return graph.strings[graph.deeds.did[deed]];
}

export function kindName(graph, deed, lang = spoken()) {
  return label(graph.kinds[graph.deeds.kind[deed]], lang);
}

/** The word or two by which a deed goes. */
export function deedName(graph, deed, lang = spoken()) {
  const did = didOf(graph, deed);
  return lang === "zh" ? did : `${kindName(graph, deed, lang)} (${did})`;
}

export function nodeName(graph, node, lang = spoken()) {
  if (node === "nowhere") return t("nowhere");
  return isDeed(node) ? deedName(graph, numberOf(node), lang) : thingName(graph, numberOf(node), lang);
}

export function nodeType(graph, node) {
  if (node === "nowhere") return "place";
  return isDeed(node) ? "deed" : graph.things.type[numberOf(node)];
}

export function kindPath(graph, deed) {
  const found = [];
  for (let kind = graph.deeds.kind[deed]; kind >= 0; kind = graph.kinds[kind].parent) {
    found.unshift(label(graph.kinds[kind]));
  }
  return found.join(" › ");
}
