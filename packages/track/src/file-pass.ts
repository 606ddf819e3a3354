/** Reads a file of JSON Lines through a run without handing its rows to anyone: workers take the lines apart. */
import { statSync } from "node:fs";
import type { FieldNames, LinesRead, Pass, SeenGap } from "./batch.ts";
import { factNames } from "./capture.ts";
import type { TrackError } from "./error.ts";
import { sendLines, type LineChunk } from "./line-chunks.ts";
import { placeOf } from "./position.ts";
import type { ByteSource } from "./readers/byte-stream.ts";
import { openBytes } from "./readers/byte-stream.ts";
import { gapOfError } from "./readers/read-row.ts";
import type { Recorder } from "./recorder.ts";
import type { Recorders } from "./recorders.ts";
import { countDropped, unreadable, type TapRun } from "./tap.ts";

/** How a file is tracked. */
export interface TrackFileOptions {
  /** Name of the source. One that nobody declared is tracked as well, and is a gap. */
  readonly source: string;
  /** The fields that hold the text and facts of rows. Default: `text`, and no facts. */
  readonly fields?: Partial<FieldNames>;
  /** The path in locators is relative to this folder where the file lies in it. Default: the working folder. */
  readonly baseFolder?: string;
  /** What a stream is called in locators and gaps. Default `-`. */
  readonly name?: string;
  /** Longer lines are a gap. Default 64 MiB. */
  readonly maxLineBytes?: number;
  /** Told after each chunk how many lines were read in all, and up to which byte of the unpacked file. */
  readonly onProgress?: (lines: number, byteEnd: number) => void;
  /** Reading stops, without an error, at the next chunk after it is aborted. */
  readonly signal?: AbortSignal;
}

/** What a pass over a file needs of its run. */
export interface FilePassRun {
  readonly tap: TapRun;
  readonly recorders: Recorders;
  /** Workers that read a large file at once. */
  readonly workerCount: number;
  readonly bufferBytes: number;
}

/** Bytes for which a worker of their own is worth starting (a fifth of a second). */
const worthAWorkerBytes = 16 * 1024 * 1024;

/** Names that a parsed row has although nobody wrote them, or that an array has: JSON.parse must decide there. */
const inherited = /^(?:\d+|length)$/;

/**
 * Tells whether rows may be read without being made objects: the names of their fields are nobody's but theirs.
 * A row that is an object has other names from its prototype (`constructor`), and one that is a list has numbers.
 */
export function isReadByFields(fields: Partial<FieldNames>): boolean {
  return Object.values(fields).every((name) => !(name in Object.prototype) && !inherited.test(name));
}

/**
 * Reads a file to its end. In the mode `require` it throws as a wrapped loader does, after at most the chunks that were
 * under way.
 */
export async function readFilePass(
  run: FilePassRun,
  bytes: ByteSource,
  pass: Pass & { readonly file: NonNullable<Pass["file"]> },
  options: TrackFileOptions,
): Promise<void> {
  const { path } = pass.file;
  const gap = (seen: SeenGap): void => run.recorders.first.gap({ ...seen, source: pass.source });
  let chunks: AsyncIterable<Uint8Array>;
  try {
    ({ chunks } = await openBytes(bytes, { reuses: true }));
  } catch (error) {
    return gap(gapOfError(error, path));
  }
  // The second worker of a file that is long enough for it in any case loads while the first one reads.
  if (run.workerCount > 1 && byteLengthOf(bytes) > 2 * worthAWorkerBytes && run.recorders.all.length === 1)
    run.recorders.startAnother();
  const reading = new FileReading(run, pass, options);
  await sendLines(untilStopped(chunks, reading, options.signal), {
    path,
    bufferBytes: run.bufferBytes,
    maxLineBytes: pass.file.maxLineBytes,
    borrow: () => reading.borrow(),
    giveBack: (buffer) => reading.giveBack(buffer),
    send: (chunk) => reading.send(chunk),
    onGap: gap,
    isStopped: () => options.signal?.aborted === true,
  });
  await reading.end();
}

/** Of the file as it lies there; 0 where nobody knows. */
function byteLengthOf(bytes: ByteSource): number {
  return typeof bytes === "string" ? (statSync(bytes, { throwIfNoEntry: false })?.size ?? 0) : 0;
}

/** Ends when it is aborted; throws when the loader would have to stop. */
async function* untilStopped(
  chunks: AsyncIterable<Uint8Array>,
  reading: FileReading,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    reading.requireAllowed();
    if (signal?.aborted === true) return;
    yield chunk;
  }
}

