import { fingerprint, textBatch, type FingerprintOptions } from "@yurai/fingerprint";
import { documents, englishTexts, japaneseTexts } from "./corpus.ts";
import { bestRate, type Benchmark, type Figure } from "./figure.ts";

/** Megabytes of text that a round fingerprints: enough to leave the caches. */
const roundBytes = 4_000_000;

export const fingerprintBenchmark: Benchmark = {
  name: "fingerprint",
  about: "bytes in memory to whole-text keys and anchors, in documents of 4 KB",
  async *run() {
    yield anchors("anchors-en", englishTexts(roundBytes), 800);
    yield anchors("anchors-ja", japaneseTexts(roundBytes), 1_000);
  },
};

function anchors(bench: string, texts: readonly string[] | null, target: number): Figure {
  const shape = { bench, unit: "MB/s", target, better: "higher" } as const;
  if (texts === null) return { ...shape, value: null, note: "the evaluation data is absent" };
  const batch = textBatch(documents(texts));
  const rateOf = (options: FingerprintOptions): number =>
    bestRate(() => {
      fingerprint(batch, options);
      return batch.bytes.byteLength / 1e6;
    });
  const value = rateOf({ digests: false });
  const twin = rateOf({ digests: false, twin: true });
  const withDigests = rateOf({});
  const note = `counts and whole-text keys included; twin ${twin.toFixed(0)}, ${(value / twin).toFixed(0)} times; with SHA-256 digests ${withDigests.toFixed(0)}`;
  return { ...shape, value, note };
}
