// Facts of a small ledger that has something under every heading, and gaps.
import type { ReportAnswers, RunSource } from "@yurai/schema";
import type { ReportFacts, ReportedSource } from "../../src/statements.ts";

const run = "7c1e".padEnd(32, "0");

function share(
  source: string,
  records: number,
  characters: number,
): RunSource & { run: string; row: number } {
  return {
    source,
    run,
    row: 20,
    evidence: "reread",
    records,
    characters,
    bytes: characters * 3,
    hosts: 0,
    optedOutRecords: source === "news-crawl" ? 41_207 : 0,
    optedOutHosts: source === "news-crawl" ? 38 : 0,
    licences: [{ basis: "unknown", records }],
    firstUsedAt: "2026-03-03T00:00:00Z",
    lastUsedAt: "2026-03-04T00:00:00Z",
  };
}

const newsCrawl: ReportedSource = {
  name: "news-crawl",
  declared: {
    row: 3,
    fact: { name: "news-crawl", origin: "crawled", purpose: "pre-training", accessMode: "crawl" },
  },
  licences: [],
  reliances: [
    {
      row: 9,
      fact: {
        kind: "exception",
        exception: "jp-copyright-30-4",
        by: "Sato",
        at: "2026-03-01T00:00:00Z",
        because: "information analysis",
      },
    },
  ],
  crawls: [
    {
      row: 4,
      fact: {
        id: "crawl-1",
        source: "news-crawl",
        userAgent: "KaedeBot/1.0",
        operator: "Kaede",
        startedAt: "2026-03-01T00:00:00Z",
        endedAt: "2026-03-02T00:00:00Z",
        robots: "read-only",
        lookedFor: ["robots-txt", "aipref"],
      },
    },
  ],
  shares: [share("news-crawl", 1_204_331, 3_100_000_000)],
  screenings: [
    {
      row: 11,
      run,
      kept: 1_163_124,
      dropped: 41_207,
      quarantined: 0,
      rules: [{ rule: "opt-out", action: "drop", records: 41_207 }],
    },
  ],
  signals: [{ kind: "robots-txt", training: "no", records: 41_207 }],
  personalData: {
    scannedRecords: 1_204_331,
    counts: [
      { category: "e-mail", count: 1_902 },
      { category: "my-number", count: 4 },
    ],
  },
  firstFetchedAt: "2026-03-01T10:00:00Z",
  lastFetchedAt: "2026-03-02T10:00:00Z",
  hosts: 412,
};

const sources: readonly ReportedSource[] = [
  newsCrawl,
  {
    name: "magazine-2025",
    declared: {
      row: 5,
      fact: {
        name: "magazine-2025",
        origin: "licensed",
        agreement: { reference: "A-12", from: "2025-04-01", to: "2027-03-31" },
        release: "2025-12",
      },
    },
    licences: [
      {
        row: 6,
        fact: {
          basis: "declared",
          licence: { kind: "custom", name: "A-12" },
          by: "Sato",
          at: "2026-01-01T00:00:00Z",
        },
      },
      {
        row: 7,
        fact: {
          basis: "concluded",
          licence: { kind: "spdx", expression: "CC-BY-4.0" },
          by: "Sato",
          at: "2026-01-02T00:00:00Z",
        },
      },
    ],
    reliances: [],
    crawls: [],
    shares: [share("magazine-2025", 10_000, 80_000_000)],
    screenings: [],
    signals: [],
    hosts: 0,
  },
  {
    name: "hf:org/dolly-ja",
    declared: { row: 8, fact: { name: "hf:org/dolly-ja", origin: "public-dataset", release: "8f1a" } },
    licences: [],
    reliances: [],
    crawls: [],
    shares: [share("hf:org/dolly-ja", 15_015, 4_000_000)],
    screenings: [],
    signals: [],
    hosts: 0,
  },
  {
    name: "undeclared-drop",
    licences: [],
    reliances: [],
    crawls: [],
    shares: [share("undeclared-drop", 12, 900)],
    screenings: [],
    signals: [],
    hosts: 0,
  },
];

