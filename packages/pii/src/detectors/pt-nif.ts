import { validate } from "stdnum/lib/cjs/pt/nif.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A tax number (NIF) of Portugal. */
export const ptNif: Detector = {
  id: "pt-nif",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 9, pattern: /\d{9}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.09,
  prior: -5,
  labels: ["national-id"],
  matches: ["NIF «287024008»"],
  nonMatches: ["287024008", "287024009"],
};
