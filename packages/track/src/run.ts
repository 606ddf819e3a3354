/** A run: one job that reads data. Wraps its loaders, and at the end says what was read. */
import type { Gap, RunOutcome } from "@yurai/schema";
import type { Pass, SeenGap, SourceGap } from "./batch.ts";
import type { RowOptions } from "./capture.ts";
import { TrackError } from "./error.ts";
import { fieldNames, readFilePass, type TrackFileOptions } from "./file-pass.ts";
import { KnownSources, type SourceDeclaration } from "./known-sources.ts";
import { lostGaps } from "./lost-gaps.ts";
import { addGap } from "./pending-batch.ts";
import { ReadPlaces } from "./position.ts";
import type { RecorderLimits } from "./recorder.ts";
import { Recorders } from "./recorders.ts";
import { notRecorded, refused } from "./refusal.ts";
import type { ByteSource } from "./readers/byte-stream.ts";
import { locatorPath } from "./readers/read-row.ts";
import { findRemains } from "./remains.ts";
import { writeEnd, type Ending } from "./run-end.ts";
import { joinRun, type JoinedRun } from "./run-identity.ts";
import {
  defaultLimits,
  defaultMaxLineBytes,
  defaultMaxRecordBytes,
  defaultSealAfterMs,
  defaultSealBytes,
  profiles,
  runFacts,
  storesSignatures,
  type RunOptions,
} from "./run-options.ts";
import { costOf, type RunSummary } from "./run-summary.ts";
import { screen, type Screened, type ScreenOptions } from "./screen.ts";
import { openTap, type TapRun } from "./tap.ts";
import { isAsyncRows, trackAsync, trackSync } from "./track-rows.ts";

/** How a loader is wrapped. */
export interface TrackOptions<Row> extends RowOptions<Row> {
  /** Name of the source. One that nobody declared is tracked as well, and is a gap. */
  readonly source: string;
  /**
   * What the rows count in where they have no locator. Resuming goes by it: give one that the same rows have again, and
   * that differs between processes which read different rows of one source. Default: the number of this call for the
   * source in this process, from 0.
   */
  readonly stream?: string;
}

/**
 * Starts or joins a run: writes it to the ledger, declares its sources, and starts the worker that records.
 *
 * @throws TrackError `bad-input` when the name belongs to a run of another purpose or model; `not-recorded` when the worker
 *   can't open the ledger; LedgerError when the ledger can't be written
 *
 * @example
 * ```ts
 * const run = await startRun({ home: ".yurai", ledger, purpose: "train", model: { name: "kaede-1b" } });
 * for (const row of run.track(rows, { source: "news-crawl" })) trainOn(row.text);
 * console.log(await run.end());
 * ```
 */
export async function startRun(options: RunOptions): Promise<Run> {
  const now = options.now ?? (() => new Date());
  const at = now().toISOString();
  const joined = await joinRun(options.ledger, runFacts(options, at));
  const known = await KnownSources.load(options.ledger);
  await known.declare(options.sources ?? [], at);
  const places = new ReadPlaces();
  if (joined.resumed) {
    for (const { source, part, ranges } of await options.ledger.progress(joined.run.id))
      places.addRanges(source, part, ranges);
  }
  const tool = joined.run.tool;
  const limits = { ...defaultLimits, ...options.limits };
  const recorders = await Recorders.start(
    {
      home: options.home,
      run: joined.run.id,
      tool: { tool: tool.name, version: tool.version },
      profile: profiles[options.index ?? "standard"],
      minhash: storesSignatures(options),
      scan: options.scan ?? false,
      sealBytes: options.sealBytes ?? defaultSealBytes,
      sealAfterMs: options.sealAfterMs ?? defaultSealAfterMs,
    },
    limits,
  );
  const run = new Run({ ...options, now, limits }, joined, known, places, recorders);
  for (const gap of await findRemains(options.home, options.ledger, now())) run.gap(gap);
  return run;
}

type OpenOptions = RunOptions & { readonly now: () => Date; readonly limits: RecorderLimits };

