import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A key of Twilio. */
export const twilioKey: Detector = {
  id: "twilio-key",
  subject: "secret",
  category: "access-key",
  find: {
    by: "anchor",
    anchors: [
      "SK0",
      "SK1",
      "SK2",
      "SK3",
      "SK4",
      "SK5",
      "SK6",
      "SK7",
      "SK8",
      "SK9",
      "SKa",
      "SKb",
      "SKc",
      "SKd",
      "SKe",
      "SKf",
    ],
    side: "from",
    reach: 40,
    pattern: /SK[\da-f]{32}(?!\w)/y,
  },
  check: (value) => checkRandom(value, 3),
  prior: 2.2,
  matches: [`key «${spelled("S", "K9f3a7c1e5b8d24069f3a7c1e5b8d2406")}» end`],
  nonMatches: ["SKU123"],
};
