import { digitsOf, judged, passesVerhoeff } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** An Aadhaar number of India: twelve digits, the first 2 to 9, Verhoeff's check. */
export const inAadhaar: Detector = {
  id: "in-aadhaar",
  subject: "person",
  category: "aadhaar",
  role: "code",
  find: { by: "digits", atLeast: 12, pattern: /[2-9]\d{3}([ -]?)\d{4}\1\d{4}/g },
  check: (value) => {
    const digits = digitsOf(value);
    return judged(passesVerhoeff(digits) && digits.join("") !== digits.toReversed().join(""));
  },
  chance: 0.1,
  prior: -4.6,
  layout: { pattern: / /, bonus: 0.5 },
  labels: ["aadhaar"],
  matches: ["Aadhaar «2341 2341 2346»", "UIDAI: «234123412346»"],
  nonMatches: ["2341 2341 2346", "Aadhaar 1341 2341 2346"],
};
