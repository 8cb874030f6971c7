// Light and dark: the system's wish, unless the reader says otherwise; colours of the drawing come from the style sheet.
import { state } from "./state.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

export function isDark() {
  return state.theme ? state.theme === "dark" : dark.matches;
}

export function applyTheme() {
  if (state.theme) document.documentElement.dataset.theme = state.theme;
  else delete document.documentElement.dataset.theme;
}

export function onSystemTheme(action) {
  dark.addEventListener("change", action);
}

/** The colours that the canvas and saved pictures use, by name. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ["ground", "ink", "soft", "line", "accent", "halo"];
  const types = ["deed", "unit", "team", "person", "group", "place", "document", "scheme"];
  return {
    ...Object.fromEntries(names.map((name) => [name, colour(name)])),
    fill: Object.fromEntries(types.map((type) => [type, colour(`type-${type}`)])),
  };
}
