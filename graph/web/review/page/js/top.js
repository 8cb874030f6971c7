// The bar at the top: which draft, how far it is, what is shown, undo, questions, language and colours.
import { showHelp } from "./asks.js";
import { button, byId, h } from "./dom.js";
import { spoken, t } from "./words.js";

export const FILTERS = ["all", "open", "unsure"];

/** Draw it; the control that has the focus keeps it. */
export function drawTop(page, acts) {
  const { state } = page;
  const reviewed = state ? state.deeds.filter((deed) => deed.reviewed).length : 0;
  const all = state?.deeds.length ?? 0;
  const dark =
    document.documentElement.dataset.theme === "dark" ||
    (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  const parts = [
    h(
      "div",
      { class: "titles" },
      h("h1", {}, state?.report.title ?? page.drafts[page.n]?.title ?? ""),
      h(
        "p",
        { class: "muted" },
        h("progress", { max: all || 1, value: reviewed, "aria-label": t("progress", { n: reviewed, all }) }),
        ` ${t("progress", { n: reviewed, all })}`,
      ),
    ),
    page.drafts.length > 1
      ? h(
          "select",
          {
            "aria-label": t("drafts"),
            id: "drafts",
            onchange: (event) => acts.open(Number(event.target.value)),
          },
          page.drafts.map((draft, n) => h("option", { value: n, selected: n === page.n }, draft.title)),
        )
      : null,
    h(
      "select",
      { "aria-label": t("filter"), id: "filter", onchange: (event) => acts.filterBy(event.target.value) },
      FILTERS.map((name) => h("option", { value: name, selected: name === page.filter }, t(name))),
    ),
    button(t("undo"), () => acts.undo(false), { disabled: !state?.undo, "data-key": "undo" }),
    button(t("redo"), () => acts.undo(true), { disabled: !state?.redo, "data-key": "redo" }),
    page.questions
      ? button(t("questions", { n: page.questions }), acts.ask, { "data-key": "questions" })
      : null,
    button(t("help"), showHelp, { "data-key": "help" }),
    button(t("language"), acts.switchLanguage, {
      lang: spoken() === "zh" ? "en" : "zh-CN",
      "data-key": "language",
    }),
    button(dark ? t("toLight") : t("toDark"), () => acts.switchTheme(dark ? "light" : "dark"), {
      "data-key": "theme",
    }),
  ];
  const held = byId("top").contains(document.activeElement) ? keyOf(document.activeElement) : null;
  byId("top").replaceChildren(...parts.filter(Boolean));
  if (held) [...byId("top").querySelectorAll("button, select")].find((one) => keyOf(one) === held)?.focus();
}

function keyOf(element) {
  return element.dataset.key ?? element.id;
}
