import { describe, expect, test } from "vitest";
import type { z } from "zod";
import * as schema from "@yurai/schema";
import type {
  Crawl,
  Gap,
  HostRollUp,
  LicenceClaim,
  Model,
  RecordFacts,
  Reliance,
  Run,
  RunEnd,
  SegmentManifest,
  Signal,
} from "@yurai/schema";
import { exampleProvenance } from "./examples.ts";

const at = "2026-11-21T10:00:00Z";
const run = "0123456789abcdef0123456789abcdef";
const hex = "9".repeat(64);

const facts: RecordFacts = {
  source: "news-crawl",
  locator: exampleProvenance.locator,
  url: "https://news.example.jp/a/1",
  fetchedAt: at,
  language: "ja",
  signals: exampleProvenance.signals,
};
const signal: Signal = { kind: "other", value: "", where: { kind: "stated" }, training: "unknown" };
const claim: LicenceClaim = {
  basis: "concluded",
  licence: { kind: "custom", name: "A-12" },
  evidence: { kind: "statement", because: "Read the agreement." },
  by: "Sato",
  at,
};
const reliance: Reliance = {
  kind: "exception",
  exception: "jp-copyright-30-4",
  by: "Sato",
  at,
  because: "Analysis.",
};
const crawl: Crawl = {
  id: "spring",
  source: "news-crawl",
  robots: "unknown",
  lookedFor: ["robots-txt", "tdmrep"],
};
const host: HostRollUp = {
  run,
  source: "news-crawl",
  host: "news.example.jp",
  records: 3,
  characters: 900,
  bytes: 2_700,
  optedOutRecords: 1,
  signals: [{ kind: "robots-txt", training: "no", records: 1 }],
};
const started: Run = {
  id: run,
  purpose: "train",
  model: { name: "kaede-1b" },
  startedAt: at,
  mode: "observe",
  configuration: { text: "body", nested: { limits: [1, null] } },
  environment: { platform: "linux", architecture: "x64", runtime: "node 24.1.0" },
  tool: { name: "yurai", version: "0.1.0" },
};
const ended: RunEnd = {
  run,
  endedAt: at,
  outcome: "completed",
  sources: [
    {
      source: "news-crawl",
      evidence: "reread",
      records: 3,
      characters: 900,
      bytes: 2_700,
      hosts: 1,
      optedOutRecords: 1,
      optedOutHosts: 1,
      licences: [{ basis: "unknown", records: 3 }],
      firstUsedAt: at,
      lastUsedAt: at,
    },
  ],
  segments: [hex],
};
const model: Model = { name: "kaede-1b", base: { name: "Qwen/Qwen3-1.7B" }, runs: [run], at };
const gap: Gap = {
  kind: "truncated-file",
  count: 1,
  where: { path: "a.gz", byte: 88_120_440 },
  code: "Z_BUF_ERROR",
  at,
};
const manifest: SegmentManifest = {
  format: "yurai-segment",
  version: 1,
  writer: { tool: "yurai", version: "0.1.0" },
  createdAt: at,
  algorithms: { normalForm: "text-1", digest: "sha256-128", urlKey: "url-1" },
  sources: [{ name: "news-crawl", evidence: "reread", records: 3, characters: 900, bytes: 2_700 }],
  counts: { records: 3, characters: 900, bytes: 2_700, anchors: 0 },
  replaces: [],
  files: [{ name: "records.parquet", byteLength: 4_096, sha256: hex }],
};

const nouns: readonly (readonly [string, z.ZodType, object])[] = [
  ["record", schema.recordFactsSchema, facts],
  ["signal", schema.signalSchema, signal],
  ["licence claim", schema.licenceClaimSchema, claim],
  ["reliance", schema.relianceSchema, reliance],
  ["crawl", schema.crawlSchema, crawl],
  ["host roll-up", schema.hostRollUpSchema, host],
  ["run", schema.runSchema, started],
  ["end of a run", schema.runEndSchema, ended],
  ["model", schema.modelSchema, model],
  ["gap", schema.gapSchema, gap],
  ["segment manifest", schema.segmentManifestSchema, manifest],
];

describe.each(nouns)("a %s", (_name, noun, value) => {
  test("comes back from storage as it went in, with the same content id", () => {
    const stored: unknown = JSON.parse(schema.canonicalJson(value));
    const back = schema.parse(noun, stored, { what: "row" });
    expect(back).toEqual(value);
    expect(schema.contentId(back)).toBe(schema.contentId(value));
  });

  test("with a member that nobody knows is refused", () => {
    expect(schema.findProblems(noun, { ...value, unheardOf: 1 })).not.toEqual([]);
  });

  test("with a member missing is refused, or was optional", () => {
    const required = Object.keys(value).filter((key) => {
      const rest = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
      return schema.findProblems(noun, rest).length > 0;
    });
    expect(required.length).toBeGreaterThan(0);
  });
});

describe("values from outside", () => {
  test.each(["../keys.idx", "a/b.idx", "/etc/passwd", "..", "a", "keys.idx\u0000", ".hidden"])(
    "a segment's manifest cannot name the file %j, which might lead out of its folder",
    (name) => {
      const files = [{ name, byteLength: 1, sha256: hex }];
      expect(schema.findProblems(schema.segmentManifestSchema, { ...manifest, files })).not.toEqual([]);
    },
  );

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "3"])("%s is not a count", (records) => {
    expect(schema.findProblems(schema.hostRollUpSchema, { ...host, records })).not.toEqual([]);
  });

  test.each(["2026-11-21", "2026-11-21T10:00:00", "21.11.2026", "2026-13-01T00:00:00Z", ""])(
    "%j is not a time, because it lacks a part or its offset",
    (moment) => {
      expect(schema.findProblems(schema.gapSchema, { ...gap, at: moment })).not.toEqual([]);
    },
  );

  test("a lone surrogate is refused at the door, not when a row is hashed", () => {
    expect(schema.findProblems(schema.recordFactsSchema, { ...facts, id: "a\ud800" })).not.toEqual([]);
  });

  test("free content of a run is limited in depth", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level += 1) deep = { deep };
    expect(schema.findProblems(schema.runSchema, { ...started, configuration: deep })).toHaveLength(1);
  });

  test("one refusal among the signals outweighs every permission", () => {
    const yes: Signal = { ...signal, training: "yes" };
    const no: Signal = { ...signal, training: "no" };
    expect(schema.refusesTraining([yes, signal])).toBe(false);
    expect(schema.refusesTraining([yes, no])).toBe(true);
    expect(schema.refusesTraining([])).toBe(false);
  });
});
