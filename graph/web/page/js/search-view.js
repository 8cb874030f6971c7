// The search box: results while typing, arrows to walk them, Enter to go there.
import { byId, h } from "./dom.js";
import { sayNumber } from "./numbers.js";
import { choose, sign } from "./parts.js";
import { resultName, search } from "./search.js";
import { filter, state } from "./state.js";
import { spoken, t } from "./words.js";

export function startSearch(graph) {
  const box = byId("query");
  const menu = byId("results");
  const view = { graph, box, menu, options: [], at: -1 };
  box.addEventListener("input", () => showResults(view));
  box.addEventListener("keydown", (event) => onKey(view, event));
  box.addEventListener("blur", () => setTimeout(() => close(view), 150));
  box.addEventListener("focus", () => box.value && showResults(view));
  menu.addEventListener("mousedown", (event) => event.preventDefault());
}

export function showSearchWords() {
  const box = byId("query");
  box.placeholder = t("search");
  box.setAttribute("aria-label", t("search"));
  box.title = t("searchKey");
  byId("results").setAttribute("aria-label", t("results"));
}

function showResults(view) {
  const query = view.box.value.trim();
  if (!query) return close(view);
  const found = search(view.graph, query);
  view.options = found.map((result) => ({ result, act: () => go(view, result) }));
  view.options.push({ query, act: () => filter({ text: query }) });
  view.at = found.length ? 0 : -1;
  view.menu.replaceChildren(...view.options.map((option, n) => optionElement(view, option, n)));
  if (!found.length)
    view.menu.prepend(h("li", { role: "presentation", class: "muted nothing" }, t("noResults")));
  view.menu.hidden = false;
  view.box.setAttribute("aria-expanded", "true");
  byId("status").textContent = found.length ? t("nResults", { n: found.length }) : t("noResults");
  return mark(view);
}

function optionElement(view, option, n) {
  const attributes = {
    role: "option",
    id: `result-${n}`,
    "aria-selected": "false",
    onclick: () => take(view, option),
  };
  if (option.query)
    return h("li", { ...attributes, class: "by-text" }, t("filterByText", { q: option.query }));
  const { result } = option;
  const count = result.deeds ? h("span", { class: "count" }, sayNumber(result.deeds, spoken())) : null;
  const type = result.type === "kind" ? t("kind") : t(result.type);
  return h(
    "li",
    attributes,
    result.type === "kind" ? null : sign(result.type),
    h("span", { class: "text" }, resultName(view.graph, result)),
    h("span", { class: "muted small" }, type),
    count,
  );
}

function onKey(view, event) {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && !view.menu.hidden) {
    event.preventDefault();
    view.at = (view.at + step + view.options.length) % view.options.length;
    mark(view);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const option = view.options[view.at];
    if (!view.menu.hidden && option) take(view, option);
    else if (view.box.value.trim()) take(view, { act: () => filter({ text: view.box.value.trim() }) });
  } else if (event.key === "Escape") {
    event.stopPropagation();
    if (view.menu.hidden) view.box.value = "";
    close(view);
  }
}

function mark(view) {
  const options = [...view.menu.querySelectorAll("[role=option]")];
  for (const [n, option] of options.entries()) option.setAttribute("aria-selected", String(n === view.at));
  if (view.at >= 0) {
    view.box.setAttribute("aria-activedescendant", `result-${view.at}`);
    options[view.at].scrollIntoView({ block: "nearest" });
  } else {
    view.box.removeAttribute("aria-activedescendant");
  }
}

function take(view, option) {
  close(view);
  view.box.value = "";
  option.act();
}

function close(view) {
  view.menu.hidden = true;
  view.box.setAttribute("aria-expanded", "false");
  view.box.removeAttribute("aria-activedescendant");
}

/** Go to a thing or the one deed; a kind, or what several deeds did, filters. */
function go(view, result) {
  if (result.type === "kind") return filter({ kinds: [result.kind] });
  if (!result.node) return filter({ text: view.graph.strings[result.did] });
  return choose(result.node, state.pathTo ? null : state.pathFrom);
}
