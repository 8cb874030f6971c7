// How nodes and lines look: hidden, faded, lit or plain, in the colours of the theme.
import { nodeType } from "./names.js";
import { neighboursOf } from "./paths.js";
import { state } from "./state.js";

const FADED = 0.16;
const FADE_MS = 220;

/** Give every node and line the look that selection and light ask for. */
export function restyle(drawing, view, atOnce) {
  const visible = visibleNodes(drawing, view);
  const nodes = view.list.map((node) => [node, nodeStyle(drawing, node, visible)]);
  const edges = view.edgeList.map((edge) => [edge, edgeStyle(drawing, edge, visible)]);
  view.visible = visible;
  applyStyles(view, view.nodes, nodes, atOnce);
  applyStyles(view, view.edges, edges, atOnce);
}

/** Give vis-network only the styles that changed; what goes away fades first. */
function applyStyles(view, data, styled, atOnce) {
  const now = [];
  const later = [];
  for (const [item, style] of styled) {
    const key = JSON.stringify(style);
    if (view.styles.get(item.id) === key) continue;
    const goes = style.hidden && view.styles.has(item.id) && !atOnce;
    view.styles.set(item.id, key);
    if (goes) {
      now.push({
        id: item.id,
        opacity: 0.08,
        ...(item.role && { color: { ...style.color, opacity: 0.05 } }),
      });
      later.push({ id: item.id, key, ...style });
    } else {
      now.push({ id: item.id, ...style });
    }
  }
  if (now.length) data.update(now);
  if (later.length) setTimeout(() => data.update(stillWanted(view, later)), FADE_MS);
}

function stillWanted(view, updates) {
  return updates.filter(({ id, key }) => view.styles.get(id) === key).map(({ key, ...update }) => update);
}

/** What the filters and the legend leave: selected deeds, what they name, and what holds that. */
function visibleNodes(drawing, view) {
  const { graph, selection } = drawing;
  const all = selection.deeds.length === graph.deeds.count;
  const visible = new Set();
  const used = all ? null : namedIn(graph, selection, view);
  for (const { id } of view.list) {
    if (state.hidden.includes(nodeType(graph, id))) continue;
    if (id[0] === "d" ? selection.mask[id.slice(1)] : all || used.has(id)) visible.add(id);
  }
  for (const id of drawing.lit?.nodes ?? []) visible.add(id);
  return visible;
}

function namedIn(graph, selection, view) {
  const used = new Set();
  if (view.pairs && state.view === "network") {
    for (const pair of view.pairs.keys()) for (const id of pair.split(" ")) used.add(id);
  } else {
    for (const deed of selection.deeds) for (const id of neighboursOf(graph, `d${deed}`)) used.add(id);
  }
  for (const id of [...used]) {
    if (id[0] !== "t") continue;
    for (
      let at = graph.things.parent[id.slice(1)];
      at >= 0 && !used.has(`t${at}`);
      at = graph.things.parent[at]
    ) {
      used.add(`t${at}`);
    }
  }
  return used;
}

function nodeStyle({ graph, colours, lit }, { id }, visible) {
  if (!visible.has(id)) return { hidden: true };
  const fill = colours.fill[nodeType(graph, id)];
  const chosen = lit?.chosen.has(id);
  const hollow = id === "nowhere" || (id[0] === "d" && graph.deeds.summary[id.slice(1)]);
  return {
    hidden: false,
    opacity: lit && !lit.nodes.has(id) ? FADED : 1,
    borderWidth: chosen ? 4 : hollow ? 2 : 1,
    color: {
      background: hollow ? colours.ground : fill,
      border: chosen ? colours.accent : hollow ? fill : colours.ground,
    },
  };
}

function edgeStyle({ colours, lit }, edge, visible) {
  const gone = !visible.has(edge.from) || !visible.has(edge.to) || (edge.role === "deeds" && !edge.deeds);
  if (gone) return { hidden: true };
  const bright = lit?.edge(edge.from, edge.to);
  const opacity = bright ? 1 : lit ? 0.12 : edge.role === "after" ? 0 : 0.55;
  return {
    hidden: false,
    width: edge.baseWidth + (bright ? 1 : 0),
    arrows: bright && edge.role !== "deeds" ? { to: { enabled: true, scaleFactor: 0.5 } } : "",
    color: { color: bright ? colours.accent : colours.line, opacity },
  };
}
