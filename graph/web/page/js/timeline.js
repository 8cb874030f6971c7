// The time line: deeds by day, running totals as diamonds, undated deeds in a lane of their own.
import { deedNode, NONE } from "./data.js";
import { button, h, refill, svg } from "./dom.js";
import { isDated } from "./filter.js";
import { periodFields } from "./filters-view.js";
import { deedName } from "./names.js";
import { sayDay, sayNumber } from "./numbers.js";
import { choose } from "./parts.js";
import { change, filter, state } from "./state.js";
import { spoken, t } from "./words.js";

const HEIGHT = 64;
const EDGE = 26;
const BASE = 44; // where the axis lies
const LANE = 210; // the lane of undated deeds
const LANE_EDGE = 16;
const DOTS = 5; // deeds of one day that are drawn one by one

export function showTimeline(element, graph, selection) {
  const days = daysOf(graph);
  const undated = undatedOf(graph);
  const head = h(
    "div",
    { class: "bar" },
    h("h2", { id: "timeline-title" }, t("timeline")),
    days && periodFields(),
    h("span", { class: "muted small wide-only" }, days ? `${t("drag")} · ${t("asOfMark")}` : ""),
    undatedButton(undated.length),
  );
  if (!days) return refill(element, head);
  const width = Math.max(280, element.clientWidth - 32);
  const lane = undated.length ? Math.min(LANE, width / 3) : 0;
  const charts = h(
    "div",
    { class: "charts" },
    chart(graph, selection, days, width - lane),
    lane && undatedLane(graph, selection, undated, lane),
  );
  return refill(element, head, charts);
}

/** The first and last day of all deeds. */
function daysOf({ deeds }) {
  let [first, last] = [Infinity, -Infinity];
  for (const column of [deeds.start, deeds.end, deeds.asOf]) {
    for (const day of column) {
      if (day === NONE) continue;
      first = Math.min(first, day);
      last = Math.max(last, day);
    }
  }
  return first <= last ? { first, last } : null;
}

function undatedOf({ deeds }) {
  const found = [];
  for (let deed = 0; deed < deeds.count; deed++) if (!isDated(deeds, deed)) found.push(deed);
  return found;
}

function undatedButton(n) {
  if (!n) return null;
  const toggle = () => filter({ undated: !state.filters.undated, from: null, to: null });
  return button(t("undatedOnly", { n: sayNumber(n, spoken()) }), toggle, {
    class: "undated",
    "aria-pressed": String(state.filters.undated),
    "data-key": "undated",
  });
}

function chart(graph, selection, days, width) {
  const span = Math.max(1, days.last - days.first);
  const at = (day) => EDGE + ((day - days.first) / span) * (width - 2 * EDGE);
  const dayAt = (x) => Math.round(days.first + ((x - EDGE) / (width - 2 * EDGE)) * span);
  const picture = svg("svg", {
    width,
    height: HEIGHT,
    viewBox: `0 0 ${width} ${HEIGHT}`,
    class: "chart",
    role: "img",
    "aria-label": t("timeline"),
  });
  picture.append(svg("line", { x1: EDGE, x2: width - EDGE, y1: BASE, y2: BASE, class: "axis" }));
  picture.append(
    ...ticks(days, at, width),
    ...marks(graph, selection, days, at, width),
    ...range(days, at, width),
  );
  letDrag(picture, dayAt, days);
  return picture;
}

/** The lane of deeds without a day: as dots while they find room, else as one bar. */
function undatedLane(graph, { mask }, undated, width) {
  const rows = 5;
  const columns = Math.floor((width - 2 * LANE_EDGE) / 8);
  const lane = svg("svg", {
    width,
    height: HEIGHT,
    viewBox: `0 0 ${width} ${HEIGHT}`,
    class: "chart lane",
    role: "img",
    "aria-label": t("undated"),
  });
  lane.append(svg("line", { x1: 6, x2: 6, y1: 2, y2: HEIGHT - 2, class: "axis" }));
  lane.append(svg("text", { x: LANE_EDGE, y: HEIGHT - 4, class: "day" }, t("undated")));
  if (undated.length > rows * columns) {
    const shown = undated.reduce((n, deed) => n + mask[deed], 0);
    const bar = (share, name) =>
      svg("rect", { x: LANE_EDGE, y: 18, height: 14, width: share * (width - 2 * LANE_EDGE), class: name });
    lane.append(bar(1, "mark out"), bar(shown / undated.length, "mark in"));
    return lane;
  }
  undated.forEach((deed, n) => {
    lane.append(dot(graph, deed, LANE_EDGE + 4 + Math.floor(n / rows) * 8, BASE - 6 - (n % rows) * 8, mask));
  });
  lane.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-deed]");
    if (mark) choose(deedNode(mark.dataset.deed));
  });
  return lane;
}

function dot(graph, deed, x, y, mask) {
  const mark = svg(
    "circle",
    { cx: x, cy: y, r: 3.5, class: markClass(mask[deed], deed) },
    svg("title", {}, deedName(graph, deed)),
  );
  mark.dataset.deed = deed;
  return mark;
}

