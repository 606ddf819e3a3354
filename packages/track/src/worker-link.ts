/** The loader's end of a worker thread: messages both ways, waiting with and without blocking, and noticing its death. */
import { MessageChannel, receiveMessageOnPort, type MessagePort, type Worker } from "node:worker_threads";
import { reportCount, workerGone, type FromWorker, type ToWorker, type WorkerSettings } from "./batch.ts";
import { takeWorker } from "./worker-ahead.ts";

/** Why nothing more is recorded. */
export interface RecorderFailure {
  readonly code: string;
  readonly message: string;
}

/** An open link. Terminate it. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #signals: Int32Array;
  readonly #onMessage: (message: FromWorker) => void;
  #waiters: (() => void)[] = [];
  #failure: RecorderFailure | undefined;

  /** @param onMessage told of everything but `failed`, in order */
  constructor(settings: Omit<WorkerSettings, "signals">, onMessage: (message: FromWorker) => void) {
    const shared = new SharedArrayBuffer(8);
    const { port1, port2 } = new MessageChannel();
    this.#signals = new Int32Array(shared);
    this.#port = port1;
    this.#onMessage = onMessage;
    this.#worker = takeWorker();
    this.#worker.postMessage({ settings: { ...settings, signals: shared }, port: port2 }, [port2]);
    this.#worker.on("error", (error) => this.#fail("worker-failed", error));
    this.#worker.on("exit", () => this.#fail("worker-gone"));
    this.#port.on("message", (message: FromWorker) => this.#receive(message));
    // A loader that nobody ends must not keep the process alive; whoever waits holds it.
    this.#worker.unref();
    this.#port.unref();
  }

  get failure(): RecorderFailure | undefined {
    return this.#failure;
  }

  post(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    if (this.#failure === undefined) this.#port.postMessage(message, [...transfer]);
  }

  /** Takes what the worker has reported and no event told of yet. */
  drain(): void {
    for (
      let next = receiveMessageOnPort(this.#port);
      next !== undefined;
      next = receiveMessageOnPort(this.#port)
    )
      this.#receive(next.message as FromWorker);
  }

  /**
   * Blocks the thread until `isEnough` or the worker is gone.
   *
   * @param stallMs a worker that hasn't reported for this long counts as gone
   */
  waitBlocking(isEnough: () => boolean, stallMs: number): void {
    const startedMs = performance.now();
    for (;;) {
      const seen = Atomics.load(this.#signals, reportCount);
      this.drain();
      if (isEnough() || this.#failure !== undefined) return;
      if (Atomics.load(this.#signals, workerGone) === 1) return this.#fail("worker-gone");
      const answer = Atomics.wait(this.#signals, reportCount, seen, 200);
      // The events that tell of a worker's death need the event loop, which this thread blocks.
      if (answer === "timed-out" && performance.now() - startedMs > stallMs)
        return this.#fail("worker-stalled");
    }
  }

  /** Waits until `isEnough` or the worker is gone. */
  async wait(isEnough: () => boolean): Promise<void> {
    while (!isEnough() && this.#failure === undefined) await this.#nextReport();
  }

  /** Stops the worker at once. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
    this.#port.close();
  }

  #receive(message: FromWorker): void {
    if (message.kind === "failed") this.#failure ??= { code: message.code, message: message.message };
    else this.#onMessage(message);
    this.#wake();
  }

  #fail(code: string, cause?: unknown): void {
    // What the worker said before it died explains more than its death.
    this.drain();
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
