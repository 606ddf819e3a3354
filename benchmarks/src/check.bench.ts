import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSegment, openIndex, textBatch, type TextIndex } from "@yurai/fingerprint";
import { check, presets, type CheckOptions, type ProvenanceOf } from "@yurai/gate";
import { isStopped, unknownTerms, undecided, type Origin, type Verdict } from "@yurai/schema";
import { codeTexts, documents, englishTexts, evaluationTexts } from "./corpus.ts";
import { splicedOutputs } from "./outputs.ts";
import { percentile, type Benchmark, type Figure } from "./figure.ts";

const outputCharacters = 9_000;
const tool = { name: "yurai-benchmarks", version: "0.1.0" };

export const checkBenchmark: Benchmark = {
  name: "check",
  about: "check of one output by length and index size, and false stops on held-out real text",
  async *run() {
    yield* speed();
    yield* falseStops();
  },
};

async function* speed(): AsyncGenerator<Figure> {
  const texts = [...englishTexts(16_000_000), ...codeTexts(16_000_000)];
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  await using built = await indexOf(texts);
  const { index } = built;
  for (const length of [outputCharacters, 1_000, 30_000]) {
    const samples: number[] = [];
    for (const [i, text] of splicedOutputs(texts, { characters: length, count: 150 }).entries()) {
      const output = { id: String(i), text };
      const start = performance.now();
      await check(output, options(index));
      samples.push(performance.now() - start);
    }
    const main = length === outputCharacters;
    const note = `${length.toLocaleString("en")} characters against ${(characters / 1e6).toFixed(0)} M, text kept`;
    const p95 = percentile(samples, 0.95);
    yield {
      bench: main ? "check-p95-ms" : `check-p95-ms-${length}`,
      value: p95,
      unit: "ms",
      target: 5,
      better: "lower",
      note,
    };
    if (!main) continue;
    const rate = (1_000 * samples.length) / samples.reduce((sum, sample) => sum + sample, 0);
    yield {
      bench: "outputs-s",
      value: rate,
      unit: "/s",
      target: 500,
      better: "higher",
      note: "one core",
    };
  }
}

/** One half of a real collection is indexed, the other half is checked: what is stopped shares text, not origin. */
async function* falseStops(): AsyncGenerator<Figure> {
  const sets: readonly (readonly [string, readonly string[] | null])[] = [
    ["npm-code", codeTexts(12_000_000)],
    ["peps", evaluationTexts("peps/peps.jsonl.gz")],
    ["rfcs", evaluationTexts("rfcs/rfcs.jsonl.gz")],
    ["aozora", evaluationTexts("aozora/works.jsonl.gz", 12_000_000, { uniqueTitles: true })],
  ];
  for (const [name, texts] of sets) {
    const shape = { bench: `stopped-${name}`, unit: "%", target: 25, better: "lower" } as const;
    if (texts === null) yield { ...shape, value: null, note: "the evaluation data is absent" };
    else yield { ...shape, ...(await stopped(texts)) };
  }
}

async function stopped(texts: readonly string[]): Promise<Pick<Figure, "value" | "note">> {
  await using built = await indexOf(texts.filter((_, i) => i % 2 === 0));
  const verdicts: Verdict[] = [];
  for (const [i, text] of texts.entries()) {
    if (i % 2 === 0 || text.length < 200) continue;
    verdicts.push(
      await check({ id: String(i), text: text.slice(0, outputCharacters) }, options(built.index)),
    );
    if (verdicts.length === 200) break;
  }
  const counts = Map.groupBy(verdicts, ({ action }) => action);
  const actions = [...counts].map(([action, some]) => `${action} ${some.length}`).join(", ");
  const value = (100 * verdicts.filter(({ action }) => isStopped(action)).length) / verdicts.length;
  return { value, note: `preset publish, licence unknown; of ${verdicts.length} held-out texts: ${actions}` };
}

function options(index: TextIndex): CheckOptions {
  return { policy: presets.publish, index, provenanceOf, now: new Date("2026-11-21T00:00:00Z"), tool };
}

const provenanceOf: ProvenanceOf = (records) =>
  records.map(({ record, facts }) => ({
    provenance: {
      record,
      source: facts.source,
      origin: "public-dataset" satisfies Origin,
      class: "public",
      locator: facts.locator,
      licences: [],
      terms: unknownTerms,
      reliance: undecided,
      signals: [],
      runs: [],
    },
  }));

async function indexOf(texts: readonly string[]): Promise<AsyncDisposable & { readonly index: TextIndex }> {
  const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  const writer = createSegment({ home, sources: { bench: "keep" } });
  const parts = documents(texts);
  for (let i = 0; i < parts.length; i += 256) {
    const some = parts.slice(i, i + 256);
    const facts = some.map(
      (_, j) => ({ source: "bench", locator: { kind: "ordinal", ordinal: i + j } }) as const,
    );
    writer.append(textBatch(some), facts);
  }
  writer.seal();
  const index = await openIndex(home);
  return {
    index,
    async [Symbol.asyncDispose]() {
      index.close();
      rmSync(home, { recursive: true });
    },
  };
}