function ticks(days, at, width) {
  const length = days.last - days.first;
  const years = length > 300; // else everybody knows which year is meant
  const most = Math.max(1, Math.floor((width - 2 * EDGE) / (years ? 130 : 90)));
  const step = Math.max(1, Math.ceil(length / most));
  const found = [];
  for (let day = days.first; day <= days.last; day += step) {
    const x = at(day);
    found.push(svg("line", { x1: x, x2: x, y1: BASE, y2: BASE + 4, class: "axis" }));
    const [anchor, from] =
      x < 2 * EDGE ? ["start", 4] : x > width - 2 * EDGE ? ["end", width - 4] : ["middle", x];
    found.push(
      svg(
        "text",
        { x: from, y: HEIGHT - 4, "text-anchor": anchor, class: "day" },
        sayDay(day, spoken(), !years),
      ),
    );
  }
  return found;
}

/** Deeds of a day one upon another as dots; where there are too many, as a bar. */
function marks(graph, selection, days, at, width) {
  const bin = Math.max(1, Math.ceil((days.last - days.first) / ((width - 2 * EDGE) / 4)));
  const binOf = (day) => days.first + Math.floor((day - days.first) / bin) * bin;
  const { starts, totals } = binned(graph, selection, binOf);
  const most = Math.max(...[...starts.values()].map(({ all }) => all.length), 1);
  const found = [...starts].flatMap(([day, found]) => dayMarks(graph, found, at(day), most));
  for (const [day, { all, shown }] of totals) found.push(diamond(graph, at(day), all, shown));
  return found;
}

function binned({ deeds }, { mask }, binOf) {
  const [starts, totals] = [new Map(), new Map()];
  const put = (bins, day, deed) => {
    if (!bins.has(day)) bins.set(day, { all: [], shown: 0 });
    bins.get(day).all.push(deed);
    bins.get(day).shown += mask[deed];
  };
  for (let deed = 0; deed < deeds.count; deed++) {
    const day = deeds.start[deed] === NONE ? deeds.end[deed] : deeds.start[deed];
    if (day !== NONE) put(starts, binOf(day), deed);
    if (deeds.asOf[deed] !== NONE) put(totals, binOf(deeds.asOf[deed]), deed);
  }
  for (const bins of [starts, totals]) for (const one of bins.values()) one.mask = mask;
  return { starts, totals };
}

function dayMarks(graph, { all, shown, mask }, x, most) {
  if (most > DOTS) {
    const height = (n) => (n ? Math.max(2, (n / most) * (BASE - 8)) : 0);
    const bar = (n, name) =>
      svg("rect", { x: x - 1.5, width: 3, y: BASE - height(n), height: height(n), class: name });
    return [bar(all.length, "mark out"), bar(shown, "mark in")];
  }
  return all.map((deed, n) => dot(graph, deed, x, BASE - 6 - n * 8, mask));
}

function markClass(shown, deed) {
  return `mark ${shown ? "in" : "out"} ${state.chosen === deedNode(deed) ? "chosen" : ""}`;
}

function diamond(graph, x, all, shown) {
  const mark = svg(
    "polygon",
    { points: `${x},3 ${x + 6},9 ${x},15 ${x - 6},9`, class: `mark as-of ${shown ? "in" : "out"}` },
    svg(
      "title",
      {},
      all
        .slice(0, 5)
        .map((deed) => deedName(graph, deed))
        .join("\n"),
    ),
  );
  mark.dataset.deed = all[0];
  return mark;
}

function range(days, at, width) {
  const { from, to } = state.filters;
  if (from === null && to === null) return [];
  const [low, high] = [
    at(Math.max(from ?? days.first, days.first)) - 5,
    at(Math.min(to ?? days.last, days.last)) + 5,
  ];
  return [
    svg("rect", {
      x: Math.max(0, low),
      width: Math.max(4, Math.min(width, high) - Math.max(0, low)),
      y: 0,
      height: BASE + 2,
      class: "range",
    }),
  ];
}

/** Drag over days to select them; a click on a mark chooses its deed, one beside the marks ends the selection. */
function letDrag(picture, dayAt, days) {
  let begun = null;
  const xOf = (event) => event.clientX - picture.getBoundingClientRect().left;
  const clamp = (day) => Math.min(days.last, Math.max(days.first, day));
  picture.addEventListener("pointerdown", (event) => {
    begun = xOf(event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointerup", (event) => {
    if (begun === null) return;
    const [low, high] = [begun, xOf(event)].sort((a, b) => a - b);
    const deed =
      event.target.closest?.("[data-deed]") ??
      document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-deed]");
    begun = null;
    if (high - low > 4) filter({ from: clamp(dayAt(low)), to: clamp(dayAt(high)), undated: false });
    else if (deed) choose(deedNode(deed.dataset.deed));
    else if (state.filters.from !== null || state.filters.to !== null)
      change({ filters: { ...state.filters, from: null, to: null } });
  });
}
