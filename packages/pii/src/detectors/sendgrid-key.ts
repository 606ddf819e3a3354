import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A key of SendGrid. */
export const sendgridKey: Detector = {
  id: "sendgrid-key",
  subject: "secret",
  category: "access-key",
  find: {
    by: "anchor",
    anchors: ["SG."],
    side: "from",
    reach: 80,
    pattern: /SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/y,
  },
  check: (value) => checkRandom(value, 3.5),
  prior: 4,
  matches: [
    `key «${spelled("S", "G.k3Zq9XvT1bLw8RnYc5HfJ2.k3Zq9XvT1bLw8RnYc5HfJ2mPsA7dGeU4hQ6jVtBxN0o")}» end`,
  ],
  nonMatches: ["SG.short"],
};
