// The drawing: vis-network with what pyvis built, its labels placed by us, what is chosen set off from the rest.
import { addEdges, growFor, pairsOf } from "./grow.js";
import { drawLabels, placeLabels } from "./labels.js";
import { nodeName, nodeType } from "./names.js";
import { neighboursOf } from "./paths.js";
import { state } from "./state.js";
import { palette } from "./theme.js";
import { t } from "./words.js";

const FADED = 0.16;
const FADE_MS = 220;
const SIDE = { unit: "left", team: "left", person: "left", group: "left", place: "right", deed: "below" };
const WEIGHT = { unit: 3, team: 3, place: 4, person: 2, group: 2, document: 2, scheme: 2, deed: 0 };

/** Make the drawing in an element. `on` has {choose(node), hover(node, point)}. */
export function makeDrawing(container, graph, on) {
  const drawing = { container, graph, views: {}, colours: palette(), placed: [], selection: null, lit: null };
  drawing.network = new vis.Network(container, emptyView(), graph.drawings[state.view].options);
  listen(drawing, on);
  return drawing;
}

function emptyView() {
  return { nodes: new vis.DataSet([]), edges: new vis.DataSet([]) };
}

function viewOf(drawing, name) {
  if (!drawing.views[name]) {
    const { nodes, edges, options } = drawing.graph.drawings[name];
    const view = { nodes: new vis.DataSet(), edges: new vis.DataSet(), options, styles: new Map(), home: new Map() };
    for (const node of nodes) view.home.set(node.id, { x: node.x, y: node.y });
    // The labels are drawn by labels.js, so vis-network is given none.
    view.list = nodes.map(({ label, ...node }) => ({ ...node, chosen: false, label: undefined }));
    view.edgeList = edges.map((edge) => ({ ...edge, chosen: false, baseWidth: edge.width ?? 1 }));
    drawing.views[name] = view;
    view.nodes.add(view.list);
    view.edges.add(view.edgeList);
  }
  return drawing.views[name];
}

/** Show the present view with what is selected and chosen. */
export function showDrawing(drawing, selection, lit) {
  const view = viewOf(drawing, state.view);
  drawing.selection = selection;
  drawing.lit = lit;
  if (drawing.graph.large) growFor(drawing, view, selection, lit);
  const fresh = drawing.shown !== view;
  if (state.view === "network") weigh(drawing, view, selection);
  restyle(drawing, view, fresh);
  if (fresh) {
    drawing.shown = view;
    drawing.network.setData({ nodes: view.nodes, edges: view.edges });
    fitAll(drawing);
  } else {
    drawing.network.redraw();
  }
}

/** Take the colours of the theme anew. */
export function recolour(drawing) {
  drawing.colours = palette();
  for (const view of Object.values(drawing.views)) view.styles.clear();
  if (drawing.shown) restyle(drawing, drawing.shown, true);
  drawing.network.redraw();
}

/** In the network, a line counts the selected deeds only. */
function weigh(drawing, view, selection) {
  view.pairs = pairsOf(drawing.graph, selection.deeds);
  if (drawing.graph.large) addEdges(view);
  for (const edge of view.edgeList) {
    if (edge.role !== "deeds") continue;
    edge.deeds = view.pairs.get(`${edge.from} ${edge.to}`) ?? 0;
    edge.baseWidth = Math.min(9, 0.8 + Math.sqrt(edge.deeds));
  }
}

