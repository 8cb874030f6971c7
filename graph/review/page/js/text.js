// The report's text with each deed's words marked, and the words that a person marks.
import { byId, h } from "./dom.js";
import { t } from "./words.js";

/** Show the text; `choose(deed)` is called with the deed whose words are clicked. */
export function showText(paragraphs, deeds, chosen, choose) {
  const element = byId("text");
  const heading = h("h2", { class: "offscreen" }, t("text"));
  if (!paragraphs) {
    element.replaceChildren(heading, h("p", { class: "muted" }, t("noText")));
    return;
  }
  element.replaceChildren(
    heading,
    ...paragraphs.map((paragraph) =>
      h(
        "p",
        {
          "data-n": paragraph.n,
          "data-start": paragraph.start,
          class: paragraph.n === 1 ? "headline" : null,
        },
        pieces(paragraph, deeds, chosen, choose),
      ),
    ),
  );
}

/** The paragraph cut at every span's ends, so that overlapping spans can each be seen and clicked. */
function pieces(paragraph, deeds, chosen, choose) {
  const letters = [...paragraph.text];
  const end = paragraph.start + letters.length;
  const spans = deeds.flatMap((deed) =>
    [deed.source, ...(deed.also ?? [])]
      .filter((span) => span.start < end && span.end > paragraph.start)
      .map((span) => ({ deed, from: span.start, to: span.end })),
  );
  const cuts = new Set([paragraph.start, end]);
  for (const { from, to } of spans)
    for (const cut of [from, to]) if (cut > paragraph.start && cut < end) cuts.add(cut);
  const ordered = [...cuts].sort((a, b) => a - b);
  return ordered.slice(1).map((to, n) => {
    const from = ordered[n];
    const words = letters.slice(from - paragraph.start, to - paragraph.start).join("");
    const over = spans.filter((span) => span.from <= from && span.to >= to).map(({ deed }) => deed);
    if (!over.length) return words;
    return h(
      "mark",
      {
        class: [
          over.every((deed) => deed.reviewed) ? "seen" : "",
          over.some((deed) => deed.id === chosen) ? "chosen" : "",
        ].join(" "),
        "data-deeds": over.map((deed) => deed.id).join(" "),
        onclick: () => getSelection().isCollapsed && choose(next(over, chosen)),
      },
      words,
    );
  });
}

/** Clicking the same words again goes through the deeds that cite them. */
function next(over, chosen) {
  const at = over.findIndex((deed) => deed.id === chosen);
  return over[(at + 1) % over.length].id;
}

export function bringIntoSight() {
  byId("text").querySelector("mark.chosen")?.scrollIntoView({ block: "nearest" });
}

/** The span of the words that are marked in the text, in code points; a word of complaint when there is none. */
export function markedSpan() {
  const selection = getSelection();
  const [start, end] = ["anchorNode", "focusNode"].map((name) => paragraphOf(selection[name]));
  if (selection.isCollapsed || !start || !end) return { error: t("nothingMarked") };
  if (start !== end) return { error: t("manyParagraphs") };
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.setStart(start, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const first = Number(start.dataset.start) + [...before.toString()].length;
  const words = range.toString();
  return {
    words,
    span: { paragraph: Number(start.dataset.n), start: first, end: first + [...words].length },
  };
}

function paragraphOf(node) {
  const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  return element?.closest?.("#text p[data-n]") ?? null;
}
