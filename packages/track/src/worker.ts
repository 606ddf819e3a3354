/** The thread that fingerprints and writes: one per run. Takes messages in order and reports each. */
import { openLedger } from "@yurai/ledger";
import { isYuraiError } from "@yurai/schema";
import { flushCompileCache, getCompileCacheDir } from "node:module";
import { workerData, type MessagePort } from "node:worker_threads";
import { reportCount, workerGone, type FromWorker, type ToWorker, type WorkerSettings } from "./batch.ts";
import { Recording } from "./recording.ts";

const { settings, port } = workerData as { readonly settings: WorkerSettings; readonly port: MessagePort };
const signals = new Int32Array(settings.signals);
/** How often to look whether what was taken is old enough to seal. */
const tickMs = Math.min(1_000, Math.max(10, settings.sealAfterMs / 4));

/** Once something failed nothing more is written: what follows would look whole and have a hole in it. */
let failed = false;

process.on("exit", () => {
  Atomics.store(signals, workerGone, 1);
  Atomics.notify(signals, reportCount);
});

function report(message: FromWorker, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, [...transfer]);
  Atomics.add(signals, reportCount, 1);
  Atomics.notify(signals, reportCount);
}

const ledger = await openLedger(settings.home, { mode: "write" }).catch((error: unknown) => {
  fail(error);
  return undefined;
});
// Detectors take a while to load, and most runs don't scan.
const countPeople = settings.scan === true ? (await import("./people.ts")).countPeople : undefined;
const recording =
  ledger && new Recording(settings, ledger, { now: () => new Date(), committed: reportCommit, countPeople });

function reportCommit(records: readonly (readonly [string, number])[]): void {
  report({ kind: "committed", records });
}

function fail(error: unknown): void {
  failed = true;
  const known = isYuraiError(error);
  const system = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  report({
    kind: "failed",
    code: known ? error.code : system,
    message: known
      ? error.message
      : `What passes can't be recorded (${system}). Look at the disk and the home folder.`,
  });
}

type Printing = ReturnType<Recording["print"]>;

async function handle(message: ToWorker, printing: Printing): Promise<void> {
  if (recording === undefined) return;
  switch (message.kind) {
    case "pass":
      recording.pass(message.number, message.pass);
      return;
    case "batch":
      await recording.append(message, printing);
      await recording.sealIfDue();
      return;
    case "lines":
      report({ kind: "read", pass: message.pass, read: recording.appendLines(message) });
      await recording.sealIfDue();
      return;
    case "seal":
      await recording.seal();
      report({ kind: "sealed", call: message.call });
      return;
    case "end":
      await recording.seal();
      await ledger?.close();
      // The thread will be terminated, which keeps nothing that was not written. By now it has compiled all that a recording runs.
      if (getCompileCacheDir() !== undefined) flushCompileCache();
      report({ kind: "ended", end: recording.end() });
      return;
    default:
      message satisfies never;
  }
}

async function take(message: ToWorker, printing: Printing): Promise<void> {
  try {
    if (!failed) await handle(message, printing);
  } catch (error) {
    recording?.abandon();
    fail(error);
  }
  // A decoder still reads what was begun, and a buffer that went back is no longer this thread's.
  await printing?.catch(() => undefined);
  if (message.kind === "batch" || message.kind === "lines")
    report({ kind: "free", buffer: message.buffer }, [message.buffer]);
}

async function sealIfDue(): Promise<void> {
  try {
    if (!failed) await recording?.sealIfDue();
  } catch (error) {
    recording?.abandon();
    fail(error);
  }
}

// One after the other: a seal waits for the disk, and what comes meanwhile waits for the seal.
let turn: Promise<void> = Promise.resolve();
port.on("message", (message: ToWorker) => {
  const printing = message.kind === "batch" && !failed ? recording?.print(message) : undefined;
  // What fails while it waits is told at its turn.
  printing?.catch(() => undefined);
  turn = turn.then(() => take(message, printing));
});
setInterval(() => {
  turn = turn.then(sealIfDue);
}, tickMs).unref();
if (!failed) report({ kind: "ready" });
