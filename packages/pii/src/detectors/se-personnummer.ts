import { validate } from "stdnum/lib/cjs/se/personnummer.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A personal identity number of Sweden. */
export const sePersonnummer: Detector = {
  id: "se-personnummer",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 10, pattern: /(?:19|20)?\d{6}[-+]\d{4}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.03,
  prior: -3.5,
  labels: ["national-id"],
  matches: ["personnummer «880320-0016»"],
  nonMatches: ["880320-0018"],
};
