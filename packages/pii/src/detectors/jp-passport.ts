import type { Detector } from "../detector.ts";

/** 旅券番号: two letters and seven digits, without a check. */
export const jpPassport: Detector = {
  id: "jp-passport",
  subject: "person",
  category: "passport",
  role: "code",
  find: { by: "digits", atLeast: 7, pattern: /[A-Z]{2} ?\d{7}/g },
  prior: -2,
  labels: ["passport"],
  matches: ["旅券番号は«TR1234567»", "Passport No. «TK7654321»", "パスポート：«ＴＲ１２３４５６７»"],
  nonMatches: ["型番 TR1234567", "passport TR123456", "XTR12345678"],
};
