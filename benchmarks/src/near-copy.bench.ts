import { closeProfile } from "@yurai/fingerprint";
import type { Benchmark, Figure } from "./figure.ts";
import type { Language } from "./edit-text.ts";
import { openTrials, recheck, runTrials } from "./near-copy-trials.ts";

const languages: readonly Language[] = ["en", "ja", "code"];
const trials = 150;

/** The targets of near copies. The whole table is printed by `near-copy-table.ts`. */
export const nearCopyBenchmark: Benchmark = {
  name: "near-copy",
  about:
    "copies of 500 characters with 5 % of their words edited: recall, and whether what is reported is true",
  async *run() {
    for (const language of languages) yield* measured(language);
  },
};

async function* measured(language: Language): AsyncGenerator<Figure> {
  const shape = { unit: "%", better: "higher" } as const;
  const recall = { ...shape, bench: `near-copy-recall-${language}`, target: 99 };
  using corpus = await openTrials(language, closeProfile);
  if (corpus === null) {
    yield { ...recall, value: null, note: "the evaluation data is absent" };
    return;
  }
  const edits = { of: "words", share: 0.05 } as const;
  const counts = await runTrials(corpus, { characters: 500, edits }, { count: trials, seed: 1 });
  yield { ...recall, value: (counts.found / counts.trials) * 100, note: `${trials} trials` };
  for (const text of corpus.unrelated.slice(0, trials)) {
    const output = text.slice(1_000, 4_000);
    recheck(corpus.indexed, output, await corpus.index.query(output), counts);
  }
  const wrong = counts.falseNearCopies + counts.falseRuns;
  yield {
    ...shape,
    bench: `near-copy-precision-${language}`,
    value: counts.claims === 0 ? 100 : (1 - wrong / counts.claims) * 100,
    target: 99.9,
    note: `${counts.claims} claims held against the texts, unrelated outputs included`,
  };
  yield {
    bench: `false-verbatim-${language}`,
    value: counts.falseRuns,
    unit: "runs",
    target: 0,
    better: "lower",
  };
}
