/** Cost over size: builds of 10^6 to 10^9 characters, queries over the size of an index and its number of segments. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSegment, openIndex, textBatch, type SealedSegment } from "@yurai/fingerprint";
import { documents } from "./corpus.ts";
import { curvesFile, type BuildPoint, type Curves, type QueryPoint } from "./curves.ts";
import { changedLetters } from "./edit-text.ts";
import { percentile, type Benchmark, type Figure } from "./figure.ts";
import { corpusNote, largeCorpus } from "./large-corpus.ts";
import { splicedOutputs } from "./outputs.ts";

/** Larger sizes repeat this text, a letter in about two hundred changed. */
const realCharacters = 100_000_000;
/** Text of one segment before it is sealed, as in the product. */
const sealedByteLength = 256_000_000;
const batchDocuments = 256;
const measured = 300;
const warmUps = 100;

export const curvesBenchmark: Benchmark = {
  name: "curves",
  about:
    "builds of 10^6 to 10^9 characters, queries over size and segments; writes curves.json (some minutes)",
  async *run() {
    const corpus = largeCorpus(realCharacters);
    const real = documents(corpus.texts);
    const outputs = splicedOutputs(corpus.english, { characters: 9_000, count: warmUps + measured });
    built(real, 1e7); // compiles what is measured next
    const builds: BuildPoint[] = [];
    for (const characters of [1e6, 1e7, 1e8, 1e9]) {
      const point = built(real, characters);
      builds.push(point);
      yield* buildFigures(point);
    }
    const bySize: QueryPoint[] = [];
    for (const characters of [1e6, 1e7, 1e8]) {
      const point = await queried(real, outputs, { characters, segments: 1 });
      bySize.push(point);
      yield* queryFigures(point);
    }
    const bySegments: QueryPoint[] = [bySize.at(-1)!];
    for (const segments of [4, 16, 64]) {
      const point = await queried(real, outputs, { characters: 1e8, segments });
      bySegments.push(point);
      yield* queryFigures(point);
    }
    const date = new Date().toISOString().slice(0, 10);
    const curves: Curves = { date, corpus: corpusNote(corpus), builds, bySize, bySegments };
    writeFileSync(curvesFile, `${JSON.stringify(curves, null, 2)}\n`);
  },
};

function* buildFigures({
  characters,
  seconds,
  passageBytes,
  allBytes,
  segments,
}: BuildPoint): Generator<Figure> {
  const size = `e${Math.round(Math.log10(characters))}`;
  const note = `${segments} segments, MinHash off; all files ${(allBytes / characters).toFixed(3)} bytes a character`;
  const lower = { better: "lower", note } as const;
  yield { bench: `curve-build-s-${size}`, value: seconds, unit: "s", target: characters / 300e6, ...lower };
  const perCharacter = passageBytes / characters;
  yield { bench: `curve-bytes-per-char-${size}`, value: perCharacter, unit: "bytes", target: 0.11, ...lower };
}

function* queryFigures({ characters, segments, p50Ms, p99Ms }: QueryPoint): Generator<Figure> {
  const name = `e${Math.round(Math.log10(characters))}-${segments}`;
  const shape = { unit: "ms", better: "lower", note: `${segments} segments` } as const;
  yield { bench: `curve-query-p50-ms-${name}`, value: p50Ms, target: 0.5, ...shape };
  yield { bench: `curve-query-p99-ms-${name}`, value: p99Ms, target: 3, ...shape };
}

/** Builds with the clock stopped while text is made. */
function built(real: readonly Uint8Array[], characters: number): BuildPoint {
  const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  try {
    const sealed: SealedSegment[] = [];
    let elapsedMs = 0;
    for (const batches of segmentsOf(batchesOf(real, characters), sealedByteLength)) {
      const writer = createSegment({ home, sources: { bench: "none" }, minhash: false });
      for (const texts of batches) {
        const start = performance.now();
        append(writer, texts);
        elapsedMs += performance.now() - start;
      }
      const start = performance.now();
      sealed.push(writer.seal());
      elapsedMs += performance.now() - start;
    }
    const files = sealed.flatMap(({ manifest }) => manifest.files);
    const bytesOf = (some: typeof files): number => some.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return {
      characters,
      seconds: elapsedMs / 1_000,
      passageBytes: bytesOf(files.filter(({ name }) => name === "passages.idx")),
      allBytes: bytesOf(files),
      segments: sealed.length,
    };
  } finally {
    rmSync(home, { recursive: true });
  }
}

async function queried(
  real: readonly Uint8Array[],
  outputs: readonly string[],
  size: { readonly characters: number; readonly segments: number },
): Promise<QueryPoint> {
  const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  try {
    const batches = [...batchesOf(real, size.characters)];
    for (let segment = 0; segment < size.segments; segment++) {
      const writer = createSegment({ home, sources: { bench: "keep" }, minhash: false });
      for (let i = segment; i < batches.length; i += size.segments) append(writer, batches[i]!);
      writer.seal();
    }
    using index = await openIndex(home);
    for (const output of outputs.slice(0, warmUps)) await index.query(output);
    const samples: number[] = [];
    for (const output of outputs.slice(warmUps)) {
      const start = performance.now();
      await index.query(output);
      samples.push(performance.now() - start);
    }
    return { ...size, p50Ms: percentile(samples, 0.5), p99Ms: percentile(samples, 0.99) };
  } finally {
    rmSync(home, { recursive: true });
  }
}

function append(writer: ReturnType<typeof createSegment>, texts: readonly Uint8Array[]): void {
  writer.append(
    textBatch(texts),
    texts.map((_, ordinal) => ({ source: "bench", locator: { kind: "ordinal", ordinal } })),
  );
}

/** Batches of documents up to a number of characters; what comes again comes with letters changed. */
function* batchesOf(real: readonly Uint8Array[], characters: number): Generator<readonly Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let left = characters;
  // Batches are taken from all over the text, so that a small index is as mixed as a large one.
  for (let i = 0; left > 0; i++) {
    const document = real[(i * 7_919) % real.length]!;
    batch.push(i < real.length ? document : changedLetters(document, i));
    left -= document.byteLength;
    if (batch.length < batchDocuments && left > 0) continue;
    yield batch;
    batch = [];
  }
}

/** Batches for one segment each: a new one begins when the last has so many bytes. */
function* segmentsOf(
  batches: Iterator<readonly Uint8Array[]>,
  byteLength: number,
): Generator<Iterable<readonly Uint8Array[]>> {
  let next = batches.next();
  const taken = function* (): Generator<readonly Uint8Array[]> {
    for (let bytes = 0; next.done !== true && bytes < byteLength; next = batches.next()) {
      bytes += next.value.reduce((sum, text) => sum + text.byteLength, 0);
      yield next.value;
    }
  };
  while (next.done !== true) yield taken();
}
