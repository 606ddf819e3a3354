// Reads what the command line names, once, through a run.
import type { Ledger } from "@yurai/ledger";
import { formatCount, formatDuration } from "@yurai/report";
import {
  findProblems,
  signalSchema,
  type JsonObject,
  type RowFields,
  type Signal,
  type TrackMode,
} from "@yurai/schema";
import {
  type ByteSource,
  type IndexMode,
  isReadByFields,
  type Run,
  type RunSummary,
  type SeenGap,
  startRun,
} from "@yurai/track";
import { codeVersionOf } from "./code-version.ts";
import { declaredSource } from "../home/config.ts";
import { endCrawl, readCrawl, type Crawled } from "./crawl-pass.ts";
import { appendClaims, declare, withConfigured, type Declared, type SourceFlags } from "./declaration.ts";
import type { Frame } from "../terminal/frame.ts";
import { chosenModel, recordDeclaredModel } from "./declared-model.ts";
import { startProgress, type Progress } from "../terminal/progress.ts";
import { declareHub, type OpenedHub, type TrackableSource } from "./hub-source.ts";
import { factsOfRows, openRows, type PlacedRow, type ReadableSource, type RowSource } from "./row-source.ts";
import { openStandardInput } from "./standard-input.ts";
import { untilAborted } from "../terminal/until-aborted.ts";
import { toolVersion } from "../terminal/version.ts";

/** What the command line says of a run and its source. */
export interface TrackFlags extends SourceFlags {
  readonly source?: string;
  readonly text?: string;
  readonly encoding?: string;
  readonly url?: string;
  readonly id?: string;
  readonly signals?: string;
  /** Who fetched, where the data does not say. */
  readonly agent?: string;
  readonly model?: string;
  readonly purpose: string;
  readonly run?: string;
  /** What is read, as the run records it; missing for standard input. */
  readonly paths?: readonly string[];
  readonly mode?: TrackMode;
  readonly close?: boolean;
  readonly index: boolean;
  readonly minhash: boolean;
  readonly scan?: boolean;
}

/** Tracks everything, ends the run, and returns what it came to; after Ctrl-C the run ends as interrupted. */
export async function trackSources(
  frame: Frame,
  ledger: Ledger,
  sources: readonly TrackableSource[],
  flags: TrackFlags,
): Promise<RunSummary> {
  const declared =
    flags.source === undefined ? undefined : await declareNamed(frame, ledger, flags.source, flags, sources);
  const run = await openRun(frame, ledger, declared, flags);
  const reading = startReading(frame, sources);
  const name = flags.source;
  try {
    const agent = flags.agent === undefined ? {} : { userAgent: flags.agent };
    const crawled =
      name === undefined ? undefined : await readCrawl(frame, sources, { source: name, ...agent });
    for (const source of sources) {
      reading.next(source);
      if (source.kind === "npm") await trackNpm(frame, run, source.path, reading);
      else if (source.kind === "opened-hub") await trackHub(frame, run, source, flags, reading);
      else if (name !== undefined) await trackRows(frame, run, source, { name, flags, crawled }, reading);
    }
    if (name !== undefined && crawled !== undefined) await endCrawl(frame, ledger, run, name, crawled);
    return await run.end({ outcome: frame.signal.aborted ? "interrupted" : "completed" });
  } catch (error) {
    await run.end({ outcome: "failed" }).catch(() => undefined);
    throw error;
  } finally {
    reading.end();
  }
}

async function declareNamed(
  frame: Frame,
  ledger: Ledger,
  name: string,
  flags: SourceFlags,
  sources: readonly TrackableSource[],
): Promise<Declared> {
  const [view] = await ledger.sources([name]);
  const { config } = frame.project;
  const { regions } = config;
  const configured = declaredSource(config, name);
  const known = { ...flags, ...(regions !== undefined && { regions }) };
  const declared = withFiles(declare(name, configured, view?.source?.fact, known), sources);
  await appendClaims(ledger, declared, frame.now().toISOString());
  return declared;
}

/** With the objects that were listed, where they are all that is read. */
function withFiles(declared: Declared, sources: readonly TrackableSource[]): Declared {
  const { declaration } = declared;
  const [only] = sources;
  const files = only?.kind === "opened-s3" && sources.length === 1 ? only.files : undefined;
  if (declaration === undefined || files === undefined) return declared;
  return { ...declared, declaration: { ...declaration, source: { ...declaration.source, files } } };
}

