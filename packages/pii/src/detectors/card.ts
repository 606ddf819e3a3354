import { digitsOf, passesLuhn } from "../check-digits.ts";
import type { Detector, Validity } from "../detector.ts";

/** Numbers that payment companies print in their manuals for tests. */
const tests = new Set(
  "4111111111111111 4242424242424242 4012888888881881 5555555555554444 5105105105105100 378282246310005 371449635398431 6011111111111117 3530111333300000 30569309025904".split(
    " ",
  ),
);
/** Issuers' ranges with their lengths (ISO/IEC 7812; the networks' own lists). */
const issuers =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|35(?:2[89]|[3-8]\d)\d{12}|(?:1800|2131)\d{11}|3(?:0[0-5]|095|6\d|8\d|9\d)\d{11,13}|6(?:011|4[4-9]\d|5\d\d)\d{12}|(?:62|81)\d{14,17}|(?:50|5[6-9]|6\d)\d{10,17})$/;

/** A payment card's number: issuer, length and Luhn's check. */
export const card: Detector = {
  id: "card",
  subject: "person",
  category: "card",
  role: "financial",
  find: {
    by: "digits",
    atLeast: 12,
    pattern: /\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,3})?|\d{4}[ -]?\d{6}[ -]?\d{4,5}|\d{12,19}/g,
  },
  check: checkCard,
  chance: 0.05,
  prior: -2.2,
  layout: {
    pattern:
      /^\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}$|^\d{4}[ -]\d{6}[ -]\d{4,5}$|^(?:4|5[1-5]|2[2-7]|35|6011|65)\d{14,15}$|^3[47]\d{13}$/,
    bonus: 2,
  },
  labels: ["card"],
  matches: [
    "card «4539 1488 0343 6467»",
    "«5425-2334-3010-9903»",
    "カード番号：«３５６６００２０２０３６０５０５»",
    "amex «374245455400126»",
  ],
  nonMatches: ["4111 1111 1111 1111", "4539 1488 0343 6468", "1732156800000000", "0000000000000000"],
};

function checkCard(value: string): Validity {
  const digits = digitsOf(value);
  const plain = digits.join("");
  if (!passesLuhn(digits) || tests.has(plain) || new Set(digits).size < 3) return "invalid";
  // Ranges are given out all the time: an unknown issuer proves nothing either way.
  return issuers.test(plain) ? "valid" : "no-check";
}
