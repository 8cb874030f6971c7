// The drawing as a picture: PNG from the canvas, SVG made anew from the same places, shapes and labels.

import { pixelNodes } from "./captions.js";
import { svg } from "./dom.js";
import { nodeType } from "./names.js";

const LINE = 15;

/** The canvas on the page's own ground, as a PNG. */
export function pngOf(drawing) {
  const source = drawing.container.querySelector("canvas");
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [source.width, source.height];
  const context = copy.getContext("2d");
  context.fillStyle = drawing.colours.ground;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(source, 0, 0);
  return new Promise((resolve) => copy.toBlob(resolve, "image/png"));
}

/** The same as an SVG document in text. */
export function svgOf(drawing) {
  const { clientWidth: width, clientHeight: height } = drawing.container;
  const nodes = pixelNodes(drawing);
  const at = new Map(nodes.map((node) => [node.id, node]));
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const picture = svg("svg", { xmlns: "http://www.w3.org/2000/svg", ...size });
  picture.append(svg("rect", { width, height, fill: drawing.colours.ground }));
  picture.append(...drawing.shown.edgeList.map((edge) => lineOf(drawing, edge, at)).filter(Boolean));
  picture.append(...nodes.map((node) => shapeOf(drawing, node)));
  picture.append(...drawing.placed.flatMap((label) => textOf(drawing, label)));
  return new XMLSerializer().serializeToString(picture);
}

function styleOf(drawing, id) {
  return JSON.parse(drawing.shown.styles.get(id) ?? "{}");
}

function lineOf(drawing, edge, at) {
  const [a, b] = [at.get(edge.from), at.get(edge.to)];
  const style = styleOf(drawing, edge.id);
  if (!a || !b || style.hidden || !style.color.opacity) return null;
  const bend = (b.x - a.x) * 0.35;
  return svg("path", {
    d: `M${a.x} ${a.y}C${a.x + bend} ${a.y} ${b.x - bend} ${b.y} ${b.x} ${b.y}`,
    fill: "none",
    stroke: style.color.color,
    "stroke-opacity": style.color.opacity,
    "stroke-width": Math.max(0.5, style.width * drawing.network.getScale()),
    "stroke-dasharray": edge.dashes ? "4 3" : null,
  });
}

function shapeOf(drawing, node) {
  const style = styleOf(drawing, node.id);
  const look = {
    fill: style.color.background,
    stroke: style.color.border,
    "stroke-width": style.borderWidth,
    opacity: style.opacity,
  };
  const type = node.id === "nowhere" ? "place" : nodeType(drawing.graph, node.id);
  if (type === "person") return svg("circle", { cx: node.x, cy: node.y, r: node.radius, ...look });
  return svg("polygon", { points: cornersOf(type, node), ...look });
}

/** The corners of each type's shape. */
export function cornersOf(type, { x, y, radius: r }) {
  const ring = (n, rotation, radii = [1]) =>
    Array.from({ length: n }, (_, i) => {
      const angle = rotation + (i * 2 * Math.PI) / n;
      return [
        x + r * radii[i % radii.length] * Math.cos(angle),
        y + r * radii[i % radii.length] * Math.sin(angle),
      ];
    });
  const up = -Math.PI / 2;
  const corners = {
    unit: () => ring(4, Math.PI / 4, [1.41]),
    team: () => ring(3, up, [1.2]),
    place: () => ring(3, -up, [1.2]),
    group: () => ring(6, 0),
    deed: () => ring(4, 0),
    document: () => ring(10, up, [1.2, 0.5]),
    scheme: () => ring(10, up, [1.2, 0.5]),
    person: () => ring(24, 0),
  };
  return corners[type]()
    .map((point) => point.map((value) => value.toFixed(1)).join(","))
    .join(" ");
}

function textOf(drawing, { lines, x, y, width, font, candidate }) {
  return lines.map((line, n) =>
    svg(
      "text",
      {
        x: x + width / 2,
        y: y + n * LINE + LINE * 0.72,
        "text-anchor": "middle",
        "font-size": 12,
        "font-weight": font.startsWith("600") ? 600 : 400,
        "font-family": "system-ui, Noto Sans CJK SC, sans-serif",
        fill: candidate.colour ?? drawing.colours.ink,
        stroke: drawing.colours.halo,
        "stroke-width": 3,
        "paint-order": "stroke",
        opacity: candidate.faded ? 0.35 : 1,
      },
      line,
    ),
  );
}
