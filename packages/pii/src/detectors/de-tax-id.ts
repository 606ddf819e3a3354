import { validate } from "stdnum/lib/cjs/de/idnr.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A tax identification number of Germany. */
export const deTaxId: Detector = {
  id: "de-tax-id",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 11, pattern: /[1-9]\d ?\d{3} ?\d{3} ?\d{3}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.005,
  prior: -6.5,
  labels: ["national-id"],
  matches: ["Steuer-ID: «36574261809»"],
  nonMatches: ["36574261809", "36574261890"],
};
