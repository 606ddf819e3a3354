import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** An incoming webhook of Slack; whoever has it can post. */
export const slackWebhook: Detector = {
  id: "slack-webhook",
  subject: "secret",
  category: "token",
  find: {
    by: "anchor",
    anchors: ["hooks.slack.com"],
    side: "from",
    reach: 100,
    pattern: /hooks\.slack\.com\/services\/T\w{8,12}\/B\w{8,12}\/\w{20,26}(?!\w)/y,
  },
  check: (value) => checkRandom(value, 3),
  prior: 4,
  matches: [
    `key «${spelled("hooks.slack", ".com/services/T012AB3CD/B012AB3CD/k3Zq9XvT1bLw8RnYc5HfJ2mP")}» end`,
  ],
  nonMatches: ["hooks.slack.com/services/"],
};
