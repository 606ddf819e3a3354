import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** An API key of Google. */
export const googleApiKey: Detector = {
  id: "google-api-key",
  subject: "secret",
  category: "access-key",
  find: { by: "anchor", anchors: ["AIza"], side: "from", reach: 60, pattern: /AIza[\w-]{35}(?![\w-])/y },
  check: (value) => checkRandom(value, 3),
  prior: 4,
  matches: [`key «${spelled("AI", "zak3Zq9XvT1bLw8RnYc5HfJ2mPsA7dGeU4hQ6")}» end`],
  nonMatches: ["AIzaShort"],
};
