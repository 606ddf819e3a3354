import { validate } from "stdnum/lib/cjs/nl/bsn.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A citizen service number of the Netherlands. */
export const nlBsn: Detector = {
  id: "nl-bsn",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 9, pattern: /\d{4}\.?\d{2}\.?\d{3}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.09,
  prior: -4.5,
  labels: ["national-id"],
  matches: ["BSN «111222333»"],
  nonMatches: ["111222333", "BSN 111252333 of"],
};
