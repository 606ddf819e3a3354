import { validate } from "stdnum/lib/cjs/si/emso.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A unique master citizen number (EMŠO) of Slovenia. */
export const siEmso: Detector = {
  id: "si-emso",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 13, pattern: /\d{13}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.001,
  prior: -7.5,
  labels: ["national-id"],
  matches: ["EMŠO «0101006500006»"],
  nonMatches: ["0101006500006", "0101006500007"],
};
