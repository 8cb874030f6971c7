// How nodes and lines look: hidden, faded, lit or plain, in the colours of the theme.
import { ROLES } from "./data.js";
import { nodeType } from "./names.js";
import { state } from "./state.js";

const FADED = 0.16;
const FADE_MS = 220;
const SLICE = 500; // looks that vis-network takes in without a pause that one would feel
const MANY_LINES = 400; // more lines than that are drawn fainter
const FADING = "fading";

/** Give every node and line the look that selection and light ask for. */
export function restyle(drawing, view, atOnce) {
  const visible = visibleNodes(drawing, view);
  view.visible = visible;
  if (drawing.lit) drawing.lit.dims = shines(drawing.lit, visible);
  drawing.quiet = Math.min(0.55, 0.55 * Math.sqrt(MANY_LINES / Math.max(1, view.edgeList.length)));
  const wanted = [];
  for (const node of view.list) wanted.push([view.nodes, node.id, nodeStyle(drawing, node, visible)]);
  for (const edge of view.edgeList) wanted.push([view.edges, edge.id, edgeStyle(drawing, edge, visible)]);
  view.waiting = wanted
    .map(([data, id, style]) => ({ data, id, style, key: JSON.stringify(style) }))
    .filter(({ id, key }) => view.styles.get(id) !== key);
  if (atOnce) apply(view, view.waiting.splice(0));
  else if (view.waiting.length > SLICE) drain(view);
  else if (isStill()) apply(view, view.waiting.splice(0));
  else fade(view, view.waiting.splice(0));
}

/** Give vis-network new looks a slice at a time, after the rest of the page; a newer wish replaces what waits. */
function drain(view) {
  cancelAnimationFrame(view.draining);
  if (!view.waiting.length) return;
  view.draining = requestAnimationFrame(() =>
    setTimeout(() => {
      apply(view, view.waiting.splice(0, SLICE));
      drain(view);
    }),
  );
}

function apply(view, updates) {
  for (const data of [view.nodes, view.edges]) {
    const own = updates.filter((update) => update.data === data);
    if (own.length) data.update(own.map(({ id, style }) => ({ id, ...style })));
  }
  for (const { id, key } of updates) view.styles.set(id, key);
}

/** What goes away fades before it is hidden. */
function fade(view, updates) {
  const goes = updates.filter(({ id, style }) => style.hidden && view.styles.has(id));
  const stays = updates.filter((update) => !goes.includes(update));
  apply(view, stays);
  view.nodes.update(goes.filter(({ data }) => data === view.nodes).map(({ id }) => ({ id, opacity: 0.08 })));
  for (const { id } of goes) view.styles.set(id, FADING);
  const isFading = ({ id }) => view.styles.get(id) === FADING;
  setTimeout(() => apply(view, goes.filter(isFading)), FADE_MS);
}

function isStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** What the filters and the legend leave: selected deeds, what they name, and what holds that. */
function visibleNodes(drawing, view) {
  const { graph, selection, lit } = drawing;
  const all = selection.deeds.length === graph.deeds.count;
  const used = all ? null : namedIn(graph, selection, view);
  const visible = new Set();
  for (const { id } of view.list) {
    if (state.hidden.includes(nodeType(graph, id))) continue;
    if (all || isUsed(id, selection, used)) visible.add(id);
  }
  for (const id of lit?.always ?? lit?.chosen ?? []) visible.add(id);
  return visible;
}

function isUsed(id, selection, used) {
  if (id === "nowhere") return used.nowhere;
  return id[0] === "d" ? selection.mask[id.slice(1)] : used.marks[id.slice(1)];
}

/** A mark for each thing that the selected deeds name, in the network for each actor and place, with what holds it. */
function namedIn({ deeds, things }, selection, view) {
  const marks = new Uint8Array(things.count);
  const roles = state.view === "network" ? ["who", "where"] : ROLES;
  const mark = (thing) => {
    for (let at = thing; at >= 0 && !marks[at]; at = things.parent[at]) marks[at] = 1;
  };
  for (const role of roles) {
    const { offsets, values } = deeds[role];
    for (const deed of selection.deeds)
      for (let n = offsets[deed]; n < offsets[deed + 1]; n++) mark(values[n]);
  }
  return { marks, nowhere: view.pairs?.nowhere ?? false };
}

/** Say whether the filters leave any neighbour of what is chosen; if none, the rest is not dimmed for it. */
function shines({ nodes, chosen }, visible) {
  return [...nodes].some((id) => !chosen.has(id) && visible.has(id));
}

function nodeStyle({ graph, colours, lit }, { id }, visible) {
  if (!visible.has(id)) return { hidden: true };
  const fill = colours.fill[nodeType(graph, id)];
  const chosen = lit?.chosen.has(id);
  const hollow = id === "nowhere" || (id[0] === "d" && graph.deeds.summary[id.slice(1)]);
  return {
    hidden: false,
    opacity: lit?.dims && !lit.nodes.has(id) ? FADED : 1,
    borderWidth: chosen ? 4 : hollow ? 2 : 1,
    color: {
      background: hollow ? colours.ground : fill,
      border: chosen ? colours.accent : hollow ? fill : colours.ground,
    },
  };
}

function edgeStyle({ colours, lit, quiet }, edge, visible) {
  const gone = !visible.has(edge.from) || !visible.has(edge.to) || (edge.role === "deeds" && !edge.deeds);
  if (gone) return { hidden: true };
  const bright = lit?.edge(edge.from, edge.to);
  const opacity = bright ? 1 : lit?.dims ? 0.12 : edge.role === "after" ? 0 : quiet;
  return {
    hidden: false,
    width: edge.baseWidth + (bright ? 1 : 0),
    arrows: bright && edge.role !== "deeds" ? { to: { enabled: true, scaleFactor: 0.5 } } : "",
    color: { color: bright ? colours.accent : colours.line, opacity },
  };
}
