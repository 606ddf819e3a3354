/** Starts workers, one of them before anybody knows what it will record: its modules load beside those of the program. */
import { getCompileCacheDir } from "node:module";
import { Worker } from "node:worker_threads";
import { workerArguments, workerFile } from "./worker-file.ts";

/**
 * What a worker allocates is a batch's own and gone with it. With V8's default the process grew from 313 to 408 MB between
 * 200,000 and 800,000 rows; with this it stayed at 313.
 */
const youngGenerationMb = 6;

let ahead: Worker | undefined;

/**
 * Starts the worker of the next run. Without a run it does nothing and keeps no process alive. For programs that know from their
 * first look that they will track, and have much to load before they can.
 */
export function startWorkerAhead(): void {
  if (ahead !== undefined) return;
  const worker = startWorker();
  ahead = worker;
  const forget = (): void => {
    if (ahead === worker) ahead = undefined;
  };
  worker.once("error", forget).once("exit", forget);
}

/** The worker that was started ahead, or a new one. It waits for its settings. */
export function takeWorker(): Worker {
  const worker = ahead ?? startWorker();
  ahead = undefined;
  return worker;
}

function startWorker(): Worker {
  const worker = new Worker(workerFile, {
    workerData: { hasCompileCache: getCompileCacheDir() !== undefined },
    execArgv: [...workerArguments],
    name: "yurai-track",
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });
  worker.unref();
  return worker;
}
