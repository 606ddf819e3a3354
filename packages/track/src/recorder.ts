/**
 * The loader's end of the worker: fills buffers, sends them, and holds the loader back when none is free.
 *
 * A fixed number of buffers goes back and forth. That is the whole of the back-pressure and the bound on memory.
 */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from "node:worker_threads";
import {
  reportCount,
  workerGone,
  type FromWorker,
  type Pass,
  type RecordingEnd,
  type SourceGap,
  type ToWorker,
  type WorkerSettings,
} from "./batch.ts";
import { TrackError } from "./error.ts";
import { PendingBatch, PendingGaps } from "./pending-batch.ts";
import type { Place } from "./position.ts";
import { workerArguments, workerFile } from "./worker-file.ts";

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
}

/** What became of a record that was handed to the recorder. */
export type Taken = "taken" | "full" | "lost";

/** Why nothing more is recorded. */
export interface RecorderFailure {
  readonly code: string;
  readonly message: string;
}

/** An open recorder with its worker. End it, or terminate it. */
export class Recorder {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #signals: Int32Array;
  readonly #limits: RecorderLimits;
  readonly #free: ArrayBuffer[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #pendingGaps = new PendingGaps();
  readonly #sent = new Map<string, number>();
  readonly #sealing = new Set<number>();
  readonly #passes: Pass[] = [];
  #batch: PendingBatch | undefined;
  #waiters: (() => void)[] = [];
  #call = 0;
  #ready = false;
  #end: RecordingEnd | undefined;
  #failure: RecorderFailure | undefined;

