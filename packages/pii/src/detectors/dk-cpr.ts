import { validate } from "stdnum/lib/cjs/dk/cpr.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A personal number (CPR) of Denmark; most numbers since 2007 have no check digit, so the date decides. */
export const dkCpr: Detector = {
  id: "dk-cpr",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 10, pattern: /\d{6}-?\d{4}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.03,
  prior: -5,
  labels: ["national-id"],
  matches: ["CPR «211062-5629»"],
  nonMatches: ["2110625629", "311362-5629"],
};
