import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openLedger } from "../src/index.ts";
import { startWriter } from "./child-process.ts";
import { temporaryFolder } from "./store-folder.ts";

/** Kills in the short run; benchmarks/ has the long one. */
const kills = 25;

test("four processes that create one ledger and append 200 batches each lose none and fail none", async () => {
  const home = join(temporaryFolder(), ".yurai");
  const writers = ["a", "b", "c", "d"].map((name) => startWriter(home, name, 200));
  const codes = await Promise.all(writers.map((writer) => writer.ended));
  expect(writers.flatMap((writer) => writer.errors)).toEqual([]);
  expect(codes).toEqual([0, 0, 0, 0]);
  await using ledger = await openLedger(home, { mode: "read" });
  const ids = new Set((await ledger.rows({ kinds: ["verdict"] })).map((row) => row.id));
  const acknowledged = writers.flatMap((writer) => writer.acknowledged);
  // 200 batches of 1, 2, 3, 1, 2, 3... rows.
  expect(acknowledged).toHaveLength(4 * 399);
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  expect(await ledger.verify()).toMatchObject({ sound: true, rowCount: 1 + 4 * 399 });
});

test(`after each of ${kills} kills at random moments the ledger verifies and has every acknowledged row`, async () => {
  const home = join(temporaryFolder(), ".yurai");
  const acknowledged: string[] = [];
  for (let round = 0; round < kills; round += 1) {
    const writer = startWriter(home, `k${round}`, 0);
    await writer.ready;
    await sleep(Math.random() * 60);
    writer.process.kill("SIGKILL");
    expect(await writer.ended).toBe(null);
    expect(writer.errors).toEqual([]);
    acknowledged.push(...writer.acknowledged);
    await using ledger = await openLedger(home, { mode: "write", createIfMissing: true });
    const ids = new Set((await ledger.rows({ kinds: ["verdict"] })).map((row) => row.id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    expect(await ledger.verify()).toMatchObject({ sound: true, problems: [] });
  }
  expect(acknowledged.length).toBeGreaterThan(kills);
});

test("a process killed while it makes a new ledger leaves one that the next process opens or makes", async () => {
  let made = 0;
  for (let round = 0; round < 8; round += 1) {
    const home = join(temporaryFolder(), ".yurai");
    const writer = startWriter(home, `n${round}`, 0);
    // The home appears when node has started, long before the first batch.
    while (!existsSync(home) && writer.process.exitCode === null) await sleep(1);
    await sleep(Math.random() * 12);
    writer.process.kill("SIGKILL");
    await writer.ended;
    expect(writer.errors).toEqual([]);
    await using ledger = await openLedger(home, { mode: "write", createIfMissing: true });
    const report = await ledger.verify();
    expect(report).toMatchObject({ sound: true, problems: [] });
    made += report.rowCount;
  }
  expect(made).toBeGreaterThanOrEqual(8);
});
