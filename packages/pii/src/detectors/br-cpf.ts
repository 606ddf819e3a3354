import { validate } from "stdnum/lib/cjs/br/cpf.js";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A taxpayer number of a person in Brazil. */
export const brCpf: Detector = {
  id: "br-cpf",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 11, pattern: /\d{3}\.?\d{3}\.?\d{3}-?\d{2}/g },
  check: (value) => judged(validate(value).isValid),
  isCheckSlow: true,
  chance: 0.01,
  prior: -5.5,
  labels: ["national-id"],
  matches: ["CPF «390.533.447-05»"],
  nonMatches: ["39053344706"],
};
