import type { Detector } from "../detector.ts";

/** A box of the United States' military post (USPS Publication 28, section 25). */
export const militaryAddress: Detector = {
  id: "military-address",
  subject: "person",
  category: "postal-address",
  role: "contact",
  find: {
    by: "anchor",
    anchors: ["psc ", "psc", "unit", "uss", "cmr"],
    side: "from",
    reach: 70,
    pattern:
      /(?:PSC|CMR|Unit|USS \w{2,20}) ?\d{1,5}[,\s]{1,3}Box \d{1,5}[,\s]{1,3}(?:APO|FPO|DPO),? A[AEP] \d{5}(?:-\d{4})?/iy,
  },
  prior: 4,
  labels: ["postal-address"],
  matches: ["write to «PSC 0413, Box 8144\nAPO AA 42323»", "«Unit 4719 Box 7394\nDPO AP 70942»"],
  nonMatches: ["unit 12 of the test", "PSC 10, box office"],
};