function restyle(drawing, view, atOnce) {
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
      now.push({ id: item.id, opacity: 0.08, ...(item.role && { color: { ...style.color, opacity: 0.05 } }) });
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
    for (let at = graph.things.parent[id.slice(1)]; at >= 0 && !used.has(`t${at}`); at = graph.things.parent[at]) {
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
    color: { background: hollow ? colours.ground : fill, border: chosen ? colours.accent : hollow ? fill : colours.ground },
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

function listen(drawing, on) {
  const { network } = drawing;
  network.on("click", ({ nodes, edges }) => on.choose(nodes[0] ?? (edges.length === 1 ? endOf(drawing, edges[0]) : null)));
  network.on("hoverNode", ({ node, pointer }) => on.hover(node, pointer.DOM));
  network.on("blurNode", () => on.hover(null));
  network.on("dragStart", () => on.hover(null));
  network.on("zoom", () => on.hover(null));
  // Until the reader has moved it, the drawing keeps to the room that it has; vis-network scales after this event.
  network.on("resize", () => drawing.untouched && requestAnimationFrame(() => fitAll(drawing)));
  for (const move of ["zoom", "dragStart"]) network.on(move, () => {
    drawing.untouched = false;
  });
  network.on("afterDrawing", (context) => labelCanvas(drawing, context));
}

/** A line in the network stands for deeds: choosing it chooses its doer. */
function endOf(drawing, edge) {
  return drawing.shown.edges.get(edge)?.from ?? null;
}

function labelCanvas(drawing, context) {
  if (!drawing.shown) return;
  const ratio = context.canvas.width / context.canvas.clientWidth;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const size = { width: drawing.container.clientWidth, height: drawing.container.clientHeight };
  drawing.placed = labelsOf(drawing, context, size);
  drawLabels(context, drawing.placed, drawing.colours);
  context.restore();
}

/** The labels of the present view in pixels of the element. */
function labelsOf(drawing, context, size) {
  const nodes = pixelNodes(drawing);
  nodes.sort((a, b) => b.weight - a.weight);
  const edges = drawing.lit ? edgeLabels(drawing, nodes) : [];
  const lit = nodes.filter((node) => node.must);
  const rest = nodes.filter((node) => !node.must);
  return placeLabels(context, [...lit, ...edges, ...rest], nodes, size);
}

/** The visible nodes with their places in pixels and the weight of their labels. */
export function pixelNodes(drawing) {
  const { network, graph, shown, lit } = drawing;
  const positions = network.getPositions();
  const scale = network.getScale();
  const found = [];
  for (const node of shown.list) {
    if (!shown.visible.has(node.id) || !positions[node.id]) continue;
    const { x, y } = network.canvasToDOM(positions[node.id]);
    const type = nodeType(graph, node.id);
    const inLight = lit?.nodes.has(node.id) ?? false;
    const chosen = lit?.chosen.has(node.id) ?? false;
    found.push({
      id: node.id,
      text: nodeName(graph, node.id),
      x,
      y,
      radius: node.size * scale,
      side: SIDE[type],
      strong: chosen,
      must: chosen || (inLight && lit.nodes.size < 40),
      faded: lit && !inLight,
      weight: (chosen ? 1000 : inLight ? 500 : 0) + WEIGHT[type] * 4 + node.size,
    });
  }
  return found;
}

/** The roles on the lines of what is chosen. */
function edgeLabels(drawing, nodes) {
  const at = new Map(nodes.map((node) => [node.id, node]));
  const found = [];
  for (const edge of drawing.shown.edgeList) {
    const [a, b] = [at.get(edge.from), at.get(edge.to)];
    if (!a || !b || !drawing.lit.edge(edge.from, edge.to)) continue;
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 - 9, radius: 0 };
    found.push({ ...middle, text: roleWord(edge), side: "below", colour: drawing.colours.accent });
  }
  return found.length > 60 ? [] : found;
}

function roleWord(edge) {
  const keys = { to: "roleTo", from: "roleFrom", within: "withinEdge", belongs: "belongs" };
  if (edge.role === "deeds") return t("deedsEdge", { n: edge.deeds });
  return t(keys[edge.role] ?? edge.role);
}

/** Bring what is lit into sight: nothing moves when it is in sight already. */
export function focusOn(drawing, light) {
  const { network, container, shown } = drawing;
  const known = [...light.nodes].filter((node) => shown.visible.has(node));
  if (!known.length) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const target = roomFor(drawing, known.length > 60 ? [...light.chosen].filter((node) => shown.visible.has(node)) : known, 0.8);
  const scale = network.getScale();
  const inSight = pixelNodes(drawing).every(({ id, x, y }) => !light.nodes.has(id) || (x > 0 && y > 0 && x < container.clientWidth && y < container.clientHeight));
  if (!target || (inSight && scale >= Math.min(0.45, target.scale))) return;
  drawing.untouched = false;
  network.moveTo({ ...target, animation: still ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
}

/** Let the springs move the nodes, or put them back where they stood. */
export function letMove(drawing, moving) {
  drawing.network.setOptions({ physics: { enabled: moving } });
  if (moving) return;
  const { home, nodes } = drawing.shown;
  nodes.update([...home].map(([id, { x, y }]) => ({ id, x, y })));
  fitAll(drawing);
}

const PADDING = { x: 92, y: 20 }; // pixels beside the outermost nodes, for their labels

/** Show all that is visible, as large as it can be. */
export function fitAll(drawing) {
  const target = roomFor(drawing, [...drawing.shown.visible], 1);
  if (target) drawing.network.moveTo({ ...target, animation: false });
  drawing.untouched = true;
}

/** The position and scale at which nodes fill the element. */
function roomFor({ network, container }, nodes, largest) {
  const points = Object.values(network.getPositions(nodes));
  if (!points.length) return null;
  const [left, right] = ends(points.map(({ x }) => x));
  const [top, bottom] = ends(points.map(({ y }) => y));
  const across = (container.clientWidth - 2 * PADDING.x) / Math.max(1, right - left);
  const down = (container.clientHeight - 2 * PADDING.y) / Math.max(1, bottom - top);
  const scale = Math.min(largest, Math.max(0.02, Math.min(across, down)));
  return { position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale };
}

function ends(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

export function zoom(drawing, factor) {
  const scale = drawing.network.getScale() * factor;
  drawing.network.moveTo({ scale, animation: { duration: 150, easingFunction: "linear" } });
}
