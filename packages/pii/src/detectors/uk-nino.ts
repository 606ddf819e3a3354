import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** A national insurance number of the United Kingdom: two letters of few, six digits, a letter A to D. */
export const ukNino: Detector = {
  id: "uk-nino",
  subject: "person",
  category: "nino",
  role: "code",
  find: { by: "digits", atLeast: 6, pattern: /[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]/g },
  check: (value) => judged(/^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]/.test(value)),
  chance: 0.6,
  prior: 0,
  layout: { pattern: / /, bonus: 1 },
  labels: ["nino"],
  matches: ["NINO: «AB123456C»", "«AB 12 34 56 C»"],
  nonMatches: ["QQ123456C", "AB123456E", "BG123456A"],
};
