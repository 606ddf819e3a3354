import { createScanner, detectors, nameDetectors } from "@yurai/pii";
import { documents, englishTexts, japaneseTexts } from "./corpus.ts";
import { bestRate, type Benchmark, type Figure } from "./figure.ts";

const roundBytes = 4_000_000;
const withoutNames = createScanner(detectors.filter((detector) => !nameDetectors.includes(detector)));

export const piiBenchmark: Benchmark = {
  name: "pii",
  about: "UTF-8 in memory to personal data and secrets, in documents of 4 KB, without names",
  async *run() {
    yield rate("scan-en", englishTexts(roundBytes));
    yield rate("scan-ja", japaneseTexts(roundBytes));
  },
};

function rate(bench: string, texts: readonly string[] | null): Figure {
  const shape = { bench, unit: "MB/s", target: 100, better: "higher" } as const;
  if (texts === null) return { ...shape, value: null, note: "the evaluation data is absent" };
  const pieces = documents(texts);
  const megabytes = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0) / 1e6;
  const value = bestRate(
    () => {
      for (const piece of pieces) withoutNames.scanUtf8(piece);
      return megabytes;
    },
    { seconds: 5 },
  );
  return { ...shape, value, note: `plain TypeScript, ${detectors.length - nameDetectors.length} detectors` };
}