async function openRun(
  frame: Frame,
  ledger: Ledger,
  declared: Declared | undefined,
  flags: TrackFlags,
): Promise<Run> {
  const { config, folder, home } = frame.project;
  const model = chosenModel(config, flags.model);
  await recordDeclaredModel(ledger, config, model, frame.now());
  const code = codeVersionOf(folder);
  const mode = flags.mode ?? config.track?.mode;
  const evidence = flags.evidence ?? config.track?.evidence;
  return startRun({
    home,
    ledger,
    purpose: flags.purpose,
    ...(model !== undefined && { model }),
    ...(flags.run !== undefined && { name: flags.run }),
    ...(mode !== undefined && { mode }),
    ...(evidence !== undefined && { evidence }),
    sources: declared?.declaration === undefined ? [] : [declared.declaration],
    index: indexMode(flags),
    minhash: flags.minhash,
    scan: flags.scan ?? config.track?.scan ?? false,
    configuration: configurationOf(flags),
    ...(code !== undefined && { code }),
    tool: { name: "yurai", version: toolVersion() },
    now: frame.now,
  });
}

function indexMode({ index, close = false }: TrackFlags): IndexMode {
  if (!index) return "off";
  return close ? "close" : "standard";
}

/** The options that shape what is recorded; those of the index a run records itself. */
function configurationOf(flags: TrackFlags): JsonObject {
  const { source, text, encoding, url, id, signals, agent, paths } = flags;
  const fields = { source, text, encoding, url, id, signals, agent };
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { command: "track", ...Object.fromEntries(given), ...(paths !== undefined && { paths }) };
}

/** A source with a name, and what is known of it. */
interface NamedSource {
  readonly name: string;
  readonly flags: TrackFlags;
  readonly crawled: Crawled | undefined;
}

async function trackRows(
  frame: Frame,
  run: Run,
  source: ReadableSource,
  { name, flags, crawled }: NamedSource,
  reading: Reading,
): Promise<void> {
  const fields = { ...declaredSource(frame.project.config, name)?.fields, ...fieldFlags(flags) };
  const field = fields.text ?? "text";
  if (source.kind === "opened-s3") for (const gap of source.gaps) run.gap({ ...gap, source: name });
  const stdin =
    source.kind === "stdin" ? await openStandardInput(untilAborted(frame.stdin, frame.signal)) : undefined;
  const lines = source.kind === "jsonl" ? source.path : stdin?.isArrow === false ? stdin.chunks : undefined;
  // Signals are objects, which somebody must make of the rows.
  if (lines !== undefined && flags.signals === undefined && isReadByFields(fields))
    return trackLines(frame, run, lines, name, fields, reading);
  const rows = openRows(source, {
    onGap: (gap: SeenGap) => run.gap({ ...gap, source: name }),
    baseFolder: frame.project.folder,
    ...(fields.text !== undefined && { field: fields.text }),
    images: true,
    ...(flags.encoding !== undefined && { encoding: flags.encoding }),
    asBytes: true,
    stdin: stdin?.chunks ?? frame.stdin,
  });
  const tracked = run.track(rows, {
    source: name,
    item: (row) => row.value,
    image: (row) => row.image,
    locator: (row) => row.locator,
    ...factsOfRows(source, field),
    ...((source.kind === "warc" || source.kind === "opened-s3") && crawled?.options),
    ...(fields.url !== undefined && { url: fields.url }),
    ...(fields.id !== undefined && { id: fields.id }),
    ...(fields.licence !== undefined && { licence: fields.licence }),
    ...(fields.language !== undefined && { language: fields.language }),
    ...(flags.signals !== undefined && { signals: signalsIn(flags.signals) }),
  });
  for await (const { locator } of tracked) {
    reading.count(locator.kind === "row" ? locator.byteEnd : undefined);
    if (frame.signal.aborted) break;
  }
}

