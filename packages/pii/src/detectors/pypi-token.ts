import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** An upload token of PyPI. */
export const pypiToken: Detector = {
  id: "pypi-token",
  subject: "secret",
  category: "token",
  find: {
    by: "anchor",
    anchors: ["pypi-AgE"],
    side: "from",
    reach: 270,
    pattern: /pypi-AgE[\w-]{50,250}(?![\w-])/y,
  },
  check: (value) => checkRandom(value, 3),
  prior: 4,
  matches: [
    `key «${spelled("pyp", "i-AgEIcHlwaS5vcmck3Zq9XvT1bLw8RnYc5HfJ2mPsA7dGeU4hQ6jVtBxN0oKyWzMrCk3Zq9XvT1b")}» end`,
  ],
  nonMatches: ["pypi-AgE"],
};
