/** `node --conditions=@yurai/source benchmarks/src/near-copy-table.ts [TRIALS]`: the tables in the README of @yurai/fingerprint. */
import { closeProfile, standardProfile, type AnchorProfile } from "@yurai/fingerprint";
import { editionPairs } from "./near-copy-pairs.ts";
import {
  openTrials,
  recheck,
  runTrials,
  type Claims,
  type TrialCorpus,
  type Treatment,
} from "./near-copy-trials.ts";

const count = Number(process.argv[2] ?? 200);
const shares = [0.01, 0.02, 0.05, 0.1, 0.2];
const totals: Claims = { claims: 0, falseNearCopies: 0, falseRuns: 0 };

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function row(corpus: TrialCorpus, name: string, treatments: readonly Treatment[]): Promise<void> {
  const cells: string[] = [];
  for (const [i, treatment] of treatments.entries()) {
    const counts = await runTrials(corpus, treatment, { count, seed: 100 * i + treatment.characters });
    totals.claims += counts.claims;
    totals.falseNearCopies += counts.falseNearCopies;
    totals.falseRuns += counts.falseRuns;
    cells.push(((counts.found / count) * 100).toFixed(1));
  }
  write(`| ${name} | ${cells.join(" | ")} |`);
}

/** Outputs of 3,000 characters from documents that are not indexed: what they share with the index is really there. */
async function unrelated(corpus: TrialCorpus): Promise<string> {
  const outputs = corpus.unrelated.slice(0, 300).map((text) => text.slice(1_000, 4_000));
  let withCopy = 0;
  let atPolicy = 0;
  for (const output of outputs) {
    const result = await corpus.index.query(output);
    recheck(corpus.indexed, output, result, totals);
    const copies = result.matches.flatMap(({ nearCopies }) => nearCopies);
    withCopy += Number(copies.length > 0);
    const isLong = copies.some(
      ({ characters, denseCharacters, similarity }) =>
        similarity >= 0.9 && (characters - denseCharacters >= 500 || denseCharacters >= 200),
    );
    atPolicy += Number(isLong);
  }
  const percent = (n: number): string => `${((n / outputs.length) * 100).toFixed(1)} %`;
  return `${outputs.length} unrelated outputs: ${percent(withCopy)} have a near copy, ${percent(atPolicy)} one of 500 (200 dense) at 90 %`;
}

async function table(language: TrialCorpus["language"], profile: AnchorProfile): Promise<void> {
  using corpus = await openTrials(language, profile);
  if (corpus === null) return write(`${language}: the evaluation data is absent`);
  write(`\n${language}, profile ${profile.name}, ${count} trials a cell, recall in %\n`);
  write("| edited | 1 % | 2 % | 5 % | 10 % | 20 % |\n| --- | --- | --- | --- | --- | --- |");
  for (const characters of [200, 500, 2_000]) {
    for (const unit of ["words", "characters"] as const) {
      const treatments = shares.map((share) => ({ characters, edits: { of: unit, share } }));
      await row(corpus, `${unit}, ${characters}`, treatments);
    }
  }
  const treatments = shares.map((share) => ({
    characters: 2_000,
    edits: { of: "words" as const, share },
    reordered: true,
  }));
  await row(corpus, "sentences reordered, words, 2000", treatments);
  write(`\n${await unrelated(corpus)}`);
}

for (const profile of [closeProfile, standardProfile])
  for (const language of ["en", "ja", "code"] as const) await table(language, profile);
for (const line of await editionPairs(totals)) write(line);
const { claims, falseNearCopies, falseRuns } = totals;
write(`\n${claims} claims: ${falseNearCopies} near copies and ${falseRuns} runs not borne out by the texts`);
