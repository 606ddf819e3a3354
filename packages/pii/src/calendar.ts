import { isDay } from "./check-digits.ts";
import type { Validity } from "./detector.ts";

/** The Japanese eras of people alive or lately so: letter, kanji, the year before their first, first and last day. */
const eras = [
  { names: ["明治", "M"], before: 1867, from: 18_680_125, to: 19_120_730 },
  { names: ["大正", "T"], before: 1911, from: 19_120_730, to: 19_261_225 },
  { names: ["昭和", "S", "㍼"], before: 1925, from: 19_261_225, to: 19_890_107 },
  { names: ["平成", "H", "㍻"], before: 1988, from: 19_890_108, to: 20_190_430 },
  { names: ["令和", "R", "㋿"], before: 2018, from: 20_190_501, to: 99_991_231 },
] as const;

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthName = "(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}";

/** The source of a pattern for a date that may be somebody's birthday. */
export const dateSource: string = [
  String.raw`(?:明治|大正|昭和|平成|令和|[㍻㍼㋿]|[MTSHR])\s?(?:\d{1,2}|元)(?:年\s?\d{1,2}月\s?\d{1,2}日|[./-]\d{1,2}[./-]\d{1,2})`,
  String.raw`(?:19|20)\d{2}(?:年\s?\d{1,2}月\s?\d{1,2}日|[./-]\d{1,2}[./-]\d{1,2}|\d{4}(?!\d))`,
  String.raw`\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}`,
  String.raw`${monthName}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d{2}`,
  String.raw`\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?${monthName}\.?,?\s(?:19|20)\d{2}`,
].join("|");

/** Whether there is such a day in the calendar, and within its era. */
export function checkDate(value: string): Validity {
  return era(value) ?? named(value) ?? numeric(value);
}

function era(value: string): Validity | null {
  const found = eras.find(({ names }) => names.some((name) => value.startsWith(name)));
  if (found === undefined || /^[A-Z][a-z]/.test(value)) return null;
  const [year = 0, month = 0, day = 0] = numbersOf(value.replace("元", "1"));
  const whole = found.before + year;
  const place = whole * 10_000 + month * 100 + day;
  return isDay(whole, month, day) && place >= found.from && place <= found.to ? "valid" : "invalid";
}

function named(value: string): Validity | null {
  const name = /[A-Za-z]{3}/.exec(value.replace(/^\d+(?:st|nd|rd|th)(?:\sof)?/, ""))?.[0].toLowerCase();
  const month = months.indexOf(name ?? "") + 1;
  if (month === 0) return null;
  const [day = 0, year = 0] = numbersOf(value);
  return isDay(year, month, day) ? "valid" : "invalid";
}

function numeric(value: string): Validity {
  const whole = /^\d{8}$/.test(value);
  const [a = 0, b = 0, c = 0] = whole
    ? [value.slice(0, 4), value.slice(4, 6), value.slice(6)].map(Number)
    : numbersOf(value);
  const isRight = a > 31 ? isDay(a, b, c) : isDay(c, a, b) || isDay(c, b, a);
  return isRight ? "valid" : "invalid";
}

function numbersOf(value: string): readonly number[] {
  return Array.from(value.matchAll(/\d{1,4}/g), ([digits]) => Number(digits));
}
