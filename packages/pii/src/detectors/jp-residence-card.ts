import type { Detector } from "../detector.ts";

/** 在留カード番号, 特別永住者証明書番号: two letters, eight digits, two letters; no public check. */
export const jpResidenceCard: Detector = {
  id: "jp-residence-card",
  subject: "person",
  category: "residence-card",
  role: "code",
  find: { by: "digits", atLeast: 8, pattern: /[A-Z]{2}\d{8}[A-Z]{2}/g },
  prior: -1,
  labels: ["residence-card"],
  matches: ["在留カード番号 «AB12345678CD»", "特別永住者証明書：«ＡＢ１２３４５６７８ＣＤ»"],
  nonMatches: ["部品 AB12345678CD", "在留カード AB1234567CD"],
};
