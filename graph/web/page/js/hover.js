// The card at the pointer: what the node is, in a few lines of text.
import { sayPlace, spansOf } from "./cite.js";
import { isDeed, list, numberOf } from "./data.js";
import { byId, h } from "./dom.js";
import { nodeName, nodeType } from "./names.js";
import { sentenceText } from "./sentence.js";
import { spoken, t } from "./words.js";

export function showHover(graph, node, point) {
  const card = byId("hover");
  card.hidden = !node;
  if (!node) return;
  card.replaceChildren(...linesOf(graph, node));
  const stage = byId("stage").getBoundingClientRect();
  const drawing = byId("drawing").getBoundingClientRect();
  const [x, y] = [point.x + drawing.left - stage.left, point.y + drawing.top - stage.top];
  card.style.left = `${Math.max(4, Math.min(x + 14, stage.width - card.offsetWidth - 4))}px`;
  card.style.top = `${y + card.offsetHeight + 22 > stage.height ? y - card.offsetHeight - 14 : y + 14}px`;
}

function linesOf(graph, node) {
  if (node === "nowhere") return [h("p", {}, t("nowhere"))];
  if (!isDeed(node)) {
    const deeds = new Set(list(graph.deedsOf, numberOf(node))).size;
    return [
      h("p", { class: "strong" }, nodeName(graph, node)),
      h("p", { class: "muted small" }, `${t(nodeType(graph, node))} · ${t("deedsEdge", { n: deeds })}`),
    ];
  }
  const deed = numberOf(node);
  const place = spansOf(graph, deed).slice(0, 1).map(sayPlace).join("");
  return [
    h("p", {}, sentenceText(graph, deed, spoken())),
    h("p", { class: "muted small" }, place && `¶ ${place}`),
  ];
}
