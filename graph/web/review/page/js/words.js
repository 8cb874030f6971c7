// Every word of the review page, in both languages.

const WORDS = {
  skip: ["跳到事迹", "Skip to the deeds"],
  drafts: ["草稿", "Draft"],
  progress: ["已审 {n} / {all}", "{n} of {all} reviewed"],
  filter: ["显示", "Show"],
  all: ["全部", "all"],
  open: ["未审的", "not reviewed"],
  unsure: ["没把握的", "unsure"],
  undo: ["撤销", "Undo"],
  redo: ["重做", "Redo"],
  questions: ["疑问 {n}", "{n} questions"],
  help: ["按键", "Keys"],
  language: ["English", "中文"],
  toDark: ["深色", "Dark"],
  toLight: ["浅色", "Light"],
  text: ["原文", "The report"],
  deeds: ["事迹", "Deeds"],
  noText: [
    "没有给出这篇报道的原文：用 --text 指出它在哪里，就能对照字句。",
    "The report's text was not given: say where it is with --text, and each deed stands beside its words.",
  ],
  noneShown: ["这样筛选，没有事迹。", "No deed fits this filter."],
  accept: ["采纳", "Accept"],
  edit: ["修改", "Correct"],
  split: ["拆成两件", "Split"],
  merge: ["并入上一件", "Merge into the one above"],
  reject: ["删去", "Reject"],
  add: ["新增一件", "Add a deed"],
  addHint: ["先在原文中选中字句", "First mark words in the text"],
  save: ["保存", "Save"],
  cancel: ["取消", "Cancel"],
  reviewed: ["{by} {day} 审", "reviewed by {by}, {day}"],
  confidence: ["把握 {n}", "confidence {n}"],
  warning: ["字句与记录不符", "The words do not say this"],
  fault: ["有错", "Wrong"],
  span: ["第 {p} 段，{a}–{b}", "paragraph {p}, {a}–{b}"],
  spanStart: ["首字", "First character"],
  spanEnd: ["末字后", "After the last"],
  useMarked: ["用选中的字句", "Use the marked words"],
  more: ["加一个数", "Add a number"],
  remove: ["去掉 {what}", "Remove {what}"],
  none: ["—", "—"],
  nobody: ["（无人）", "(nobody)"],
  newTeam: ["新增：{name}", "New: {name}"],
  offers: ["可选", "Offered"],
  saved: ["已保存", "Saved"],
  formOpen: [
    "表单里的修改还没有保存：先保存（Ctrl+Enter），或取消（Esc）",
    "The form holds what is not saved: save it (Ctrl+Enter) or leave it (Esc) first",
  ],
  notChosen: [
    "“{words}”还没有选定：请从列表里选，或清空",
    "“{words}” is not chosen: take one from the list, or clear the box",
  ],
  undone: ["已撤销", "Undone"],
  redone: ["已重做", "Done again"],
  nothingMarked: ["没有选中原文字句", "No words of the text are marked"],
  markedForYou: [
    "选中了没有事迹引用的一句：Shift+←→ 增减，再按 n 新增",
    "Words that no deed cites are marked: Shift+←→ for more or less, n again to add",
  ],
  markedOwn: [
    "每句都有事迹引用了，选中了这一件的字句：Shift+←→ 增减，再按 n 新增",
    "Every sentence is cited; this deed's words are marked: Shift+←→ for more or less, n again to add",
  ],
  manyParagraphs: ["选中的字句须在一段之内", "Mark words of one paragraph"],
  stale: [
    "草稿已在别处改过：这里是现在的样子，您这一步没有保存。",
    "The draft was changed elsewhere meanwhile: here it is as it is now, without your change.",
  ],
  alsoIn: ["另见报道：", "Also told in:"],
  alsoMarked: ["加上选中的字句", "Add the marked words"],
  gone: [
    "连不上：审阅程序停了吗？没有保存。",
    "No answer: has the review program stopped? Nothing was saved.",
  ],
  type: ["类型", "Type"],
  unit: ["单位", "Unit"],
  team: ["队伍", "team"],
  person: ["人", "person"],
  group: ["人群", "group"],
  level: ["级别", "Level"],
  names: ["又名", "Also called"],
  official: ["官方名", "Official name"],
  code: ["区划代码", "Code"],
  parent: ["上级", "Part of"],
  seat: ["所在", "Seat"],
  within: ["属于", "Within"],
  memberOf: ["成员", "Member of"],
  posts: ["职务", "Posts"],
  age: ["年龄", "Age"],
  question: ["这两个是同一个吗？", "Are these two the same?"],
  sameYes: ["是", "Same"],
  sameNo: ["不是", "Not the same"],
  later: ["以后再说", "Later"],
  noQuestions: ["没有待答的疑问。", "No open questions."],
  conflict: ["判断互相矛盾", "Decisions contradict one another"],
  conflictHint: [
    "下面这些连在一起，又有人判断其中两个不是同一个。收回一个判断，矛盾就解开了。",
    "These hang together, and of two of them somebody says that they are not the same. Take a decision back to solve it.",
  ],
  together: ["连在一起的", "What hangs together"],
  byRule: ["规则认为", "By rule"],
  byPeople: ["人的判断", "By people"],
  takeBack: ["收回", "Take back"],
  answerBack: ["收回刚才的回答", "Take the last answer back"],
  why: ["理由（可不填）", "Why (if you like)"],
  close: ["关闭", "Close"],
  records: ["人物、单位和地方", "Agents and places"],
  notes: ["（{n} 处不符）", " ({n} to look at)"],
  unitType: ["单位", "unit"],
  name: ["名称", "Name"],
  labels: ["各语言名称", "In languages"],
  exactMatch: ["同一者网址", "Same as (IRI)"],
  edition: ["代码版本", "Edition"],
  since: ["自", "Since"],
  post: ["职务", "Post"],
  postOf: ["任职于", "At"],
  morePost: ["加一个职务", "Add a post"],
  newAgent: ["新增人物或单位", "Add an agent"],
  newPlace: ["新增地方", "Add a place"],
  keyRecords: ["改人物、单位、地方；1–9 选一个", "correct agents and places; 1–9 for one"],
  keyNext: ["下一件 / 上一件", "next / previous deed"],
  keyAccept: ["采纳，到下一件未审的", "accept, and on to the next not reviewed"],
  keyEdit: ["修改", "correct"],
  keySave: ["保存修改", "save the correction"],
  keySplit: ["拆成两件", "split in two"],
  keyMerge: ["并入上一件", "merge into the one above"],
  keyReject: ["删去", "reject"],
  keyAdd: [
    "以选中的字句新增一件；没有选中，就选中下一句没有引用的",
    "add a deed from the marked words; without any, mark the next that no deed cites",
  ],
  keyUndo: ["撤销 / 重做", "undo / redo"],
  keyFilter: ["换筛选", "change the filter"],
  keyQuestions: ["疑问", "questions"],
  keyHelp: ["这张表", "this list"],
};

let at = 0;
const LABELS = {};

/** Take the labels of a record's fields out of their description. */
export function learnLabels(fields) {
  for (const { name, zh, en, parts } of fields) {
    LABELS[name] = [zh, en];
    learnLabels(parts);
  }
}

export function fieldLabel(name) {
  return LABELS[name][at];
}

export function speak(lang) {
  at = lang === "en" ? 1 : 0;
}

export function spoken() {
  return at ? "en" : "zh";
}

// The reasons that extract gives for a low confidence.
const REASONS = {
  "doer filled in": "做事者是补出的",
  "said in passing": "顺带提到",
  "drafted by a language model": "由语言模型起草",
};

export function sayReason(reason) {
  if (at) return reason;
  return reason
    .split("; ")
    .map((one) => REASONS[one] ?? one.replace(" may be ", " 可能是 "))
    .join("；");
}

/** What the server says comes in both languages. */
export function said({ message, zh }) {
  return at ? message : (zh ?? message);
}

export function t(key, values = {}) {
  return (WORDS[key] ?? LABELS[key])[at].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
