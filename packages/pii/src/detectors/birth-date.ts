import { checkDate, dateSource } from "../calendar.ts";
import type { Detector } from "../detector.ts";
import { labels } from "../labels.ts";

/** A date after a word that says somebody was born then; eras and the calendar are checked. */
export const birthDate: Detector = {
  id: "birth-date",
  subject: "person",
  category: "birth-date",
  role: "quasi",
  find: {
    by: "anchor",
    anchors: labels["birth-date"],
    side: "after",
    reach: 60,
    pattern: new RegExp(
      `(?:は|が|日|:|=|"|'|,|\\s|\\bis\\b|\\bwas\\b|\\bon\\b){0,8}(?<value>${dateSource})`,
      "dy",
    ),
  },
  check: checkDate,
  prior: 3,
  matches: [
    "生年月日：«昭和60年4月1日»",
    "生年月日 «Ｓ６０．４．１»",
    "Date of birth: «1985-04-01»",
    "born on «April 1, 1985»",
    "DOB: «04/01/1985»",
    '{"birth_date": "«19850401»"}',
  ],
  nonMatches: ["2026-11-21", "生年月日：昭和70年4月1日", "Date of birth: 1985-02-30", "born in 1985"],
};
