import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A key of Azure Storage in a connection string. */
export const azureStorageKey: Detector = {
  id: "azure-storage-key",
  subject: "secret",
  category: "access-key",
  find: {
    by: "anchor",
    anchors: ["AccountKey="],
    side: "from",
    reach: 110,
    pattern: /AccountKey=(?<value>[A-Za-z\d+/]{86}==)/dy,
  },
  check: (value) => checkRandom(value, 3.5),
  prior: 4,
  matches: [
    `AccountKey=«${spelled("k3Zq9XvT1bLw8RnYc5HfJ2mPsA7dGeU4hQ6jVtBxN0oKyWzMrCk3Zq9XvT1bLw8RnYc5HfJ2mPsA7dGeU4hQ6j", "==")}»;Endpoint`,
  ],
  nonMatches: ["AccountKey=short"],
};
