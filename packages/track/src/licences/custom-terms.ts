/**
 * Terms that are no SPDX licence and that models and data sets name: what their texts say, coarsely, with the page where
 * they can be read. They bind by conditions (uses that are excluded, thresholds, names), so most answers are `conditions`.
 */
import type { Licence, Terms } from "@yurai/schema";

const underConditions: Terms = {
  train: "conditions",
  distributeOutputs: "conditions",
  commercialUse: "conditions",
  attribution: "conditions",
  shareAlike: "conditions",
};
/** Excluded uses have to be passed on; nothing else is asked of what is made. */
const rail: Terms = { ...underConditions, attribution: "yes" };
/** Notice and name are asked for; a threshold of users and a policy of use hold. */
const llama: Terms = { ...underConditions, attribution: "yes", shareAlike: "unknown" };
const research: Terms = { ...underConditions, commercialUse: "no", shareAlike: "unknown" };

const rows: readonly (readonly [id: string, name: string, url: string, terms: Terms])[] = [
  ["openrail", "OpenRAIL", "https://www.licenses.ai/", underConditions],
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
    rail,
  ],
  [
    "bigcode-openrail-m",
    "BigCode OpenRAIL-M",
    "https://www.bigcode-project.org/docs/pages/bigcode-openrail/",
    rail,
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
  ["llama2", "Llama 2 Community License", "https://ai.meta.com/llama/license/", llama],
  ["llama3", "Llama 3 Community License", "https://www.llama.com/llama3/license/", llama],
  ["llama3.1", "Llama 3.1 Community License", "https://www.llama.com/llama3_1/license/", llama],
  ["llama3.2", "Llama 3.2 Community License", "https://www.llama.com/llama3_2/license/", llama],
  ["llama3.3", "Llama 3.3 Community License", "https://www.llama.com/llama3_3/license/", llama],
  ["gemma", "Gemma Terms of Use", "https://ai.google.dev/gemma/terms", underConditions],
  [
    "apple-amlr",
    "Apple Machine Learning Research Model License",
    "https://developer.apple.com/machine-learning/",
    research,
  ],
];

/** Custom licences by their id on the Hub. */
export const customLicences: ReadonlyMap<string, Licence> = new Map(
  rows.map(([id, name, url, terms]) => [id, { kind: "custom", name, url, terms }]),
);
