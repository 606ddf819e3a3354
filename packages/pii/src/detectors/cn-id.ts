import { digitsOf, isDay, judged, weighted } from "../check-digits.ts";
import type { Detector, Validity } from "../detector.ts";

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A resident identity number of China (GB 11643): region, day of birth, serial, ISO 7064 mod 11-2. */
export const cnId: Detector = {
  id: "cn-id",
  subject: "person",
  category: "chinese-id",
  role: "code",
  find: { by: "digits", atLeast: 17, pattern: /[1-8]\d{5}(?:18|19|20)\d{9}[\dXx]/g },
  check: checkId,
  chance: 0.003,
  prior: -4,
  labels: ["chinese-id"],
  matches: ["身份证号 «11010519491231002X»", "id card «440524188001010014»"],
  nonMatches: ["110105194912310021", "11010519491331002X"],
};

function checkId(value: string): Validity {
  const digits = digitsOf(value.slice(0, 17));
  const check = "10X98765432"[weighted(digits, weights) % 11];
  const day = isDay(Number(value.slice(6, 10)), Number(value.slice(10, 12)), Number(value.slice(12, 14)));
  return judged(day && check === value[17]?.toUpperCase());
}