  /** For {@link startRecorder}. */
  constructor(settings: Omit<WorkerSettings, "signals">, limits: RecorderLimits) {
    const shared = new SharedArrayBuffer(8);
    const { port1, port2 } = new MessageChannel();
    this.#limits = limits;
    this.#signals = new Int32Array(shared);
    this.#port = port1;
    for (let i = 0; i < limits.bufferCount; i++) this.#free.push(new ArrayBuffer(limits.bufferBytes));
    this.#worker = new Worker(workerFile, {
      workerData: { settings: { ...settings, signals: shared }, port: port2 },
      transferList: [port2],
      execArgv: [...workerArguments],
      name: "yurai-track",
    });
    this.#worker.on("error", (error) => this.#fail("worker-failed", error));
    this.#worker.on("exit", () => this.#fail("worker-gone"));
    this.#port.on("message", (message: FromWorker) => this.#receive(message));
    // A loader that nobody ends must not keep the process alive; whoever waits holds it.
    this.#worker.unref();
    this.#port.unref();
    this.#timer = setInterval(() => this.#flushIfOld(), limits.flushAfterMs);
    this.#timer.unref();
  }

  get failure(): RecorderFailure | undefined {
    return this.#failure;
  }

  /** Records that were sent and of which no commit was reported, by source; those that a failed worker lost. */
  get uncommitted(): ReadonlyMap<string, number> {
    return this.#sent;
  }

  /** Announces a pass and returns its number. */
  pass(pass: Pass): number {
    const number = this.#passes.push(pass) - 1;
    this.#post({ kind: "pass", number, pass });
    return number;
  }

  /** Takes a record and the JSON of its facts; `full` asks to wait and try again, `lost` says that nothing is recorded any more. */
  add(text: string | Uint8Array, pass: number, pull: number, facts: string | undefined): Taken {
    if (this.#failure !== undefined) return "lost";
    this.#flushIfOld();
    if (this.#batch?.add(text, pass, pull, facts) === true) return this.#count(pass);
    this.flush();
    const buffer = this.#takeBuffer();
    if (buffer === undefined) return this.#failure === undefined ? "full" : "lost";
    this.#batch = new PendingBatch(buffer, performance.now());
    if (this.#batch.add(text, pass, pull, facts)) return this.#count(pass);
    // Larger than a buffer: it travels alone in one of its own, which takes the place of a pooled one.
    const byteLength = typeof text === "string" ? Buffer.byteLength(text) : text.byteLength;
    this.#batch = new PendingBatch(new ArrayBuffer(byteLength), performance.now());
    this.#batch.add(text, pass, pull, facts);
    this.#count(pass);
    this.flush();
    return "taken";
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
    if ((batch === undefined && this.#pendingGaps.isEmpty) || this.#failure !== undefined) return;
    if (batch === undefined && this.#free.length === 0) return;
    const { skipped, gaps } = this.#pendingGaps.taken();
    const message = (batch ?? new PendingBatch(this.#free.pop()!, 0)).taken(skipped, gaps);
    this.#batch = undefined;
    this.#post(message, [message.buffer]);
  }

  /** Blocks the thread until a buffer may be free or the worker is gone. */
  waitBlocking(): void {
    const startedMs = performance.now();
    for (;;) {
      const seen = Atomics.load(this.#signals, reportCount);
      this.#drain();
      if (this.#free.length > 0 || this.#failure !== undefined) return;
      if (Atomics.load(this.#signals, workerGone) === 1) return this.#fail("worker-gone");
      const answer = Atomics.wait(this.#signals, reportCount, seen, 200);
      // The events that tell of a worker's death need the event loop, which this thread blocks.
      if (answer === "timed-out" && performance.now() - startedMs > this.#limits.stallMs)
        return this.#fail("worker-stalled");
    }
  }

  /** Waits until a buffer may be free or the worker is gone. */
  async wait(): Promise<void> {
    this.#drain();
    while (this.#free.length === 0 && this.#failure === undefined) await this.#nextReport();
  }

  /** Waits until the worker is ready, or throws what kept it from being so. */
  async ready(): Promise<void> {
    while (!this.#ready && this.#failure === undefined) await this.#nextReport();
    if (this.#failure === undefined) return;
    const { code, message } = this.#failure;
    await this.terminate();
    throw new TrackError("not-recorded", message, { details: { reason: code } });
  }

  /** Seals and commits what was taken so far. */
  async seal(): Promise<void> {
    this.flush();
    const call = this.#call++;
    this.#sealing.add(call);
    this.#post({ kind: "seal", call });
    while (this.#sealing.has(call) && this.#failure === undefined) await this.#nextReport();
  }

  /** Seals, commits and stops the worker. Undefined when it failed before. */
  async end(): Promise<RecordingEnd | undefined> {
    while (!this.#pendingGaps.isEmpty || this.#batch !== undefined) {
      if (this.#failure !== undefined) break;
      if (this.#batch === undefined) await this.wait();
      this.flush();
    }
    this.#post({ kind: "end" });
    while (this.#end === undefined && this.#failure === undefined) await this.#nextReport();
    await this.terminate();
    return this.#end;
  }

  /** Stops the worker at once. What isn't sealed is left behind and found on the next open. */
  async terminate(): Promise<void> {
    clearInterval(this.#timer);
    await this.#worker.terminate();
    this.#port.close();
  }

  #count(pass: number): Taken {
    const source = this.#passes[pass]!.source;
    this.#sent.set(source, (this.#sent.get(source) ?? 0) + 1);
    return "taken";
  }

  #takeBuffer(): ArrayBuffer | undefined {
    if (this.#free.length === 0) this.#drain();
    return this.#free.pop();
  }

  #flushIfOld(): void {
    const batch = this.#batch;
    const isOld = batch !== undefined && performance.now() - batch.startedMs > this.#limits.flushAfterMs;
    if (isOld || (batch === undefined && !this.#pendingGaps.isEmpty)) this.flush();
  }

  #post(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    if (this.#failure === undefined) this.#port.postMessage(message, [...transfer]);
  }

  #drain(): void {
    for (
      let next = receiveMessageOnPort(this.#port);
      next !== undefined;
      next = receiveMessageOnPort(this.#port)
    )
      this.#receive(next.message as FromWorker);
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case "ready":
        this.#ready = true;
        break;
      case "free":
        // One that had grown for a large record gives its place back to one of the usual size.
        this.#free.push(
          message.buffer.byteLength === this.#limits.bufferBytes
            ? message.buffer
            : new ArrayBuffer(this.#limits.bufferBytes),
        );
        break;
      case "committed":
        for (const [source, records] of message.records)
          this.#sent.set(source, (this.#sent.get(source) ?? 0) - records);
        break;
      case "failed":
        this.#failure ??= { code: message.code, message: message.message };
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
    this.#wake();
  }

  #fail(code: string, cause?: unknown): void {
    if (this.#end !== undefined) return;
    // What the worker said before it died explains more than its death.
    this.#drain();
    const systemCode = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    this.#failure ??= {
      code,
      message: `The worker that records what passes has stopped${systemCode}. Rows since the last commit are not recorded; start the run again to resume it.`,
    };
    this.#wake();
  }

  async #nextReport(): Promise<void> {
    this.#port.ref();
    this.#worker.ref();
    await new Promise<void>((resolve) => this.#waiters.push(resolve));
    if (this.#waiters.length > 0) return;
    this.#port.unref();
    this.#worker.unref();
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
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
