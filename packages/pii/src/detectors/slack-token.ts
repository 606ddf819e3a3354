import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A bot, user or app token of Slack. */
export const slackToken: Detector = {
  id: "slack-token",
  subject: "secret",
  category: "token",
  find: {
    by: "anchor",
    anchors: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-"],
    side: "from",
    reach: 100,
    pattern: /xox[abprs]-(?:\d{8,14}-){1,3}[0-9A-Za-z-]{20,40}(?![\w-])/y,
  },
  check: (value) => checkRandom(value, 3),
  prior: 4,
  matches: [`key «${spelled("xo", "xb-123456789012-1234567890123-k3Zq9XvT1bLw8RnYc5HfJ2mP")}» end`],
  nonMatches: ["xoxb-something"],
};
