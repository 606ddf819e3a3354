import { validate } from "stdnum/lib/cjs/ee/ik.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A personal code of Estonia or, by the same rule, of Lithuania. */
export const eeIk: Detector = {
  id: "ee-ik",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 11, pattern: /[1-8]\d{10}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.02,
  prior: -5.5,
  labels: ["national-id"],
  matches: ["isikukood «36805280109»", "asmens kodas «33309240064»"],
  nonMatches: ["36805280108"],
};
