import type { Detector } from "../detector.ts";

/** An account with a Japanese bank: the kind of account and seven digits, without a check. */
export const jpBankAccount: Detector = {
  id: "jp-bank-account",
  subject: "person",
  category: "bank-account",
  role: "financial",
  find: {
    by: "anchor",
    anchors: ["普通", "当座", "貯蓄", "口座番号"],
    side: "after",
    reach: 32,
    pattern: /(?:預金|口座|番号|[ :)）」・は]){0,6}(?:No\.? ?)?(?<value>\d{7})(?![\d-])/dy,
  },
  prior: 1,
  labels: ["bank-account"],
  matches: ["三菱UFJ銀行 渋谷支店 普通 «1234567»", "口座番号：«１２３４５６７»", "当座預金 «7654321»"],
  nonMatches: ["普通 12345678", "普通の1234567円ではない", "口座番号は後日"],
};
