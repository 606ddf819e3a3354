import { formatBytes, formatCount, formatDate, formatShare } from "../number.ts";
import {
  rowsOf,
  type FoundEvidence,
  type EvidenceContext,
  type EvidenceName,
  type FindEvidence,
} from "../statements/evidence.ts";
import type { StatementWords } from "../statements/statement-words.ts";
import { totalsOf, type ReportedSource, type ReportFacts } from "../statements/report-facts.ts";
import { rowsOfSources } from "./sources.ts";

type Name = Extract<EvidenceName, "crawlers" | "opt-outs" | "reservations" | "screening" | "domains">;

/** Questions about crawlers, opt-outs and what was done about them. */
export const evidenceOfCrawls: Readonly<Record<Name, FindEvidence>> = {
  crawlers(facts, { words, catalogue }) {
    const crawled = facts.sources.filter(
      (source) => source.crawls.length > 0 || source.declared?.fact.origin === "crawled",
    );
    if (facts.sources.length === 0) return undefined;
    if (crawled.length === 0)
      return { lines: [words.noneRecorded], figures: { sources: 0 }, rows: rowsOfSources(facts.sources) };
    const unknown = words.unknown;
    const crawls = crawled.flatMap((source) => source.crawls);
    const without = crawled.filter((source) => source.crawls.length === 0).length;
    return {
      lines: [
        words.crawledSources(crawled.length, facts.hosts.hosts),
        ...(without > 0 ? [words.withoutCrawl(without)] : []),
      ],
      table: {
        columns: [
          { title: words.column.source },
          { title: words.column.userAgent },
          { title: words.column.operator },
          { title: words.column.purpose },
          { title: words.column.period },
          { title: words.column.robots },
        ],
        rows: crawls.map(({ fact }) => [
          fact.source,
          fact.userAgent ?? unknown,
          fact.operator ?? unknown,
          fact.purpose ?? unknown,
          `${day(fact.startedAt, unknown)} - ${day(fact.endedAt, unknown)}`,
          catalogue.ledger.robotsReading[fact.robots],
        ]),
      },
      figures: { sources: crawled.length, crawls: crawls.length, hosts: facts.hosts.hosts },
      rows: rowsOf(
        crawls.map(({ row }) => row),
        crawled.map((source) => source.declared?.row),
      ),
    };
  },

  "opt-outs": optOuts,
  // The same facts, under the word that EU exports use.
  reservations: optOuts,

  screening(facts, { words }) {
    const screenings = facts.sources.flatMap((source) =>
      source.screenings.map((screening) => ({ source: source.name, ...screening })),
    );
    if (facts.sources.length === 0) return undefined;
    if (screenings.length === 0)
      return { lines: [words.notScreened], figures: { screened: 0 }, rows: rowsOfSources(facts.sources) };
    const sum = (of: (screening: (typeof screenings)[number]) => number): number =>
      screenings.reduce((total, screening) => total + of(screening), 0);
    const figures = {
      kept: sum((screening) => screening.kept),
      dropped: sum((screening) => screening.dropped),
      quarantined: sum((screening) => screening.quarantined),
    };
    return {
      lines: [
        words.screened(
          formatCount(figures.kept),
          formatCount(figures.dropped),
          formatCount(figures.quarantined),
        ),
      ],
      table: {
        columns: [
          { title: words.column.source },
          { title: words.column.rule },
          { title: words.column.action },
          { title: words.column.records, align: "end" },
        ],
        rows: screenings.flatMap(({ source, rules }) =>
          rules.map(({ rule, action, records }) => [source, rule, action, formatCount(records)]),
        ),
      },
      figures,
      rows: rowsOf(screenings.map(({ row }) => row)),
    };
  },

  domains(facts, { words, thresholds }) {
    const { hosts } = facts;
    if (hosts.domainCount === 0) return undefined;
    const share = formatShare(thresholds.domainShare);
    const unit = words.domainUnit[thresholds.domainUnit];
    const limit =
      thresholds.domainLimit === undefined ? "" : words.domainLimit(formatCount(thresholds.domainLimit));
    return {
      lines: [words.domainsListed(hosts.domains.length, hosts.domainCount, unit, share) + limit],
      table: {
        columns: [
          { title: words.column.domain },
          { title: words.column.hosts, align: "end" },
          { title: words.column.records, align: "end" },
          { title: words.column.bytes, align: "end" },
        ],
        rows: hosts.domains.map(({ domain, hosts: count, records, bytes }) => [
          domain,
          formatCount(count),
          formatCount(records),
          formatBytes(bytes),
        ]),
      },
      figures: { domains: hosts.domainCount, listed: hosts.domains.length, share: thresholds.domainShare },
      rows: hosts.rows,
    };
  },
};

