/** `node --conditions=@yurai/source benchmarks/src/minhash-curve.ts`: recall of the bands and error of the estimate. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSegment, jaccard, normalise, openIndex, shinglesOf } from "@yurai/fingerprint";
import { documents, englishTexts, japaneseTexts } from "./corpus.ts";
import { edited, seeded, type Language } from "./edit-text.ts";

/** What came of copies whose exact similarity lies in one tenth. */
interface Tenth {
  copies: number;
  found: number;
  squaredError: number;
  expected: number;
}

async function curve(language: Language, texts: readonly string[]): Promise<void> {
  const random = seeded(11);
  const originals = documents(texts)
    .slice(0, 400)
    .map((bytes) => new TextDecoder().decode(bytes));
  const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  const tenths = Array.from({ length: 10 }, (): Tenth => ({
    copies: 0,
    found: 0,
    squaredError: 0,
    expected: 0,
  }));
  // Without text the index gives estimates; the exact similarity is taken here.
  const writer = createSegment({ home, sources: { bench: "none" }, profile: null });
  for (const [ordinal, text] of originals.entries())
    writer.add(text, { source: "bench", locator: { kind: "ordinal", ordinal } });
  writer.seal();
  {
    using index = await openIndex(home);
    for (const [ordinal, original] of originals.entries()) {
      for (const share of [0.005, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2]) {
        const copy = edited(original, { of: "words", share, language }, original, random);
        const exact = jaccard(shinglesOf(normalise(copy)), shinglesOf(normalise(original)));
        const { resemblances } = await index.query(copy, { resemblance: 0.0001 });
        const found = resemblances.find(({ record }) => record.ordinal === ordinal);
        const tenth = tenths[Math.min(9, Math.floor(exact * 10))]!;
        tenth.copies += 1;
        tenth.expected += 1 - (1 - exact ** 4) ** 16;
        if (found === undefined) continue;
        tenth.found += 1;
        tenth.squaredError += (found.similarity - exact) ** 2;
      }
    }
  }
  rmSync(home, { recursive: true });
  write(language, tenths);
}

function write(language: Language, tenths: readonly Tenth[]): void {
  const lines = tenths.map(({ copies, found, squaredError, expected }, i) => {
    const percent = (n: number): string => (copies === 0 ? "" : ((n / copies) * 100).toFixed(1));
    const error = found === 0 ? "" : Math.sqrt(squaredError / found).toFixed(3);
    return `| ${i / 10} to ${(i + 1) / 10} | ${copies} | ${percent(found)} | ${percent(expected)} | ${error} |`;
  });
  const head = `\n${language}\n\n| Jaccard | copies | found, % | by theory, % | error of the estimate |\n| --- | --- | --- | --- | --- |`;
  process.stdout.write(`${[head, ...lines].join("\n")}\n`);
}

await curve("en", englishTexts(2_000_000));
const japanese = japaneseTexts(2_000_000);
if (japanese !== null) await curve("ja", japanese);
