import type { Detector } from "../detector.ts";

/** 郵便番号 after its mark or label. It narrows down where somebody lives. */
export const jpPostcode: Detector = {
  id: "jp-postcode",
  subject: "person",
  category: "postal-code",
  role: "quasi",
  find: {
    by: "anchor",
    anchors: ["〒", "郵便番号"],
    side: "after",
    reach: 20,
    pattern: /[ :は]{0,3}(?<value>\d{3}-?\d{4})(?![\d-])/dy,
  },
  prior: 2,
  matches: ["〒«100-0001» 東京都", "郵便番号：«１５０－０００２»"],
  nonMatches: ["100-0001", "〒は後で"],
};
