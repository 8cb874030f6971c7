// What the page shows now: the draft that is open, the filter, the deed that is chosen and the form that is open.

export const page = { n: 0, filter: "all", chosen: null, editing: null, names: new Map(), drafts: [] };
window.review = page; // for the console, and for the tests

const UNSURE_BELOW = 0.8; // of a deed's confidence

/** The deeds that the filter lets through; the one that is chosen stays until another is. */
export function shown() {
  return page.state.deeds.filter((deed) => {
    if (deed.id === page.chosen || page.filter === "all") return true;
    if (deed.reviewed) return false;
    return page.filter === "open" || deed.confidence < UNSURE_BELOW || deed.reason;
  });
}

export function chosenDeed() {
  return page.state.deeds.find((deed) => deed.id === page.chosen);
}

/** The deeds that are shown before and after one. */
export function around(id) {
  const deeds = shown();
  const at = deeds.findIndex((deed) => deed.id === id);
  return { before: deeds.slice(0, Math.max(0, at)), after: deeds.slice(at + 1) };
}

/** Choose the first deed that is shown. */
export function chooseFirst() {
  page.chosen = null;
  page.chosen = shown()[0]?.id ?? null;
}
