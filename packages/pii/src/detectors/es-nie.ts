import { validate } from "stdnum/lib/cjs/es/nie.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A foreigner's number of Spain. */
export const esNie: Detector = {
  id: "es-nie",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 7, pattern: /[XYZ]-?\d{7}-?[A-HJ-NP-TV-Z]/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.0435,
  prior: -3.5,
  labels: ["national-id"],
  matches: ["NIE «X2482300W»"],
  nonMatches: ["X2482300A"],
};
