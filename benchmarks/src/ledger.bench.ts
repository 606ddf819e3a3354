import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSegment, openIndex, textBatch } from "@yurai/fingerprint";
import { percentile, type Benchmark, type Figure } from "./figure.ts";

/** `YURAI_RECORDS` sets the number for lookups; the design asks for 10 million, which take two minutes to write. */
const records = Number(process.env["YURAI_RECORDS"] ?? 500_000);
const recordsPerSegment = 1_000_000;
const script = new URL("ledger-child.ts", import.meta.url).pathname;

export const ledgerBenchmark: Benchmark = {
  name: "ledger",
  about: "commits a second with 1 and 8 processes, and URL lookups among many records",
  async *run() {
    yield await commits(1);
    yield await commits(8);
    yield* lookups();
  },
};

async function commits(processes: number): Promise<Figure> {
  const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  try {
    const counts = await Promise.all(Array.from({ length: processes }, () => commitsOf(home, 3)));
    return {
      bench: `ledger-commits-${processes}`,
      value: counts.reduce((sum, count) => sum + count, 0) / 3,
      unit: "/s",
      target: 100,
      better: "higher",
      note: `${processes} process${processes === 1 ? "" : "es"}, 2 rows a commit, synchronous=FULL`,
    };
  } finally {
    rmSync(home, { recursive: true });
  }
}

function commitsOf(home: string, seconds: number): Promise<number> {
  const child = spawn(process.execPath, ["--conditions=@yurai/source", script, home, String(seconds)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(Number(out)) : reject(new Error("a writer failed"))));
  });
}

async function* lookups(): AsyncGenerator<Figure> {
  const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  try {
    let bytes = 0;
    for (let from = 0; from < records; from += recordsPerSegment)
      bytes += writeRecords(home, from, Math.min(from + recordsPerSegment, records));
    using index = await openIndex(home);
    const samples: number[] = [];
    for (let i = 0; i < 2_000; i++) {
      const wanted = (i * 7_919 * 31) % (records * 2); // every other one is not there
      const start = performance.now();
      await index.lookup({ url: urlOf(wanted) });
      samples.push(performance.now() - start);
    }
    const note = `${records.toLocaleString("en")} records in ${index.segments.length} segments, half of the URLs absent`;
    const shape = { better: "lower", note } as const;
    yield { bench: "ledger-bytes-record", value: bytes / records, unit: "bytes", target: 100, ...shape };
    yield { bench: "ledger-lookup-p50-ms", value: percentile(samples, 0.5), unit: "ms", target: 1, ...shape };
    yield {
      bench: "ledger-lookup-p99-ms",
      value: percentile(samples, 0.99),
      unit: "ms",
      target: 50,
      ...shape,
    };
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Writes records without text worth indexing, and returns the segment's bytes. */
function writeRecords(home: string, from: number, to: number): number {
  const writer = createSegment({ home, sources: { crawl: "none" }, profile: null });
  for (let start = from; start < to; start += 1_000) {
    const ordinals = Array.from({ length: Math.min(1_000, to - start) }, (_, i) => start + i);
    writer.append(
      textBatch(ordinals.map((ordinal) => `page ${ordinal}`)),
      ordinals.map((ordinal) => ({
        source: "crawl",
        url: urlOf(ordinal),
        locator: { kind: "ordinal", ordinal },
      })),
    );
  }
  return writer.seal().manifest.files.reduce((sum, file) => sum + file.byteLength, 0);
}

function urlOf(ordinal: number): string {
  return `https://host-${ordinal % 9_973}.example.jp/articles/${(ordinal * 2_654_435_761) % 4_294_967_296}`;
}
