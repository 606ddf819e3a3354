import { validate } from "stdnum/lib/cjs/at/vnr.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A social security number of Austria. */
export const atVnr: Detector = {
  id: "at-vnr",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 10, pattern: /\d{4} ?\d{6}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.003,
  prior: -7,
  labels: ["national-id"],
  matches: ["Sozialversicherungsnummer «1237 010180»"],
  nonMatches: ["1237010180", "1237 010181"],
};
