import type { Detector } from "../detector.ts";

/** Kanji with a reading of two words in brackets, as forms and articles write names. */
export const jpNameReading: Detector = {
  id: "jp-name-reading",
  subject: "person",
  category: "name",
  role: "name",
  find: {
    by: "anchor",
    anchors: ["（"],
    side: "around",
    reach: 24,
    pattern:
      /(?<![\p{sc=Han}々])(?<value>[\p{sc=Han}々]{1,3} ?[\p{sc=Han}々]{1,3})\((?:[\p{sc=Hiragana}ー]{2,6} [\p{sc=Hiragana}ー]{2,6}|[\p{sc=Katakana}ー]{2,6} [\p{sc=Katakana}ー]{2,6})\)/dgu,
  },
  prior: 1.6,
  matches: ["«山田太郎»（やまだ たろう）が出席", "«佐藤 花子»（サトウ　ハナコ）"],
  nonMatches: ["東京（とうきょう）", "会議（かいぎ）"],
};
