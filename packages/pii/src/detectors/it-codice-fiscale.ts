import { validate } from "stdnum/lib/cjs/it/codicefiscale.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A fiscal code of Italy. */
export const itCodiceFiscale: Detector = {
  id: "it-codice-fiscale",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 7, pattern: /[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z]/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.0385,
  prior: -0.5,
  labels: ["national-id"],
  matches: ["codice fiscale «RCCMNL83S18D969H»"],
  nonMatches: ["RCCMNL83S18D969A"],
};
