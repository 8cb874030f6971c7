// What part of the drawing is in sight, and how near.
import { pixelNodes } from "./captions.js";

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
  return values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}

/** Bring what is lit into sight: nothing moves when it is in sight already. */
export function focusOn(drawing, light) {
  const { network, container, shown } = drawing;
  const known = [...light.nodes].filter((node) => shown.visible.has(node));
  if (!known.length) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const target = roomFor(
    drawing,
    known.length > 60 ? [...light.chosen].filter((node) => shown.visible.has(node)) : known,
    0.8,
  );
  const scale = network.getScale();
  const inSight = pixelNodes(drawing).every(
    ({ id, x, y }) =>
      !light.nodes.has(id) || (x > 0 && y > 0 && x < container.clientWidth && y < container.clientHeight),
  );
  if (!target || (inSight && scale >= Math.min(0.45, target.scale))) return;
  drawing.untouched = false;
  network.moveTo({
    ...target,
    animation: still ? false : { duration: 350, easingFunction: "easeInOutQuad" },
  });
}

export function zoom(drawing, factor) {
  const scale = drawing.network.getScale() * factor;
  drawing.network.moveTo({ scale, animation: { duration: 150, easingFunction: "linear" } });
}
