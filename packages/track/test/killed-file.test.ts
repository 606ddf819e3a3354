import { openIndex, openSegment } from "@yurai/fingerprint";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { rowsOf, temporaryHome, type TemporaryHome } from "./temporary-home.ts";

const script = fileURLToPath(new URL("./file-loader.ts", import.meta.url));
const count = 20_000;
const kills = 3;

interface Told {
  readonly sources: readonly { readonly records: number }[];
  readonly readTwice: number;
  readonly segments: number;
}

/** Tracks the file in a process of its own, and kills it `afterMs` after it has read so many lines. */
async function track(
  home: string,
  path: string,
  kill?: { readonly lines: number; readonly afterMs: number },
): Promise<Told | undefined> {
  const argv = ["--conditions=@yurai/source", script, home, path];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  let told: Told | undefined;
  let isAimed = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) told = JSON.parse(line) as Told;
    else if (kill !== undefined && !isAimed && Number(line.slice(5)) >= kill.lines) {
      isAimed = true;
      setTimeout(() => child.kill("SIGKILL"), kill.afterMs);
    }
  }
  await exit;
  return told;
}

/** Forty megabytes, of which a tenth is text, so that several workers read them and the test stays short. */
async function writeFile(path: string): Promise<void> {
  const file = createWriteStream(path);
  const more = "x".repeat(1_700);
  for (const row of rowsOf(count)) file.write(`${JSON.stringify({ more, ...row })}\n`);
  file.end();
  await finished(file);
}

/** Every record that the run committed, by row, with its digest. */
async function recordsOf({ home, ledger }: TemporaryHome): Promise<readonly string[]> {
  const [run] = await ledger.runs();
  const records: string[] = [];
  for (const { id } of (await ledger.segments([run!.id])).current) {
    using segment = await openSegment(join(home, "segments", id));
    for await (const batch of segment.records.batches())
      for (const { facts, digest } of batch)
        records.push(`${JSON.stringify(facts)} ${Buffer.from(digest).toString("hex")}`);
  }
  return records.sort();
}

test("a file that several workers read, killed at random moments and resumed, is recorded once and whole", async () => {
  await using calm = await temporaryHome();
  await using killed = await temporaryHome();
  const path = join(calm.folder, "rows.jsonl");
  await writeFile(path);
  const undisturbed = await track(calm.home, path);
  expect(undisturbed).toMatchObject({ sources: [{ records: count }], readTwice: 0 });

  let told: Told | undefined;
  for (let i = 0; i < kills && told === undefined; i++) {
    // Chance picks the moment; whatever it is, the outcome is the same.
    const lines = Math.floor(count * (0.2 + 0.8 * Math.random()));
    told = await track(killed.home, path, { lines, afterMs: Math.random() * 300 });
    expect((await killed.ledger.verify({})).problems).toEqual([]);
  }
  told ??= await track(killed.home, path);
  expect(told).toMatchObject({ sources: [{ records: count }], readTwice: 0 });

  const [run] = await killed.ledger.runs();
  expect(await killed.ledger.progress(run!.id)).toMatchObject([{ source: "s", ranges: [[0, count]] }]);
  expect(await recordsOf(killed)).toEqual(await recordsOf(calm));
  using index = await openIndex(killed.home, {
    segments: (await killed.ledger.segments([run!.id])).current.map(({ id }) => id),
  });
  for (const row of rowsOf(count).filter((_, i) => i % 997 === 0)) {
    const { found } = await index.lookup({ url: row.url });
    expect(found).toHaveLength(1);
    expect((await index.query(row.text)).unverified.length).toBeGreaterThan(0);
  }
});
