// The configuration that init writes: what was answered, and what else there is, in comments.
import type { ConfigComments } from "@yurai/report";
import { configName, policyName } from "./config.ts";
import type { Evidence, ModelReference, TrackMode } from "@yurai/schema";

/** What init was told. */
export interface InitAnswers {
  readonly model?: ModelReference;
  readonly base?: ModelReference;
  readonly evidence: Evidence;
  /** Region of storage and training, such as `JP`. */
  readonly region?: string;
  readonly mode: TrackMode;
}

/** Writes `yurai.config.yaml`. Every answer is written as a JSON string, which YAML reads as it is. */
export function configText(answers: InitAnswers, comments: ConfigComments): string {
  const { model, base, evidence, region, mode } = answers;
  const regions = region === undefined ? "[]" : `[${JSON.stringify(region)}]`;
  return [
    `# ${configName}: ${comments.head}`,
    "format: yurai-config",
    "version: 1",
    "",
    `# ${comments.home}`,
    "# home: .yurai",
    `# policy: ${policyName}`,
    "",
    "track:",
    `  # ${comments.mode}`,
    `  mode: ${mode}`,
    `  # ${comments.evidence}`,
    `  evidence: ${evidence}`,
    `  # ${comments.scan}`,
    "  # scan: true",
    "",
    `# ${comments.check}`,
    "# check:",
    "#   names: dictionary",
    "#   faces: { detector: models/yunet.onnx, features: models/sface.onnx }",
    "",
    `# ${comments.regions}`,
    "regions:",
    `  storage: ${regions}`,
    `  training: ${regions}`,
    "",
    `# ${comments.models}`,
    ...modelLines(model, base),
    "",
    `# ${comments.sources}`,
    "sources: []",
    "#  - name: news-crawl",
    "#    origin: crawled          # public-dataset, crawled, licensed, third-party, user, synthetic, own",
    "#    purpose: pretraining",
    "#    accessMode: crawl",
    "#    country: JP",
    "#    termsOfService: { url: https://example.org/terms }",
    "#    paths: [crawl/]",
    "#    fields: { text: body, url: link }",
    "#  - name: magazine-2025",
    "#    origin: licensed",
    '#    agreement: { reference: A-12, from: "2025-04-01", to: "2027-03-31", deleteWithinDays: 30 }',
    "#    licence: { name: house terms, terms: { train: yes, distributeOutputs: no,",
    "#               commercialUse: yes, attribution: no, shareAlike: no } }",
    "",
  ].join("\n");
}

function modelLines(model: ModelReference | undefined, base: ModelReference | undefined): readonly string[] {
  if (model === undefined)
    return ["models: []", "#  - name: kaede-1b", "#    base: { name: Qwen/Qwen3-1.7B }"];
  return [
    "models:",
    `  - name: ${JSON.stringify(model.name)}`,
    ...(model.version === undefined ? [] : [`    version: ${JSON.stringify(model.version)}`]),
    ...(base === undefined ? [] : [`    base: ${JSON.stringify(base)}`]),
  ];
}