/** JSON Lines of which only some fields are wanted: nobody here looks at a row. */
async function trackLines(
  frame: Frame,
  run: Run,
  lines: ByteSource,
  source: string,
  fields: RowFields,
  reading: Reading,
): Promise<void> {
  let seen = 0;
  await run.trackFile(lines, {
    source,
    fields,
    baseFolder: frame.project.folder,
    signal: frame.signal,
    onProgress: (rows, byteEnd) => {
      reading.count(byteEnd, rows - seen);
      seen = rows;
    },
  });
}

async function trackHub(
  frame: Frame,
  run: Run,
  source: OpenedHub,
  flags: TrackFlags,
  reading: Reading,
): Promise<void> {
  const name = flags.source ?? source.path;
  await declareHub(run, source, name, frame.project.config);
  await trackRows(frame, run, source, { name, flags, crawled: undefined }, reading);
}

async function trackNpm(frame: Frame, run: Run, folder: string, reading: Reading): Promise<void> {
  const { readNpm } = await import("@yurai/track/npm");
  const packages = readNpm(folder, {
    onGap: (gap) => run.gap(gap),
    baseFolder: frame.project.folder,
    by: `yurai ${toolVersion()}`,
  });
  for await (const { source, declaration, rows } of packages) {
    if (frame.signal.aborted) return;
    const { config } = frame.project;
    await run.declare([withConfigured(declaration, config)]);
    const tracked = run.track(rows, { source, item: (row) => row.value, locator: (row) => row.locator });
    for await (const _row of tracked) {
      reading.count();
      if (frame.signal.aborted) break;
    }
  }
}

function fieldFlags(flags: TrackFlags): RowFields {
  return {
    ...(flags.text !== undefined && { text: flags.text }),
    ...(flags.url !== undefined && { url: flags.url }),
    ...(flags.id !== undefined && { id: flags.id }),
  };
}

/** Reads a row's opt-outs from one of its fields: a list of signals as the schema has them; others are not recorded. */
export function signalsIn(field: string): (row: PlacedRow) => readonly Signal[] | undefined {
  return ({ value }) => {
    const list: unknown = isObject(value) ? value[field] : undefined;
    if (!Array.isArray(list)) return undefined;
    // The schema says that what is kept is a signal.
    return list.filter((item) => findProblems(signalSchema, item).length === 0) as Signal[];
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

interface Reading {
  /** Counts rows, or one; a file's byte offset after them tells how far that file is read. */
  readonly count: (byteEnd?: number, rows?: number) => void;
  /** Tells that the next source begins. */
  readonly next: (source: RowSource) => void;
  readonly end: () => void;
}

/** Counts rows and shows them now and then; how much is left where all sizes are known. */
function startReading(frame: Frame, sources: readonly RowSource[]): Reading {
  const progress: Progress = startProgress(frame);
  const startedMs = performance.now();
  const { cli, ledger } = frame.catalogue;
  const totalBytes = sources.reduce<number | undefined>((sum, source) => addSizes(sum, sizeOf(source)), 0);
  let rows = 0;
  let bytesBefore = 0;
  let current: RowSource | undefined;
  return {
    next(source) {
      bytesBefore += (current && sizeOf(current)) ?? 0;
      current = source;
    },
    count(byteEnd = 0, more = 1) {
      const before = rows;
      rows += more;
      // Looking at the clock for every row would cost more than counting it.
      if (Math.floor(rows / 256) === Math.floor(before / 256)) return;
      const elapsedMs = performance.now() - startedMs;
      const perSecond = ledger.rate(formatCount((rows / Math.max(elapsedMs, 1)) * 1_000));
      const text = cli.progress(formatCount(rows), perSecond, formatDuration(elapsedMs));
      const share = totalBytes === undefined ? undefined : Math.min(1, (bytesBefore + byteEnd) / totalBytes);
      if (share === undefined || share === 0) progress.show(text);
      else
        progress.show(
          `${text}  ${cli.progressLeft(formatDuration((elapsedMs / share) * (1 - share)))}`,
          share,
        );
    },
    end: progress.end,
  };
}

/** Bytes of a file as its rows count them; unknown for a packed one, a folder or a stream. */
function sizeOf(source: RowSource): number | undefined {
  return source.kind === "jsonl" && source.byteLength > 0 && !/\.(?:gz|zst)$/.test(source.path)
    ? source.byteLength
    : undefined;
}

function addSizes(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
