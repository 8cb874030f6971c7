// The keyboard: / searches, Esc lets go, arrows on the drawing move to the neighbour that lies that way.

import { fitAll, zoom } from "./camera.js";
import { pixelNodes } from "./captions.js";
import { byId } from "./dom.js";
import { lightOf } from "./light.js";
import { choose } from "./parts.js";
import { change, state } from "./state.js";

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function startKeyboard(graph, drawing) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") letGo();
    else if (event.key === "/" && !isTyping(event.target)) {
      event.preventDefault();
      byId("query").focus();
    }
  });
  byId("drawing").addEventListener("keydown", (event) => onDrawing(graph, drawing, event));
}

function isTyping(element) {
  return element.matches("input, select, textarea");
}

function letGo() {
  byId("filters").classList.remove("open");
  byId("open-filters").setAttribute("aria-expanded", "false");
  if (state.chosen || state.pathFrom) {
    change({ chosen: null, pathFrom: null, pathTo: null });
    byId("drawing").focus({ preventScroll: true });
  }
}

function onDrawing(graph, drawing, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (WAYS[event.key]) {
    event.preventDefault();
    const next = neighbourThatWay(graph, drawing, WAYS[event.key]);
    if (!next) return;
    choose(next);
  } else if (event.key === "+" || event.key === "=") zoom(drawing, 1.4);
  else if (event.key === "-") zoom(drawing, 1 / 1.4);
  else if (event.key === "0") fitAll(drawing);
  else if (event.key === "Enter" && state.chosen) byId("panel").focus();
}

/** The neighbour of what is chosen that lies most nearly in a direction; with nothing chosen, the weightiest node. */
function neighbourThatWay(graph, drawing, [dx, dy]) {
  const nodes = pixelNodes(drawing);
  const from = nodes.find(({ id }) => id === state.chosen);
  if (!from) return nodes.sort((a, b) => b.weight - a.weight)[0]?.id ?? null;
  const lit = lightOf(graph);
  let best = null;
  for (const node of nodes) {
    if (node.id === from.id || node.id === "nowhere" || !lit.nodes.has(node.id)) continue;
    const [x, y] = [node.x - from.x, node.y - from.y];
    const along = x * dx + y * dy;
    const across = Math.abs(x * dy) + Math.abs(y * dx);
    if (along <= 0) continue;
    const cost = along + 2.5 * across;
    if (!best || cost < best.cost) best = { id: node.id, cost };
  }
  return best?.id ?? null;
}
