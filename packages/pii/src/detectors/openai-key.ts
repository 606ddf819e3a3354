import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A key of OpenAI. */
export const openaiKey: Detector = {
  id: "openai-key",
  subject: "secret",
  category: "access-key",
  find: {
    by: "anchor",
    anchors: ["sk-"],
    side: "from",
    reach: 230,
    pattern:
      /sk-(?:(?:proj|svcacct|admin)-)?[\w-]{20,100}T3BlbkFJ[\w-]{20,100}(?![\w-])|sk-[0-9A-Za-z]{48}(?!\w)/y,
  },
  check: (value) => checkRandom(value, 3.5),
  prior: 4,
  matches: [
    `key «${spelled("sk", "-proj-k3Zq9XvT1bLw8RnYc5HfJ2mPsA7dGeU4hQ6jVtBxT3BlbkFJk3Zq9XvT1bLw8RnYc5HfJ2mPsA7dGeU4hQ6jVtBx")}» end`,
  ],
  nonMatches: ["sk-learn", "task-list-of-many-words-without-end"],
};
