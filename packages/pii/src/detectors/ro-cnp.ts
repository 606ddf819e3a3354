import { validate } from "stdnum/lib/cjs/ro/cnp.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A personal numeric code of Romania. */
export const roCnp: Detector = {
  id: "ro-cnp",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 13, pattern: /[1-9]\d{12}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.02,
  prior: -5.5,
  labels: ["national-id"],
  matches: ["CNP «1630615123457»"],
  nonMatches: ["1630615123458"],
};
