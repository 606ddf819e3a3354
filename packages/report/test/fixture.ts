// One rich set of verdicts for every rendering. Names, figures and agreements are invented.
import { sha256Hex, unknownTerms } from "@yurai/schema";
import type { Coverage, Decision, Finding, LicenceClaim, Provenance, Terms, Verdict } from "@yurai/schema";
import type { CheckFacts } from "../src/verdict/check-facts.ts";
import type { VerdictRow } from "../src/verdict/verdict-set.ts";

/** Text of sources and outputs: it may appear only where snippets are shown. */
export const canaries = ["CANARY-OUTPUT-6f1d", "CANARY-SOURCE-91ab", "秘密の一節カナリア"] as const;

const id = (name: string): string => sha256Hex(name);
const at = "2026-11-20T10:00:00Z";

const permissive: Terms = {
  train: "yes",
  distributeOutputs: "yes",
  commercialUse: "yes",
  attribution: "yes",
  shareAlike: "no",
};

function claim(expression: string, basis: LicenceClaim["basis"]): LicenceClaim {
  return { basis, licence: { kind: "spdx", expression }, by: "yurai 0.1.0", at };
}

export function provenance(given: Partial<Provenance> = {}): Provenance {
  return {
    record: { segment: id("segment 1"), ordinal: 4711 },
    source: "news-crawl",
    origin: "crawled",
    class: "public",
    locator: { kind: "file", path: "crawl/0041.warc.gz", byteStart: 88120440, byteEnd: 88124440 },
    url: "https://news.example.jp/a/1",
    fetchedAt: "2026-03-02T09:30:00Z",
    licences: [],
    terms: unknownTerms,
    reliance: { kind: "undecided" },
    signals: [
      {
        kind: "robots-txt",
        value: "Disallow: /",
        where: { kind: "file", url: "https://news.example.jp/robots.txt", line: 14 },
        at: "2026-03-02T09:00:00Z",
        training: "no",
      },
    ],
    runs: ["7c1e0000000000000000000000000000"],
    ...given,
  };
}

const coverage: Coverage = {
  searched: {
    segments: 41,
    segmentsExpected: 41,
    runs: ["7c1e0000000000000000000000000000", "8d2f0000000000000000000000000000"],
    models: [{ name: "kaede-1b" }],
    records: 3_104_331,
    characters: 9_812_345_678,
    exactRunsFrom: { dense: 50, other: 119 },
  },
  notSearched: [{ kind: "model-without-runs", model: { name: "Qwen/Qwen3-1.7B" } }],
  notChecked: [
    { check: "names", reason: "not-required", required: false },
    { check: "paraphrase", reason: "not-built-yet", required: false },
    { check: "voice", reason: "not-built-yet", required: false },
  ],
};

export function verdict(
  outputId: string,
  action: Verdict["action"],
  findings: readonly Finding[] = [],
  decisions: readonly Omit<Decision, "finding">[] = [],
  given: Partial<Verdict> = {},
): Verdict {
  return {
    schemaVersion: 1,
    id: outputId,
    action,
    output: { sha256: id(`output ${outputId}`), byteLength: 1800, characters: 560 },
    model: { name: "kaede-1b" },
    use: "publish",
    findings,
    decisions: decisions.map((decision, finding) => ({ finding, ...decision })),
    coverage,
    attribution: [],
    waivers: [],
    policy: { name: "publish", hash: id("policy") },
    index: id("index"),
    tool: { name: "yurai", version: "0.1.0" },
    checkedAt: at,
    ...given,
  };
}

const match = { fingerprint: id("passage 1"), otherRecords: 0, nextSteps: [] as const };

const myNumber: Finding = {
  kind: "person",
  category: "my-number",
  detector: "jp-my-number",
  spans: [{ start: 120, end: 132 }],
  unlistedSpans: 0,
  validity: "valid",
  chance: 0.1007,
  label: "my-number",
  score: 0.97,
  validated: true,
  recordedIn: { kind: "no-shared-passage" },
  identificationCode: true,
  specialCare: false,
  nextSteps: ["redact"],
};

const news: readonly Finding[] = [
  {
    ...match,
    kind: "verbatim",
    provenance: provenance(),
    otherRecords: 2,
    spans: [{ output: { start: 10, end: 222 }, record: { start: 1024, end: 1660 } }],
    characters: { dense: 198, other: 14 },
    share: 0.379,
    unlistedSpans: 1,
    whole: false,
    guaranteed: true,
    nextSteps: ["regenerate", "ask-legal"],
  },
  {
    ...match,
    kind: "opt-out",
    provenance: provenance(),
    signals: provenance().signals,
  },
];

const magazine: Finding = {
  ...match,
  kind: "near-copy",
  fingerprint: id("passage 2"),
  provenance: provenance({
    record: { segment: id("segment 2"), ordinal: 12 },
    url: "https://magazine.example.com/2025/04/12",
    source: "magazine-2025",
    origin: "licensed",
    class: "private",
    locator: { kind: "row", path: "delivery/magazine-2025.jsonl.zst", row: 12 },
    licences: [
      {
        basis: "concluded",
        licence: { kind: "custom", name: "agreement A-12" },
        by: "Sato",
        at: "2026-04-01T00:00:00Z",
      },
    ],
    basis: "concluded",
    terms: { ...unknownTerms, train: "yes", distributeOutputs: "no" },
    reliance: { kind: "agreement", by: "Sato", at: "2026-04-01T00:00:00Z", because: "agreement A-12" },
    signals: [],
  }),
  spans: [{ output: { start: 0, end: 640 }, record: { start: 0, end: 1920 } }],
  characters: { dense: 600, other: 40 },
  share: 0.91,
  similarity: 0.94,
  nextSteps: ["regenerate", "ask-legal"],
};

