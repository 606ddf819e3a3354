import { checkCrcToken } from "../crc-token.ts";
import type { Detector } from "../detector.ts";
import { spelled } from "../spelled.ts";

/** A token of GitHub; its last six characters are a checksum of the rest. */
export const githubToken: Detector = {
  id: "github-token",
  subject: "secret",
  category: "token",
  find: {
    by: "anchor",
    anchors: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    side: "from",
    reach: 50,
    pattern: /gh[pousr]_[0-9A-Za-z]{36}(?!\w)/y,
  },
  check: checkCrcToken,
  chance: 1e-9,
  prior: 0,
  matches: [`token «${spelled("ghp_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17")}»`],
  nonMatches: ["ghp_short", spelled("ghp_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18")],
};
