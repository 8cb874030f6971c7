// The page begins here: read the graph, show every part, and show again what a change touches.
import { focusOn } from "./camera.js";
import { makeGraph, NONE, readData } from "./data.js";
import { announce, byId, settled } from "./dom.js";
import { makeDrawing, recolour, showDrawing } from "./drawing.js";
import { noFilters, select } from "./filter.js";
import { showChips, showFilters, toggleFilters } from "./filters-view.js";
import { showHover } from "./hover.js";
import { startKeyboard } from "./keyboard.js";
import { lightOf } from "./light.js";
import { nodeName } from "./names.js";
import { sayDay, sayNumber } from "./numbers.js";
import { showPanel } from "./panel.js";
import { startPaper } from "./paper.js";
import { choose } from "./parts.js";
import { prepareSearch } from "./search.js";
import { showSearchWords, startSearch } from "./search-view.js";
import { change, onChange, startState, state } from "./state.js";
import { openTable, showTable } from "./table.js";
import { applyTheme, isDark, onSystemTheme } from "./theme.js";
import { showTimeline } from "./timeline.js";
import { showLegend, showTools } from "./toolbar.js";
import { learnWords, spoken, t } from "./words.js";

async function start() {
  const data = await readData(byId("data"));
  learnWords(data.words);
  const graph = makeGraph(data);
  prepareSearch(graph);
  startState(graph);
  applyTheme();
  graph.kindCounts = select(graph, noFilters()).facets.kinds;
  const page = { graph, selection: select(graph, state.filters) };
  page.drawing = makeDrawing(byId("drawing"), graph, {
    choose: (node) => chooseInDrawing(node),
    hover: (node, point) => showHover(graph, node, point),
  });
  startSearch(graph);
  startKeyboard(graph, page.drawing);
  startPaper(graph, () => page.selection);
  listen(page);
  showAll(page);
  window.deedgraph = page; // for the console, and for the tests
  document.documentElement.dataset.ready = "yes";
}

function chooseInDrawing(node) {
  if (node === "nowhere") return;
  if (node) choose(node, state.pathTo ? null : state.pathFrom);
  else if (!state.pathFrom || state.pathTo) change({ chosen: null, pathFrom: null, pathTo: null });
}

function listen(page) {
  onChange((changed) => {
    if (changed.has("filters")) page.selection = select(page.graph, state.filters);
    if (changed.has("theme")) applyTheme();
    if (changed.has("lang")) showAll(page);
    else showChanged(page, changed);
    if (changed.has("filters"))
      announce(t("shown", { n: page.selection.deeds.length, all: page.graph.deeds.count }));
  });
  onSystemTheme(() => showTheme(page));
  byId("switch-language").addEventListener("click", () =>
    change({ lang: state.lang === "zh" ? "en" : "zh" }),
  );
  byId("switch-theme").addEventListener("click", () => change({ theme: isDark() ? "light" : "dark" }));
  byId("open-filters").addEventListener("click", toggleFilters);
  for (const link of byId("skip").children)
    link.addEventListener("click", (event) => {
      event.preventDefault(); // the address keeps what is chosen, not where one skipped to
      if (link.dataset.skip === "skip") {
        openTable(true);
        showTable(byId("table"), page.graph, page.selection);
      }
      byId(link.hash.slice(1)).focus();
    });
  window.addEventListener(
    "resize",
    settled(() => showTimeline(byId("timeline"), page.graph, page.selection), 150),
  );
}

function showAll(page) {
  showHead(page.graph);
  showSearchWords();
  showTheme(page);
  showChanged(page, new Set(["filters", "chosen", "view"]));
}

/** Show again the parts that a change touches. */
function showChanged(page, changed) {
  const { graph, selection, drawing } = page;
  const any = (...keys) => keys.some((key) => changed.has(key));
  if (any("filters")) {
    showFilters(byId("filters"), graph, selection);
    showChips(byId("chips"), graph, selection);
  }
  if (any("view", "hidden")) {
    showTools(byId("tools"), graph, drawing);
  }
  if (any("theme")) showTheme(page);
  if (any("filters", "chosen", "pathFrom", "pathTo", "view")) showPanel(byId("panel"), graph, selection);
  if (any("filters", "chosen")) {
    showTimeline(byId("timeline"), graph, selection);
    showTable(byId("table"), graph, selection);
  }
  // Last, for the rest decides how much room the drawing has; of a large graph after the rest is seen.
  if (graph.large && drawing.shown) afterPaint(() => redraw(page, changed));
  else redraw(page, changed);
}

function afterPaint(action) {
  requestAnimationFrame(() => setTimeout(action));
}

function redraw(page, changed) {
  const { graph, selection, drawing } = page;
  showDrawing(drawing, selection, lightOf(graph));
  describeDrawing(drawing);
  const any = (...keys) => keys.some((key) => changed.has(key));
  if (any("view", "hidden", "filters", "chosen")) showLegend(byId("legend"), drawing);
  if (any("chosen", "pathTo")) bringIntoSight(page);
}

function bringIntoSight({ graph, drawing }) {
  const light = lightOf(graph);
  if (!light) return;
  focusOn(drawing, light);
  if (state.chosen) announce(t("chosen", { name: nodeName(graph, state.chosen) }));
}

function showTheme({ drawing }) {
  byId("switch-theme").textContent = isDark() ? t("toLight") : t("toDark");
  recolour(drawing);
}

function showHead(graph) {
  document.documentElement.lang = spoken() === "zh" ? "zh-CN" : "en";
  byId("title").textContent = document.title;
  byId("overview").textContent = overview(graph);
  byId("switch-language").textContent = t("language");
  byId("switch-language").lang = spoken() === "zh" ? "en" : "zh-CN";
  byId("open-filters").textContent = t("filters");
  for (const link of byId("skip").children) link.textContent = t(link.dataset.skip);
  byId("skip").setAttribute("aria-label", t("skips"));
  byId("notice").hidden = !graph.large;
  byId("notice").textContent = t("largeNote");
}

/** The graph in one line: how many deeds, by whom, where, when; totals apart. */
function overview(graph) {
  const { deeds } = graph;
  if (!deeds.count) return t("empty");
  const say = (n) => sayNumber(n, spoken());
  const distinct = (role) => new Set(deeds[role].values).size;
  let line = t("overview", {
    deeds: say(deeds.count),
    doers: say(distinct("who")),
    places: say(distinct("where")),
  });
  const days = [];
  let totals = 0;
  for (let deed = 0; deed < deeds.count; deed++) {
    if (deeds.start[deed] !== NONE) days.push(deeds.start[deed]);
    if (deeds.end[deed] !== NONE) days.push(deeds.end[deed]);
    totals += deeds.summary[deed];
  }
  if (days.length) {
    const [first, last] = days.reduce(
      ([a, b], day) => [Math.min(a, day), Math.max(b, day)],
      [Infinity, -Infinity],
    );
    line += t("overviewDays", { from: sayDay(first, spoken()), to: sayDay(last, spoken()) });
  }
  return totals ? line + t("overviewTotals", { n: say(totals) }) : line;
}

function describeDrawing(drawing) {
  const nodes = drawing.shown.visible.size;
  byId("drawing").setAttribute("aria-label", t("drawing"));
  byId("drawing-help").textContent = t("fullDrawing", { view: t(`${state.view}View`), nodes });
}

start();