function licensed(source: string, expression: string): Finding {
  return {
    ...match,
    kind: "verbatim",
    fingerprint: id(source),
    provenance: provenance({
      source,
      origin: "public-dataset",
      record: { segment: id("segment 3"), ordinal: source.length },
      licences: [claim(expression, "declared"), claim(expression, "detected")],
      basis: "detected",
      terms: permissive,
      reliance: { kind: "undecided" },
      locator: { kind: "file", path: `node_modules/${source}/index.js`, byteStart: 0, byteEnd: 4096 },
      signals: [],
    }),
    spans: [{ output: { start: 40, end: 400 }, record: { start: 0, end: 360 } }],
    characters: { dense: 0, other: 302 },
    share: 0.64,
    unlistedSpans: 0,
    whole: true,
    guaranteed: false,
    nextSteps: ["attach-attribution"],
  };
}

function attributed(outputId: string, source: string, expression: string): Verdict {
  const text = `${source}\nCopyright (c) 2025 ${source} contributors\n\nPermission is hereby granted (${expression}).`;
  return verdict(
    outputId,
    "attribute",
    [licensed(source, expression)],
    [{ rule: "permissive-attribution", action: "attribute" }],
    {
      attribution: [
        { source, licence: expression, text, url: `https://www.npmjs.com/package/${source}`, findings: [0] },
      ],
    },
  );
}

const secret: Finding = {
  kind: "secret",
  category: "private-key",
  detector: "private-key",
  spans: [{ start: 0, end: 64 }],
  unlistedSpans: 0,
  validity: "no-check",
  score: 0.99,
  validated: true,
  recordedIn: { kind: "record", provenance: provenance({ source: "pastes", signals: [] }) },
  nextSteps: ["redact"],
};

const unverified: Finding = {
  ...match,
  kind: "unverified",
  fingerprint: id("passage 4"),
  provenance: provenance({ source: "forum-2024", url: "https://forum.example.org/t/99" }),
  spans: [{ start: 100, end: 260 }],
  anchors: 3,
  reason: "not-kept",
  nextSteps: ["keep-evidence"],
};

/** Eight outputs that show every kind of outcome, and passing ones around them. */
export const rows: readonly VerdictRow[] = [
  ...Array.from({ length: 12 }, (_, n) => ({ verdict: verdict(String(n), "pass"), line: n + 1 })),
  {
    verdict: verdict("17", "block", [myNumber], [{ rule: "official-number", action: "block" }]),
    line: 18,
    snippets: [],
  },
  {
    verdict: verdict("231", "review", news, [
      { rule: "no-permissive-terms", action: "review" },
      { rule: "opted-out", action: "review" },
    ]),
    line: 232,
    snippets: [
      {
        finding: 0,
        output: [
          { text: "The model wrote: ", marked: false },
          { text: `${canaries[0]} 東京の朝は、`, marked: true },
          { text: "and then went on.\nSecond line.", marked: false },
        ],
        source: [
          { text: "The article says: ", marked: false },
          { text: `${canaries[1]} ${canaries[2]}`, marked: true },
        ],
      },
    ],
  },
  {
    verdict: verdict("640", "review", [magazine], [{ rule: "near-copy", action: "review" }]),
    line: 641,
  },
  {
    verdict: verdict("700", "review", [unverified], [{ rule: "unverified-in-step", action: "review" }]),
    line: 701,
  },
  { verdict: verdict("701", "block", [secret], [{ rule: "known-secret", action: "block" }]), line: 702 },
  { verdict: attributed("801", "left-pad", "MIT"), line: 802 },
  { verdict: attributed("802", "kotori-parser", "Apache-2.0"), line: 803 },
  { verdict: attributed("803", "left-pad", "MIT"), line: 804 },
  {
    verdict: verdict(
      "900",
      "incomplete",
      [{ kind: "check-failed", check: "near-copy", reason: "over-budget", nextSteps: ["raise-budget"] }],
      [{ action: "incomplete" }],
      {
        coverage: {
          ...coverage,
          notChecked: [{ check: "near-copy", reason: "over-budget", required: true }, ...coverage.notChecked],
        },
      },
    ),
    line: 901,
  },
  {
    verdict: verdict(
      "901",
      "pass",
      [{ ...news[0], fingerprint: id("waived passage") } as Finding],
      [{ rule: "no-permissive-terms", action: "review", waiver: id("waiver 1") }],
      { waivers: [id("waiver 1")] },
    ),
    line: 902,
  },
  {
    verdict: verdict(
      "902",
      "review",
      [{ ...magazine, fingerprint: id("expired passage") } as Finding],
      [{ rule: "near-copy", action: "review", expiredWaiver: id("waiver 2") }],
    ),
    line: 903,
  },
];

export const facts: CheckFacts = {
  id: id("check"),
  exitCode: 1,
  shadow: false,
  file: "outputs.jsonl",
  builtInPolicy: false,
  modelNamed: true,
  p95Ms: 3.9,
  reportPath: "out/report.html",
  attributionPath: "out/attribution.txt",
};
