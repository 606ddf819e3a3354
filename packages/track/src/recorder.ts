/**
 * The loader's end of a recording: fills buffers, sends them, and holds the loader back when none is free.
 *
 * A fixed number of buffers goes back and forth. That is the whole of the back-pressure and the bound on memory.
 */
import type {
  FactTexts,
  FromWorker,
  LinesRead,
  Pass,
  RecordingEnd,
  SourceGap,
  WorkerSettings,
} from "./batch.ts";
import { TrackError } from "./error.ts";
import type { LineChunk } from "./line-chunks.ts";
import { PendingBatch, PendingGaps, type Content } from "./pending-batch.ts";
import type { Place } from "./position.ts";
import type { OrdinalRange } from "@yurai/ledger";
import { WorkerLink, type RecorderFailure } from "./worker-link.ts";

/** How much memory and time the recorder may use. */
export interface RecorderLimits {
  /** Buffers that go back and forth; at least 1. */
  readonly bufferCount: number;
  /** Bytes of each; a record that is larger gets one of its own size for as long as it takes. */
  readonly bufferBytes: number;
  /** A batch that isn't full is sent after this long, in milliseconds. */
  readonly flushAfterMs: number;
  /** A worker that hasn't reported for this long, in milliseconds, while the loader waits, counts as gone. */
  readonly stallMs: number;
  /** Workers that read a large file at once; rows of loaders go to one. At least 1. */
  readonly workerCount: number;
}

/** What became of a record that was handed to the recorder. */
export type Taken = "taken" | "full" | "lost";

/** Rows of a fast loader between two looks at the clock, which costs as much as a short row. */
const rowsBetweenClocks = 32;

interface OpenPass {
  readonly source: string;
  readonly onRead: ((read: LinesRead) => void) | undefined;
}

/** An open recorder with its worker. End it, or terminate it. */
export class Recorder {
  readonly #link: WorkerLink;
  readonly #limits: RecorderLimits;
  readonly #free: ArrayBuffer[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #pendingGaps = new PendingGaps();
  /** Records that were sent, by pass; and those of which a commit was reported, by source. */
  readonly #sent: number[] = [];
  readonly #committed = new Map<string, number>();
  readonly #sealing = new Set<number>();
  readonly #passes: OpenPass[] = [];
  #batch: PendingBatch | undefined;
  #call = 0;
  #rowsToClock = 0;
  #clockMs = 0;
  #linesSent = 0;
  #linesRead = 0;
  #ready = false;
  #end: RecordingEnd | undefined;

  /** For {@link startRecorder}. */
  constructor(settings: Omit<WorkerSettings, "signals">, limits: RecorderLimits) {
    this.#limits = limits;
    for (let i = 0; i < limits.bufferCount; i++) this.#free.push(new ArrayBuffer(limits.bufferBytes));
    this.#link = new WorkerLink(settings, (message) => this.#receive(message));
    this.#timer = setInterval(() => this.#flushIfOld(), limits.flushAfterMs);
    this.#timer.unref();
  }

  get failure(): RecorderFailure | undefined {
    return this.#end === undefined ? this.#link.failure : undefined;
  }

  /** Buffers that are free now. */
  get freeCount(): number {
    return this.#free.length;
  }

