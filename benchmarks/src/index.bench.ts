import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSegment, openIndex, textBatch, type SealedSegment } from "@yurai/fingerprint";
import { codeTexts, documents, englishTexts, japaneseTexts } from "./corpus.ts";
import { bestOf, percentile, type Benchmark, type Figure } from "./figure.ts";

const buildBytes = 32_000_000;
const outputCharacters = 9_000;

export const indexBenchmark: Benchmark = {
  name: "index",
  about: "from memory to a sealed segment, its size, and queries of 9,000-byte outputs against it, verified",
  async *run() {
    const english = [...englishTexts(buildBytes / 2), ...codeTexts(buildBytes / 2)];
    yield* built("en", english, 300, 0.11);
    yield* built("ja", japaneseTexts(buildBytes), 400, 0.3);
    yield* queried(english);
  },
};

async function* built(
  language: string,
  texts: readonly string[] | null,
  speed: number,
  size: number,
): AsyncGenerator<Figure> {
  const build = { bench: `build-${language}`, unit: "MB/s", target: speed, better: "higher" } as const;
  const bytes = {
    bench: `bytes-per-char-${language}`,
    unit: "bytes",
    target: size,
    better: "lower",
  } as const;
  if (texts === null) {
    const note = "the evaluation data is absent";
    yield { ...build, value: null, note };
    yield { ...bytes, value: null, note };
    return;
  }
  const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  try {
    const parts = documents(texts);
    const segments: SealedSegment[] = [];
    // The best of four: the first one also compiles.
    const rate = bestOf(4, (round) => {
      segments.push(sealed(join(home, String(round)), parts));
      return segments[0]!.manifest.counts.bytes / 1e6;
    });
    const segment = segments[0]!;
    const sourceCharacters = texts.reduce((sum, text) => sum + text.length, 0);
    yield { ...build, value: rate, note: "digests included" };
    const all = segment.manifest.files.reduce((sum, file) => sum + file.byteLength, 0);
    yield {
      ...bytes,
      value: statSync(join(segment.folder, "passages.idx")).size / sourceCharacters,
      note: `passages with filter; all files ${(all / sourceCharacters).toFixed(3)}`,
    };
  } finally {
    rmSync(home, { recursive: true });
  }
}

async function* queried(texts: readonly string[]): AsyncGenerator<Figure> {
  const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  try {
    const { manifest } = sealed(home, documents(texts), "keep");
    using index = await openIndex(home);
    const samples: number[] = [];
    for (const output of outputs(texts, 400)) {
      const start = performance.now();
      await index.query(output);
      samples.push(performance.now() - start);
    }
    const note = `${(manifest.counts.characters / 1e6).toFixed(0)} M characters, text kept`;
    const shape = { unit: "ms", better: "lower", note } as const;
    yield { bench: "query-p50-ms", value: percentile(samples, 0.5), target: 0.5, ...shape };
    yield { bench: "query-p99-ms", value: percentile(samples, 0.99), target: 3, ...shape };
  } finally {
    rmSync(home, { recursive: true });
  }
}

function sealed(
  home: string,
  parts: readonly Uint8Array[],
  evidence: "keep" | "none" = "none",
): SealedSegment {
  const writer = createSegment({ home, sources: { bench: evidence } });
  for (let i = 0; i < parts.length; i += 256) {
    const some = parts.slice(i, i + 256);
    writer.append(
      textBatch(some),
      some.map((_, j) => ({ source: "bench", locator: { kind: "ordinal", ordinal: i + j } })),
    );
  }
  return writer.seal();
}

/** Outputs of 9,000 characters spliced from unrelated places, each with one passage of the index of 400. */
function outputs(texts: readonly string[], count: number): string[] {
  const all = texts.join("\n");
  return Array.from({ length: count }, (_, i) => {
    const at = (i * 7_919 * 104_729) % (all.length - 1_000);
    let output = all.slice(at, at + 400);
    for (let j = 0; output.length < outputCharacters; j++) {
      const from = (at + j * 65_537 * 13) % (all.length - 20);
      output += all.slice(from, from + 9);
    }
    return output;
  });
}
