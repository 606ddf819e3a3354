import type { Detector } from "../detector.ts";

/** An account with Japan Post Bank: a 記号 of five digits that begins with 0 or 1 and ends in 0, and a 番号. */
export const jpYuchoAccount: Detector = {
  id: "jp-yucho-account",
  subject: "person",
  category: "bank-account",
  role: "financial",
  find: {
    by: "anchor",
    anchors: ["記号", "ゆうちょ", "郵便貯金"],
    side: "after",
    reach: 40,
    pattern: /[^\d\n]{0,10}(?<value>[01]\d{3}0(?:-\d)?[ 、,/-]{0,3}(?:番号[ :]{0,3})?\d{6,8})(?!\d)/dy,
  },
  prior: 1.5,
  labels: ["bank-account"],
  matches: ["ゆうちょ銀行 記号 «17300 番号 19927651»", "ゆうちょ «17300-19927651»"],
  nonMatches: ["記号 27300 番号 19927651", "17300-19927651"],
};
