import { spawnSync } from "node:child_process";
import { threadId } from "node:worker_threads";
import { expect, test } from "vitest";
import { startRun } from "../src/index.ts";
import { startWorkerAhead, takeWorker } from "../src/worker-ahead.ts";
import { temporaryHome } from "./temporary-home.ts";

test("a worker that was started ahead is taken once, and records what a run reads", async () => {
  startWorkerAhead();
  startWorkerAhead();
  const first = takeWorker();
  const second = takeWorker();
  expect([first.threadId, second.threadId, threadId]).toEqual([
    ...new Set([first.threadId, second.threadId, threadId]),
  ]);
  await Promise.all([first.terminate(), second.terminate()]);
  startWorkerAhead();
  await using home = await temporaryHome();
  const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
  for (const _ of run.track([{ text: "a text" }], { source: "s" })) continue;
  expect((await run.end()).sources).toMatchObject([{ source: "s", records: 1 }]);
});

test("a worker that nobody takes keeps no process alive", () => {
  const file = new URL("../src/worker-ahead.ts", import.meta.url);
  const code = `(await import(${JSON.stringify(file.href)})).startWorkerAhead();`;
  const argv = ["--conditions=@yurai/source", "--input-type=module", "--eval", code];
  expect(spawnSync(process.execPath, argv, { timeout: 60_000 })).toMatchObject({ status: 0, signal: null });
});
