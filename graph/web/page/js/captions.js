// The labels of the drawing: names beside their signs, and on the lines of what is chosen their roles.
import { drawLabels, placeLabels } from "./labels.js";
import { nodeName, nodeType } from "./names.js";
import { t } from "./words.js";

const SIDE = { unit: "left", team: "left", person: "left", group: "left", place: "right", deed: "below" };
const WEIGHT = { unit: 3, team: 3, place: 4, person: 2, group: 2, document: 2, scheme: 2, deed: 0 };

/** Draw the labels over what vis-network has drawn. */
export function labelCanvas(drawing, context) {
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
      faded: lit?.dims && !inLight,
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
    if (!a || !b || !drawing.lit.named(edge.from, edge.to)) continue;
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