class FileReading {
  readonly #run: FilePassRun;
  readonly #pass: Pass & { readonly file: NonNullable<Pass["file"]> };
  readonly #options: TrackFileOptions;
  readonly #part: string;
  /** Number of this pass at each recorder that has had a chunk of it. */
  readonly #numbers = new Map<Recorder, number>();
  #borrowedFrom: Recorder | undefined;
  #lines = 0;
  #bytes = 0;
  #rows = 0;
  #texts = 0;
  #stop: TrackError | undefined;

  constructor(
    run: FilePassRun,
    pass: Pass & { readonly file: NonNullable<Pass["file"]> },
    options: TrackFileOptions,
  ) {
    this.#run = run;
    this.#pass = pass;
    this.#options = options;
    this.#part = placeOf({ kind: "row", path: pass.file.path, row: 0 }, "", 0).part;
  }

  requireAllowed(): void {
    const error = this.#stop ?? this.#run.tap.refusal(this.#pass.source);
    if (error !== undefined) throw error;
  }

  /** Takes a buffer of the worker that is least behind. */
  async borrow(): Promise<ArrayBuffer> {
    const { recorders, tap, bufferBytes } = this.#run;
    const startedMs = performance.now();
    for (;;) {
      // Nothing is recorded any more, but what passes is still counted.
      if (recorders.failure !== undefined) return new ArrayBuffer(bufferBytes);
      const next = recorders.all.reduce((best, other) => (other.freeCount > best.freeCount ? other : best));
      const buffer = next.borrow();
      if (buffer !== undefined) {
        this.#borrowedFrom = next;
        tap.tally.waitedMs += performance.now() - startedMs;
        return buffer;
      }
      await Promise.race(recorders.all.map((recorder) => recorder.wait()));
    }
  }

  giveBack(buffer: ArrayBuffer): void {
    this.#borrowedFrom?.giveBack(buffer);
    this.#borrowedFrom = undefined;
  }

  send(chunk: LineChunk): void {
    const startedMs = performance.now();
    const { tap, recorders } = this.#run;
    const { source } = this.#pass;
    const { firstLine, lineCount } = chunk;
    this.#lines += lineCount;
    this.#bytes += chunk.byteLength;
    const known = tap.places.addRange(source, this.#part, [firstLine, firstLine + lineCount]);
    tap.tally.alreadyRead += known.reduce((sum, [first, end]) => sum + end - first, 0);
    const recorder = this.#borrowedFrom;
    this.#borrowedFrom = undefined;
    if (recorder === undefined || recorders.failure !== undefined) countDropped(tap.tally, source, lineCount);
    else recorder.sendLines(chunk, this.#numberAt(recorder), known);
    if (this.#isWorthAnother()) recorders.startAnother();
    tap.tally.rows += lineCount;
    tap.tally.sampledRows += lineCount;
    tap.tally.sampledMs += performance.now() - startedMs;
    this.#options.onProgress?.(this.#lines, chunk.byteStart + chunk.byteLength);
  }

  /** Waits for what is under way, and says what only the whole file shows. */
  async end(): Promise<void> {
    await Promise.all([...this.#numbers.keys()].map((recorder) => recorder.linesRead()));
    const { source, file } = this.#pass;
    if (this.#rows > 0 && this.#texts === 0)
      this.#run.recorders.first.gap({
        kind: "missing-field",
        count: 1,
        source,
        where: { field: file.fields.text },
      });
    this.requireAllowed();
  }

  #isWorthAnother(): boolean {
    const { recorders, workerCount } = this.#run;
    const count = recorders.all.length;
    return count < workerCount && this.#bytes > worthAWorkerBytes * count;
  }

  #numberAt(recorder: Recorder): number {
    let number = this.#numbers.get(recorder);
    if (number === undefined) {
      number = recorder.pass(this.#pass, (read) => this.#note(read));
      this.#numbers.set(recorder, number);
    }
    return number;
  }

  #note({ rows, texts, unreadable: row }: LinesRead): void {
    this.#rows += rows;
    this.#texts += texts;
    if (row !== null && this.#run.tap.mode === "require") this.#stop ??= unreadable(this.#pass.source, row);
  }
}

/** The names that were given, and `text` where none was. */
export function fieldNames(fields: Partial<FieldNames> = {}): FieldNames {
  const given = factNames.filter((name) => fields[name] !== undefined);
  return {
    text: fields.text ?? "text",
    ...Object.fromEntries(given.map((name) => [name, fields[name]])),
  };
}
