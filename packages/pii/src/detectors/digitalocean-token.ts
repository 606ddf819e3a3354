import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A token of DigitalOcean. */
export const digitaloceanToken: Detector = {
  id: "digitalocean-token",
  subject: "secret",
  category: "token",
  find: {
    by: "anchor",
    anchors: ["dop_v1_", "doo_v1_", "dor_v1_"],
    side: "from",
    reach: 80,
    pattern: /do[opr]_v1_[\da-f]{64}(?!\w)/y,
  },
  check: (value) => checkRandom(value, 2.5),
  prior: 4,
  matches: [
    `key «${spelled("dop", "_v1_9f3a7c1e5b8d24069f3a7c1e5b8d24069f3a7c1e5b8d24069f3a7c1e5b8d2406")}» end`,
  ],
  nonMatches: ["dop_v1_short"],
};
