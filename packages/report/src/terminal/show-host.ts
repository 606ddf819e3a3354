import {
  refusesTraining,
  type Crawl,
  type RefusedPage,
  type RobotsCounts,
  type RobotsFile,
  type Signal,
} from "@yurai/schema";
import { cleanData } from "./clean-data.ts";
import { shorten } from "./clean.ts";
import { signalPlace } from "../verdict/finding-text.ts";
import { formatBytes, formatCount, formatDate, formatShare } from "../number.ts";
import { joinScreen, screenOf, type Screen, type ScreenOptions, type ScreenRow } from "./screen.ts";

/** What a host gave to one source. */
export interface ShownHostSource {
  readonly source: string;
  readonly records: number;
  readonly bytes: number;
  readonly optedOutRecords: number;
  /** Missing where nobody looked, because the rows came without their responses. */
  readonly robots?: RobotsCounts;
  readonly robotsFile?: RobotsFile;
  /** Pages that robots.txt had closed and that are here all the same: some of those that `robots.refused` counts. */
  readonly refusedPages?: readonly RefusedPage[];
  /** Signals that were met, each once: the evidence behind the counts. */
  readonly examples: readonly Signal[];
  readonly crawls: readonly Crawl[];
  readonly firstFetchedAt?: string;
  readonly lastFetchedAt?: string;
}

/** What `yurai show host` says. */
export interface ShownHost {
  readonly host: string;
  readonly sources: readonly ShownHostSource[];
  readonly runs: readonly {
    readonly id: string;
    readonly name?: string;
    readonly model?: string;
    readonly records: number;
  }[];
  /** The user's lists that the host is on; missing when there are no lists. */
  readonly lists?: readonly { readonly name: string; readonly from?: string }[];
}

const runsListed = 10;
const pagesListed = 10;

/** Draws what is recorded about a host: what was allowed, refused and unknown, with the evidence of each. */
export function renderHost(given: ShownHost, options: ScreenOptions = {}): string {
  const screen = screenOf(options);
  const shown = cleanData(given);
  const { ledger } = screen.catalogue;
  const lists = shown.lists?.map(({ name, from = "" }) => ledger.onList(name, from));
  return joinScreen(
    screen.line(shown.host, "strong"),
    screen.rows(
      [
        ...shown.sources.flatMap((source) => sourceRows(source, screen)),
        {
          label: "onLists",
          says: lists === undefined ? ledger.noHostLists : lists.length === 0 ? ledger.notOnList : lists,
        },
        { label: "readBy", says: runLines(shown, screen) },
      ],
      2,
    ),
  );
}

function sourceRows(source: ShownHostSource, screen: Screen): readonly (ScreenRow | undefined)[] {
  const { ledger } = screen.catalogue;
  const { records, optedOutRecords, robots, robotsFile, firstFetchedAt, lastFetchedAt } = source;
  const counts =
    robots === undefined
      ? ledger.robotsNotLooked
      : ledger.robotsCounts(robots.allowed, robots.refused, robots.unknown);
  const file =
    robotsFile === undefined
      ? ledger.robotsMissing
      : ledger.robotsFile(
          robotsFile.url,
          String(robotsFile.status ?? ledger.unknown),
          robotsFile.fetchedAt === undefined ? ledger.unknown : formatDate(robotsFile.fetchedAt),
          robotsFile.sha256 === undefined ? "" : `SHA-256 ${shorten(robotsFile.sha256)}`,
        );
  const share = formatShare(optedOutRecords / Math.max(1, records));
  const conflict = conflictOf(source.examples, screen);
  return [
    { label: "source", says: source.source },
    { label: "held", says: `${ledger.records(records)}  ${formatBytes(source.bytes)}` },
    {
      label: "robots",
      says: robots === undefined ? [counts] : [counts, file],
      ...((robots?.refused ?? 0) + (robots?.unknown ?? 0) > 0 && { tone: "gap" as const }),
    },
    (robots?.refused ?? 0) === 0
      ? undefined
      : { label: "refusedPages", says: pageLines(source, robots!.refused, screen), tone: "gap" },
    {
      label: "optOuts",
      says: optedOutRecords === 0 ? ledger.noOptOut : `${ledger.records(optedOutRecords)} (${share})`,
    },
    { label: "signals", says: signalLines(source.examples, screen) },
    conflict === undefined ? undefined : { label: "conflict", says: conflict, tone: "gap" },
    {
      label: "fetched",
      says:
        firstFetchedAt === undefined
          ? ledger.notRecorded
          : ledger.fetchedBetween(formatDate(firstFetchedAt), formatDate(lastFetchedAt ?? firstFetchedAt)),
    },
    {
      label: "crawl",
      says:
        source.crawls.length === 0
          ? ledger.notRecorded
          : [
              ...new Set(
                source.crawls.map(({ userAgent, operator }) =>
                  ledger.crawl(userAgent ?? ledger.unknown, operator ?? ledger.unknown),
                ),
              ),
            ],
    },
  ];
}

