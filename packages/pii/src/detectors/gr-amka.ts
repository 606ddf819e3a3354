import { validate } from "stdnum/lib/cjs/gr/amka.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A social security number (AMKA) of Greece. */
export const grAmka: Detector = {
  id: "gr-amka",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 11, pattern: /\d{11}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.004,
  prior: -7,
  labels: ["national-id"],
  matches: ["AMKA «01013099997»"],
  nonMatches: ["01013099997", "01013099998"],
};
