// What is shown now: view, selection, filters, language. It lives in the address, so that a link shows it again.
import { addressOf, nodeAt } from "./data.js";
import { noFilters } from "./filter.js";
import { dayOfIso, isoDay } from "./numbers.js";
import { speak } from "./words.js";

const listeners = [];
let graph = null;

export const state = {
  view: "deeds",
  chosen: null,
  pathFrom: null,
  pathTo: null,
  lang: "zh",
  theme: "",
  hidden: [], // types that the legend hides
  filters: noFilters(),
};

/** Call a function after each change with the names of what changed. */
export function onChange(listener) {
  listeners.push(listener);
}

/** Read the address and begin. */
export function startState(ofGraph) {
  graph = ofGraph;
  state.lang = graph.lang;
  if (graph.large) state.view = "network";
  Object.assign(state, readAddress());
  speak(state.lang);
  window.addEventListener("popstate", () => change(defaults(readAddress()), false));
  window.addEventListener("hashchange", () => change(defaults(readAddress()), false));
}

/** Change the state and notify all listeners. `remember` makes it a step of the browser's Back. */
export function change(patch, remember = true) {
  const changed = Object.keys(patch).filter(
    (key) => JSON.stringify(state[key]) !== JSON.stringify(patch[key]),
  );
  if (!changed.length) return;
  Object.assign(state, patch);
  speak(state.lang);
  if (remember) writeAddress();
  for (const listener of listeners) listener(new Set(changed));
}

/** Change some filters and leave the others. */
export function filter(patch) {
  change({ filters: { ...state.filters, ...patch } });
}

function defaults(read) {
  const view = graph.large ? "network" : "deeds";
  return { view, chosen: null, pathFrom: null, pathTo: null, hidden: [], filters: noFilters(), ...read };
}

function writeAddress() {
  const address = `#${addressOfState()}`;
  if (address !== location.hash) history.pushState(null, "", address);
}

/** The present view as the part of an address after #. */
export function addressOfState(of = state) {
  const { filters } = of;
  const words = new URLSearchParams();
  const put = (name, value) => value && words.set(name, value);
  if (of.view !== (graph.large ? "network" : "deeds")) put("view", of.view);
  if (of.lang !== graph.lang) put("lang", of.lang);
  put("sel", of.chosen && addressOf(graph, of.chosen));
  put("path", of.pathFrom && addressOf(graph, of.pathFrom));
  put("pathto", of.pathTo && addressOf(graph, of.pathTo));
  put("hide", of.hidden.join(" "));
  put("q", filters.text);
  put("kind", filters.kinds.map((kind) => graph.kinds[kind].slug).join(" "));
  put("unit", filters.units.map((thing) => addressOf(graph, `t${thing}`)).join(" "));
  put("place", filters.places.map((thing) => addressOf(graph, `t${thing}`)).join(" "));
  put("report", filters.reports.map(String).join(" "));
  if (filters.from !== null) put("from", isoDay(filters.from));
  if (filters.to !== null) put("to", isoDay(filters.to));
  if (filters.undated) put("undated", "yes");
  put("number", filters.number);
  if (filters.least !== null) put("least", String(filters.least));
  if (filters.totals !== "with") put("totals", filters.totals);
  return words.toString();
}

function readAddress() {
  const words = new URLSearchParams(location.hash.slice(1));
  const read = { filters: readFilters(words) };
  const view = words.get("view");
  if (graph.drawings[view]) read.view = view;
  if (["zh", "en"].includes(words.get("lang"))) read.lang = words.get("lang");
  for (const [key, name] of [
    ["chosen", "sel"],
    ["pathFrom", "path"],
    ["pathTo", "pathto"],
  ]) {
    read[key] = words.has(name) ? nodeAt(graph, words.get(name)) : null;
  }
  read.hidden = listOf(words, "hide");
  return read;
}

function readFilters(words) {
  const things = (name) =>
    listOf(words, name).flatMap((address) => {
      const node = nodeAt(graph, address);
      return node?.startsWith("t") ? [Number(node.slice(1))] : [];
    });
  const least = Number.parseFloat(words.get("least"));
  return {
    ...noFilters(),
    text: words.get("q") ?? "",
    kinds: listOf(words, "kind").flatMap((slug) => graph.kindNumber.get(slug) ?? []),
    units: things("unit"),
    places: things("place"),
    reports: listOf(words, "report")
      .map(Number)
      .filter((report) => graph.reports[report]),
    from: dayOfIso(words.get("from")),
    to: dayOfIso(words.get("to")),
    undated: words.get("undated") === "yes",
    number: words.get("number") === "any" || graph.roles.has(words.get("number")) ? words.get("number") : "",
    least: Number.isNaN(least) ? null : least,
    totals: ["without", "only"].includes(words.get("totals")) ? words.get("totals") : "with",
  };
}

function listOf(words, name) {
  return (words.get(name) ?? "").split(" ").filter(Boolean);
}
