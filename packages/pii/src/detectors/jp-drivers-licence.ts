import { digitsOf, weighted } from "../check-digits.ts";
import type { Detector, Validity } from "../detector.ts";

/** The prefectures' codes: 10 to 14, 20 to 25, 30, 40 to 55, 60 to 65, 70 to 74, 80 to 83, 90 to 97. */
const code = /^(?:1[0-4]|2[0-5]|30|4\d|5[0-5]|6[0-5]|7[0-4]|8[0-3]|9[0-7])/;

/** 運転免許証番号: twelve digits; no specimen settles the check digit for a remainder of 0, so both answers pass. */
export const jpDriversLicence: Detector = {
  id: "jp-drivers-licence",
  subject: "person",
  category: "drivers-licence",
  role: "code",
  find: { by: "digits", atLeast: 12, pattern: /\d{4}([ -]?)\d{4}\1\d{4}/g },
  check: checkLicence,
  chance: 0.051,
  prior: -4.6,
  labels: ["drivers-licence"],
  matches: ["運転免許証番号：«305012345630»", "免許証 第«３０５０１２３４５６３０»号"],
  nonMatches: ["305012345630", "注文番号305012345630", "免許証番号 123"],
};

function checkLicence(value: string): Validity {
  const digits = digitsOf(value);
  if (!code.test(digits.join(""))) return "invalid";
  const rest = weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  const check = digits[10]!;
  return check === (11 - rest) % 10 || (rest === 0 && check === 0) ? "valid" : "invalid";
}
