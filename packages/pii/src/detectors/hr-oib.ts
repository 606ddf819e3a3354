import { validate } from "stdnum/lib/cjs/hr/oib.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A personal identification number of Croatia. */
export const hrOib: Detector = {
  id: "hr-oib",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 11, pattern: /\d{11}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.1,
  prior: -4.6,
  labels: ["national-id"],
  matches: ["OIB «33392005961»"],
  nonMatches: ["33392005961", "33392005962"],
};
