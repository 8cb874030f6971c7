// Elements made from plain values: text is always text.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else if (name === "checked") element.checked = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) if (child || child === 0) element.append(child);
  return element;
}

export const byId = (id) => document.getElementById(id);

export function button(label, action, attributes = {}) {
  return h("button", { type: "button", onclick: action, ...attributes }, label);
}

let wait;

/** Show a message for as long as it takes to read; an error stays until the next message. */
export function toast(words, bad = false) {
  const element = byId("toast");
  element.textContent = words;
  element.className = `toast shown${bad ? " bad" : ""}`;
  clearTimeout(wait);
  if (!bad) wait = setTimeout(() => element.classList.remove("shown"), 1500 + 80 * words.length);
}

export function untoast() {
  byId("toast").classList.remove("shown");
}
