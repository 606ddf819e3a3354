import { digitsOf, judged, passesEan } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** An article's or a book's number (EAN-13, ISBN-13). */
export const otherBook: Detector = {
  id: "other-book",
  subject: "other",
  category: "article-number",
  find: { by: "digits", atLeast: 13, pattern: /\d(?:-?\d){12}/g },
  check: (value) => judged(passesEan(digitsOf(value))),
  chance: 0.1,
  mustPass: true,
  prior: -2,
  layout: { pattern: /^97[89]|^4[59]/, bonus: 3 },
  labels: ["book"],
  matches: [],
  nonMatches: ["ISBN 978-4-00-310101-8"],
};
