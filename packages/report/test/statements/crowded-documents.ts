// Documents that are hard to draw: hundreds of sources and domains, long Japanese names, words without a break.
import type { Inquiry, InquiryMatch, Language } from "@yurai/schema";
import {
  ab2013,
  euTrainingSummary,
  inquiryDocument,
  principleCode,
  provenanceReportOf,
  statementOf,
  type ReportDocument,
  type ReportedSource,
  type ReportFacts,
} from "../../src/statements.ts";
import { answers, facts } from "./report-facts-fixture.ts";

const longNames = [
  "全国地方新聞記事コーパス（二〇二五年度版・見出しと本文・写真説明を含む）",
  `archive-${"0123456789abcdef".repeat(6)}`,
  "hf:organisation-with-a-long-name/dataset-with-a-still-longer-name-2026-10-31-deduplicated",
];

function manySources(): readonly ReportedSource[] {
  const [news, magazine] = facts.sources as readonly [ReportedSource, ReportedSource];
  const named = longNames.map((name, at): ReportedSource => ({
    ...(at === 0 ? news : magazine),
    name,
  }));
  const numbered = Array.from({ length: 20 }, (_, at): ReportedSource => ({
    ...magazine,
    name: `雑誌-${at + 1}`,
  }));
  return [...facts.sources, ...named, ...numbered];
}

/** The fixture's facts, many times over. */
const crowdedFacts: ReportFacts = {
  ...facts,
  sources: manySources(),
  hosts: {
    ...facts.hosts,
    domainCount: 610,
    domains: [
      {
        domain: "とても長い日本語のドメイン名を持つ新聞社の記事配信サイト.example",
        hosts: 3,
        records: 1,
        bytes: 9e11,
      },
      ...Array.from({ length: 60 }, (_, at) => ({
        domain: `${"sub-".repeat(at % 9)}domain-${at}.example.co.jp`,
        hosts: at,
        records: at * 1_000,
        bytes: (60 - at) * 1e9,
      })),
    ],
  },
};

const match: InquiryMatch = {
  record: { segment: "5b".repeat(32), ordinal: 7 },
  source: longNames[0] ?? "",
  origin: "crawled",
  locator: { kind: "ordinal", ordinal: 7 },
  url: `https://news.example.jp/${"とても長い道/".repeat(12)}`,
  fetchedAt: "2026-03-02T00:00:00Z",
  userAgents: ["Mozilla/5.0 (compatible; KaedeBot/1.0; +https://kaede.example/bot)"],
  runs: ["7c1e".padEnd(32, "0")],
  models: [{ name: "kaede-1b", version: "1.0", since: "2026-03-09T00:00:00Z" }],
  licences: [{ licence: "CC-BY-4.0", basis: "detected" }],
  signals: [],
  reliance: "undecided",
};

/** An answer about many addresses, one of each kind of answer. */
const inquiry: Inquiry = {
  id: "Q-014",
  state: "draft",
  draftedAt: "2026-11-21T09:30:00Z",
  request: {
    format: "yurai-request",
    version: 1,
    reference: "2026-014",
    principle: 2,
    requester: { name: "山田新聞社" },
    identityChecked: true,
  },
  targets: [
    { kind: "url", value: "https://news.example.jp/a/1", answer: "included", records: 7, matches: [match] },
    {
      kind: "text",
      value: "5b".repeat(32),
      answer: "similar",
      records: 1,
      matches: [{ ...match, longestRun: 212, covered: 0.38 }],
    },
    {
      kind: "host",
      value: "news.example.jp",
      answer: "declined",
      records: 0,
      matches: [],
      reason: "一括の請求",
    },
    { kind: "digest", value: "ab".repeat(16), answer: "cannot-determine", records: 0, matches: [] },
    ...Array.from({ length: 80 }, (_, at) => ({
      kind: "url" as const,
      value: `https://news.example.jp/${"長い".repeat(20)}/${at}`,
      answer: "not-found" as const,
      records: 0,
      matches: [],
    })),
  ],
  reach: {
    segmentsSearched: 40,
    segmentsExpected: 41,
    records: 1_204_331,
    characters: 9_800_000_000,
    runs: [{ id: "7c1e".padEnd(32, "0"), name: "pretrain-01", startedAt: "2026-03-03T00:00:00Z" }],
    models: [{ name: "kaede-1b", version: "1.0" }],
    modelsWithoutRuns: [{ name: "Qwen/Qwen3-1.7B" }],
    unsearched: [{ id: "5b".repeat(32), code: "segment-missing" }],
    since: "2026-02-01T00:00:00Z",
  },
  tool: { name: "yurai", version: "0.1.0" },
};

/** Every kind of document. */
export function crowdedDocuments(language: Language): readonly ReportDocument[] {
  const options = { id: "0123456789abcdef", language, answers };
  return [
    ...[principleCode, euTrainingSummary, ab2013].map(
      (instrument) => statementOf(instrument, crowdedFacts, options).document,
    ),
    provenanceReportOf(crowdedFacts, options).document,
    inquiryDocument(inquiry, language),
  ];
}