/** An open run. Made by {@link startRun}; end it. */
export class Run {
  readonly id: string;
  /** Whether the run had been begun before. */
  readonly resumed: boolean;
  readonly #options: OpenOptions;
  readonly #joined: JoinedRun;
  readonly #known: KnownSources;
  readonly #recorders: Recorders;
  readonly #tapRun: TapRun;
  readonly #startedMs = performance.now();
  readonly #calls = new Map<string, number>();
  readonly #screened: Screened<unknown>[] = [];
  /** Gaps of no source; they have nowhere to go before the end. */
  readonly #ownGaps = new Map<string, SourceGap>();
  #ended: Promise<RunSummary> | undefined;

  /** For {@link startRun}. */
  constructor(
    options: OpenOptions,
    joined: JoinedRun,
    known: KnownSources,
    places: ReadPlaces,
    recorders: Recorders,
  ) {
    this.id = joined.run.id;
    this.resumed = joined.resumed;
    this.#options = options;
    this.#joined = joined;
    this.#known = known;
    this.#recorders = recorders;
    this.#tapRun = {
      mode: options.mode ?? "observe",
      recorder: recorders.first,
      places,
      tally: { rows: 0, alreadyRead: 0, dropped: new Map(), sampledRows: 0, sampledMs: 0, waitedMs: 0 },
      maxRecordBytes: options.maxRecordBytes ?? defaultMaxRecordBytes,
      refusal: (source) => this.#refusal(source),
    };
  }

  /**
   * Wraps a loader: the same rows, in the same order, as the same objects, and recorded on the way. A sync loader stays
   * sync. Nothing is read before it is asked for. Length and other properties of arrays are not promised.
   *
   * In the mode `require` a pull throws TrackError `not-recorded`, `agreement-not-in-force` or `terms-refuse-training`.
   */
  track<Row>(rows: AsyncIterable<Row>, options: TrackOptions<Row>): AsyncIterable<Row>;
  track<Row>(rows: Iterable<Row>, options: TrackOptions<Row>): Iterable<Row>;
  track<Row>(
    rows: Iterable<Row> | AsyncIterable<Row>,
    options: TrackOptions<Row>,
  ): Iterable<Row> | AsyncIterable<Row> {
    this.#requireOpen();
    const open = (): ReturnType<typeof openTap> => this.#openPass(options);
    return isAsyncRows(rows) ? trackAsync(rows, open) : trackSync(rows, open);
  }

  /**
   * Reads JSON Lines, plain, gzip or Zstandard, and records their rows without handing them on: the same records, gaps and
   * places as tracking `readJsonl`, but no row becomes an object. A large file is read by several workers at once.
   *
   * In the mode `require` it throws as a wrapped loader does.
   */
  async trackFile(file: ByteSource, options: TrackFileOptions): Promise<void> {
    this.#requireOpen();
    const { source, maxLineBytes = defaultMaxLineBytes } = options;
    const { limits } = this.#options;
    const path = typeof file === "string" ? locatorPath(file, options.baseFolder) : (options.name ?? "-");
    const { maxRecordBytes } = this.#tapRun;
    const fields = fieldNames(options.fields);
    const pass = { ...this.#passOf(source, undefined), file: { path, fields, maxLineBytes, maxRecordBytes } };
    const { workerCount, bufferBytes } = limits;
    const run = { tap: this.#tapRun, recorders: this.#recorders, workerCount, bufferBytes };
    await readFilePass(run, file, pass, options);
  }

  /** Screens rows like {@link screen}; what became of them is recorded when the run ends. */
  screen<Row>(rows: AsyncIterable<Row>, options: ScreenOptions<Row>): Screened<AsyncIterable<Row>>;
  screen<Row>(rows: Iterable<Row>, options: ScreenOptions<Row>): Screened<Iterable<Row>>;
  screen<Row>(
    rows: Iterable<Row> | AsyncIterable<Row>,
    options: ScreenOptions<Row>,
  ): Screened<Iterable<Row> | AsyncIterable<Row>> {
    this.#requireOpen();
    const licences = options.licences ?? this.#known.get(options.source).licences;
    const whole = { ...options, licences };
    const screened = isAsyncRows(rows) ? screen(rows, whole) : screen(rows, whole);
    this.#screened.push(screened);
    return screened;
  }

  /** Declares further sources; what the ledger knows already is not written again. One transaction. */
  async declare(sources: readonly SourceDeclaration[]): Promise<void> {
    this.#requireOpen();
    await this.#known.declare(sources, this.#options.now().toISOString());
  }

  /** Adds a gap that a reader met. It is written with the next commit. */
  gap(gap: SeenGap & { readonly source?: string }): void {
    const { source } = gap;
    if (source !== undefined) this.#recorders.first.gap({ ...gap, source });
    else addGap(this.#ownGaps, { ...gap, source: "" });
  }

  /** Seals and commits what was read so far. Runs do so by themselves. */
  async seal(): Promise<void> {
    this.#requireOpen();
    await this.#recorders.seal();
  }

  /**
   * Seals what is open, commits it, and returns what the run read. Calling it again returns the same.
   *
   * @throws TrackError `not-recorded` in the mode `require` when not everything could be recorded
   */
  end({ outcome = "completed" }: { readonly outcome?: RunOutcome } = {}): Promise<RunSummary> {
    this.#ended ??= this.#end(outcome);
    return this.#ended;
  }

  /** Ends a run that nobody ended as interrupted. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end({ outcome: "interrupted" });
  }

  #requireOpen(): void {
    if (this.#ended === undefined) return;
    throw new TrackError(
      "run-ended",
      "This run has ended. Start another, or one of the same name to add to it.",
    );
  }

  #openPass<Row>(options: TrackOptions<Row>): ReturnType<typeof openTap> {
    const pass = this.#passOf(options.source, options.stream);
    return openTap(this.#tapRun, options.source, this.#recorders.first.pass(pass), pass.stream, options);
  }

  /** What the records of one pass over a source have in common. */
  #passOf(source: string, stream: string | undefined): Pass {
    const call = this.#calls.get(source) ?? 0;
    this.#calls.set(source, call + 1);
    const evidence = this.#known.get(source).evidence ?? this.#options.evidence ?? "reread";
    const licenceBasis = this.#known.licenceBasis(source);
    const refusal = this.#known.refusal(source, this.#options.purpose, this.#options.now);
    if (refusal !== undefined) this.gap({ kind: refusal, count: 1, source });
    const declaredClass = this.#known.declaredClass(source);
    return {
      source,
      stream: stream ?? String(call),
      evidence,
      licenceBasis,
      ...(declaredClass !== undefined && { declaredClass }),
    };
  }

  #refusal(source: string): TrackError | undefined {
    if (this.#tapRun.mode !== "require") return undefined;
    const { failure } = this.#recorders;
    if (failure !== undefined) return notRecorded(failure);
    const code = this.#known.refusal(source, this.#options.purpose, this.#options.now);
    return code === undefined ? undefined : refused(code, source);
  }

  async #end(outcome: RunOutcome): Promise<RunSummary> {
    const recorded = await this.#recorders.end();
    const elapsedMs = performance.now() - this.#startedMs;
    const at = this.#options.now().toISOString();
    const stopped = this.#recorders.failure;
    const own = [...this.#ownGaps.values()].map(({ source: _source, ...gap }): Gap => ({
      ...gap,
      run: this.id,
      at,
    }));
    const lost = [...own, ...lostGaps(this.#recorders, this.#tapRun.tally, this.id, at)];
    const screenings = this.#screened.map((screened) => screened.screening(this.id));
    const ended = stopped === undefined ? outcome : "failed";
    const ending: Ending = { run: this.id, outcome: ended, at, gaps: lost, screenings };
    const { summary, failure } = await writeEnd(this.#options.ledger, this.#known, ending, recorded);
    const reason = stopped ?? failure;
    if (reason !== undefined && this.#tapRun.mode === "require") throw notRecorded(reason);
    const bytes = (recorded?.sources ?? []).reduce((sum, source) => sum + source.bytes, 0);
    return {
      run: this.id,
      ...(this.#joined.run.name !== undefined && { name: this.#joined.run.name }),
      resumed: this.resumed,
      outcome: reason === undefined ? ending.outcome : "failed",
      ...summary,
      alreadyRead: this.#tapRun.tally.alreadyRead,
      readTwice: recorded?.readTwice ?? 0,
      cost: costOf(this.#tapRun.tally, bytes, elapsedMs),
      ...(reason && { failure: reason }),
    };
  }
}