/** Pages by their path, each with the rule that closed it and where that stands. */
function pageLines(
  { refusedPages = [] }: ShownHostSource,
  refused: number,
  { catalogue }: Screen,
): readonly string[] {
  const { ledger, check } = catalogue;
  const lines = refusedPages.slice(0, pagesListed).map(({ url, rule, line, fetchedAt, agent = "" }) => {
    const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "") || "/";
    const why =
      rule === undefined
        ? ledger.robotsUnreachable
        : ledger.robotsRule(line === undefined ? "" : check.line(formatCount(line)), rule, agent);
    return [path, why, fetchedAt === undefined ? "" : formatDate(fetchedAt)].filter(Boolean).join("  ");
  });
  const more = refused - lines.length;
  if (more === 0) return lines;
  return [...lines, ledger.moreRefusedPages(more, refusedPages.length > lines.length)];
}

function signalLines(signals: readonly Signal[], screen: Screen): string | readonly string[] {
  const { ledger, words } = screen.catalogue;
  if (signals.length === 0) return ledger.noSignals;
  return signals.map((signal) =>
    ledger.signalAt(
      words.signal[signal.kind],
      signal.value,
      placeIn(signal, screen),
      signal.at === undefined ? ledger.unknown : formatDate(signal.at),
      signal.agent ?? "",
      words.answer[signal.training],
    ),
  );
}

/** The file by its path, for several files speak for a host; its line. */
function placeIn(signal: Signal, { catalogue }: Screen): string {
  const { where } = signal;
  const path = where.kind === "file" ? where.url.replace(/^[a-z]+:\/\/[^/]*/i, "") : "";
  return [path, signalPlace(signal, catalogue)].filter(Boolean).join(" ");
}

/** Statements that say yes and no to training stand side by side: nothing here decides between them. */
function conflictOf(signals: readonly Signal[], { catalogue }: Screen): string | undefined {
  const speaking = signals.filter(({ training }) => training === "yes" || training === "no");
  const says = new Set(speaking.map(({ training }) => training));
  if (says.size < 2 || !refusesTraining(speaking)) return undefined;
  const kinds = [...new Set(speaking.map(({ kind }) => catalogue.words.signal[kind]))];
  return catalogue.ledger.signalConflict(kinds.join(catalogue.words.listSeparator));
}

function runLines(shown: ShownHost, screen: Screen): string | readonly string[] {
  const { ledger, check } = screen.catalogue;
  if (shown.runs.length === 0) return ledger.noRuns;
  const listed = shown.runs.slice(0, runsListed).map(({ id, name, model, records }) => {
    const called = name === undefined ? shorten(id) : `${name}/${shorten(id)}`;
    return [called, model, ledger.records(records)].filter((part) => part !== undefined).join("  ");
  });
  const more = shown.runs.length - listed.length;
  return more > 0 ? [...listed, check.andMore(more)] : listed;
}
