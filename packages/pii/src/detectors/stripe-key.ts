import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A live secret or restricted key of Stripe. */
export const stripeKey: Detector = {
  id: "stripe-key",
  subject: "secret",
  category: "access-key",
  find: {
    by: "anchor",
    anchors: ["sk_live_", "rk_live_"],
    side: "from",
    reach: 120,
    pattern: /[sr]k_live_[0-9A-Za-z]{16,99}(?!\w)/y,
  },
  check: (value) => checkRandom(value, 3),
  prior: 4,
  matches: [`key «${spelled("sk", "_live_k3Zq9XvT1bLw8RnYc5HfJ2mP")}» end`],
  nonMatches: ["sk_live_short", spelled("sk", "_test_k3Zq9XvT1bLw8RnYc5HfJ2mP")],
};
