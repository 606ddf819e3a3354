import type { Detector } from "../detector.ts";

/** Words with a capital after a phrase that a name follows. Rules alone: low certainty. */
export const enNamePhrase: Detector = {
  id: "en-name-phrase",
  subject: "person",
  category: "name",
  role: "name",
  find: {
    by: "anchor",
    anchors: [
      "my name is",
      "name is",
      "full name",
      "name:",
      "dear",
      "regards,",
      "sincerely,",
      "cheers,",
      "patient",
      "signed by",
    ],
    side: "after",
    reach: 64,
    pattern:
      /[ :"\n]{0,4}(?:(?:Mr|Mrs|Ms|Dr)\.? )?(?!(?:Mr|Mrs|Ms|Dr|Miss|Prof|Professor|Sir|Madam|All|Team|The|This|Customer|Friend|Colleague|None|Null|True|False|String|Name)\b)(?<value>\p{Lu}[\p{Ll}'-]{1,20}(?: (?:(?:\p{Lu}\.|van|der|de|von|da|di) ){0,2}\p{Lu}[\p{L}'-]{1,20}){0,2})(?![\w(])/duy,
  },
  prior: 0.6,
  matches: ["My name is «Ada Lovelace».", "Dear «Marie Curie»,", "Name: «Alan Turing»"],
  nonMatches: ["Dear Sir", "my name is not here", "name: string", "Dear All"],
};
