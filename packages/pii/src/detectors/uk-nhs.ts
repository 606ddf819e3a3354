import { digitsOf, judged, weighted } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A number of the National Health Service: ten digits, the last by weights 10 to 2 mod 11. */
export const ukNhs: Detector = {
  id: "uk-nhs",
  subject: "person",
  category: "nhs-number",
  role: "code",
  find: { by: "digits", atLeast: 10, pattern: /\d{3}([ -]?)\d{3}\1\d{4}/g },
  check: (value) => {
    const digits = digitsOf(value);
    return judged((11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === digits[9]);
  },
  chance: 0.09,
  prior: -4.5,
  labels: ["nhs"],
  matches: ["NHS number «943 476 5919»", "NHS: «9434765919»"],
  nonMatches: ["943 476 5919", "9434765918", "NHS 12"],
};
