import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger } from "@yurai/ledger";
import { startRun, type IndexMode } from "@yurai/track";
import { codeTexts, englishTexts, japaneseTexts } from "./corpus.ts";
import type { Benchmark, Figure } from "./figure.ts";

const recordBytes = 1_024;
const threadRecords = 20_000;
const source = new URL("../../packages/yurai/src/main.ts", import.meta.url).pathname;
const built = new URL("../../packages/yurai/dist/main.js", import.meta.url).pathname;
/** What is shipped is measured where it is built; from source, every thread also holds a TypeScript parser. */
const isBuilt = existsSync(built);
const argvOf = (script: string): readonly string[] =>
  isBuilt ? [script] : ["--conditions=@yurai/source", script];
/** The smallest of so many runs counts: other work on the machine only ever adds. */
const attempts = 3;
const endless = new URL("endless-loader.ts", import.meta.url).pathname;
/** `YURAI_ROWS` sets the rows of the memory figure; the design asks for 10 million. */
const memoryRows = Number(process.env["YURAI_ROWS"] ?? 300_000);

interface Row {
  readonly text: string;
  readonly url: string;
}

export const trackBenchmark: Benchmark = {
  name: "track",
  about: "cost on the loader's own thread, the whole command on JSON Lines, memory over an endless loader",
  async *run() {
    const english = rows([
      ...englishTexts(threadRecords * recordBytes),
      ...codeTexts(threadRecords * recordBytes),
    ]);
    await costOnThread(english, "standard"); // compiles what is measured
    const japaneseText = japaneseTexts(threadRecords * recordBytes);
    yield thread("thread-us-en", 3, await costOnThread(english, "standard"));
    yield thread(
      "thread-us-ja",
      4,
      japaneseText === null ? null : await costOnThread(rows(japaneseText), "standard"),
    );
    yield thread("thread-off-us", 0.5, await costOnThread(english, "off"));
    yield* wholeCommand(english);
    yield memory();
  },
};

/**
 * Cuts texts into rows of about a kilobyte. Each is a string of its own, as a loader has it from JSON.parse: a slice of one long
 * string with a character beyond Latin-1 somewhere takes two bytes a unit, and three times as long to become UTF-8.
 */
function rows(texts: readonly string[]): Row[] {
  const all = texts.join("\n");
  const characters = Math.round(recordBytes * (all.length / Buffer.byteLength(all)));
  const count = Math.min(threadRecords, Math.floor(all.length / characters));
  const cut = Array.from({ length: count }, (_, i) => ({
    text: all.slice(i * characters, (i + 1) * characters),
    url: `https://example.jp/${i}`,
  }));
  return JSON.parse(JSON.stringify(cut)) as Row[];
}

/** What the wrapped loop costs over the bare one, in microseconds a record: loader thread only, waiting left out. */
async function costOnThread(records: readonly Row[], index: IndexMode): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  try {
    await using ledger = await openLedger(home, { mode: "write", createIfMissing: true });
    let least = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const run = await startRun({ home, ledger, purpose: "benchmark", index });
      for await (const row of run.track(asyncRows(records), { source: "bench", url: "url" })) consume(row);
      least = Math.min(least, (await run.end()).cost.microsecondsPerRecord);
    }
    return least;
  } finally {
    rmSync(home, { recursive: true });
  }
}

async function* asyncRows(records: readonly Row[]): AsyncGenerator<Row> {
  yield* records;
}

let consumed = 0;
function consume(row: Row): void {
  consumed += row.text.length;
}

function thread(bench: string, target: number, value: number | null): Figure {
  const note =
    value === null ? "the evaluation data is absent" : `records of 1 KB; ${consumed} characters passed`;
  return { bench, value, unit: "us", target, better: "lower", note };
}

/** `yurai track` on a file, as a whole process. */
function* wholeCommand(records: readonly Row[]): Generator<Figure> {
  const folder = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  try {
    const path = join(folder, "rows.jsonl");
    const megabytes = writeRows(path, records) / 1e6;
    const shape = { bench: "jsonl-mb-s", unit: "MB/s", target: 150, better: "higher" } as const;
    const yurai = (...args: string[]): number | null =>
      spawnSync(process.execPath, [...argvOf(isBuilt ? built : source), ...args], {
        cwd: folder,
        env: { ...process.env, YURAI_HOME: join(folder, ".yurai") },
      }).status;
    yurai("init", "--yes");
    const measure = (...flags: string[]): Pick<Figure, "value" | "note"> => {
      const start = performance.now();
      const status = yurai("track", path, "--source", "bench", "--url", "url", "--json", ...flags);
      const seconds = (performance.now() - start) / 1_000;
      if (status !== 0) return { value: null, note: `yurai track ended with ${status}` };
      return {
        value: megabytes / seconds,
        note: `${megabytes.toFixed(0)} MB, start of the process included`,
      };
    };
    yield { ...shape, ...measure("--no-minhash") };
    yield { ...shape, bench: "jsonl-minhash-mb-s", target: 80, ...measure() };
    yield { ...shape, bench: "jsonl-scan-mb-s", target: 60, ...measure("--scan", "--no-minhash") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes the rows several times, each time cut elsewhere, so that no record repeats. Returns the bytes. */
function writeRows(path: string, records: readonly Row[]): number {
  const all = records.map((row) => row.text).join("");
  const characters = Math.floor(all.length / records.length);
  let byteLength = 0;
  for (let shift = 0; shift < 10; shift++) {
    const lines = records.map((_, i) => {
      const start = i * characters + shift * 97;
      const row = { text: all.slice(start, start + characters), url: `https://example.jp/${shift}/${i}` };
      return `${JSON.stringify(row)}\n`;
    });
    const bytes = lines.join("");
    appendFileSync(path, bytes);
    byteLength += Buffer.byteLength(bytes);
  }
  return byteLength;
}

/** Peak memory of a process that tracks an endless loader, above that of one which only reads it. */
function memory(): Figure {
  const [tracked = 0, bare = 0] = ["standard", "bare"].map((mode) => {
    const argv = [...argvOf(endless), String(memoryRows), mode];
    return Number(spawnSync(process.execPath, argv, { encoding: "utf8" }).stdout);
  });
  return {
    bench: "memory-mb",
    value: tracked === 0 ? null : tracked,
    unit: "MB",
    target: 300,
    better: "lower",
    note: `peak of the process over ${memoryRows.toLocaleString("en")} rows; ${bare.toFixed(0)} MB for the bare loader`,
  };
}
