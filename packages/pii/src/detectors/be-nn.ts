import { validate } from "stdnum/lib/cjs/be/nn.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A national register number of Belgium. */
export const beNn: Detector = {
  id: "be-nn",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 11, pattern: /\d{2}\.?\d{2}\.?\d{2}-?\d{3}\.?\d{2}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.0103,
  prior: -5.5,
  labels: ["national-id"],
  matches: ["rijksregisternummer «85.07.30-033.28»"],
  nonMatches: ["85.07.30-033.29"],
};
