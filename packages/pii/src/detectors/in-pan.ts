import type { Detector } from "../detector.ts";

/** A permanent account number of India; its fourth letter says P for a person. */
export const inPan: Detector = {
  id: "in-pan",
  subject: "person",
  category: "national-id",
  role: "code",
  find: { by: "digits", atLeast: 4, pattern: /[A-Z]{3}P[A-Z]\d{4}[A-Z]/g },
  prior: -2,
  labels: ["national-id", "aadhaar"],
  matches: ["tax id «ABCPE1234F»"],
  nonMatches: ["ABCPE1234F", "tax id ABCDE1234F"],
};
