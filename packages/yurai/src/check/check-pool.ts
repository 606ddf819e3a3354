// Checks a stream of outputs, in this thread or in workers; verdicts come in the order of the outputs.
import { YuraiError } from "@yurai/schema";
import type { ModelOutput } from "@yurai/gate";
import { Worker } from "node:worker_threads";
import type { CheckedOutput, Checker, CheckerOptions } from "./checker.ts";
import type { OutputRow } from "./output-rows.ts";

/** What a worker is sent. */
export interface BatchRequest {
  readonly number: number;
  readonly outputs: readonly ModelOutput[];
}

/** What a worker sends back. */
export interface BatchAnswer {
  readonly number: number;
  readonly checked?: readonly CheckedOutput[];
  readonly failure?: { readonly code?: string; readonly message: string };
}

/** A row with its verdict. */
export interface CheckedRow {
  readonly row: OutputRow;
  readonly checked: CheckedOutput;
}

/** Outputs that a worker is sent at once: enough that messages cost nothing beside the check. */
const batchLength = 16;
/** Batches under way for each worker: one is worked on while the next waits. */
const depth = 2;

// tsc rewrites import endings but not this string, so the ending follows the file that asks.
const isSource = import.meta.url.endsWith(".ts");
const workerFile = new URL(isSource ? "./check-worker.ts" : "./check-worker.js", import.meta.url);
const workerArguments = isSource ? ["--conditions=@yurai/source"] : [];

/** Checks rows one after another with a checker that is open already. */
export async function* checkInTurn(
  rows: AsyncIterable<OutputRow>,
  checker: Checker,
): AsyncGenerator<CheckedRow> {
  for await (const row of rows) yield { row, checked: await checker.check(row.output) };
}

/**
 * Checks rows in worker threads, each with a checker of its own. A fixed number of batches is under way, so a slow reader
 * holds back the rows.
 *
 * @throws what a worker's checker throws, with its code
 */
export async function* checkInWorkers(
  rows: AsyncIterable<OutputRow>,
  options: CheckerOptions,
  count: number,
): AsyncGenerator<CheckedRow> {
  const workers = Array.from({ length: count }, () => startWorker(options));
  const underWay: {
    readonly rows: readonly OutputRow[];
    readonly answer: Promise<readonly CheckedOutput[]>;
  }[] = [];
  let number = 0;
  try {
    for await (const batch of batches(rows)) {
      const worker = workers[number % count]!;
      const answer = worker.ask({ number, outputs: batch.map(({ output }) => output) });
      // Thrown where it is awaited, in the order of the rows.
      answer.catch(() => undefined);
      underWay.push({ rows: batch, answer });
      number += 1;
      if (underWay.length >= count * depth) yield* finish(underWay.shift()!);
    }
    for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) yield* finish(next);
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}

async function* finish(batch: {
  readonly rows: readonly OutputRow[];
  readonly answer: Promise<readonly CheckedOutput[]>;
}): AsyncGenerator<CheckedRow> {
  const checked = await batch.answer;
  for (const [at, row] of batch.rows.entries()) yield { row, checked: checked[at]! };
}

async function* batches(rows: AsyncIterable<OutputRow>): AsyncGenerator<readonly OutputRow[]> {
  let batch: OutputRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < batchLength) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

interface CheckWorker {
  readonly ask: (request: BatchRequest) => Promise<readonly CheckedOutput[]>;
  readonly close: () => Promise<void>;
}

function startWorker(options: CheckerOptions): CheckWorker {
  const worker = new Worker(workerFile, { workerData: options, execArgv: [...workerArguments] });
  const waiting = new Map<number, PromiseWithResolvers<readonly CheckedOutput[]>>();
  const failAll = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on("message", ({ number, checked, failure }: BatchAnswer) => {
    const asked = waiting.get(number);
    waiting.delete(number);
    if (checked !== undefined) asked?.resolve(checked);
    else if (failure?.code !== undefined) asked?.reject(new YuraiError(failure.code, failure.message));
    else asked?.reject(new Error(failure?.message ?? "a worker failed"));
  });
  worker.on("error", failAll);
  const gone = new Promise<void>((resolve) => {
    worker.on("exit", () => {
      failAll(new Error("a worker of the check ended before its work"));
      resolve();
    });
  });
  return {
    ask: (request) => {
      const asked = Promise.withResolvers<readonly CheckedOutput[]>();
      waiting.set(request.number, asked);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage(request);
      return asked.promise;
    },
    close: async () => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage("close");
      await gone;
    },
  };
}
