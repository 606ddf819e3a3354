import type { Detector } from "../detector.ts";

/** A house number and a street by an English name for it. */
export const streetAddress: Detector = {
  id: "street-address",
  subject: "person",
  category: "postal-address",
  role: "contact",
  find: {
    by: "anchor",
    anchors: [
      "street",
      "avenue",
      "road",
      "lane",
      "drive",
      "boulevard",
      "court",
      "place",
      "square",
      "terrace",
      "ave",
      "blvd",
      "suite",
      "apt",
    ],
    side: "around",
    reach: 70,
    pattern:
      /(?<![\w.])(?<value>\d{1,5}[A-Z]?,? (?:[NSEW]\.? )?(?:(?:[A-Z][\p{L}'.-]{1,20}|\d{1,3}(?:st|nd|rd|th)) ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Terrace|Way)\b\.?(?:,? (?:Apt|Suite|Unit|Flat)\.? ?\w{1,6})?|\d{1,5} [A-Z][\p{L}'. -]{2,30} (?:\d{1,4} )?(?:Apt|Suite)\. \d{1,5})/dgu,
  },
  prior: 1.5,
  labels: ["postal-address"],
  matches: ["lives at «1600 Pennsylvania Avenue» now", "«221B Baker Street»", "«350 Fifth Ave, Suite 300»"],
  nonMatches: ["on the street", "10 Downing ministers", "the road to 2026"],
};
