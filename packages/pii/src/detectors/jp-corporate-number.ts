import { digitsOf, judged } from "../check-digits.ts";
import type { Detector, Validity } from "../detector.ts";

/** 法人番号: thirteen digits, check digit first (Ministry of Finance ordinance 70 of 2014). It names no person. */
export const jpCorporateNumber: Detector = {
  id: "jp-corporate-number",
  subject: "organisation",
  category: "corporate-number",
  find: { by: "digits", atLeast: 13, pattern: /(?:(?<=\bT)|(?<!\d))[1-9]-?\d{4}-?\d{4}-?\d{4}(?![\d-])/g },
  check: checkCorporateNumber,
  chance: 0.1,
  prior: -3.5,
  labels: ["corporate-number"],
  standsAlone: false,
  matches: ["法人番号 «5835678256246»", "登録番号：T«5835678256246»"],
  nonMatches: ["5835678256247", "1732156800000 ms", "5835678256246"],
};

function checkCorporateNumber(value: string): Validity {
  const digits = digitsOf(value);
  const sum = digits
    .slice(1)
    .reverse()
    .reduce((sum, digit, i) => sum + digit * (i % 2 === 0 ? 1 : 2), 0);
  return judged(digits[0] === 9 - (sum % 9));
}
