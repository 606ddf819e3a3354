// Plain data for the screens of the ledger. Names and figures are invented.
import { unknownTerms } from "@yurai/schema";
import type { Gap, LicenceClaim, Run, RunEnd, RunSource } from "@yurai/schema";
import type { ShownModel } from "../src/terminal/show-model.ts";
import type { ShownRecord } from "../src/terminal/show-record.ts";
import type { ShownRun } from "../src/terminal/show-run.ts";
import type { ShownSource } from "../src/terminal/show-source.ts";
import type { StatusSummary } from "../src/terminal/status-terminal.ts";
import type { TrackSummary } from "../src/terminal/track-terminal.ts";
import { provenance } from "./fixture.ts";

const at = "2026-11-20T10:00:00Z";
const runId = "7c1e0000000000000000000000000000";

const newsRead: RunSource = {
  source: "news-crawl",
  evidence: "reread",
  records: 1_204_331,
  characters: 3_104_000_000,
  bytes: 3_108_000_000,
  hosts: 412,
  optedOutRecords: 41_207,
  optedOutHosts: 38,
  licences: [
    { basis: "declared", records: 24_086 },
    { basis: "detected", records: 84_303 },
    { basis: "unknown", records: 1_095_942 },
  ],
  firstUsedAt: at,
  lastUsedAt: at,
};

export const gaps: readonly Gap[] = [
  {
    kind: "truncated-file",
    count: 1,
    source: "news-crawl",
    run: runId,
    where: { path: "crawl/0041.warc.gz", byte: 88_120_440 },
    at,
  },
  { kind: "host-without-robots-txt", count: 12, source: "news-crawl", run: runId, at },
  { kind: "source-without-licence", count: 1, source: "news-crawl", at },
  { kind: "source-without-licence", count: 1, source: "forum-2024", at },
  {
    kind: "broken-line",
    count: 3,
    source: "forum-2024",
    where: { path: "forum.jsonl", line: 17 },
    code: "EJSON",
    at,
  },
];

export const track: TrackSummary = {
  run: { id: runId, name: "pretrain-01" },
  segments: 13,
  isReadable: true,
  segmentBytes: 331_000_000,
  sources: [
    {
      ...newsRead,
      reliance: { kind: "undecided" },
      screened: false,
      personalData: {
        scannedRecords: newsRead.records,
        counts: [
          { category: "e-mail", count: 1902 },
          { category: "phone", count: 311 },
          { category: "my-number", count: 4 },
        ],
      },
    },
  ],
  gaps: gaps.slice(0, 2),
  elapsedMs: 21_000,
  threadMs: 2_047,
};

export const trackMany: TrackSummary = {
  ...track,
  sources: Array.from({ length: 12 }, (_, n) => ({
    ...newsRead,
    source: `npm:package-${n}`,
    records: 10 + n,
    hosts: 0,
    optedOutRecords: 0,
    optedOutHosts: 0,
    licences: [{ basis: "detected" as const, records: 10 + n }],
    reliance: { kind: "undecided" as const },
    screened: false,
  })),
  gaps: [],
};

export const status: StatusSummary = {
  home: "./.yurai",
  gaps,
  sources: [
    {
      name: "news-crawl",
      origin: "crawled",
      records: 1_204_331,
      reliance: "undecided",
    },
    {
      name: "left-pad",
      origin: "public-dataset",
      records: 12,
      licence: "MIT",
      basis: "detected",
      reliance: "licence",
    },
  ],
  models: [{ model: { name: "kaede-1b" }, runs: 2, base: { name: "Qwen/Qwen3-1.7B" }, baseRuns: 0 }],
  runs: 2,
  records: 1_204_343,
  characters: 3_104_000_000,
  segments: 13,
  segmentBytes: 331_000_000,
  ledger: { rows: 5120 },
};

const claims: readonly LicenceClaim[] = [
  {
    basis: "declared",
    licence: { kind: "spdx", expression: "CC-BY-4.0" },
    evidence: { kind: "url", url: "https://news.example.jp/terms" },
    by: "yurai 0.1.0",
    at,
  },
  {
    basis: "concluded",
    licence: { kind: "custom", name: "agreement A-12" },
    evidence: { kind: "statement", because: "letter of 2026-04-01" },
    by: "Sato",
    at,
  },
];

export const source: ShownSource = {
  source: {
    name: "news-crawl",
    origin: "crawled",
    purpose: "pretraining in Japanese",
    accessMode: "crawl",
    agreement: { reference: "A-12", from: "2026-04-01", deleteWithinDays: 30 },
    regions: { storage: ["JP"] },
  },
  records: 1_204_331,
  characters: 3_104_000_000,
  bytes: 3_108_000_000,
  hosts: 412,
  optedOutRecords: 41_207,
  optedOutHosts: 38,
  licences: claims,
  terms: unknownTerms,
  reliance: {
    kind: "exception",
    exception: "jp-copyright-30-4",
    by: "Sato",
    at,
    because: "memo 2026-07",
  },
  crawls: [
    {
      id: "crawl-2026-03",
      source: "news-crawl",
      userAgent: "KaedeBot/1.0",
      startedAt: "2026-03-01T00:00:00Z",
      robots: "read-only",
      lookedFor: ["robots-txt", "tdmrep"],
    },
  ],
  runs: [{ id: runId, name: "pretrain-01", model: "kaede-1b", records: 1_204_331, firstUsedAt: at }],
  gaps: gaps.slice(0, 2),
};

const run: Run = {
  id: runId,
  name: "pretrain-01",
  purpose: "train",
  model: { name: "kaede-1b" },
  startedAt: at,
  mode: "observe",
  configuration: {},
  code: { repository: "https://git.example.jp/kaede", commit: "0a1b2c3d", dirty: true },
  environment: { platform: "linux", architecture: "x64", runtime: "node 24.1.0" },
  tool: { name: "yurai", version: "0.1.0" },
};

const end: RunEnd = {
  run: runId,
  endedAt: "2026-11-20T11:00:00Z",
  outcome: "completed",
  sources: [newsRead],
  segments: [],
};

export const shownRun: ShownRun = {
  run,
  end,
  segments: Array.from({ length: 13 }, (_, n) => ({
    id: String(n).padStart(64, "a"),
    bytes: 25_000_000,
  })),
  gaps,
};

export const shownModel: ShownModel = {
  model: { name: "kaede-1b", base: { name: "Qwen/Qwen3-1.7B" }, runs: [runId], at },
  bases: [{ model: { name: "Qwen/Qwen3-1.7B" }, runs: 0 }],
  sources: [{ name: "news-crawl", records: 1_204_331 }],
};

export const shownRecord: ShownRecord = {
  provenance: provenance({ id: "row-1", licences: claims, basis: "concluded" }),
  contentDigest: "0123456789abcdef0123456789abcdef",
  bytes: 4000,
  characters: 1320,
  models: [{ name: "kaede-1b" }],
};
