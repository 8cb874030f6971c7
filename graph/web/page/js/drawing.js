// The drawing: vis-network with what pyvis built, its labels placed by us, what is chosen set off from the rest.
import { fitAll } from "./camera.js";
import { labelCanvas } from "./captions.js";
import { addEdges, growFor, pairsOf } from "./grow.js";
import { restyle } from "./looks.js";
import { state } from "./state.js";
import { palette } from "./theme.js";

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
    const view = {
      nodes: new vis.DataSet(),
      edges: new vis.DataSet(),
      options,
      styles: new Map(),
      home: new Map(),
    };
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
  if (drawing.graph.large) addEdges(drawing.graph, view);
  for (const edge of view.edgeList) {
    if (edge.role !== "deeds") continue;
    edge.deeds = view.pairs.of(edge.from, edge.to);
    edge.baseWidth = Math.min(9, 0.8 + Math.sqrt(edge.deeds));
  }
}

function listen(drawing, on) {
  const { network } = drawing;
  network.on("click", ({ nodes, edges }) =>
    on.choose(nodes[0] ?? (edges.length === 1 ? endOf(drawing, edges[0]) : null)),
  );
  network.on("hoverNode", ({ node, pointer }) => on.hover(node, pointer.DOM));
  network.on("blurNode", () => on.hover(null));
  network.on("dragStart", () => on.hover(null));
  network.on("zoom", () => on.hover(null));
  // Until the reader has moved it, the drawing keeps to the room that it has; vis-network scales after this event.
  network.on("resize", () => drawing.untouched && requestAnimationFrame(() => fitAll(drawing)));
  for (const move of ["zoom", "dragStart"])
    network.on(move, () => {
      drawing.untouched = false;
    });
  network.on("afterDrawing", (context) => labelCanvas(drawing, context));
}

/** A line in the network stands for deeds: choosing it chooses its actor. */
function endOf(drawing, edge) {
  return drawing.shown.edges.get(edge)?.from ?? null;
}

/** Let the springs move the nodes, or put them back where they stood. */
export function letMove(drawing, moving) {
  drawing.network.setOptions({ physics: { enabled: moving } });
  if (moving) return;
  const { home, nodes } = drawing.shown;
  nodes.update([...home].map(([id, { x, y }]) => ({ id, x, y })));
  fitAll(drawing);
}
