import { checkDate, dateSource } from "../calendar.ts";
import type { Detector } from "../detector.ts";

/** A date before 生まれ. */
export const birthDateBefore: Detector = {
  id: "birth-date-before",
  subject: "person",
  category: "birth-date",
  role: "quasi",
  find: {
    by: "anchor",
    anchors: ["生まれ", "生れ"],
    side: "around",
    reach: 30,
    pattern: new RegExp(`(?<value>${dateSource})[ に]{0,2}(?:生まれ|生れ)`, "dg"),
  },
  check: checkDate,
  prior: 3,
  matches: ["«1985年4月1日»生まれ", "«平成元年1月8日»に生まれ"],
  nonMatches: ["1985年生まれ", "平成元年1月7日生まれ", "2026年1月1日に開店"],
};
