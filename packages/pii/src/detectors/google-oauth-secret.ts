import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A client secret of Google. */
export const googleOauthSecret: Detector = {
  id: "google-oauth-secret",
  subject: "secret",
  category: "access-key",
  find: {
    by: "anchor",
    anchors: ["GOCSPX-"],
    side: "from",
    reach: 60,
    pattern: /GOCSPX-[\w-]{28}(?![\w-])/y,
  },
  check: (value) => checkRandom(value, 3),
  prior: 4,
  matches: [`key «${spelled("GOC", "SPX-k3Zq9XvT1bLw8RnYc5HfJ2mPsA7d")}» end`],
  nonMatches: ["GOCSPX-short"],
};
