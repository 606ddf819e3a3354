import type { Language, ItemState, ItemStatus } from "@yurai/schema";
import type { StatementCounts } from "./statement.ts";
import type { LegalBasis, Verification } from "./instrument.ts";
import { statementWordsEn } from "./statement-words-en.ts";
import { statementWordsJa } from "./statement-words-ja.ts";

/** Titles of a table's columns. */
type Column =
  | "run"
  | "purpose"
  | "began"
  | "ended"
  | "origin"
  | "class"
  | "sources"
  | "source"
  | "records"
  | "characters"
  | "bytes"
  | "share"
  | "release"
  | "firstUsed"
  | "licence"
  | "declared"
  | "found"
  | "basis"
  | "reliance"
  | "by"
  | "because"
  | "userAgent"
  | "operator"
  | "period"
  | "robots"
  | "signal"
  | "says"
  | "rule"
  | "action"
  | "domain"
  | "hosts"
  | "verdict"
  | "outputs"
  | "category"
  | "count"
  | "item"
  | "figure"
  | "before"
  | "now"
  | "gap";

/** The texts of reports. */
export interface StatementWords {
  readonly column: Readonly<Record<Column, string>>;
  readonly state: Readonly<Record<ItemState, string>>;
  readonly status: Readonly<Record<ItemStatus, string>>;
  readonly legalBasis: Readonly<Record<LegalBasis, string>>;
  readonly verification: Readonly<Record<Verification, string>>;
  readonly unknown: string;
  readonly undeclared: string;
  readonly undecided: string;
  readonly noEnd: string;
  readonly noneRecorded: string;
  // Models and runs.
  readonly modelRecorded: (name: string, date: string) => string;
  readonly base: (name: string, base: string) => string;
  readonly noBase: (name: string) => string;
  readonly baseUnknown: string;
  readonly runs: (count: number, from: string, to: string) => string;
  readonly runsEnded: (ended: number, all: number) => string;
  readonly runsFor: (purpose: string, count: number) => string;
  readonly codeVersions: (known: number, all: number, dirty: number) => string;
  // Sources.
  readonly purposeOf: (source: string, purpose: string) => string;
  readonly dataPoints: (records: string, characters: string, bytes: string) => string;
  readonly textSize: (characters: string, bytes: string) => string;
  readonly underBillion: string;
  readonly atMostTenTrillion: string;
  readonly rangeUnknown: string;
  readonly modalityText: string;
  readonly modalityImages: string;
  readonly imageSize: (pictures: string, bytes: string) => string;
  readonly imagesUnderMillion: string;
  readonly imagesAtMostBillion: string;
  readonly imagesOverBillion: string;
  readonly fetched: (from: string, to: string) => string;
  readonly loaded: (from: string, to: string) => string;
  readonly largeDatasets: (share: string, count: number) => string;
  readonly usedSources: (count: number, records: string, characters: string) => string;
  readonly undeclaredSources: (count: number) => string;
  // Rights.
  readonly licenceNote: string;
  readonly withoutLicence: (count: number, all: number) => string;
  readonly licencesAgree: string;
  readonly licencesDisagree: (count: number) => string;
  readonly received: (count: number, withAgreement: number) => string;
  readonly agreementOf: (source: string, reference: string, from: string, to: string) => string;
  readonly relianceUndecided: (count: number, all: number) => string;
  readonly reachedBy: (mode: string, count: number) => string;
  // Crawls.
  readonly crawledSources: (count: number, hosts: number) => string;
  readonly withoutCrawl: (count: number) => string;
  readonly markedSynthetic: (records: string) => string;
  readonly noOptOutSeen: string;
  readonly optOutSeen: (hosts: number, records: string, share: string) => string;
  readonly robotsFiles: (withFile: number, hosts: number) => string;
  readonly robotsRefused: (records: string, hosts: number) => string;
  /** Hosts of such records, each with its count and the line of its robots.txt that refused one, 0 where none did. */
  readonly robotsRefusedHosts: (
    hosts: readonly { readonly host: string; readonly records: string; readonly line: number }[],
  ) => string;
  readonly robotsAllowed: (records: string) => string;
  readonly robotsUnknown: (records: string) => string;
  readonly robotsNotCompared: string;
  readonly notScreened: string;
  readonly screened: (kept: string, dropped: string, quarantined: string) => string;
  readonly domainsListed: (listed: number, all: number, unit: string, share: string) => string;
  readonly domainLimit: (limit: string) => string;
  readonly domainUnit: Readonly<Record<"registrable" | "host", string>>;
  // Records.
  readonly log: (rows: string, root: string) => string;
  readonly recordsKept: string;
  readonly checked: (outputs: string, from: string, to: string) => string;
  readonly checkPolicies: (names: string) => string;
  readonly noInquiries: string;
  readonly inquiries: (drafted: number, approved: number) => string;
  readonly inquiryAnswer: (answer: string, count: number) => string;
  readonly personalDataCounted: (counted: number, all: number, scanned: string, records: string) => string;
  readonly personalDataNone: string;
  readonly firstReport: string;
  readonly comparedWith: (id: string, date: string, changed: number) => string;
  // The frame of a report.
  readonly models: (names: string) => string;
  readonly allModels: string;
  readonly madeAt: (date: string, tool: string) => string;
  readonly reportId: (id: string) => string;
  readonly counts: (counts: StatementCounts) => string;
  readonly blank: string;
  readonly decisionBlank: string;
  readonly yourWords: string;
  readonly fromLedger: string;
  readonly basisTitle: string;
  readonly notCheckedAgainstText: string;
  readonly checkedAgainstText: (by: string, on: string, url: string) => string;
  readonly proof: (size: string, root: string) => string;
  readonly whyItem: (report: string, item: string) => string;
  readonly gapsTitle: string;
  readonly noGaps: string;
  readonly limits: string;
  readonly moreRows: (count: number) => string;
  readonly provenance: {
    readonly title: string;
    readonly summary: string;
    readonly origins: string;
    readonly sources: string;
    readonly licences: string;
    readonly reliance: string;
    readonly hosts: string;
    readonly signals: string;
    readonly decisions: string;
    readonly personalData: string;
    readonly disagreements: string;
    readonly models: string;
    readonly chartByOrigin: string;
    readonly chartByLicence: string;
    readonly chartByHost: string;
  };
}

/** The texts of reports in a language. */
export function statementWordsOf(language: Language): StatementWords {
  return language === "ja" ? statementWordsJa : statementWordsEn;
}
