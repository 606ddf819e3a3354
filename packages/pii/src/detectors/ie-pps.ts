import { validate } from "stdnum/lib/cjs/ie/pps.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A personal public service number of Ireland. */
export const iePps: Detector = {
  id: "ie-pps",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 7, pattern: /\d{7}[A-W][ABHTW]?/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.0435,
  prior: -5,
  labels: ["national-id"],
  matches: ["PPS «6433435F»"],
  nonMatches: ["6433435E", "6433435F"],
};
