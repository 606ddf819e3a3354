import type { Detector } from "../detector.ts";

/** 基礎年金番号: four and six digits; no public check, so a label must say so. */
export const jpPensionNumber: Detector = {
  id: "jp-pension-number",
  subject: "person",
  category: "pension-number",
  role: "code",
  find: { by: "digits", atLeast: 10, pattern: /\d{4}[ -]?\d{6}/g },
  prior: -2.5,
  layout: { pattern: /^\d{4}-/, bonus: 1 },
  labels: ["pension-number"],
  needsLabel: true,
  matches: ["基礎年金番号：«1234-567890»", "年金番号 «１２３４－５６７８９０» の件"],
  nonMatches: ["1234-567890", "基礎年金番号は後で", "年金番号 12345-67890"],
};
