import { addPersonalData } from "@yurai/schema";
import type { Gap, Reliance, RunSource } from "@yurai/schema";
import { cleanData } from "./clean-data.ts";
import { shellWord } from "../verdict/finding-text.ts";
import { describePeople } from "../verdict/people-text.ts";
import { describeGaps, groupGaps, splitGaps } from "./gap-text.ts";
import { formatBytes, formatCount, formatDuration, formatScaled, formatShare } from "../number.ts";
import { joinScreen, screenOf } from "./screen.ts";
import type { Screen, ScreenOptions, ScreenRow } from "./screen.ts";
import { describeLicenceShares, describeReliance } from "./source-text.ts";
import { shorten } from "./clean.ts";

/** What a run read from one source, with what its ledger knows beside the counts. */
export interface TrackedSource extends RunSource {
  readonly reliance: Reliance;
  /** Whether opted-out rows were dropped before training. */
  readonly screened: boolean;
}

/** What `yurai track` says when it is done. */
export interface TrackSummary {
  readonly run: { readonly id: string; readonly name?: string };
  readonly segments: number;
  readonly segmentBytes: number;
  readonly sources: readonly TrackedSource[];
  readonly gaps: readonly Gap[];
  readonly elapsedMs: number;
  /** Whether what was read can be read again by the source's name: not standard input. Default false. */
  readonly isReadable?: boolean;
  /** Whether reading it again asks the network. Default false. */
  readonly needsDownload?: boolean;
  /** When the field of the text is in no row: what was read, and the fields that hold texts. */
  readonly otherText?: {
    readonly source: string;
    readonly paths: readonly string[];
    readonly fields: readonly string[];
  };
  /** Time spent on the loader's own thread; missing when the command was the loader. */
  readonly threadMs?: number;
}

const sourcesInFull = 3;
const sourcesListed = 5;
const gapsShown = 6;

/**
 * Draws the summary of a run: each source with licences, opt-outs, personal data and reliance, then gaps and cost, and
 * what to do next. More than three sources are added up, and the five largest listed.
 */
export function renderTrackSummary(given: TrackSummary, options: ScreenOptions = {}): string {
  const screen = screenOf(options);
  const summary = cleanData(given);
  const { ledger } = screen.catalogue;
  const records = summary.sources.reduce((sum, source) => sum + source.records, 0);
  if (records === 0)
    return joinScreen(
      screen.line(ledger.nothingTracked, "gap"),
      screen.rows([gapRow(summary, screen), fieldsRow(summary, screen), runRow(summary, screen)], 2),
      summary.otherText === undefined ? [] : screen.rows([{ label: "next", says: nextCommand(summary) }]),
    );
  const ending = [
    gapRow(summary, screen),
    fieldsRow(summary, screen),
    factsRow(summary, screen),
    costRow(summary, records, screen),
  ];
  const next = nextCommand(summary);
  return joinScreen(
    summary.sources.length <= sourcesInFull
      ? summary.sources.flatMap((source, at) => {
          const isLast = at === summary.sources.length - 1;
          return [...(at > 0 ? [""] : []), ...sourceBlock(source, summary, screen, isLast ? ending : [])];
        })
      : manySources(summary, screen, ending),
    [""],
    screen.rows([runRow(summary, screen), { label: "next", says: next }]),
  );
}

function sourceBlock(
  source: TrackedSource,
  summary: TrackSummary,
  screen: Screen,
  ending: readonly (ScreenRow | undefined)[],
): readonly string[] {
  const alone = summary.sources.length === 1;
  const head = [source.source, ...amounts([source], alone ? summary : undefined, screen)];
  return [
    ...screen.line(head.join("  "), "strong"),
    ...screen.rows([...factRows([source], screen), ...ending], 2),
  ];
}

