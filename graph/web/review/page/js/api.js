// The server's side: every request carries the page's secret.
import { toast } from "./dom.js";
import { learnWords, said, t } from "./words.js";

const start = JSON.parse(document.querySelector("meta[name=start]").content);
learnWords(start.words);
export const { by, today } = start;
export const firstLanguage = start.lang;

async function asked(path, body) {
  const options = { headers: { "X-Deedgraph-Token": start.token } };
  if (body !== undefined) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(path, options);
    const answer = await response.json();
    if (answer.error) answer.error = said({ message: answer.error, zh: answer.zh });
    return { ok: response.ok, ...answer };
  } catch {
    return { ok: false, error: t("gone") };
  }
}

/** Ask, and say what goes wrong; null when it did. */
async function orSay(path, body) {
  const answer = await asked(path, body);
  if (!answer.ok) toast(answer.error, true);
  return answer.ok ? answer : null;
}

export const listDrafts = () => orSay("/api/drafts");
export const openDraft = (n) => orSay(`/api/drafts/${n}`);
export const sendChange = (n, version, change) => asked(`/api/drafts/${n}/change`, { version, change });
export const sendUndo = (n, version, again) => asked(`/api/drafts/${n}/undo`, { version, again });
export const listQuestions = () => orSay("/api/questions");
export const decide = (a, b, same, why) => orSay("/api/questions/decide", { a, b, same, why });

export const takeBack = (a, b) => orSay("/api/questions/take-back", { a, b });

export async function offersFor(n, sort, words) {
  const answer = await asked(`/api/drafts/${n}/offers?sort=${sort}&words=${encodeURIComponent(words)}`);
  return answer.ok ? answer.offers : [];
}
