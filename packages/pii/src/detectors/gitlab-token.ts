import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A personal access token of GitLab. */
export const gitlabToken: Detector = {
  id: "gitlab-token",
  subject: "secret",
  category: "token",
  find: {
    by: "anchor",
    anchors: ["glpat-"],
    side: "from",
    reach: 70,
    pattern: /glpat-[\w-]{20,52}(?![\w-])/y,
  },
  check: (value) => checkRandom(value, 3),
  prior: 4,
  matches: [`key «${spelled("glp", "at-k3Zq9XvT1bLw8RnYc5Hf")}» end`],
  nonMatches: ["glpat-short", "glpat-xxxxxxxxxxxxxxxxxxxx"],
};
