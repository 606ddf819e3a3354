import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A token of Shopify. */
export const shopifyToken: Detector = {
  id: "shopify-token",
  subject: "secret",
  category: "token",
  find: {
    by: "anchor",
    anchors: ["shpat_", "shpss_", "shpca_", "shppa_"],
    side: "from",
    reach: 50,
    pattern: /shp(?:at|ss|ca|pa)_[\da-fA-F]{32}(?!\w)/y,
  },
  check: (value) => checkRandom(value, 2.5),
  prior: 4,
  matches: [`key «${spelled("shp", "at_9f3a7c1e5b8d24069f3a7c1e5b8d2406")}» end`],
  nonMatches: ["shpat_short"],
};
