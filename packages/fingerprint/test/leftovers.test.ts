import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  findLeftovers,
  keepLeftover,
  listSegments,
  removeLeftover,
  type Leftover,
} from "../src/write/leftovers.ts";
import { verifySegment } from "../src/segment/segment.ts";
import { createSegment } from "../src/write/segment-writer.ts";
import { temporaryHome } from "./small-segment.ts";

const script = new URL("killed-writer.ts", import.meta.url).pathname;
/** Runs the writer; resolves to the signal that ended it and what it printed. */
function runWriter(
  home: string,
  killAt: number,
): Promise<{ readonly signal: string | null; readonly out: string }> {
  const child = spawn(process.execPath, ["--conditions=@yurai/source", script, home, String(killAt)]);
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (_, signal) => resolve({ signal, out }));
  });
}

describe("a writer killed between any two system calls leaves a whole segment or a reported leftover", () => {
  test("at every call, from first to last", async () => {
    const names: string[] = JSON.parse((await runWriter(temporaryHome(), 0)).out);
    const points = names.map((_, i) => ({ at: i + 1, home: temporaryHome() }));
    expect(new Set(names)).toEqual(
      new Set(["mkdirSync", "openSync", "writeSync", "fsyncSync", "closeSync", "renameSync"]),
    );
    const outcomes = { whole: 0, kept: 0, removed: 0 };
    for (let i = 0; i < points.length; i += 2) {
      const pair = points.slice(i, i + 2);
      const ends = await Promise.all(pair.map(({ home, at }) => runWriter(home, at)));
      for (const { signal } of ends) expect(signal).toBe("SIGKILL");
      for (const { home } of pair) outcomes[await recover(home)]++;
    }
    expect(outcomes.whole).toBeGreaterThan(0);
    expect(outcomes.kept).toBeGreaterThan(0);
    expect(outcomes.removed).toBeGreaterThan(20);
  }, 300_000);
});

async function resolve(home: string, leftover: Leftover): Promise<"kept" | "removed"> {
  if (leftover.complete) {
    await verifySegment(join(home, "segments", keepLeftover(home, leftover)));
    return "kept";
  }
  expect(() => keepLeftover(home, leftover)).toThrow(expect.objectContaining({ code: "segment-damaged" }));
  removeLeftover(leftover);
  return "removed";
}

/** Finds what a dead writer left, and keeps or removes it. */
async function recover(home: string): Promise<"whole" | "kept" | "removed"> {
  const segments = listSegments(home);
  const leftovers = findLeftovers(home);
  expect(segments.length + leftovers.length).toBeLessThanOrEqual(1);
  for (const id of segments) await verifySegment(join(home, "segments", id));
  if (leftovers.length === 0) return segments.length === 1 ? "whole" : "removed";
  const [leftover] = leftovers;
  expect(leftover!.writer).toBe("dead");
  const outcome = await resolve(home, leftover!);
  expect(findLeftovers(home)).toEqual([]);
  return outcome;
}

describe("leftovers", () => {
  test("a folder that is being written is neither kept nor removed", () => {
    const home = temporaryHome();
    using writer = createSegment({ home, sources: { a: "none" } });
    writer.add("text", { source: "a", locator: { kind: "ordinal", ordinal: 0 } });
    const [leftover] = findLeftovers(home);
    expect(leftover!.writer).toBe("alive");
    expect(() => keepLeftover(home, leftover!)).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(() => removeLeftover(leftover!)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});