function manySources(
  summary: TrackSummary,
  screen: Screen,
  ending: readonly (ScreenRow | undefined)[],
): readonly string[] {
  const { ledger } = screen.catalogue;
  const { sources } = summary;
  const largest = sources.toSorted((a, b) => b.records - a.records).slice(0, sourcesListed);
  const more = sources.length - largest.length;
  const list = [
    ...largest.map((source) => `${source.source}  ${ledger.records(source.records)}`),
    ...(more > 0 ? [ledger.moreOf(more, `yurai show run ${shorten(summary.run.id)}`)] : []),
  ];
  return [
    ...screen.line(
      [ledger.sourcesCount(sources.length), ...amounts(sources, summary, screen)].join("  "),
      "strong",
    ),
    ...screen.rows([{ label: "sources", says: list }, ...factRows(sources, screen), ...ending], 2),
  ];
}

/** Records, characters, hosts and, where the time is this source's own, the speed. */
function amounts(
  sources: readonly TrackedSource[],
  timed: TrackSummary | undefined,
  screen: Screen,
): readonly string[] {
  const { ledger, language } = screen.catalogue;
  const sum = (pick: (source: TrackedSource) => number): number =>
    sources.reduce((total, source) => total + pick(source), 0);
  const hosts = sum((source) => source.hosts);
  const pictures = sum((source) => source.pictures?.records ?? 0);
  const seconds = (timed?.elapsedMs ?? 0) / 1000;
  return [
    ledger.records(sum((source) => source.records)),
    ledger.characters(
      formatScaled(
        sum((source) => source.characters),
        language,
      ),
    ),
    ...(pictures > 0 ? [ledger.pictures(pictures)] : []),
    ...(hosts > 0 ? [ledger.hosts(hosts)] : []),
    ...(timed === undefined ? [] : [formatDuration(timed.elapsedMs)]),
    ...(seconds > 0 ? [ledger.rate(formatBytes(sum((source) => source.bytes) / seconds))] : []),
  ];
}

function factRows(sources: readonly TrackedSource[], screen: Screen): readonly ScreenRow[] {
  const { catalogue } = screen;
  const records = sources.reduce((sum, source) => sum + source.records, 0);
  const undecided = sources.filter((source) => source.reliance.kind === "undecided").length;
  const [only] = sources;
  const reliance =
    sources.length === 1 && only !== undefined
      ? describeReliance(only.reliance, catalogue)
      : [catalogue.ledger.relianceMixed(undecided, sources.length)];
  return [
    {
      label: "licence",
      says: describeLicenceShares(
        sources.flatMap((source) => source.licences),
        records,
        catalogue,
      ),
    },
    { label: "optOuts", says: optOuts(sources, records, screen) },
    { label: "people", says: people(sources, records, screen) },
    { label: "reliance", says: reliance, ...(undecided > 0 ? { tone: "gap" as const } : {}) },
  ];
}

function optOuts(sources: readonly TrackedSource[], records: number, screen: Screen): string {
  const { ledger } = screen.catalogue;
  const count = sources.reduce((sum, source) => sum + source.optedOutRecords, 0);
  if (count === 0) return ledger.noOptOut;
  const hosts = sources.reduce((sum, source) => sum + source.optedOutHosts, 0);
  const stillIn = sources.some((source) => source.optedOutRecords > 0 && !source.screened);
  return `${ledger.optOut(hosts, count, formatShare(count / records))}   ${stillIn ? ledger.stillIn : ledger.screened}`;
}

function people(sources: readonly TrackedSource[], records: number, screen: Screen): string {
  const personalData = addPersonalData(...sources.map((source) => source.personalData));
  return describePeople(personalData, records, screen.catalogue);
}

