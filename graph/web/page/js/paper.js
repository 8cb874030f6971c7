// On paper: what is filtered, the sentence of what is chosen, and the table of the present view.
import { citation } from "./cite.js";
import { isDeed, numberOf } from "./data.js";
import { byId, h } from "./dom.js";
import { nodeName } from "./names.js";
import { state } from "./state.js";
import { tableOf } from "./table.js";
import { t } from "./words.js";

const MOST_ROWS = 2000;

export function startPaper(graph, selectionNow) {
  window.addEventListener("beforeprint", () => fill(graph, selectionNow()));
  window.addEventListener("afterprint", () => byId("print").replaceChildren());
}

function fill(graph, { deeds }) {
  const chosen =
    state.chosen &&
    (isDeed(state.chosen) ? citation(graph, numberOf(state.chosen)) : nodeName(graph, state.chosen));
  byId("print").replaceChildren(
    h("p", {}, t("shown", { n: deeds.length, all: graph.deeds.count })),
    ...[chosen && h("p", { class: "sentence" }, chosen)].filter(Boolean),
    tableOf(graph, deeds.slice(0, MOST_ROWS)),
  );
}
