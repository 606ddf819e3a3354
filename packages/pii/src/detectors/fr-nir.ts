import { validate } from "stdnum/lib/cjs/fr/nir.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A registration number of France's social security, with its key. */
export const frNir: Detector = {
  id: "fr-nir",
  subject: "person",
  category: "national-id",
  role: "code",
  find: {
    by: "digits",
    atLeast: 13,
    pattern: /[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}/g,
  },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.0103,
  prior: -5.5,
  labels: ["national-id"],
  matches: ["numéro de sécu «295109912611193»"],
  nonMatches: ["295109912611199"],
};
