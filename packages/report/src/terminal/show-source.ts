import { classOf } from "@yurai/schema";
import type { Crawl, Gap, LicenceClaim, PersonalDataCounts, Reliance, Source, Terms } from "@yurai/schema";
import { cleanData } from "./clean-data.ts";
import { describeGaps, groupGaps } from "./gap-text.ts";
import { formatBytes, formatDate, formatScaled, formatShare } from "../number.ts";
import { describePeople } from "../verdict/people-text.ts";
import { joinScreen, screenOf } from "./screen.ts";
import type { Screen, ScreenOptions, ScreenRow } from "./screen.ts";
import { describeClaims, describeReliance, describeTerms } from "./source-text.ts";
import { shorten } from "./clean.ts";

/** What `yurai show source` says. */
export interface ShownSource {
  /** A source that was tracked and never declared has a name only. */
  readonly source: Omit<Source, "origin"> & Partial<Pick<Source, "origin">>;
  readonly records: number;
  /** Characters of the normal form. */
  readonly characters: number;
  readonly bytes: number;
  readonly hosts: number;
  /** Missing when no run looked. */
  readonly personalData?: PersonalDataCounts;
  readonly optedOutRecords: number;
  readonly optedOutHosts: number;
  readonly licences: readonly LicenceClaim[];
  readonly terms: Terms;
  readonly reliance: Reliance;
  readonly crawls: readonly Crawl[];
  readonly runs: readonly {
    readonly id: string;
    readonly name?: string;
    readonly model?: string;
    readonly records: number;
    readonly firstUsedAt: string;
  }[];
  readonly gaps: readonly Gap[];
}

const runsListed = 10;

/** Draws everything that is recorded about a source, and what is not. */
export function renderSource(given: ShownSource, options: ScreenOptions = {}): string {
  const screen = screenOf(options);
  const shown = cleanData(given);
  const { ledger, words, language } = screen.catalogue;
  const { source } = shown;
  const gaps = groupGaps(shown.gaps).map((group) => describeGaps(group, screen.catalogue));
  const origin =
    source.origin === undefined
      ? ledger.notRecorded
      : `${words.origin[source.origin]} (${words.dataClass[source.class ?? classOf(source.origin)]})`;
  const optOut =
    shown.optedOutRecords === 0
      ? ledger.noOptOut
      : ledger.optOut(
          shown.optedOutHosts,
          shown.optedOutRecords,
          formatShare(shown.optedOutRecords / Math.max(1, shown.records)),
        );
  const held = [
    ledger.records(shown.records),
    ledger.characters(formatScaled(shown.characters, language)),
    formatBytes(shown.bytes),
    ...(shown.hosts > 0 ? [ledger.hosts(shown.hosts)] : []),
  ].join("  ");
  const rows: readonly (ScreenRow | undefined)[] = [
    gaps.length === 0 ? { label: "gaps", says: ledger.noGaps } : { label: "gaps", says: gaps, tone: "gap" },
    { label: "held", says: held },
    { label: "origin", says: origin },
    { label: "licence", says: describeClaims(shown.licences, screen.catalogue) },
    { label: "terms", says: describeTerms(shown.terms, screen.catalogue) },
    { label: "reliance", says: describeReliance(shown.reliance, screen.catalogue) },
    { label: "optOuts", says: optOut },
    { label: "people", says: describePeople(shown.personalData, shown.records, screen.catalogue) },
    ...factRows(source, screen),
    ...shown.crawls.map((crawl) => crawlRow(crawl, screen)),
    { label: "readBy", says: runLines(shown, screen) },
  ];
  return joinScreen(screen.line(source.name, "strong"), screen.rows(rows, 2));
}

/** Facts that are lost if nobody records them: each is there, recorded or not. */
function factRows(source: ShownSource["source"], screen: Screen): readonly (ScreenRow | undefined)[] {
  const { ledger } = screen.catalogue;
  const missing = ledger.notRecorded;
  const { agreement, termsOfService } = source;
  const agreementText =
    agreement === undefined
      ? undefined
      : [
          ledger.agreement(
            agreement.reference,
            agreement.from ?? ledger.unknown,
            agreement.to ?? ledger.unknown,
          ),
          ...(agreement.deleteWithinDays === undefined
            ? []
            : [ledger.deleteWithin(agreement.deleteWithinDays)]),
        ];
  return [
    { label: "purpose", says: source.purpose ?? missing },
    {
      label: "access",
      says: source.accessMode === undefined ? missing : ledger.accessMode[source.accessMode],
    },
    {
      label: "termsOfService",
      says:
        termsOfService === undefined
          ? missing
          : [
              termsOfService.url,
              ...(termsOfService.readAt === undefined ? [] : [formatDate(termsOfService.readAt)]),
              ...(termsOfService.sha256 === undefined ? [] : [`SHA-256 ${shorten(termsOfService.sha256)}`]),
            ].join("  "),
    },
    { label: "agreement", says: agreementText ?? missing },
    { label: "release", says: source.release ?? missing },
    source.files === undefined
      ? undefined
      : {
          label: "files",
          says: [
            ledger.files(source.files.count),
            formatBytes(source.files.byteLength),
            `SHA-256 ${shorten(source.files.sha256)}`,
          ].join("  "),
        },
    source.origin === "user" || source.noticeVersion !== undefined
      ? { label: "notice", says: source.noticeVersion ?? missing }
      : undefined,
    { label: "country", says: source.country ?? missing },
    { label: "storage", says: source.regions?.storage?.join(", ") ?? missing },
    { label: "training", says: source.regions?.training?.join(", ") ?? missing },
  ];
}

function crawlRow(crawl: Crawl, screen: Screen): ScreenRow {
  const { ledger, words } = screen.catalogue;
  const date = (timestamp: string | undefined): string =>
    timestamp === undefined ? ledger.unknown : formatDate(timestamp);
  return {
    label: "crawl",
    says: [
      ledger.crawl(crawl.userAgent ?? ledger.unknown, crawl.operator ?? ledger.unknown),
      ledger.crawlDates(date(crawl.startedAt), date(crawl.endedAt)),
      ledger.robotsReading[crawl.robots],
      ledger.lookedFor(
        crawl.lookedFor.length === 0
          ? ledger.notRecorded
          : crawl.lookedFor.map((kind) => words.signal[kind]).join(words.listSeparator),
      ),
    ],
  };
}

function runLines(shown: ShownSource, screen: Screen): readonly string[] {
  const { ledger } = screen.catalogue;
  if (shown.runs.length === 0) return [ledger.noRuns];
  const listed = shown.runs.slice(0, runsListed).map((run) => {
    const name = run.name === undefined ? shorten(run.id) : `${run.name}/${shorten(run.id)}`;
    return [name, run.model, ledger.records(run.records), ledger.firstUsed(formatDate(run.firstUsedAt))]
      .filter((part) => part !== undefined)
      .join("  ");
  });
  const more = shown.runs.length - listed.length;
  return more > 0 ? [...listed, screen.catalogue.check.andMore(more)] : listed;
}
