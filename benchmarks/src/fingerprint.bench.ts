import { fingerprint, textBatch } from "@yurai/fingerprint";
import { documents, englishTexts, japaneseTexts } from "./corpus.ts";
import { bestRate, type Benchmark, type Figure } from "./figure.ts";

/** Megabytes of text that a round fingerprints: enough to leave the caches. */
const roundBytes = 8_000_000;

export const fingerprintBenchmark: Benchmark = {
  name: "fingerprint",
  about: "bytes in memory to digests, keys and anchors, in documents of 4 KB",
  async *run() {
    yield anchors("anchors-en", englishTexts(roundBytes), 800);
    yield anchors("anchors-ja", japaneseTexts(roundBytes), 1_000);
  },
};

function anchors(bench: string, texts: readonly string[] | null, target: number): Figure {
  const shape = { bench, unit: "MB/s", target, better: "higher" } as const;
  if (texts === null) return { ...shape, value: null, note: "the evaluation data is absent" };
  const batch = textBatch(documents(texts));
  const value = bestRate(() => {
    fingerprint(batch);
    return batch.bytes.byteLength / 1e6;
  });
  return { ...shape, value, note: "plain twin; digests and whole-text keys included" };
}