function optOuts(facts: ReportFacts, { words, catalogue }: EvidenceContext): FoundEvidence | undefined {
  if (facts.sources.length === 0) return undefined;
  const { records, optedOutRecords } = totalsOf(facts.sources);
  const signals = countSignals(facts.sources);
  const robots =
    facts.hosts.hosts === 0 ? [] : [words.robotsFiles(facts.hosts.withRobotsFile, facts.hosts.hosts)];
  return {
    lines: [
      optedOutRecords === 0
        ? words.noOptOutSeen
        : words.optOutSeen(
            facts.hosts.optedOutHosts,
            formatCount(optedOutRecords),
            formatShare(optedOutRecords / Math.max(1, records)),
          ),
      ...robots,
      ...robotsLines(facts, words),
    ],
    ...(signals.length > 0 && {
      table: {
        columns: [
          { title: words.column.signal },
          { title: words.column.says },
          { title: words.column.records, align: "end" as const },
        ],
        rows: signals.map(({ kind, training, records: count }) => [
          catalogue.words.signal[kind],
          catalogue.words.answer[training],
          formatCount(count),
        ]),
      },
    }),
    figures: {
      optedOutRecords,
      optedOutHosts: facts.hosts.optedOutHosts,
      hosts: facts.hosts.hosts,
      withRobotsFile: facts.hosts.withRobotsFile,
      ...(facts.hosts.robots !== undefined && {
        robotsAllowed: facts.hosts.robots.allowed,
        robotsRefused: facts.hosts.robots.refused,
        robotsUnknown: facts.hosts.robots.unknown,
      }),
    },
    rows: rowsOf(rowsOfSources(facts.sources), facts.hosts.rows),
  };
}

/** What robots.txt said about the pages that were fetched; nothing where no page was. */
function robotsLines({ hosts }: ReportFacts, words: StatementWords): readonly string[] {
  if (hosts.hosts === 0) return [];
  const { robots } = hosts;
  if (robots === undefined) return [words.robotsNotCompared];
  return [
    words.robotsAllowed(formatCount(robots.allowed)),
    words.robotsRefused(formatCount(robots.refused), hosts.fetchedThoughRefused ?? 0),
    ...refusedHosts(hosts.refusedHosts ?? [], words),
    words.robotsUnknown(formatCount(robots.unknown)),
  ];
}

const hostsNamed = 5;

/** Hosts and lines, and no page: reports are published, and an address can be personal data. */
function refusedHosts(
  hosts: NonNullable<ReportFacts["hosts"]["refusedHosts"]>,
  words: StatementWords,
): readonly string[] {
  if (hosts.length === 0) return [];
  const named = hosts
    .slice(0, hostsNamed)
    .map(({ host, records, line = 0 }) => ({ host, records: formatCount(records), line }));
  return [words.robotsRefusedHosts(named)];
}

/** Adds signals up over sources, most frequent first. */
function countSignals(sources: readonly ReportedSource[]): ReportedSource["signals"] {
  const sums = new Map<string, ReportedSource["signals"][number]>();
  for (const signal of sources.flatMap((source) => source.signals)) {
    // A mark says how a picture was made, and nothing of what may be done with it.
    if (signal.kind === "synthetic-mark") continue;
    const key = `${signal.kind} ${signal.training}`;
    sums.set(key, { ...signal, records: signal.records + (sums.get(key)?.records ?? 0) });
  }
  return [...sums.values()].toSorted((a, b) => b.records - a.records);
}

function day(time: string | undefined, unknown: string): string {
  return time === undefined ? unknown : formatDate(time);
}
