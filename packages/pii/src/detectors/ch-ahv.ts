import { validate } from "stdnum/lib/cjs/ch/ssn.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A social security number (AHV) of Switzerland. */
export const chAhv: Detector = {
  id: "ch-ahv",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 13, pattern: /756\.?\d{4}\.?\d{4}\.?\d{2}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.1,
  prior: -5,
  labels: ["national-id"],
  matches: ["AHV «756.9217.0769.85»"],
  nonMatches: ["7569217076985", "756.9217.0769.86"],
};
