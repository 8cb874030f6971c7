// Every word that the page itself says, in both languages, as graph/messages.tsv has them; data brings its own labels.

let words = {};
let language = "zh";

/** Take the words that came with the data: by key, in each language. */
export function learnWords(known) {
  words = known;
}

/** Set the page's language, "zh" or "en". */
export function speak(lang) {
  language = lang === "en" ? "en" : "zh";
}

export function spoken() {
  return language;
}

/** The page's words for a key, with the values put in. */
export function t(key, values = {}) {
  return inLanguage(spoken(), key, values);
}

/** The same in a language that is not the page's. */
export function inLanguage(lang, key, values = {}) {
  return words[key][lang].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A concept's label in a language. */
export function label(concept, lang = spoken()) {
  return concept ? concept[lang] : "";
}
