// A worker of `yurai check --workers`: a checker of its own, given outputs in batches.
import { isYuraiError } from "@yurai/schema";
import { parentPort, workerData } from "node:worker_threads";
import type { BatchAnswer, BatchRequest } from "./check-pool.ts";
import { openChecker, type CheckedOutput, type CheckerOptions } from "./checker.ts";

const port = parentPort;
if (port === null) throw new Error("check-worker.ts runs as a worker only");

// The pool starts it with the options of a checker.
const opened = openChecker(workerData as CheckerOptions);
// Answered with the first batch; unhandled it would end the worker before that.
opened.catch(() => undefined);

port.on("message", (request: BatchRequest | "close") => {
  void (request === "close" ? close() : answer(request));
});

async function answer({ number, outputs }: BatchRequest): Promise<void> {
  try {
    const checker = await opened;
    const checked: CheckedOutput[] = [];
    for (const output of outputs) checked.push(await checker.check(output));
    port?.postMessage({ number, checked } satisfies BatchAnswer);
  } catch (error) {
    const failure = isYuraiError(error)
      ? { code: error.code, message: error.message }
      : { message: error instanceof Error ? error.name : typeof error };
    port?.postMessage({ number, failure } satisfies BatchAnswer);
  }
}

async function close(): Promise<void> {
  try {
    await (await opened)[Symbol.asyncDispose]();
  } finally {
    port?.close();
  }
}
