import { findLeftovers, listSegments, openIndex } from "@yurai/fingerprint";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Recorder } from "../src/recorder.ts";
import { temporaryHome } from "./temporary-home.ts";

interface Told {
  readonly read: number;
  readonly records: number;
  readonly alreadyRead: number;
  readonly earlyBytes: number;
  readonly lateBytes: number;
}

const script = fileURLToPath(new URL("./endless-loader.ts", import.meta.url));

/** Runs the child; `stop` is asked after each line, and kills it with SIGKILL when it says so. */
async function track(
  home: string,
  count: number,
  sealBytes: number,
  stop: () => boolean = () => false,
): Promise<Told | undefined> {
  const child = spawn(
    process.execPath,
    ["--conditions=@yurai/source", script, home, String(count), String(sealBytes)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let told: Told | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) told = JSON.parse(line) as Told;
    if (stop()) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return told;
}

const unsealed = (home: string): number =>
  existsSync(join(home, "segments"))
    ? readdirSync(join(home, "segments")).filter((name) => name.startsWith("unsealed-")).length
    : 0;

const settings = (home: string) => ({
  home,
  run: "0".repeat(32),
  tool: { tool: "test", version: "1" },
  profile: null,
  minhash: false,
  sealBytes: 1e9,
  sealAfterMs: 1e9,
});

describe("a process that tracks", () => {
  test("and is killed leaves a ledger that verifies and a leftover that is reported, and resumes without counting twice", async () => {
    await using home = await temporaryHome();
    const killed = await track(
      home.home,
      10_000_000,
      1_200_000,
      () => listSegments(home.home).length >= 2 && unsealed(home.home) > 0,
    );
    expect(killed).toBeUndefined();

    const report = await home.ledger.verify({});
    expect(report.problems).toEqual([]);
    const [run] = await home.ledger.runs();
    expect(run!.ends).toEqual([]);
    const before = (await home.ledger.segments([run!.id])).current.reduce(
      (sum, { manifest }) => sum + manifest.counts.records,
      0,
    );
    expect(before).toBeGreaterThan(0);
    const count = before + 1_500;
    expect(findLeftovers(home.home).filter(({ writer }) => writer === "dead").length).toBeGreaterThan(0);

    const resumed = await track(home.home, count, 1_200_000);
    expect(resumed).toMatchObject({ read: count, records: count, alreadyRead: before });
    const segments = (await home.ledger.segments([run!.id])).current;
    expect(segments.reduce((sum, { manifest }) => sum + manifest.counts.records, 0)).toBe(count);
    expect(await home.ledger.progress(run!.id)).toMatchObject([{ source: "stream", ranges: [[0, count]] }]);
    const gaps = (await home.ledger.gaps({ runs: [run!.id] })).map(({ gap }) => gap.kind);
    expect(gaps).toContain("leftover-segment");
    expect((await home.ledger.verify({})).problems).toEqual([]);
    using index = await openIndex(home.home, { segments: segments.map(({ id }) => id) });
    expect((await index.query(`row ${count - 1} `.repeat(100))).unverified.length).toBeGreaterThan(0);
  });

  test("holds its memory flat however many rows pass", async () => {
    await using home = await temporaryHome();
    const told = await track(home.home, 20_000, 4_000_000);
    expect(told).toMatchObject({ read: 20_000, records: 20_000 });
    // Five segments of 4 MB passed in between; what is left over from a segment or a row would show.
    expect(told!.lateBytes - told!.earlyBytes).toBeLessThan(120 * 1024 * 1024);
    expect(told!.lateBytes).toBeLessThan(600 * 1024 * 1024);
  });
});

describe("a worker that dies", () => {
  const limits = { bufferCount: 1, bufferBytes: 1_024, flushAfterMs: 1e6, stallMs: 400, workerCount: 1 };
  const pass = { source: "s", stream: "0", evidence: "none", licenceBasis: "unknown" } as const;

  test("is noticed by a loader that blocks the thread, which goes on", async () => {
    await using home = await temporaryHome();
    const recorder = new Recorder(settings(home.home), limits);
    await recorder.ready();
    const number = recorder.pass(pass);
    // Killed without a word, as by the system; nothing below lets the event loop run.
    const ended = recorder.terminate();
    let taken: string = "taken";
    for (let i = 0; i < 100 && taken !== "lost"; i++) {
      taken = recorder.add({ text: "x".repeat(900), image: undefined }, number, i, undefined);
      if (taken === "full") recorder.waitBlocking();
    }
    expect(taken).toBe("lost");
    expect(recorder.failure?.code).toMatch(/^worker-/);
    expect(recorder.uncommitted.get("s")).toBeGreaterThan(0);
    await ended;
  });

  test("is noticed by a loader that waits", async () => {
    await using home = await temporaryHome();
    const recorder = new Recorder(settings(home.home), limits);
    await recorder.ready();
    void recorder.terminate();
    await recorder.wait();
    await recorder.seal();
    expect(recorder.failure?.code ?? "worker-gone").toBe("worker-gone");
    expect(await recorder.end()).toBeUndefined();
  });

  test("is an error at the start of a run when it can't open the ledger", async () => {
    await using home = await temporaryHome();
    const recorder = new Recorder(settings(join(home.folder, "nowhere")), limits);
    await expect(recorder.ready()).rejects.toMatchObject({
      code: "not-recorded",
      details: { reason: "ledger-missing" },
    });
  });
});
