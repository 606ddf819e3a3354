import { digitsOf, judged, passesInsurerCheck } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

/** 保険者番号, 公費負担者番号 (eight or six digits) and 受給者番号 (seven), with one check digit. */
export const jpInsurerNumber: Detector = {
  id: "jp-insurer-number",
  subject: "person",
  category: "health-insurance",
  role: "quasi",
  find: { by: "digits", atLeast: 6, pattern: /(?<!\d)\d{6,8}(?!\d)/g },
  check: (value) => judged(passesInsurerCheck(digitsOf(value))),
  chance: 0.1,
  prior: -4,
  labels: ["health-insurance"],
  needsLabel: true,
  matches: ["保険者番号 «33120015»", "保険者番号：«３３１２００１５»"],
  nonMatches: ["33120015", "保険証を20260401に更新", "健康保険は33120016円"],
};
