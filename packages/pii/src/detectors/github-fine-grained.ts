import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A fine-grained personal access token of GitHub. */
export const githubFineGrained: Detector = {
  id: "github-fine-grained",
  subject: "secret",
  category: "token",
  find: {
    by: "anchor",
    anchors: ["github_pat_"],
    side: "from",
    reach: 100,
    pattern: /github_pat_\w{22}_\w{59}(?!\w)/y,
  },
  check: (value) => checkRandom(value, 3),
  prior: 4,
  matches: [
    `key «${spelled("github", "_pat_k3Zq9XvT1bLw8RnYc5HfJ2_k3Zq9XvT1bLw8RnYc5HfJ2mPsA7dGeU4hQ6jVtBxN0oKyWzMrCk3Zq9XvT1")}» end`,
  ],
  nonMatches: ["github_pat_short"],
};
