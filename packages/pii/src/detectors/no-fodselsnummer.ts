import { validate } from "stdnum/lib/cjs/no/fodselsnummer.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A national identity number of Norway. */
export const noFodselsnummer: Detector = {
  id: "no-fodselsnummer",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 11, pattern: /\d{6} ?\d{5}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.003,
  prior: -7,
  labels: ["national-id"],
  matches: ["fødselsnummer «151086 95088»"],
  nonMatches: ["15108695077"],
};
