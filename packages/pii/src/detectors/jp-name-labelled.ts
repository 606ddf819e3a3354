import type { Detector } from "../detector.ts";

/** A name after 氏名 or 名前, or with its reading in brackets. */
export const jpNameLabelled: Detector = {
  id: "jp-name-labelled",
  subject: "person",
  category: "name",
  role: "name",
  find: {
    by: "anchor",
    anchors: ["氏名", "名前", "お名前", "申込者", "契約者", "代表者", "担当者"],
    side: "after",
    reach: 32,
    pattern:
      /(?:\([^)\n]{0,6}\))?[" ]{0,2}[:は=」][" ]{0,3}(?<value>[\p{sc=Han}々]{1,4} ?(?:[\p{sc=Han}々]{1,3}|\p{sc=Hiragana}{2,4}|[\p{sc=Katakana}ー]{2,5})|[\p{sc=Katakana}ー]{2,10}(?:[・ ][\p{sc=Katakana}ー]{2,10}){1,2})(?=$|[\s"、,。((様さで<|])/duy,
  },
  prior: 1.4,
  matches: ["氏名：«山田太郎»", "お名前： «佐藤 花子»", '"名前":"«田中一郎»"'],
  nonMatches: ["氏名を書く", "名前は後で決める", "担当者に聞く"],
};
