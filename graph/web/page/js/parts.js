// Pieces that panel, table and hover card share: sentences with links, marks for what was inferred, badges.
import { deedNode } from "./data.js";
import { button, h } from "./dom.js";
import { nodeName, nodeType } from "./names.js";
import { sentence } from "./sentence.js";
import { addressOfState, change, state } from "./state.js";
import { t } from "./words.js";

/** Choose a node, or end a path at it when one was begun. */
export function choose(node, pathFrom = null) {
  change(pathFrom ? { pathTo: node, chosen: null } : { chosen: node, pathFrom: null, pathTo: null });
}

/** The sign of a type: the shape by which the drawing shows it. */
export function sign(type) {
  return h("span", { class: `sign sign-${type}`, "aria-hidden": "true" });
}

/** A link that chooses a node; opened in a new tab it shows the same. */
export function link(node, content, attributes = {}) {
  const href = `#${addressOfState({ ...state, chosen: node, pathFrom: null, pathTo: null })}`;
  const go = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(node);
  };
  return h("a", { href, onclick: go, class: "link", ...attributes }, content);
}

/** A link to a node, with its sign. */
export function nodeLink(graph, node, attributes = {}) {
  const content = [sign(nodeType(graph, node)), nodeName(graph, node)];
  return link(node, content, { "data-key": `go ${node}`, ...attributes });
}

/** A deed's sentence as elements, everything named a link. */
export function sentenceElements(graph, deed, lang) {
  return sentence(graph, deed, lang).map((part) => partElement(graph, part));
}

export function partElement(_graph, part) {
  const classes = ["strong", "inferred", "muted"].filter((name) => part[name]).join(" ");
  const title = part.inferred ? t("inferredNote", { what: part.text }) : part.title;
  if (part.node) return link(part.node, part.text, { class: `link ${classes}`, title });
  return classes || title ? h("span", { class: classes, title }, part.text) : part.text;
}

export function badge(text, title) {
  return h("span", { class: "badge", title }, text);
}

/** A list that begins short and can be opened. */
export function longList(items, toElement, shown = 12) {
  const list = h(
    "ul",
    { class: "plain" },
    items.slice(0, shown).map((item) => h("li", {}, toElement(item))),
  );
  addRest(list, items, toElement, shown);
  return list;
}

function addRest(list, items, toElement, from) {
  const rest = items.length - from;
  if (rest <= 0) return;
  const more = h(
    "li",
    {},
    button(
      t("moreItems", { n: rest }),
      () => {
        const next = items.slice(from, from + 200);
        more.replaceWith(...next.map((item) => h("li", {}, toElement(item))));
        addRest(list, items, toElement, from + 200);
      },
      { class: "more" },
    ),
  );
  list.append(more);
}

/** A deed in a list: its sentence, a badge for totals, and that the filters leave it out. */
export function deedItem(graph, deed, lang, selection) {
  const out = selection && !selection.mask[deed];
  return [
    link(deedNode(deed), sign("deed"), { class: "link go", "aria-label": nodeName(graph, deedNode(deed)) }),
    " ",
    ...sentenceElements(graph, deed, lang),
    graph.deeds.summary[deed] ? badge(t("total"), t("totalNote")) : null,
    out ? h("span", { class: "muted small" }, ` (${t("filteredOut")})`) : null,
  ];
}
