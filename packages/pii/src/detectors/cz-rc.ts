import { validate } from "stdnum/lib/cjs/cz/rc.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A birth number of Czechia and Slovakia. */
export const czRc: Detector = {
  id: "cz-rc",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 10, pattern: /\d{6}\/?\d{4}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.03,
  prior: -5,
  labels: ["national-id"],
  matches: ["rodné číslo «710319/2745»"],
  nonMatches: ["7103192745"],
};
