/**
 * Builds an index of a given size, or merges its segments into one: each in a process of its own, as `yurai track` and
 * `yurai compact` are, so that memory can be told. Run by `large.bench.ts`; prints a JSON line after each step.
 */
import { closeSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { createSegment, mergeSegments, textBatch, type SealedSegment } from "@yurai/fingerprint";
import { changedLetters } from "./edit-text.ts";
import type { LargeStep } from "./large.bench.ts";

/** Text of one segment before it is sealed, as in the product. */
const sealedByteLength = 256_000_000;
const batchDocuments = 256;

const [home = "", corpusFile = "", lengthsFile = "", wanted = "0", merged = ""] = process.argv.slice(2);
const lengths = JSON.parse(readFileSync(lengthsFile, "utf8")) as readonly number[];
const starts: number[] = [];
let end = 0;
for (const length of lengths) {
  starts.push(end);
  end += length;
}

const corpus = openSync(corpusFile, "r");
const start = performance.now();
let characters = 0;
if (merged === "") build();
else await merge(merged.split(","));
closeSync(corpus);

function build(): void {
  const segments: SealedSegment[] = [];
  for (let document = 0; characters < Number(wanted);) {
    const writer = createSegment({ home, sources: { bench: "keep" } });
    while (writer.byteLength < sealedByteLength && characters < Number(wanted)) {
      const texts = Array.from({ length: batchDocuments }, (_, i) => documentAt(document + i));
      writer.append(
        textBatch(texts),
        texts.map((_, i) => factsOf(document + i)),
      );
      document += batchDocuments;
      characters += texts.reduce((sum, { byteLength }) => sum + byteLength, 0);
    }
    segments.push(writer.seal());
    print("built", segments);
  }
}

async function merge(ids: readonly string[]): Promise<void> {
  // As `yurai compact` does.
  setFlagsFromString("--semi-space-growth-factor=1");
  const sealed = await mergeSegments(home, ids);
  characters = sealed.manifest.counts.bytes;
  print("merged", [sealed]);
  for (const id of ids) rmSync(join(home, "segments", id), { recursive: true });
}

/** A document as it is the first time round, afterwards with letters changed. */
function documentAt(number: number): Uint8Array {
  const index = (number * 7_919) % lengths.length;
  const bytes = new Uint8Array(lengths[index]!);
  readSync(corpus, bytes, 0, bytes.length, starts[index]!);
  return number < lengths.length ? bytes : changedLetters(bytes, number);
}

function factsOf(number: number): Parameters<ReturnType<typeof createSegment>["add"]>[1] {
  const url = `https://host-${(number * 31) % 100_003}.example.jp/${number}`;
  return { source: "bench", locator: { kind: "ordinal", ordinal: number }, url };
}

function print(step: LargeStep["step"], sealed: readonly SealedSegment[]): void {
  const files = sealed.flatMap(({ manifest }) => manifest.files);
  const bytesOf = (some: typeof files): number => some.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const line: LargeStep = {
    step,
    segments: sealed.map(({ id }) => id),
    characters,
    seconds: (performance.now() - start) / 1_000,
    cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
    memoryMb: process.resourceUsage().maxRSS / 1_024,
    passageBytes: bytesOf(files.filter(({ name }) => name === "passages.idx")),
    allBytes: bytesOf(files),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
