import { fingerprint, textBatch } from "@yurai/fingerprint";
import { Minhash } from "minhash";
import { documents, englishTexts, japaneseTexts } from "./corpus.ts";
import { bestRate, type Benchmark, type Figure } from "./figure.ts";
import { runPython } from "./python-peers.ts";

/** Megabytes of text for our own rate, and for the peers', the slowest of which does less than one a second. */
const ownBytes = 4_000_000;
const peerBytes = 400_000;

export const minhashBenchmark: Benchmark = {
  name: "minhash",
  about:
    "128 slots from bytes in memory, in documents of 4 KB, beside npm minhash, datasketch and rensa in the same run",
  async *run() {
    yield rate("minhash-en", englishTexts(ownBytes), 100);
    yield rate("minhash-ja", japaneseTexts(ownBytes), 60);
    yield* peers();
  },
};

function rate(bench: string, texts: readonly string[] | null, target: number): Figure {
  const shape = { bench, unit: "MB/s", target, better: "higher" } as const;
  if (texts === null) return { ...shape, value: null, note: "the evaluation data is absent" };
  const parts = documents(texts);
  const value = ownRate(parts);
  const twin = ownRate(parts.slice(0, 100), { twin: true });
  const note = `normal form and shingles included; twin ${twin.toFixed(1)}, ${(value / twin).toFixed(0)} times`;
  return { ...shape, value, note };
}

function ownRate(parts: readonly Uint8Array[], { twin = false }: { readonly twin?: boolean } = {}): number {
  const batch = textBatch(parts);
  return bestRate(() => {
    fingerprint(batch, { profile: null, digests: false, signatures: "texts", twin });
    return batch.bytes.byteLength / 1e6;
  });
}

function* peers(): Generator<Figure> {
  const parts = documents(englishTexts(peerBytes)).slice(0, Math.ceil(peerBytes / 4_096));
  const texts = parts.map((part) => new TextDecoder().decode(part));
  const own = ownRate(parts);
  const shape = { unit: "times", better: "higher" } as const;
  const npm = npmRate(texts.slice(0, 20));
  const beside = `${own.toFixed(1)} MB/s against`;
  yield {
    ...shape,
    bench: "minhash-vs-npm",
    value: own / npm,
    target: 100,
    note: `${beside} ${npm.toFixed(3)}, words split at spaces`,
  };
  const python = runPython("minhash.py", texts);
  const rensa = { ...shape, bench: "minhash-vs-rensa", target: 2 };
  if (typeof python === "string") {
    yield { ...rensa, value: null, note: python };
    return;
  }
  const rates = python as { readonly rensa: number; readonly datasketch: number };
  const others = `rensa ${rates.rensa.toFixed(1)} by update and digest, datasketch ${rates.datasketch.toFixed(2)}`;
  yield { ...rensa, value: own / rates.rensa, note: `${beside} ${others}` };
}

function npmRate(texts: readonly string[]): number {
  const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
  return bestRate(() => {
    for (const text of texts) {
      const sketch = new Minhash({ numPerm: 128, seed: 42 });
      for (const word of text.split(/\s+/)) sketch.update(word);
    }
    return megabytes;
  });
}
