import type { Detector } from "../detector.ts";

/** Words with a capital after Mr, Ms, Dr and the like. Rules alone: low certainty. */
export const enNameTitle: Detector = {
  id: "en-name-title",
  subject: "person",
  category: "name",
  role: "name",
  find: {
    by: "anchor",
    anchors: ["mr.", "mrs", "ms.", "dr.", "miss", "prof.", "professor", "madam"],
    side: "from",
    reach: 64,
    pattern:
      /(?:Mr|Mrs|Ms|Dr|Miss|Prof|Professor|Madam)\.? (?<value>\p{Lu}[\p{L}'-]{1,20}(?: (?:(?:\p{Lu}\.|van|der|de|von|da|di) ){0,2}\p{Lu}[\p{L}'-]{1,20}){0,2})/duy,
  },
  prior: 1.6,
  matches: ["Dear Mr. «John Smith»,", "Mrs «Jane van der Berg» called", "Dr. «O'Neill»"],
  nonMatches: ["Mr. and so on", "miss the train", "Dr. 5"],
};
