// A field of several values: each a token that can be removed, and a box that offers what is known while one types.
import { button, h } from "./dom.js";
import { t } from "./words.js";

let counter = 0;
let taking = Promise.resolve();

/** Fingers are faster than what is offered: whoever saves a form waits for what was chosen before. */
export const allTaken = () => taking;

/**
 * Make such a field. `values` are ids or words; `show` names one; `offer(words)` promises what may be chosen, each
 * {id, name, note, take()}; without it, or when it is `free`, what is typed is the value. `one` keeps the last only.
 * Returns {element, values(), add(value)}.
 */
export function tokens({ label, field, values, show, offer = null, one = false, free = !offer }) {
  const held = [...values];
  const list = h("span", { class: "tokens" });
  const id = `f${++counter}`;
  const box = h("input", {
    id,
    "data-field": field,
    autocomplete: "off",
    role: offer ? "combobox" : null,
    "aria-expanded": offer ? "false" : null,
    "aria-controls": offer ? `${id}o` : null,
    "aria-autocomplete": offer ? "list" : null,
    "data-choose": !free,
  });
  const options = h("ul", {
    id: `${id}o`,
    role: "listbox",
    "aria-label": t("offers"),
    hidden: true,
    class: "offers",
  });
  let offered = [];
  let at = -1;

  const draw = () =>
    list.replaceChildren(
      ...held.map((value, n) =>
        h(
          "span",
          { class: "token" },
          show(value),
          button("×", () => take(n), { "aria-label": t("remove", { what: show(value) }) }),
        ),
      ),
    );
  const changed = () => list.dispatchEvent(new Event("change", { bubbles: true }));
  const take = (n) => {
    held.splice(n, 1);
    draw();
    changed();
    box.focus();
  };
  const add = (value) => {
    if (value && one) held.length = 0;
    if (value && !held.includes(value)) held.push(value);
    box.value = "";
    close();
    draw();
    changed();
  };
  const close = () => {
    offered = [];
    at = -1;
    options.replaceChildren();
    options.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (found) => {
    found.take?.();
    add(found.id);
  };
  const drawOffers = () => {
    options.replaceChildren(
      ...offered.map((one, n) =>
        h(
          "li",
          {
            id: `${id}o${n}`,
            role: "option",
            "aria-selected": String(n === at),
            onmousedown: (event) => {
              event.preventDefault();
              choose(one);
            },
          },
          h("span", {}, one.name),
          one.note ? h("span", { class: "muted small" }, one.note) : null,
        ),
      ),
    );
    options.hidden = !offered.length;
    box.setAttribute("aria-expanded", String(!options.hidden));
    if (at >= 0) box.setAttribute("aria-activedescendant", `${id}o${at}`);
    else box.removeAttribute("aria-activedescendant");
    options.children[at]?.scrollIntoView({ block: "nearest" });
  };
  let latest = 0;
  let asked = null; // what is being asked for; Enter waits for it, since fingers are faster
  const ask = async () => {
    const request = ++latest;
    const words = box.value.trim();
    const found = words ? await offer(words) : [];
    if (request !== latest) return;
    asked = null;
    offered = found;
    at = found.length ? 0 : -1;
    drawOffers();
  };
  box.addEventListener("input", () => {
    if (offer) asked = ask();
  });
  const enter = async () => {
    await asked;
    if (offered[at]) choose(offered[at]);
    else if (free) add(box.value.trim());
  };
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && offered.length) {
      at = (at + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length;
      drawOffers();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && box.value.trim()) {
      taking = enter();
    } else if (event.key === "Escape" && offered.length) {
      close();
    } else if (event.key === "Backspace" && !box.value && held.length) {
      take(held.length - 1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("blur", close);
  draw();
  return {
    element: h(
      "div",
      { class: "field" },
      h("label", { for: id }, label),
      h("div", { class: "box" }, list, box, options),
    ),
    add,
    values: () => (free && box.value.trim() ? [...(one ? [] : held), box.value.trim()] : held),
  };
}
