import { validate } from "stdnum/lib/cjs/pl/pesel.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A PESEL number of Poland. */
export const plPesel: Detector = {
  id: "pl-pesel",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 11, pattern: /\d{11}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.03,
  prior: -5,
  labels: ["national-id"],
  matches: ["PESEL «44051401359»"],
  nonMatches: ["44051401359", "44051401358"],
};
