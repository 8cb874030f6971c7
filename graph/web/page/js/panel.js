// The side panel: the deed, agent, place, document or path that is chosen, or what to do when nothing is.
import { isDeed, list, numberOf, thingNode } from "./data.js";
import { button, h, refill } from "./dom.js";
import { nodeName } from "./names.js";
import { deedPanel } from "./panel-deed.js";
import { thingPanel } from "./panel-thing.js";
import { nodeLink } from "./parts.js";
import { shortestPath } from "./paths.js";
import { change, state } from "./state.js";
import { t } from "./words.js";

export function showPanel(element, graph, selection) {
  element.setAttribute("aria-label", t("panel"));
  element.classList.toggle("open", Boolean(state.chosen || state.pathFrom));
  refill(element, ...contents(graph, selection));
}

function contents(graph, selection) {
  if (state.pathFrom) return [closeButton(), ...pathPanel(graph)];
  if (!state.chosen) return emptyPanel(graph, selection);
  const body = isDeed(state.chosen)
    ? deedPanel(graph, numberOf(state.chosen))
    : thingPanel(graph, numberOf(state.chosen), selection);
  return [closeButton(), ...body];
}

function closeButton() {
  const close = () => change({ chosen: null, pathFrom: null, pathTo: null });
  return button("×", close, { class: "close", "aria-label": t("close"), title: t("close") });
}

function emptyPanel(graph, selection) {
  const counts = new Map();
  for (const deed of selection.deeds)
    for (const who of list(graph.deeds.who, deed)) counts.set(who, (counts.get(who) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 8);
  return [
    h("p", { class: "hint" }, graph.deeds.count ? t("hint") : t("empty")),
    most.length ? h("h2", {}, t("mostActive")) : null,
    h(
      "ul",
      { class: "plain" },
      most.map(([thing, n]) =>
        h("li", {}, nodeLink(graph, thingNode(thing)), h("span", { class: "count" }, String(n))),
      ),
    ),
  ];
}

function pathPanel(graph) {
  const [a, b] = [state.pathFrom, state.pathTo];
  if (!b) {
    const words = t("pathPick", { name: nodeName(graph, a) });
    return [
      h("p", { class: "hint" }, words),
      button(t("cancel"), () => change({ pathFrom: null, chosen: a })),
    ];
  }
  const path = shortestPath(graph, a, b);
  const names = { a: nodeName(graph, a), b: nodeName(graph, b) };
  if (!path) return [h("p", { class: "hint" }, t("noPath", names))];
  return [
    h("h2", { class: "name" }, t("pathTo", { ...names, n: path.length - 1 })),
    h(
      "ol",
      { class: "path" },
      path.map((node) => h("li", {}, nodeLink(graph, node))),
    ),
  ];
}
