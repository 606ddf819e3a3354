import type { Detector } from "../detector.ts";
import { checkRandom } from "../entropy.ts";
import { spelled } from "../spelled.ts";

/** A token of Hugging Face. */
export const huggingfaceToken: Detector = {
  id: "huggingface-token",
  subject: "secret",
  category: "token",
  find: { by: "anchor", anchors: ["hf_"], side: "from", reach: 50, pattern: /hf_[A-Za-z]{34}(?!\w)/y },
  check: (value) => checkRandom(value, 3),
  prior: 4,
  matches: [`key «${spelled("h", "f_abQdWfRhTjYlUnIpOrStAvExCzVbBdNfMh")}» end`],
  nonMatches: ["hf_short", "hf_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
};
