/**
 * Terms that are no SPDX licence and that models and data sets name: what their texts say, clause by clause, with the page
 * where they can be read. A text that nobody has compared with these answers is unknown on them, and says so.
 */
import type { Licence, Terms } from "@yurai/schema";
import { explained, type ExplainedTerms, type Row } from "./explained-terms.ts";

const notRead: Row = ["unknown", "not compared with the text"];

/** CreativeML OpenRAIL-M of 22 August 2022; the others of its family keep its sections and paragraphs. */
const rail = explained(
  ["conditions", "section III.5: training among the uses, none of those in Attachment A"],
  ["conditions", "section III.6: no use of the output can contravene the licence"],
  ["conditions", "section II.2: no purpose is excluded but those in Attachment A"],
  ["yes", "section III.4(d): notices retained"],
  ["conditions", "section III.4(a) and 5: the use restrictions are passed on; other terms may differ"],
);
const railUnread = explained(notRead, notRead, notRead, notRead, notRead);
const bigcode = explained(
  notRead,
  notRead,
  ["conditions", "section I: commercial versions may be shared; use restrictions hold"],
  notRead,
  notRead,
);

/** Up to version 3 the outputs may improve no other model; from 3.1 on they may, and the model takes the name. */
const llama = (training: Row): ExplainedTerms =>
  explained(
    training,
    [
      "conditions",
      "section 1.b.i and 1.b.iv: agreement and notice go along, the acceptable use policy holds",
    ],
    ["conditions", "section 2: up to 700 million monthly active users"],
    ["yes", "section 1.b.i and 1.b.iii: the name is displayed, the notice retained"],
    ["unknown", "section 5.b: who makes a derivative owns it; whether other terms may hold is not said"],
  );
const llamaClosed = llama(["no", "section 1.b.v: not to improve any other large language model"]);
const llamaNamed = llama([
  "conditions",
  "section 1.b.i: a model that is given on begins its name with Llama",
]);

const gemma = explained(
  [
    "conditions",
    "section 1.1: a model made with its outputs to behave alike is a derivative, under section 3",
  ],
  ["conditions", "section 3.3: no rights in outputs are claimed; section 3.2 restricts uses"],
  ["conditions", "section 3.2: no purpose is excluded but those of the prohibited use policy"],
  ["yes", "section 3.1: a notice file goes along with what is distributed"],
  ["conditions", "section 3.1: the use restrictions are passed on; other terms may differ"],
);
const research = explained(notRead, notRead, ["no", "granted for research alone"], notRead, notRead);

const rows: readonly (readonly [id: string, name: string, url: string, terms: ExplainedTerms])[] = [
  ["openrail", "OpenRAIL", "https://www.licenses.ai/", railUnread],
  [
    "bigscience-openrail-m",
    "BigScience OpenRAIL-M",
    "https://bigscience.huggingface.co/blog/bigscience-openrail-m",
    rail,
  ],
  [
    "creativeml-openrail-m",
    "CreativeML OpenRAIL-M",
    "https://huggingface.co/spaces/CompVis/stable-diffusion-license",
    rail,
  ],
  [
    "bigscience-bloom-rail-1.0",
    "BigScience BLOOM RAIL 1.0",
    "https://huggingface.co/spaces/bigscience/license",
    railUnread,
  ],
  [
    "bigcode-openrail-m",
    "BigCode OpenRAIL-M",
    "https://www.bigcode-project.org/docs/pages/bigcode-openrail/",
    bigcode,
  ],
  [
    "openrail++",
    "OpenRAIL++-M",
    "https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/blob/main/LICENSE.md",
    rail,
  ],
  [
    "deepfloyd-if-license",
    "DeepFloyd IF License",
    "https://huggingface.co/spaces/DeepFloyd/deepfloyd-if-license",
    research,
  ],
  ["llama2", "Llama 2 Community License", "https://ai.meta.com/llama/license/", llamaClosed],
  ["llama3", "Llama 3 Community License", "https://www.llama.com/llama3/license/", llamaClosed],
  ["llama3.1", "Llama 3.1 Community License", "https://www.llama.com/llama3_1/license/", llamaNamed],
  ["llama3.2", "Llama 3.2 Community License", "https://www.llama.com/llama3_2/license/", llamaNamed],
  ["llama3.3", "Llama 3.3 Community License", "https://www.llama.com/llama3_3/license/", llamaNamed],
  ["gemma", "Gemma Terms of Use", "https://ai.google.dev/gemma/terms", gemma],
  [
    "apple-amlr",
    "Apple Machine Learning Research Model License",
    "https://developer.apple.com/machine-learning/",
    research,
  ],
];

/** What custom texts say, by their name, with the page where each can be read. */
export const customTermsByName: ReadonlyMap<
  string,
  { readonly url: string; readonly terms: ExplainedTerms }
> = new Map(rows.map(([, name, url, terms]) => [name, { url, terms }]));

/** Custom licences by their id on the Hub. */
export const customLicences: ReadonlyMap<string, Licence> = new Map(
  rows.map(([id, name, url, terms]) => [id, { kind: "custom", name, url, terms: withoutClauses(terms) }]),
);

function withoutClauses(terms: ExplainedTerms): Terms {
  return {
    train: terms.train.answer,
    distributeOutputs: terms.distributeOutputs.answer,
    commercialUse: terms.commercialUse.answer,
    attribution: terms.attribution.answer,
    shareAlike: terms.shareAlike.answer,
  };
}
