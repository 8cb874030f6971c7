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

/** Mark the next sentence that no deed cites, from a character on and then from the top; false when there is none. */
export function markUncited(paragraphs, deeds, from) {
  const cited = deeds.flatMap((deed) => [deed.source, ...(deed.also ?? [])]);
  const free = (paragraphs ?? []).slice(1).flatMap(({ n, start, text }) =>
    sentences(text)
      .map(([a, b]) => ({ n, start: start + a, end: start + b }))
      .filter(({ start: a, end: b }) => cited.every((span) => span.end <= a || span.start >= b)),
  );
  const found = free.find((one) => one.start >= from) ?? free[0];
  if (found) markSpan({ paragraph: found.n, ...found });
  return Boolean(found);
}

/** Mark the words of a span, as a mouse would; the arrows change that. */
export function markSpan({ paragraph: n, start, end }) {
  const paragraph = byId("text").querySelector(`p[data-n="${n}"]`);
  const [a, b] = [start, end].map((at) => pointIn(paragraph, at));
  byId("text").focus({ preventScroll: true });
  getSelection().setBaseAndExtent(...a, ...b);
  paragraph.scrollIntoView({ block: "nearest" });
}

/** First and last character of each sentence, its stop left out; a full stop is one before a space only. */
function sentences(text) {
  const found = [];
  const letters = [...text, "\n"];
  let start = 0;
  letters.forEach((letter, at) => {
    if (!/[。！？；!?;\n]/.test(letter) && !(letter === "." && /\s/.test(letters[at + 1]))) return;
    while (start < at && /\s/.test(letters[start])) start++;
    if (at > start) found.push([start, at]);
    start = at + 1;
  });
  return found;
}

/** The text node and the offset in it of a character of the report. */
function pointIn(paragraph, at) {
  let left = at - Number(paragraph.dataset.start);
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  for (; node; node = walker.nextNode()) {
    const letters = [...node.textContent];
    if (left <= letters.length) return [node, letters.slice(0, left).join("").length];
    left -= letters.length;
  }
  return [paragraph, paragraph.childNodes.length];
}

function paragraphOf(node) {
  const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  return element?.closest?.("#text p[data-n]") ?? null;
}
