// A deed as a card: what the record says, in the order in which one would say it.
import { h } from "./dom.js";
import { said, sayReason, spoken, t } from "./words.js";

export function nameOf(page, id) {
  const { agents, places, documents } = page.state;
  const found = [...agents, ...places, ...documents].find((one) => one.id === id);
  return found?.name ?? page.names.get(id) ?? id;
}

/** A place with what holds it, as far as the draft says. */
function placeOf(page, id) {
  const path = [];
  const seen = new Set();
  for (let at = id; at && !seen.has(at); at = page.state.places.find((one) => one.id === at)?.within) {
    seen.add(at);
    path.unshift(nameOf(page, at));
  }
  return path.slice(-3).join(" › ");
}

export function labelOf(concepts, id) {
  const concept = concepts.find((one) => one.id === id);
  return concept ? concept[spoken()] : id;
}

// How a value is shown on a line of its own.
const SAY = {
  agents: (page, ids) => ids.map((id) => nameOf(page, id)).join("、"),
  documents: (page, ids) => ids.map((id) => nameOf(page, id)).join("、"),
  places: (page, ids) => ids.map((id) => placeOf(page, id)).join("、"),
  texts: (_page, words) => words.join("、"),
  deeds: (_page, ids) => ids.join("、"),
  when: (_page, when) => sayWhen(when),
  quantities: (page, quantities) => quantities.map((quantity) => sayQuantity(page, quantity)).join("，"),
  flag: () => "✓",
};
// What the head and the foot of a card say.
const ELSEWHERE = new Set([
  ...["id", "kind", "did", "who", "summary", "inferred", "source", "also"],
  ...["confidence", "reason", "reviewedBy", "reviewed"],
]);

/** What a deed says, as lines of label and words. */
export function linesOf(page, deed) {
  return page.fields
    .filter(({ name }) => !ELSEWHERE.has(name) && deed[name] !== undefined)
    .map(({ name, value }) => [name, SAY[value] ? SAY[value](page, deed[name]) : String(deed[name])])
    .filter(([, words]) => words);
}

function sayWhen(when) {
  return [
    when.start && (when.end && when.end !== when.start ? `${when.start} – ${when.end}` : when.start),
    when.asOf && `${t("asOf")} ${when.asOf}`,
    when.said && `“${when.said}”`,
    when.duration,
    when.recurrence && recurrence(when.recurrence),
  ]
    .filter(Boolean)
    .join("，");
}

function sayQuantity(page, { value, measure = "", bound, of = "" }) {
  const sign = page.bounds.find(({ id }) => id === bound)?.sign ?? "";
  return `${sign}${value.toLocaleString("en", { maximumFractionDigits: 20 })} ${measure}${of ? ` ${of}` : ""}`.trim();
}

function recurrence({ times, per, shifts, allDay }) {
  return [times && `${times}/${per}`, shifts && `${shifts} ${t("shifts")}`, allDay && t("allDay")]
    .filter(Boolean)
    .join(" ");
}

/** What was filled in is underlined with dots and says so. */
function inferredIn(deed, field) {
  const filled = (deed.inferred ?? []).filter((path) => path.split(".")[0] === field);
  return filled.length ? { class: "inferred", title: `${t("inferred")}: ${filled.join(", ")}` } : {};
}

export function card(page, deed, actions) {
  const chosen = page.chosen === deed.id;
  const who = deed.who.map((id) => nameOf(page, id)).join("、") || t("nobody");
  const notes = (list, name) =>
    page.state[list]
      .filter((one) => one.deed === deed.id)
      .map((one) => h("p", { class: `note ${name}` }, `${t(name)}: ${said(one)}`));
  const unsure = deed.confidence !== undefined && !deed.reviewed;
  return h(
    "article",
    {
      class: `deed${chosen ? " chosen" : ""}${deed.reviewed ? " seen" : ""}`,
      "data-deed": deed.id,
      tabindex: "-1",
    },
    h(
      "button",
      {
        type: "button",
        class: "line",
        "aria-expanded": String(chosen),
        onclick: () => actions.choose(deed.id),
      },
      h("span", { class: "tick", "aria-hidden": "true" }, deed.reviewed ? "✓" : "○"),
      h("span", { class: "who", ...inferredIn(deed, "who") }, who),
      h("strong", { class: "did" }, deed.did),
      h("span", { class: "kind" }, labelOf(page.kinds, deed.kind)),
      deed.summary ? h("span", { class: "badge" }, t("summary")) : null,
    ),
    h(
      "dl",
      {},
      linesOf(page, deed).map(([field, words]) =>
        h("div", {}, h("dt", {}, t(field)), h("dd", inferredIn(deed, field), words)),
      ),
    ),
    unsure && (deed.confidence < 0.8 || deed.reason)
      ? h(
          "p",
          { class: "note doubt" },
          [t("confidence", { n: deed.confidence }), deed.reason && sayReason(deed.reason)]
            .filter(Boolean)
            .join(" · "),
        )
      : null,
    notes("faults", "fault"),
    notes("warnings", "warning"),
    h(
      "p",
      { class: "small muted" },
      t("span", { p: deed.source.paragraph, a: deed.source.start, b: deed.source.end }),
      deed.reviewed ? ` · ${t("reviewed", { by: deed.reviewedBy, day: deed.reviewed })}` : "",
    ),
  );
}
