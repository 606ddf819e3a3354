import { validate } from "stdnum/lib/cjs/fi/hetu.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A personal identity code of Finland. */
export const fiHetu: Detector = {
  id: "fi-hetu",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 9, pattern: /\d{6}[-+A]\d{3}[0-9A-FHJ-NPR-Y]/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.01,
  prior: -1.5,
  labels: ["national-id"],
  matches: ["henkilötunnus «131052-308T»"],
  nonMatches: ["131052-308U"],
};
