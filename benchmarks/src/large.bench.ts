/**
 * A large index, 10 GB of text unless `--gigabytes=N` says otherwise: built in segments of 256 MB with text, hosts and
 * signatures, merged into one, queried. Takes disk about one and a half times the text, and some ten minutes.
 */
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openIndex } from "@yurai/fingerprint";
import { documents } from "./corpus.ts";
import { percentile, type Benchmark, type Figure } from "./figure.ts";
import { corpusNote, largeCorpus } from "./large-corpus.ts";
import { splicedOutputs } from "./outputs.ts";

/** Larger sizes repeat this text, a letter in about two hundred changed. */
const realCharacters = 100_000_000;
const measured = 100;
const warmUps = 20;

/** What the process that builds, or the one that merges, has reached. */
export interface LargeStep {
  readonly step: "built" | "merged";
  /** Ids of the segments that there are. */
  readonly segments: readonly string[];
  /** Bytes of text so far. */
  readonly characters: number;
  /** Since its process began. */
  readonly seconds: number;
  /** Of all its threads. */
  readonly cpuSeconds: number;
  /** The most memory its process has had so far, resident. */
  readonly memoryMb: number;
  /** Bytes of `passages.idx` with its filter. */
  readonly passageBytes: number;
  readonly allBytes: number;
}

export const largeBenchmark: Benchmark = {
  name: "large",
  about: "10 GB of text (--gigabytes=N) built, merged into one segment, queried: time, bytes, memory (long)",
  async *run() {
    const corpus = largeCorpus(realCharacters);
    const outputs = splicedOutputs(corpus.english, { characters: 9_000, count: warmUps + measured });
    const folder = mkdtempSync(join(tmpdir(), "yurai-bench-"));
    try {
      const home = join(folder, ".yurai");
      const note = `${corpusNote(corpus)}, repeated with a letter in 200 changed`;
      yield* buildFigures(await built(folder, home, corpus.texts), note);
      yield* await queryFigures(home, outputs);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function wantedBytes(): number {
  const flag = process.argv.find((argument) => argument.startsWith("--gigabytes="));
  return Number(flag?.split("=")[1] ?? 10) * 1e9;
}

/** Builds and merges in processes of their own, which read the text from a file: none of it is counted in their memory. */
async function built(folder: string, home: string, texts: readonly string[]): Promise<LargeStep[]> {
  const [corpusFile, lengthsFile] = [join(folder, "corpus"), join(folder, "lengths.json")];
  const pieces = documents(texts);
  const file = openSync(corpusFile, "wx");
  for (const piece of pieces) writeSync(file, piece);
  closeSync(file);
  writeFileSync(lengthsFile, JSON.stringify(pieces.map(({ byteLength }) => byteLength)));
  const argv = [home, corpusFile, lengthsFile, String(wantedBytes())];
  const steps = await stepsOf(argv);
  return [...steps, ...(await stepsOf([...argv, steps.at(-1)!.segments.join()]))];
}

async function stepsOf(argv: readonly string[]): Promise<LargeStep[]> {
  const script = new URL("large-child.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--conditions=@yurai/source", script, ...argv], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const steps: LargeStep[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const step = JSON.parse(line) as LargeStep;
    steps.push(step);
    process.stderr.write(
      `${step.step} ${(step.characters / 1e9).toFixed(1)} GB after ${Math.round(step.seconds)} s, ${Math.round(step.memoryMb)} MB\n`,
    );
  }
  if ((await ended) === 0) return steps;
  throw new Error("The process that builds the index failed; its message is above.");
}

function* buildFigures(steps: readonly LargeStep[], note: string): Generator<Figure> {
  const built = steps.findLast(({ step }) => step === "built")!;
  const merged = steps.at(-1)!;
  const gigabytes = merged.characters / 1e9;
  const lower = { better: "lower" } as const;
  yield {
    bench: "memory-build-mb",
    value: Math.max(built.memoryMb, merged.memoryMb),
    unit: "MB",
    target: 512,
    ...lower,
    note: `${gigabytes.toFixed(1)} GB: ${note}; building ${Math.round(built.memoryMb)}, merging ${Math.round(merged.memoryMb)}`,
  };
  const seconds = { unit: "s", target: built.characters / 300e6, ...lower };
  yield {
    bench: "large-build-s",
    value: built.seconds,
    ...seconds,
    note: `${Math.round(built.cpuSeconds)} s of processor time; text kept, signatures, hosts`,
  };
  yield {
    bench: "large-merge-s",
    value: merged.seconds,
    ...seconds,
    note: `${steps.length - 1} segments; ${Math.round(merged.cpuSeconds)} s of processor time`,
  };
  yield {
    bench: "large-bytes-per-char",
    value: merged.passageBytes / merged.characters,
    unit: "bytes",
    target: 0.11,
    ...lower,
    note: `all files ${(merged.allBytes / merged.characters).toFixed(3)}, of which most is the text`,
  };
}

async function queryFigures(home: string, outputs: readonly string[]): Promise<Figure[]> {
  using index = await openIndex(home);
  for (const output of outputs.slice(0, warmUps)) await index.query(output);
  let found = 0;
  const samples: number[] = [];
  for (const output of outputs.slice(warmUps)) {
    const start = performance.now();
    const { matches } = await index.query(output);
    samples.push(performance.now() - start);
    if (matches.length > 0) found++;
  }
  const shape = { unit: "ms", better: "lower" } as const;
  const note = `one segment; ${found} of ${measured} outputs found; a passage stands in as many records as the text is repeated, all verified`;
  return [
    { bench: "large-query-p50-ms", value: percentile(samples, 0.5), target: 0.5, ...shape, note },
    { bench: "large-query-p99-ms", value: percentile(samples, 0.99), target: 3, ...shape },
  ];
}
