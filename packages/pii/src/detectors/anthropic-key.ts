import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A key of Anthropic. */
export const anthropicKey: Detector = {
  id: "anthropic-key",
  subject: "secret",
  category: "access-key",
  find: {
    by: "anchor",
    anchors: ["sk-ant-"],
    side: "from",
    reach: 140,
    pattern: /sk-ant-[a-z]{3,5}\d{2}-[\w-]{60,120}(?![\w-])/y,
  },
  check: (value) => checkRandom(value, 3.5),
  prior: 4,
  matches: [
    `key «${spelled("sk", "-ant-api03-k3Zq9XvT1bLw8RnYc5HfJ2mPsA7dGeU4hQ6jVtBxN0oKyWzMrCk3Zq9XvT1bLw8RnYc5HfJ2mPsA7dGeU4hQ6j-k3Zq9XAA")}» end`,
  ],
  nonMatches: ["sk-ant-api03-short"],
};
