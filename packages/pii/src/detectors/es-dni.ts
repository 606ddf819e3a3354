import { validate } from "stdnum/lib/cjs/es/dni.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A national identity number of Spain: eight digits and a letter. */
export const esDni: Detector = {
  id: "es-dni",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 8, pattern: /\d{8}-?[A-HJ-NP-TV-Z]/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.0435,
  prior: -5,
  labels: ["national-id"],
  matches: ["DNI «54362315K»"],
  nonMatches: ["54362315K", "54362315Z"],
};