function gapRow(summary: TrackSummary, screen: Screen): ScreenRow {
  const all = groupGaps(splitGaps(summary.gaps).ofData);
  // What was fetched against a host's word is not left to "more".
  const groups =
    all.length > gapsShown
      ? all.toSorted((one, other) => Number(isAboutHosts(other.kind)) - Number(isAboutHosts(one.kind)))
      : all;
  if (groups.length === 0) return { label: "gaps", says: screen.catalogue.ledger.noGaps };
  const lines = groups.slice(0, gapsShown).map((group) => describeGaps(group, screen.catalogue));
  const more = groups.length - lines.length;
  const rest = more > 0 ? [screen.catalogue.ledger.moreOf(more, "yurai status")] : [];
  return { label: "gaps", says: [...lines, ...rest], tone: "gap" };
}

/** What somebody has to write down, in one line: it says nothing of the data and would crowd out what does. */
function factsRow(summary: TrackSummary, { catalogue }: Screen): ScreenRow | undefined {
  const { ofFacts } = splitGaps(summary.gaps);
  const sources = [...new Set(ofFacts.flatMap(({ source }) => source ?? []))];
  const [only] = sources;
  if (only === undefined) return undefined;
  const command = sources.length === 1 ? `yurai show source ${shellWord(only)}` : "yurai status";
  return { label: "facts", says: catalogue.ledger.factsMissing(ofFacts.length, sources.length, command) };
}

function fieldsRow({ otherText }: TrackSummary, { catalogue }: Screen): ScreenRow | undefined {
  if (otherText === undefined || otherText.fields.length === 0) return undefined;
  return { label: "fields", says: otherText.fields.join(catalogue.words.listSeparator) };
}

function isAboutHosts(kind: Gap["kind"]): boolean {
  return kind === "robots-refused" || kind === "host-without-robots-txt";
}

function costRow(summary: TrackSummary, records: number, screen: Screen): ScreenRow | undefined {
  const { threadMs, elapsedMs } = summary;
  if (threadMs === undefined) return undefined;
  return {
    label: "cost",
    says: screen.catalogue.ledger.costs(
      formatDuration(threadMs / records),
      formatDuration(threadMs),
      formatDuration(elapsedMs),
    ),
  };
}

function runRow(summary: TrackSummary, screen: Screen): ScreenRow {
  const { run } = summary;
  const id = shorten(run.id);
  const name = run.name === undefined ? id : `${run.name}/${id}`;
  const segments = screen.catalogue.ledger.segments(summary.segments, formatBytes(summary.segmentBytes));
  return { label: "run", says: `${name}   ${segments}   yurai show run ${id}` };
}

/** The one thing that most deserves doing next. */
function nextCommand(summary: TrackSummary): string {
  if (summary.otherText !== undefined) {
    const { source, paths, fields } = summary.otherText;
    const read = paths.map(shellWord).join(" ");
    return `yurai track ${read} --source ${shellWord(source)} --text ${shellWord(fields[0] ?? "FIELD")}`;
  }
  const optedOut = summary.sources.find((source) => source.optedOutRecords > 0 && !source.screened);
  if (optedOut !== undefined) {
    const hasPeople = (optedOut.personalData?.counts.length ?? 0) > 0;
    const name = shellWord(optedOut.source);
    if (summary.isReadable !== true) return `yurai show source ${name}`;
    const rules = hasPeople ? "opt-out,direct-identifiers" : "opt-out";
    const download = summary.needsDownload === true ? " --download" : "";
    return `yurai screen ${name}${download} --drop ${rules} --out clean`;
  }
  const unknown = summary.sources.find((source) =>
    source.licences.some((licence) => licence.basis === "unknown" && licence.records > 0),
  );
  if (unknown !== undefined)
    return `yurai conclude ${shellWord(unknown.source)} --licence X --because TEXT --by NAME`;
  return summary.gaps.length > 0 ? "yurai status" : "yurai check outputs.jsonl";
}

/** Writes a count of records for callers that draw their own progress line. */
export function formatProgress(records: number, bytes: number, elapsedMs: number): string {
  const rate = elapsedMs > 0 ? `${formatBytes((bytes * 1000) / elapsedMs)}/s` : "";
  return [formatCount(records), formatBytes(bytes), rate].filter((part) => part !== "").join("  ");
}
