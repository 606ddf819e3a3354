/**
 * A process that works on a home until it is killed: appends to the ledger, writes and seals segments, commits them,
 * merges them. Run by `kills.ts`, never imported.
 *
 *   node --conditions=@yurai/source kill-child.ts HOME PHASE DELAY_US
 *
 * A second thread waits until the work has reached PHASE for the third time, then DELAY_US microseconds, writes down
 * which phase it is by then, and kills the process. Each acknowledged ledger row is printed.
 */
import { mkdirSync, renameSync, writeSync } from "node:fs";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { phases, type Phase } from "./kill-phases.ts";

if (isMainThread) await work();
else await execute();

/** Waits for its phase and kills. */
async function execute(): Promise<void> {
  const { state, target, delayUs } = workerData as { state: Int32Array; target: number; delayUs: number };
  for (let visits = 0; visits < 3;) {
    const now = Atomics.load(state, 0);
    if (now === target) visits++;
    Atomics.wait(state, 0, now);
  }
  while (Atomics.load(state, 0) !== target) Atomics.wait(state, 0, Atomics.load(state, 0));
  const end = process.hrtime.bigint() + BigInt(delayUs) * 1_000n;
  while (process.hrtime.bigint() < end);
  writeSync(2, phases[Atomics.load(state, 0)]!);
  process.kill(process.pid, "SIGKILL");
}

async function work(): Promise<void> {
  const [home = "", phase = "append", delayUs = "0"] = process.argv.slice(2);
  const state = new Int32Array(new SharedArrayBuffer(4));
  const enter = (name: Phase): void => {
    Atomics.store(state, 0, phases.indexOf(name));
    Atomics.notify(state, 0);
  };
  const rename = renameSync;
  // The rename is one system call in the middle of a seal: it gets a phase of its own.
  fs.renameSync = (from, to) => {
    enter("rename");
    rename(from, to);
  };
  syncBuiltinESMExports();
  mkdirSync(home, { recursive: true });
  const { createSegment, mergeSegments } = await import("@yurai/fingerprint");
  const { openLedger } = await import("@yurai/ledger");
  const ledger = await openLedger(home, { mode: "write", createIfMissing: true });
  const killer = new Worker(new URL(import.meta.url), {
    workerData: { state, target: phases.indexOf(phase as Phase), delayUs: Number(delayUs) },
  });
  await new Promise((resolve) => killer.once("online", resolve));
  const name = `${process.pid}-${Date.now()}`;
  for (let round = 0; ; round++) {
    enter("append");
    const rows = [{ kind: "verdict", body: { id: `${name}/${round}`, padding: "x".repeat(100) } } as const];
    const { rows: appended } = await ledger.append(rows);
    writeSync(1, `row ${appended[0]!.id}\n`);
    enter("write");
    const writer = createSegment({ home, sources: { a: "keep" } });
    for (let ordinal = 0; ordinal < 5; ordinal++) {
      const text = `record ${name} ${round} ${ordinal} `.repeat(30);
      writer.add(text, { source: "a", locator: { kind: "ordinal", ordinal } });
    }
    enter("seal");
    const { manifest, id } = writer.seal();
    enter("commit");
    await ledger.commitSegments({ manifests: [manifest] });
    writeSync(1, `segment ${id}\n`);
    if (round % 3 !== 2) continue;
    enter("compact");
    const { current } = await ledger.segments();
    const merged = await mergeSegments(
      home,
      current.slice(0, 8).map((segment) => segment.id),
    );
    enter("commit");
    await ledger.commitSegments({ manifests: [merged.manifest] });
    enter("remove");
    for (const replaced of (await ledger.compareSegments(join(home, "segments"))).replaced)
      fs.rmSync(join(home, "segments", replaced), { recursive: true });
  }
}
