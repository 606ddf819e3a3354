import type { Detector } from "../detector.ts";

/** 被保険者等記号・番号: free in form, found by its two labels. */
export const jpInsuredSymbol: Detector = {
  id: "jp-insured-symbol",
  subject: "person",
  category: "health-insurance",
  role: "code",
  find: {
    by: "anchor",
    anchors: ["記号"],
    side: "after",
    reach: 48,
    pattern:
      /[ :・]{0,4}(?<value>(?!\d{5}[ 、,-])[0-9A-Z\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}・.-]{1,12}[ 、,]{0,3}番号[ :]{0,3}\d{1,8}(?:[ 、(]{0,3}枝番[ :]{0,3}\d{2})?)/duy,
  },
  prior: 0.5,
  labels: ["health-insurance"],
  matches: ["健康保険証 記号：«21700023 番号：21(枝番 00»)", "被保険者証の記号 «渋あ12 番号 345»"],
  nonMatches: ["記号と番号を書く", "ゆうちょ 記号 12340 番号 12345671"],
};
