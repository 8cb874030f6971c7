// What stands over and under the drawing: the two ways to draw, nearer and farther, pictures, the legend.

import { fitAll, zoom } from "./camera.js";
import { button, h, refill, saveFile } from "./dom.js";
import { letMove } from "./drawing.js";
import { sign } from "./parts.js";
import { pngOf, svgOf } from "./picture.js";
import { change, state } from "./state.js";
import { t } from "./words.js";

const LEGEND = ["unit", "team", "person", "group", "deed", "place", "document"];
let moving = false;

export function showTools(element, graph, drawing) {
  element.setAttribute("aria-label", t("views"));
  const views = ["deeds", "network"].filter((view) => graph.drawings[view]);
  const move = () => {
    moving = !moving;
    letMove(drawing, moving);
    showTools(element, graph, drawing);
  };
  refill(
    element,
    h(
      "div",
      { class: "segments", role: "group", "aria-label": t("views") },
      views.map((view) => viewButton(view, drawing)),
    ),
    h(
      "div",
      { class: "group" },
      button("+", () => zoom(drawing, 1.4), {
        "aria-label": t("closer"),
        title: t("closer"),
        "data-key": "closer",
      }),
      button("−", () => zoom(drawing, 1 / 1.4), {
        "aria-label": t("farther"),
        title: t("farther"),
        "data-key": "farther",
      }),
      button(t("fit"), () => fitAll(drawing), { "data-key": "fit" }),
      button(moving ? t("still") : t("move"), move, { "aria-pressed": String(moving), "data-key": "move" }),
    ),
    h(
      "div",
      { class: "group" },
      button("PNG", async () => saveFile("deedgraph.png", await pngOf(drawing), "image/png"), {
        title: t("savePng"),
        "aria-label": t("savePng"),
        "data-key": "png",
      }),
      button("SVG", () => saveFile("deedgraph.svg", svgOf(drawing), "image/svg+xml"), {
        title: t("saveSvg"),
        "aria-label": t("saveSvg"),
        "data-key": "svg",
      }),
      button(t("print"), () => window.print(), { "data-key": "print" }),
    ),
  );
}

function viewButton(view, drawing) {
  const show = () => {
    if (moving) letMove(drawing, false);
    moving = false;
    change({ view });
  };
  return button(t(`${view}View`), show, {
    "aria-pressed": String(state.view === view),
    "data-key": `view ${view}`,
  });
}

/** The legend; each of its entries shows or hides its type. */
export function showLegend(element, drawing) {
  element.setAttribute("aria-label", t("legend"));
  const present = new Set(drawing.shown.list.map(({ group }) => group));
  if (present.has("scheme")) present.add("document");
  const entries = LEGEND.filter((type) => present.has(type)).map(legendEntry);
  refill(element, entries);
}

function legendEntry(type) {
  const types = type === "document" ? ["document", "scheme"] : [type];
  const off = state.hidden.includes(type);
  const toggle = () =>
    change({
      hidden: off ? state.hidden.filter((one) => !types.includes(one)) : [...state.hidden, ...types],
    });
  return button([sign(type), t(`${type}sType`)], toggle, {
    "aria-pressed": String(!off),
    title: t("legend"),
    "data-key": `legend ${type}`,
  });
}
