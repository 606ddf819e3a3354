// One valid value of each shape that users write or read.
import { undecided } from "@yurai/schema";
import type { Config, Policy, Provenance, Terms, Verdict } from "@yurai/schema";

const hex = (digit: string): string => digit.repeat(64);
const at = "2026-11-21T10:00:00Z";

const mit: Terms = {
  train: "yes",
  distributeOutputs: "yes",
  commercialUse: "yes",
  attribution: "yes",
  shareAlike: "no",
};

export const exampleConfig: Config = {
  format: "yurai-config",
  version: 1,
  home: ".yurai",
  lang: "ja",
  track: { mode: "require", evidence: "reread" },
  regions: { storage: ["JP"], training: ["JP", "US-CA"] },
  sources: [
    {
      name: "news-crawl",
      origin: "crawled",
      purpose: "train kaede",
      accessMode: "crawl",
      termsOfService: { url: "https://news.example.jp/terms", sha256: hex("a"), readAt: at },
      fields: { text: "body", url: "link" },
    },
    {
      name: "magazine-2025",
      origin: "licensed",
      licence: { name: "Agreement A-12", terms: { ...mit, distributeOutputs: "no" } },
      agreement: { reference: "A-12", from: "2025-04-01", to: "2027-03-31" },
      evidence: "keep",
    },
    { name: "hf:llm-jp/databricks-dolly-15k-ja", origin: "public-dataset", licence: "CC-BY-SA-3.0" },
  ],
  models: [{ name: "kaede-1b", version: "0.3", base: { name: "Qwen/Qwen3-1.7B" } }],
};

export const examplePolicy: Policy = {
  format: "yurai-policy",
  version: 1,
  name: "publish",
  use: "publish",
  requiredChecks: ["verbatim", "terms", "opt-out"],
  thresholds: {
    verbatim: { dense: 50, other: 119 },
    nearCopy: { characters: { dense: 200, other: 500 }, similarity: 0.9 },
    unverifiedAnchors: 2,
  },
  standardTexts: [{ name: "house notice", path: "texts/notice.txt" }],
  rules: [
    {
      id: "outputs-forbidden",
      when: {
        kind: ["verbatim", "near-copy"],
        terms: { distributeOutputs: "no" },
        characters: { dense: 50, other: 119 },
      },
      action: "block",
      reason: "The source's terms say that outputs must not repeat it.",
      examples: [
        {
          finding: {
            kind: "verbatim",
            origin: "licensed",
            terms: { distributeOutputs: "no" },
            characters: { dense: 60, other: 0 },
          },
          action: "block",
        },
      ],
    },
    {
      id: "permissive",
      when: {
        kind: "verbatim",
        terms: { distributeOutputs: "yes", commercialUse: ["yes", "conditions"] },
        basis: ["detected", "concluded"],
        optOut: false,
        use: "publish",
      },
      action: "attribute",
      reason: "Permissive terms ask for the notice to go along.",
    },
  ],
  otherwise: "report",
};

export const exampleProvenance: Provenance = {
  record: { segment: hex("b"), ordinal: 12 },
  source: "news-crawl",
  origin: "crawled",
  class: "public",
  locator: { kind: "row", path: "crawl/0041.jsonl", row: 12, byteStart: 100, byteEnd: 4_100, field: "body" },
  url: "https://news.example.jp/a/1",
  fetchedAt: "2026-03-02T18:30:00+09:00",
  licences: [
    {
      basis: "detected",
      licence: { kind: "spdx", expression: "MIT" },
      evidence: { kind: "file", path: "LICENSE", similarity: 0.98 },
      by: "yurai 0.1.0",
      at,
    },
  ],
  terms: mit,
  basis: "detected",
  reliance: undecided,
  signals: [
    {
      kind: "robots-txt",
      value: "Disallow: /",
      where: { kind: "file", url: "https://news.example.jp/robots.txt", line: 14 },
      training: "no",
      agent: "GPTBot",
    },
  ],
  runs: ["0123456789abcdef0123456789abcdef"],
};

export const exampleVerdict: Verdict = {
  schemaVersion: 1,
  id: "231",
  action: "review",
  output: { sha256: hex("c"), byteLength: 1_400, characters: 558, promptSha256: hex("d"), generatedAt: at },
  model: { name: "kaede-1b" },
  use: "publish",
  findings: [
    {
      kind: "verbatim",
      unlistedSpans: 0,
      whole: false,
      guaranteed: true,
      fingerprint: hex("e"),
      provenance: exampleProvenance,
      otherRecords: 0,
      spans: [{ output: { start: 10, end: 230 }, record: { start: 0, end: 640 } }],
      characters: { dense: 200, other: 12 },
      share: 0.38,
      nextSteps: ["regenerate", "ask-legal"],
    },
    { kind: "check-failed", check: "near-copy", reason: "over-budget", nextSteps: ["raise-budget"] },
  ],
  decisions: [
    { finding: 0, rule: "opted-out", action: "review" },
    { finding: 1, action: "report" },
  ],
  coverage: {
    searched: {
      segments: 41,
      segmentsExpected: 41,
      runs: ["0123456789abcdef0123456789abcdef"],
      models: [{ name: "kaede-1b" }],
      records: 1_204_331,
      characters: 9_800_000_000,
      exactRunsFrom: { dense: 50, other: 119 },
    },
    notSearched: [{ kind: "model-without-runs", model: { name: "Qwen/Qwen3-1.7B" } }],
    notChecked: [{ check: "names", reason: "not-required", required: false }],
  },
  attribution: [{ source: "left-pad", licence: "MIT", text: "Copyright (c) 2014 A. Author", findings: [0] }],
  waivers: [],
  policy: { name: "publish", hash: hex("f") },
  index: hex("0"),
  tool: { name: "yurai", version: "0.1.0" },
  checkedAt: at,
};
