// The desk: one draft open, its text on the left and its deeds on the right; every change goes to the server at once.
import { firstLanguage, listDrafts, openDraft, sendChange, sendUndo } from "./api.js";
import { askQuestions, showHelp } from "./asks.js";
import { card } from "./deed.js";
import { button, byId, h, toast, untoast } from "./dom.js";
import { form } from "./form.js";
import { free, passOn } from "./open.js";
import { notesOn, recordForm, recordsOf, recordsPanel } from "./records.js";
import { readSetting, writeSetting } from "./settings.js";
import { around, chooseFirst, chosenDeed, page, shown } from "./state.js";
import { bringIntoSight, markedSpan, markSpan, markUncited, showText } from "./text.js";
import { drawTop, FILTERS } from "./top.js";
import { learnLabels, said, speak, spoken, t } from "./words.js";

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: (deed) => deed && accept(deed),
  e: (deed) => deed && edit(),
  r: (deed) => deed && (page.records ? stopRecords() : showRecords()),
  s: (deed) => deed && split(deed),
  m: (deed) => deed && merge(deed),
  x: (deed) => deed && reject(deed),
  n: () => add(),
  u: () => undo(false),
  U: () => undo(true),
  f: () => filterBy(FILTERS[(FILTERS.indexOf(page.filter) + 1) % FILTERS.length]),
  q: () => ask(),
  "?": () => showHelp(),
};

async function start() {
  speak(readSetting("lang") ?? firstLanguage);
  if (readSetting("theme")) document.documentElement.dataset.theme = readSetting("theme");
  const listed = await listDrafts();
  if (!listed) return;
  Object.assign(page, listed);
  learnLabels(listed.fields);
  document.addEventListener("keydown", onKey);
  byId("skip").addEventListener("click", () => byId("deeds").focus());
  await open(Math.max(0, Math.trunc(Number(location.hash.slice(1))) || 0));
  document.documentElement.dataset.ready = "yes";
}

async function open(n) {
  const answer = await openDraft(Math.min(n, page.drafts.length - 1));
  if (!answer) return showTop();
  Object.assign(page, {
    n,
    text: answer.text,
    state: answer.state,
    editing: null,
    records: null,
  });
  history.replaceState(null, "", `#${n}`);
  chooseFirst();
  showAll();
}

function showAll() {
  document.documentElement.lang = spoken() === "zh" ? "zh-CN" : "en";
  document.title = page.state.report.title;
  byId("skip").textContent = t("skip");
  showTop();
  showText(page.text, page.state.deeds, page.chosen, pick);
  showDeeds();
}

function showTop() {
  drawTop(page, {
    open: (n) => (free() ? open(n) : showTop()),
    filterBy: (name) => (free() ? filterBy(name) : showTop()),
    undo: (again) => free() && afterLast(again ? KEYS.U : KEYS.u),
    ask,
    switchLanguage: () => free() && switchLanguage(),
    switchTheme,
  });
}

/** Whoever works by keys goes on at the deed that is chosen, unless a control at the top is in use. */
function focusChosen() {
  if (document.activeElement === document.body)
    document.querySelector(`[data-deed="${CSS.escape(page.chosen ?? "")}"] .line`)?.focus();
}

function showDeeds() {
  const deeds = shown();
  byId("deeds").replaceChildren(
    h(
      "div",
      { class: "bar" },
      h("h2", {}, `${t("deeds")} ${deeds.length}`),
      button([t("add"), h("kbd", {}, "n")], () => free() && add(), {
        title: t("addHint"),
        "data-key": "add",
      }),
    ),
    ...page.state.faults
      .filter((error) => !error.deed)
      .map((error) =>
        h("p", { class: "note fault" }, `${t("fault")}: ${error.record.split(" ").at(-1)} · ${said(error)}`),
      ),
    page.editing?.isNew
      ? form(page, page.editing, (record, added) => send({ do: "add", record, ...added }), stopEditing)
      : "",
    ...deeds.map((deed) => {
      const element = card(page, deed, { choose: pick });
      if (deed.id === page.chosen && !page.editing?.isNew)
        element.append(page.editing ? editor(deed) : page.records ? records(deed) : actions(deed));
      return element;
    }),
    deeds.length ? "" : h("p", { class: "muted" }, t("noneShown")),
  );
}

function editor(deed) {
  return form(
    page,
    deed,
    (record, added) => send({ do: "correct", deed: deed.id, record, ...added }),
    stopEditing,
  );
}

/** The records of a deed: the list of them, or the form of one; `page.records` says which. */
function records(deed) {
  const { section, record, isNew } = page.records;
  if (!section) return recordsPanel(page, deed, (one) => showRecords(one), stopRecords);
  const done = async (made, added) => {
    const change = { do: "record", section, record: made, new: isNew === true, ...added };
    const at = page.state[section].findIndex((one) => one.id === made.id);
    // What becomes a unit gets another id; it stands where it stood.
    if (await send(change, deed.id)) showRecords({}, page.state[section][at]?.id ?? made.id);
  };
  return recordForm(page, { section, record, isNew }, done, () => showRecords({}, record.id));
}

function showRecords(one = {}, id = null) {
  page.records = one;
  showDeeds();
  const panel = document.querySelector(".deed.chosen");
  const at = id && panel.querySelector(`[data-record="${CSS.escape(id)}"]`);
  (at ?? panel.querySelector(".form select, .records button")).focus();
}

