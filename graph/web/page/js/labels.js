// Which labels are drawn, and where: of constant size on the screen, none over another, the weightiest first.

const SIZE = 12;
const LINE = 15;
const WIDEST = 132;
const LINES = 3;
const MARGIN = 3;
const CELL = 64;
const SPECK = 2; // a sign so small that a label may lie over it
const MOST_TRIED = 500; // labels of nodes in sight; no more than that find room

const widths = new Map();

/** Wrap a text to lines that are no wider than a label may be; what does not fit ends in an ellipsis. */
export function wrap(context, text, font) {
  const key = `${font} ${text}`;
  if (widths.has(key)) return widths.get(key);
  context.font = font;
  const lines = [];
  let line = "";
  const pieces = [...text.slice(0, 200).matchAll(/[A-Za-z0-9'’.,()-]+\s?|./gsu)].map((match) => match[0]);
  for (const piece of pieces.flatMap((one) => (context.measureText(one).width > WIDEST ? [...one] : [one]))) {
    if (context.measureText(line + piece).width > WIDEST && line) {
      lines.push(line.trim());
      line = "";
    }
    line += piece;
    if (lines.length > LINES) break;
  }
  if (line.trim()) lines.push(line.trim());
  if (lines.length > LINES) {
    lines.length = LINES;
    lines[LINES - 1] = `${lines[LINES - 1].slice(0, -1)}…`;
  }
  const width = Math.max(...lines.map((one) => context.measureText(one).width), 0);
  const wrapped = { lines, width, height: lines.length * LINE };
  if (widths.size > 20000) widths.clear();
  widths.set(key, wrapped);
  return wrapped;
}

export function labelFont(strong) {
  return `${strong ? "600 " : ""}${SIZE}px system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif`;
}

/**
 * Place labels. Each candidate has {text, x, y, radius, side, strong, must}, in order of weight, x and y in pixels.
 * Returns the boxes that are drawn: {lines, x, y, width, height, font, candidate}.
 */
export function placeLabels(context, candidates, nodes, { width, height }) {
  const taken = grid();
  for (const node of nodes) if (node.radius > SPECK) taken.add(square(node));
  const placed = [];
  const names = grid();
  let tried = 0;
  for (const candidate of candidates) {
    const { x, y } = candidate;
    if (x < -60 || y < -30 || x > width + 60 || y > height + 30) continue;
    if (++tried > MOST_TRIED) break;
    const font = labelFont(candidate.strong);
    const wrapped = wrap(context, candidate.text, font);
    const box = sides(candidate, wrapped).find(
      (one) => !names.hits(one) && !taken.hits(one, candidate) && inside(one, width, height),
    );
    const chosen = box ?? (candidate.must && anywhere(candidate, wrapped, names, { width, height }));
    if (!chosen) continue;
    names.add(chosen);
    placed.push({ ...chosen, lines: wrapped.lines, font, candidate });
  }
  return placed;
}

/** What must be named may lie over signs, its own last, and is drawn in from the edge, but never over another name. */
function anywhere(candidate, wrapped, names, { width, height }) {
  const own = square(candidate);
  const free = sides(candidate, wrapped)
    .map((box) => ({
      ...box,
      x: Math.max(0, Math.min(box.x, width - box.width)),
      y: Math.max(0, Math.min(box.y, height - box.height)),
    }))
    .filter((box) => !names.hits(box));
  return free.find((box) => !overlap(box, own)) ?? free[0];
}

function square({ x, y, radius }) {
  return { x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius, at: `${x} ${y}` };
}

function inside(box, width, height) {
  return box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
}

function sides({ x, y, radius, side }, { width, height }) {
  const gap = radius + 4;
  const boxes = {
    below: { x: x - width / 2, y: y + gap, width, height },
    above: { x: x - width / 2, y: y - gap - height, width, height },
    left: { x: x - gap - width, y: y - height / 2, width, height },
    right: { x: x + gap, y: y - height / 2, width, height },
  };
  const order = { left: ["left", "below", "above", "right"], right: ["right", "below", "above", "left"] };
  return (order[side] ?? ["below", "above", "right", "left"]).map((name) => boxes[name]);
}

/** A grid of boxes, to ask quickly whether a box hits another. */
function grid() {
  const cells = new Map();
  const keys = function* (box, margin) {
    for (let i = Math.floor((box.x - margin) / CELL); i <= (box.x + box.width + margin) / CELL; i++) {
      for (let j = Math.floor((box.y - margin) / CELL); j <= (box.y + box.height + margin) / CELL; j++)
        yield i * 65536 + j;
    }
  };
  return {
    add(box) {
      for (const key of keys(box, 0)) {
        if (cells.has(key)) cells.get(key).push(box);
        else cells.set(key, [box]);
      }
    },
    hits(box, owner = null) {
      const own = owner && `${owner.x} ${owner.y}`;
      for (const key of keys(box, MARGIN)) {
        if (cells.get(key)?.some((other) => other.at !== (own ?? "") && overlap(box, other))) return true;
      }
      return false;
    },
  };
}

function overlap(a, b) {
  return (
    a.x < b.x + b.width + MARGIN &&
    b.x < a.x + a.width + MARGIN &&
    a.y < b.y + b.height + 1 &&
    b.y < a.y + a.height + 1
  );
}

/** Draw placed labels on a canvas that counts in pixels. */
export function drawLabels(context, placed, colours) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { lines, x, y, width, font, candidate } of placed) {
    context.font = font;
    context.globalAlpha = candidate.faded ? 0.35 : 1;
    lines.forEach((line, n) => {
      const [middle, at] = [x + width / 2, y + n * LINE + LINE / 2];
      context.strokeStyle = colours.halo;
      context.lineWidth = 3;
      context.strokeText(line, middle, at);
      context.fillStyle = candidate.colour ?? colours.ink;
      context.fillText(line, middle, at);
    });
  }
  context.globalAlpha = 1;
}
