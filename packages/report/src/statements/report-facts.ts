// What the ledger knows, as reports need it. Whoever reads the ledger fills it in; everything here is data.
import type {
  Crawl,
  Gap,
  LicenceClaim,
  Model,
  PersonalDataCounts,
  Reliance,
  RobotsCounts,
  Run,
  RunEnd,
  RunSource,
  SignalCount,
  Source,
  Timestamp,
  Tool,
} from "@yurai/schema";

/** A fact, and the place in the log of the row that states it. */
export interface Recorded<Fact> {
  readonly row: number;
  readonly fact: Fact;
}

/** A run of the report's models. */
export interface ReportedRun {
  readonly row: number;
  readonly run: Run;
  readonly ends: readonly Recorded<RunEnd>[];
}

/** What one run read from a source, as its writers committed it. */
export interface SourceShare extends RunSource {
  readonly run: string;
  readonly row: number;
}

/** What screening did with the rows of a source. */
export interface ScreenedSource {
  readonly row: number;
  readonly run: string;
  readonly kept: number;
  readonly dropped: number;
  readonly quarantined: number;
  readonly rules: readonly { readonly rule: string; readonly action: string; readonly records: number }[];
}

/** Everything that is known of one source. */
export interface ReportedSource {
  readonly name: string;
  /** Missing for a source that was read and never declared. */
  readonly declared?: Recorded<Source>;
  readonly licences: readonly Recorded<LicenceClaim>[];
  readonly reliances: readonly Recorded<Reliance>[];
  readonly crawls: readonly Recorded<Crawl>[];
  readonly shares: readonly SourceShare[];
  readonly screenings: readonly ScreenedSource[];
  /** Records by signal and by what it says about training. */
  readonly signals: readonly SignalCount[];
  /** Finds of personal data and secrets, and in how many records anybody looked; missing when nobody did. */
  readonly personalData?: PersonalDataCounts;
  /** When its hosts were visited first and last, as far as the data says. */
  readonly firstFetchedAt?: Timestamp;
  readonly lastFetchedAt?: Timestamp;
  /** Hosts that the records came from. */
  readonly hosts: number;
}

/** What one domain gave. */
export interface DomainTotal {
  readonly domain: string;
  readonly hosts: number;
  readonly records: number;
  readonly bytes: number;
}

/** A host of which records were fetched although its robots.txt refused them. */
interface RefusedHost {
  readonly host: string;
  readonly records: number;
  /** Line of its robots.txt, from 1. */
  readonly line?: number;
}

/** What hosts gave, over all sources. */
export interface ReportedHosts {
  readonly hosts: number;
  /** Hosts with at least one record whose signals say no to training. */
  readonly optedOutHosts: number;
  /** Hosts whose robots.txt is in the data. */
  readonly withRobotsFile: number;
  /** Hosts of which at least one record was fetched although robots.txt refused it. */
  readonly fetchedThoughRefused?: number;
  /** Records by what robots.txt said to who fetched them; missing where nobody looked. */
  readonly robots?: RobotsCounts;
  /** The hosts with the most records that were fetched although refused, and a line of robots.txt that refused one. */
  readonly refusedHosts?: readonly RefusedHost[];
  /** How many domains there are; `domains` lists the largest by bytes. */
  readonly domainCount: number;
  readonly domains: readonly DomainTotal[];
  /** How many rows of the ledger hold them, the first and the last. */
  readonly rows: readonly number[];
}

/** Verdicts, counted. */
export interface ReportedChecks {
  readonly outputs: number;
  readonly byAction: Readonly<Record<string, number>>;
  readonly policies: readonly string[];
  readonly firstAt?: Timestamp;
  readonly lastAt?: Timestamp;
  readonly rows: readonly number[];
}

/** Inquiries, counted. */
export interface ReportedInquiries {
  readonly drafted: number;
  readonly approved: number;
  /** Targets by their answer. */
  readonly byAnswer: Readonly<Record<string, number>>;
  readonly rows: readonly number[];
}

/** The ledger's facts for a report, read as it stood at one size. */
export interface ReportFacts {
  readonly madeAt: Timestamp;
  readonly tool: Tool;
  readonly ledger: { readonly id: string; readonly size: number; readonly root: string };
  /** The models that the report is about, and the bases below them. */
  readonly models: readonly Recorded<Model>[];
  /** Bases of which the ledger knows no run. */
  readonly basesWithoutRuns: readonly string[];
  readonly runs: readonly ReportedRun[];
  /** In the order of their records, most first. */
  readonly sources: readonly ReportedSource[];
  readonly hosts: ReportedHosts;
  readonly checks: ReportedChecks;
  readonly inquiries: ReportedInquiries;
  readonly gaps: readonly Gap[];
}

/** What the shares of a source come to. */
export interface SourceTotals {
  readonly records: number;
  /** Characters of the normal form. */
  readonly characters: number;
  /** Of texts and pictures. */
  readonly bytes: number;
  /** Records with a picture, and the bytes of their files. */
  readonly pictures: number;
  readonly pictureBytes: number;
  readonly optedOutRecords: number;
  readonly optedOutHosts: number;
  readonly firstUsedAt?: Timestamp;
  readonly lastUsedAt?: Timestamp;
}

/** Adds up what all runs read of sources. Texts that two runs read count twice: each run used them. */
export function totalsOf(sources: readonly ReportedSource[]): SourceTotals {
  const shares = sources.flatMap((source) => source.shares);
  const sum = (of: (share: SourceShare) => number): number =>
    shares.reduce((total, share) => total + of(share), 0);
  const first = shares.map((share) => share.firstUsedAt).toSorted(byTime)[0];
  const last = shares
    .map((share) => share.lastUsedAt)
    .toSorted(byTime)
    .at(-1);
  return {
    records: sum((share) => share.records),
    characters: sum((share) => share.characters),
    bytes: sum((share) => share.bytes),
    optedOutRecords: sum((share) => share.optedOutRecords),
    optedOutHosts: sum((share) => share.optedOutHosts),
    pictures: sum((share) => share.pictures?.records ?? 0),
    pictureBytes: sum((share) => share.pictures?.bytes ?? 0),
    ...(first !== undefined && { firstUsedAt: first }),
    ...(last !== undefined && { lastUsedAt: last }),
  };
}

/** Orders timestamps by the moment, whatever their offsets. */
export function byTime(a: Timestamp, b: Timestamp): number {
  return Date.parse(a) - Date.parse(b);
}