function stopRecords() {
  page.records = null;
  stopEditing();
}

function actions(deed) {
  const notes = recordsOf(page, deed).flatMap((one) => notesOn(page, one)).length;
  const act = (key, words, attributes = {}, more = "") =>
    button([t(words) + more, h("kbd", {}, key)], () => afterLast(() => KEYS[key](deed)), {
      "data-key": words,
      ...attributes,
    });
  return h(
    "div",
    { class: "actions" },
    act("a", "accept", { class: "primary" }),
    act("e", "edit"),
    act("r", "records", {}, notes ? t("notes", { n: notes }) : ""),
    act("s", "split"),
    above(deed) ? act("m", "merge") : null,
    act("x", "reject"),
  );
}

function split(deed) {
  return send({ do: "split", deed: deed.id });
}

function merge(deed) {
  return above(deed) && send({ do: "merge", deed: above(deed), other: deed.id });
}

/** The deed that is shown above one. */
function above(deed) {
  return around(deed.id).before.at(-1)?.id;
}

/** Whoever clicks a deed or its words chooses it, unless a form holds something. */
function pick(id) {
  if (free()) choose(id);
}

function choose(id) {
  page.chosen = id;
  page.editing = page.records = null;
  showAll();
  bringIntoSight();
  const element = document.querySelector(`[data-deed="${CSS.escape(id)}"]`);
  element?.scrollIntoView({ block: "nearest" });
  element?.querySelector(".line").focus({ preventScroll: true });
}

function step(by) {
  const deeds = shown();
  const at = deeds.findIndex((deed) => deed.id === page.chosen);
  const next = deeds[Math.max(0, Math.min(deeds.length - 1, at + by))];
  if (next) choose(next.id);
}

/** Send a change; the draft is shown as the server then has it, in any case. */
async function send(change, after = null) {
  const answer = await sendChange(page.n, page.state.version, change);
  if (answer.state) page.state = answer.state;
  if (!answer.ok) {
    toast(complaint(answer), true);
    if (answer.code === "stale") page.editing = page.records = null;
    if (answer.state) showAll();
    return false;
  }
  untoast();
  page.editing = null;
  const touched = answer.touched.at(-1);
  choose(after ?? touched ?? page.state.deeds[0]?.id);
  toast(t("saved"));
  return true;
}

function complaint(answer) {
  return answer.code === "stale" ? t("stale") : answer.error;
}

function accept(deed) {
  const { before, after } = around(deed.id);
  const next = [...after, ...before].find((one) => !one.reviewed);
  return send({ do: "accept", deed: deed.id }, next?.id ?? deed.id);
}

function reject(deed) {
  const { before, after } = around(deed.id);
  return send({ do: "reject", deed: deed.id }, (after[0] ?? before.at(-1))?.id);
}

function edit() {
  startEditing(chosenDeed());
}

function startEditing(deed) {
  page.records = null;
  page.editing = deed;
  showDeeds();
  byId("deeds").querySelector(".form select").focus();
}

function add() {
  const { words, span, error } = markedSpan();
  if (error) {
    // Without a mouse: what no deed cites is marked, sentence by sentence, and the arrows change it.
    const chosen = chosenDeed();
    if (!page.text || !getSelection().isCollapsed) return toast(error, true);
    if (markUncited(page.text, page.state.deeds, chosen?.source.end ?? 0)) return toast(t("markedForYou"));
    if (chosen) markSpan(chosen.source);
    return toast(chosen ? t("markedOwn") : error, !chosen);
  }
  startEditing({ isNew: true, kind: page.kinds[0].id, did: words.slice(0, 40), who: [], source: span });
}

function stopEditing() {
  page.editing = null;
  showDeeds();
  document.querySelector(`[data-deed="${page.chosen}"] .line`)?.focus();
}

async function undo(again) {
  const answer = await sendUndo(page.n, page.state.version, again);
  if (answer.state) page.state = answer.state;
  if (!chosenDeed()) chooseFirst();
  page.editing = page.records = null;
  showAll();
  focusChosen();
  toast(answer.ok ? t(again ? "redone" : "undone") : complaint(answer), !answer.ok);
}

function filterBy(name) {
  page.filter = name;
  if (!chosenDeed() || (name !== "all" && chosenDeed().reviewed)) chooseFirst();
  showAll();
  focusChosen();
}

function ask() {
  return askQuestions(page, (left) => {
    page.questions = left;
    showTop();
  });
}

function switchLanguage() {
  speak(spoken() === "zh" ? "en" : "zh");
  writeSetting("lang", spoken());
  showAll();
}

function switchTheme(theme) {
  document.documentElement.dataset.theme = theme;
  writeSetting("theme", theme);
  showTop();
}

/** Keys may come faster than the file is saved: each acts on what the one before it left. */
let last = Promise.resolve();

function afterLast(act) {
  last = last.then(act).catch((error) => toast(String(error), true));
}

function onKey(event) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.target.closest("dialog");
  if (!event.target.closest("dialog") && passOn(event)) return;
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !page.state) return;
  const act = page.records ? (inRecords(event.key) ?? KEYS[event.key]) : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  untoast();
  afterLast(() => act(chosenDeed()));
}

/** In the list of records a number opens one. */
function inRecords(key) {
  const found = document.querySelectorAll(".records .record")[Number(key) - 1];
  return key === "Escape" ? stopRecords : found ? () => found.click() : null;
}

start();
