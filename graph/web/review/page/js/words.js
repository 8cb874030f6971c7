// Every word of the review page, in both languages, as graph/messages.tsv has them.

let words = {};
let language = "zh";

/** Take the words that came with the page: by key, in each language. */
export function learnWords(known) {
  words = known;
}
const LABELS = {};

/** Take the labels of a record's fields out of their description. */
export function learnLabels(fields) {
  for (const { name, zh, en, parts } of fields) {
    LABELS[name] = { zh, en };
    learnLabels(parts);
  }
}

export function fieldLabel(name) {
  return LABELS[name][language];
}

export function speak(lang) {
  language = lang === "en" ? "en" : "zh";
}

export function spoken() {
  return language;
}

// The reasons that extract gives for a low confidence.
const REASONS = {
  "doer filled in": "doerFilledIn",
  "said in passing": "saidInPassing",
  "drafted by a language model": "byModel",
};

export function sayReason(reason) {
  if (language === "en") return reason;
  return reason
    .split("; ")
    .map((one) => (REASONS[one] ? t(REASONS[one]) : one.replace(" may be ", " 可能是 ")))
    .join("；");
}

/** What the server says comes in both languages. */
export function said({ message, zh }) {
  return language === "en" ? message : (zh ?? message);
}

export function t(key, values = {}) {
  return (words[key] ?? LABELS[key])[language].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