  /** Records that were sent and of which no commit was reported, by source; those that a failed worker lost. */
  get uncommitted(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [pass, { source }] of this.#passes.entries())
      counts.set(source, (counts.get(source) ?? 0) + this.#sent[pass]!);
    for (const [source, records] of this.#committed) counts.set(source, (counts.get(source) ?? 0) - records);
    return counts;
  }

  /** Announces a pass and returns its number. `onRead` is told of each chunk of lines that was read. */
  pass(pass: Pass, onRead?: (read: LinesRead) => void): number {
    const number = this.#passes.push({ source: pass.source, onRead }) - 1;
    this.#sent.push(0);
    this.#link.post({ kind: "pass", number, pass });
    return number;
  }

  /** Takes a record and its facts; `full` asks to wait and try again, `lost` says that nothing is recorded any more. */
  add(content: Content, pass: number, pull: number, facts: FactTexts | undefined): Taken {
    if (this.failure !== undefined) return "lost";
    this.#lookAtClock();
    if (this.#batch?.add(content, pass, pull, facts) === true) return this.#count(pass, 1);
    this.flush();
    const buffer = this.borrow();
    if (buffer === undefined) return this.failure === undefined ? "full" : "lost";
    this.#batch = new PendingBatch(buffer, performance.now());
    if (this.#batch.add(content, pass, pull, facts)) return this.#count(pass, 1);
    // Larger than a buffer: it travels alone in one of its own, which takes the place of a pooled one.
    const { text, image } = content;
    const byteLength = Buffer.byteLength(text) + (image?.byteLength ?? 0);
    this.#batch = new PendingBatch(new ArrayBuffer(byteLength), performance.now());
    this.#batch.add(content, pass, pull, facts);
    this.#count(pass, 1);
    this.flush();
    return "taken";
  }

  /** Takes a free buffer out of the pool. It comes back with {@link sendLines} or {@link giveBack}. */
  borrow(): ArrayBuffer | undefined {
    if (this.#free.length === 0) this.#link.drain();
    return this.#free.pop();
  }

  giveBack(buffer: ArrayBuffer): void {
    // One that had grown for something large gives its place back to one of the usual size.
    const isUsual = buffer.byteLength === this.#limits.bufferBytes;
    this.#free.push(isUsual ? buffer : new ArrayBuffer(this.#limits.bufferBytes));
  }

  /** Sends lines in a buffer that was borrowed here. Lines count as sent until the worker says what they were. */
  sendLines(chunk: LineChunk, pass: number, known: readonly OrdinalRange[]): void {
    this.#linesSent++;
    this.#count(pass, chunk.lineCount);
    this.#link.post({ kind: "lines", ...chunk, pass, known }, [chunk.buffer]);
  }

  /** Waits until the worker has read every chunk of lines. */
  async linesRead(): Promise<void> {
    await this.#link.wait(() => this.#linesRead === this.#linesSent);
  }

  /** Notes a row that gave no record, so that a resumed run doesn't meet it again. */
  skip(source: string, place: Place): void {
    this.#pendingGaps.skip(source, place);
  }

  /** Adds a gap; it is written with the next commit. */
  gap(gap: SourceGap): void {
    this.#pendingGaps.add(gap);
  }

  /** Gaps that no commit will hold any more because the worker is gone. */
  unsentGaps(): readonly SourceGap[] {
    return this.#pendingGaps.taken().gaps;
  }

  /** Sends what is pending. */
  flush(): void {
    const batch = this.#batch;
    if ((batch === undefined && this.#pendingGaps.isEmpty) || this.failure !== undefined) return;
    if (batch === undefined && this.#free.length === 0) return;
    const { skipped, gaps } = this.#pendingGaps.taken();
    const message = (batch ?? new PendingBatch(this.#free.pop()!, 0)).taken(skipped, gaps);
    this.#batch = undefined;
    this.#link.post(message, [message.buffer]);
  }

  /** Blocks the thread until a buffer may be free or the worker is gone. */
  waitBlocking(): void {
    this.#link.waitBlocking(() => this.#free.length > 0, this.#limits.stallMs);
  }

  /** Waits until a buffer may be free or the worker is gone. */
  async wait(): Promise<void> {
    this.#link.drain();
    await this.#link.wait(() => this.#free.length > 0);
  }

  /** Waits until the worker is ready, or throws what kept it from being so. */
  async ready(): Promise<void> {
    await this.#link.wait(() => this.#ready);
    if (this.failure === undefined) return;
    const { code, message } = this.failure;
    await this.terminate();
    throw new TrackError("not-recorded", message, { details: { reason: code } });
  }

  /** Seals and commits what was taken so far. */
  async seal(): Promise<void> {
    this.flush();
    const call = this.#call++;
    this.#sealing.add(call);
    this.#link.post({ kind: "seal", call });
    await this.#link.wait(() => !this.#sealing.has(call));
  }

  /** Seals, commits and stops the worker. Undefined when it failed before. */
  async end(): Promise<RecordingEnd | undefined> {
    while (!this.#pendingGaps.isEmpty || this.#batch !== undefined) {
      if (this.failure !== undefined) break;
      if (this.#batch === undefined) await this.wait();
      this.flush();
    }
    this.#link.post({ kind: "end" });
    await this.#link.wait(() => this.#end !== undefined);
    await this.terminate();
    return this.#end;
  }

  /** Stops the worker at once. What isn't sealed is left behind and found on the next open. */
  async terminate(): Promise<void> {
    clearInterval(this.#timer);
    await this.#link.terminate();
  }

  #count(pass: number, records: number): Taken {
    this.#sent[pass]! += records;
    return "taken";
  }

  /**
   * A loader that blocks the thread keeps the timer from firing. The clock is read for every row of a slow loader, and for one
   * of so many where so many came within a hundredth of the time that a batch may wait.
   */
  #lookAtClock(): void {
    if (--this.#rowsToClock > 0) return;
    const nowMs = performance.now();
    const isFast = (nowMs - this.#clockMs) * 100 < this.#limits.flushAfterMs;
    this.#rowsToClock = isFast ? rowsBetweenClocks : 1;
    this.#clockMs = nowMs;
    this.#flushIfOld(nowMs);
  }

  #flushIfOld(nowMs: number = performance.now()): void {
    const batch = this.#batch;
    const isOld = batch !== undefined && nowMs - batch.startedMs > this.#limits.flushAfterMs;
    if (isOld || (batch === undefined && !this.#pendingGaps.isEmpty)) this.flush();
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        this.#ready = true;
        break;
      case "free":
        this.giveBack(message.buffer);
        break;
      case "read":
        this.#linesRead++;
        this.#count(message.pass, message.read.records - message.read.lines);
        this.#passes[message.pass]!.onRead?.(message.read);
        break;
      case "committed":
        for (const [source, records] of message.records)
          this.#committed.set(source, (this.#committed.get(source) ?? 0) + records);
        break;
      case "failed":
        break;
      case "sealed":
        this.#sealing.delete(message.call);
        break;
      case "ended":
        this.#end = message.end;
        break;
      default:
        message satisfies never;
    }
  }
}

/**
 * Starts a recorder and waits until its worker has opened the ledger.
 *
 * @throws TrackError `not-recorded` with the reason, when it can't
 */
export async function startRecorder(
  settings: Omit<WorkerSettings, "signals">,
  limits: RecorderLimits,
): Promise<Recorder> {
  const recorder = new Recorder(settings, limits);
  await recorder.ready();
  return recorder;
}
