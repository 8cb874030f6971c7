// The English past of a kind of deed, whose label is a verb: "issue a document" is "issued a document".

const IRREGULAR = {
  be: "was",
  bring: "brought",
  build: "built",
  buy: "bought",
  come: "came",
  do: "did",
  find: "found",
  get: "got",
  give: "gave",
  go: "went",
  hold: "held",
  keep: "kept",
  lead: "led",
  leave: "left",
  make: "made",
  meet: "met",
  pay: "paid",
  put: "put",
  read: "read",
  run: "ran",
  say: "said",
  see: "saw",
  sell: "sold",
  send: "sent",
  set: "set",
  speak: "spoke",
  spend: "spent",
  take: "took",
  teach: "taught",
  tell: "told",
  think: "thought",
  undertake: "undertook",
  win: "won",
  write: "wrote",
};

/** The past tense of the first word of an English label. */
export function past(label) {
  const [verb, ...rest] = label.split(" ");
  return [IRREGULAR[verb] ?? regular(verb), ...rest].join(" ");
}

function regular(verb) {
  if (verb.endsWith("e")) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  return `${verb}ed`;
}
