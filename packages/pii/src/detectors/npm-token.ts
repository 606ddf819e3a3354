import { checkCrcToken } from "../crc-token.ts";
import type { Detector } from "../detector.ts";
import { spelled } from "../spelled.ts";

/** A token of the npm registry; its last six characters are a checksum of the rest. */
export const npmToken: Detector = {
  id: "npm-token",
  subject: "secret",
  category: "token",
  find: { by: "anchor", anchors: ["npm_"], side: "from", reach: 50, pattern: /npm_[0-9A-Za-z]{36}(?!\w)/y },
  check: checkCrcToken,
  chance: 1e-9,
  prior: 0,
  matches: [`_authToken=«${spelled("npm_", "k3Zq9XvT1bLw8RnYc5HfJ2mPsA7dGe44w78O")}»`],
  nonMatches: ["npm_config_registry"],
};
