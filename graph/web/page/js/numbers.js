// Days and numbers as each language writes them.
import { NONE, SIGNS } from "./data.js";
import { inLanguage } from "./words.js";

const DAY = 86400000;

/** A day as 2020-03-05. */
export function isoDay(day) {
  return day === NONE ? "" : new Date(day * DAY).toISOString().slice(0, 10);
}

/** The number of a day written as 2020-03-05, or null. */
export function dayOfIso(text) {
  if (!/^\d{4}-\d\d-\d\d$/.test(text ?? "")) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : Math.round(time / DAY);
}

export function sayDay(day, lang, short = false) {
  const date = new Date(day * DAY);
  const month = inLanguage(lang, "months").split(" ")[date.getUTCMonth()];
  const values = { day: date.getUTCDate(), month, year: date.getUTCFullYear() };
  return inLanguage(lang, short ? "dateWithoutYear" : "date", values);
}

/** A duration such as P11D or PT2H in words. */
export function sayDuration(duration, lang) {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(
    duration,
  );
  if (!match) return duration;
  const units = inLanguage(lang, "durationUnits").split(" ");
  const parts = match.slice(1).flatMap((n, i) => {
    if (!n) return [];
    return lang === "zh" ? n + units[i] : `${n} ${units[i]}${n === "1" ? "" : "s"}`;
  });
  return parts.join(lang === "zh" ? "" : " ");
}

export function sayNumber(value, lang) {
  return new Intl.NumberFormat(lang === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: 20 }).format(
    value,
  );
}

/** A number in 万 or 亿 where that is how Chinese says it, else grouped. */
export function sayRound(value, lang) {
  if (lang === "zh" && value >= 1e4 && value % 1e4 === 0)
    return value >= 1e8 ? `${sayNumber(value / 1e8, lang)}亿` : `${sayNumber(value / 1e4, lang)}万`;
  return sayNumber(value, lang);
}

/** A value with its bound in words; an exact one has none. */
export function sayBounded(value, bound, lang) {
  return (SIGNS[bound]?.[lang === "zh" ? 1 : 2] ?? "") + sayRound(value, lang);
}

/** A value with its measure word. */
export function sayMeasured(value, bound, measure, lang) {
  const number = sayBounded(value, bound, lang);
  if (!measure) return number;
  return lang === "zh" ? number + measure : `${number} ${measure}`;
}