/** The facts. */
export const facts: ReportFacts = {
  madeAt: "2026-11-21T09:30:00Z",
  tool: { name: "yurai", version: "0.1.0" },
  ledger: { id: "ab".repeat(16), size: 64, root: "5b".repeat(32) },
  models: [
    {
      row: 2,
      fact: {
        name: "kaede-1b",
        version: "1.0",
        base: { name: "Qwen/Qwen3-1.7B" },
        runs: [run],
        at: "2026-03-09T00:00:00Z",
      },
    },
  ],
  basesWithoutRuns: ["Qwen/Qwen3-1.7B"],
  runs: [
    {
      row: 10,
      run: {
        id: run,
        name: "pretrain-01",
        purpose: "train",
        model: { name: "kaede-1b", version: "1.0" },
        startedAt: "2026-03-03T00:00:00Z",
        mode: "observe",
        configuration: {},
        code: { commit: "0123abcd", dirty: true },
        environment: { platform: "linux", architecture: "x64", runtime: "node 24.0.0" },
        tool: { name: "yurai", version: "0.1.0" },
      },
      ends: [
        {
          row: 21,
          fact: { run, endedAt: "2026-03-04T00:00:00Z", outcome: "completed", sources: [], segments: [] },
        },
      ],
    },
  ],
  sources,
  hosts: {
    hosts: 412,
    optedOutHosts: 38,
    withRobotsFile: 400,
    fetchedThoughRefused: 3,
    robots: { allowed: 1_100_000, refused: 120, unknown: 104_211 },
    refusedHosts: [
      { host: "news.example.jp", records: 100, line: 14 },
      { host: "cdn.example.net", records: 20 },
    ],
    domainCount: 30,
    domains: [
      { domain: "example.jp", hosts: 12, records: 90_000, bytes: 900_000_000 },
      { domain: "example.co.jp", hosts: 2, records: 40_000, bytes: 300_000_000 },
      { domain: "新聞.example", hosts: 1, records: 4_000, bytes: 30_000_000 },
    ],
    rows: [12],
  },
  checks: {
    outputs: 1_000,
    byAction: { pass: 994, attribute: 3, review: 2, block: 1 },
    policies: ["publish"],
    firstAt: "2026-04-01T00:00:00Z",
    lastAt: "2026-11-01T00:00:00Z",
    rows: [30],
  },
  inquiries: { drafted: 2, approved: 1, byAnswer: { included: 1, "not-found": 1 }, rows: [40, 41] },
  gaps: [
    { kind: "source-without-declaration", count: 1, source: "undeclared-drop", at: "2026-11-21T09:30:00Z" },
    {
      kind: "truncated-file",
      count: 1,
      source: "news-crawl",
      where: { path: "crawl/0041.warc.gz", byte: 88_120_440 },
      at: "2026-03-03T00:00:00Z",
    },
  ],
};

/** A ledger of which nothing is known but that it exists. */
export const emptyFacts: ReportFacts = {
  ...facts,
  models: [],
  basesWithoutRuns: [],
  runs: [],
  sources: [],
  hosts: { hosts: 0, optedOutHosts: 0, withRobotsFile: 0, domainCount: 0, domains: [], rows: [] },
  checks: { outputs: 0, byAction: {}, policies: [], rows: [] },
  inquiries: { drafted: 0, approved: 0, byAnswer: {}, rows: [] },
  gaps: [],
};

/** Some answers; most items stay blank. */
export const answers: ReportAnswers = {
  format: "yurai-answers",
  version: 1,
  organisation: { ja: "かえで株式会社", en: "Kaede, Inc." },
  items: {
    "principle-code": {
      P1: { status: "comply", text: { ja: "本書で開示する。", en: "Disclosed in this document." } },
      M4: { text: { ja: "復号器のみの Transformer", en: "Decoder-only transformer" } },
    },
  },
};
