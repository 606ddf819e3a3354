import { digitsOf, isDay, weighted } from "../check-digits.ts";
import type { Detector, Validity } from "../detector.ts";

/** A resident registration number of Korea. Those issued since October 2020 have no check digit, so none fails. */
export const krRrn: Detector = {
  id: "kr-rrn",
  subject: "person",
  category: "korean-rrn",
  role: "code",
  find: { by: "digits", atLeast: 13, pattern: /\d{6}-?[1-8]\d{6}/g },
  check: checkRrn,
  chance: 0.1,
  prior: -3,
  layout: { pattern: /-/, bonus: 2 },
  labels: ["rrn"],
  matches: ["주민등록번호 «901231-1234563»", "RRN: «9012311234560»"],
  nonMatches: ["9013311234567", "1732156800000"],
};

function checkRrn(value: string): Validity {
  const digits = digitsOf(value);
  const century = [18, 19, 19, 20, 20, 19, 19, 20, 20][digits[6]!] ?? 18;
  const [year, month, day] = [0, 2, 4].map((at) => digits[at]! * 10 + digits[at + 1]!) as [
    number,
    number,
    number,
  ];
  if (!isDay(century * 100 + year, month, day)) return "invalid";
  const sum = weighted(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
  return (11 - (sum % 11)) % 10 === digits[12] ? "valid" : "no-check";
}
