import { digitsOf, judged, weighted } from "../check-digits.ts";
import type { Detector, Validity } from "../detector.ts";

/** 個人番号: twelve digits; check digit by Ministry of Internal Affairs ordinance 85 of 2014, article 5. */
export const jpMyNumber: Detector = {
  id: "jp-my-number",
  subject: "person",
  category: "my-number",
  role: "code",
  find: { by: "digits", atLeast: 12, pattern: /\d{4}([ .-]?)\d{4}\1\d{4}/g },
  check: checkMyNumber,
  chance: 0.1007,
  prior: -4.6,
  layout: { pattern: /^\d{4}[ .-]/, bonus: 1.5 },
  labels: ["my-number"],
  matches: [
    "私のマイナンバーは«621498320257»です。",
    "😀個人番号：«６２１４　９８３２　０２５７»",
    "My Number: «9832-0567-3214»",
    "«983205673214»（マイナンバー）",
    "個人番号カード番号は«621498320257»",
  ],
  nonMatches: [
    "番号は621498320257です。",
    "注文番号 983205673214 を発送しました。",
    "id=621498320257",
    "マイナンバー 1234",
  ],
};

function checkMyNumber(value: string): Validity {
  const digits = digitsOf(value);
  const rest = weighted(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return judged(digits[11] === (rest <= 1 ? 0 : 11 - rest) && new Set(digits).size > 1);
}
