import { validate } from "stdnum/lib/cjs/bg/egn.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A personal identity code (EGN) of Bulgaria. */
export const bgEgn: Detector = {
  id: "bg-egn",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 10, pattern: /\d{10}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.1,
  prior: -5,
  labels: ["national-id"],
  matches: ["ЕГН «8032056031»"],
  nonMatches: ["8032056031", "8032056032"],
};
