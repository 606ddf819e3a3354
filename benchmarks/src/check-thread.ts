/** A thread that checks outputs with an index of its own: it warms up, says so, and is told to begin. */
import { parentPort, workerData } from "node:worker_threads";
import { openIndex } from "@yurai/fingerprint";
import { check } from "@yurai/gate";
import { options } from "./check-options.ts";

/** What a thread is given. */
export interface ThreadWork {
  readonly home: string;
  readonly warmUp: readonly string[];
  readonly outputs: readonly string[];
}

// The benchmark starts it with this.
const { home, warmUp, outputs } = workerData as ThreadWork;
using index = await openIndex(home);
await checkAll(warmUp);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort!.postMessage("ready");
await new Promise((resolve) => parentPort!.once("message", resolve));
await checkAll(outputs);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort!.postMessage("done");

async function checkAll(texts: readonly string[]): Promise<void> {
  for (const [i, text] of texts.entries()) await check({ id: String(i), text }, options(index));
}
