import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { createSegment, openIndex, textBatch, type TextIndex } from "@yurai/fingerprint";
import { check, textChecks } from "@yurai/gate";
import { scan } from "@yurai/pii";
import { isStopped, type Verdict } from "@yurai/schema";
import { options } from "./check-options.ts";
import type { ThreadWork } from "./check-thread.ts";
import { codeTexts, documents, evaluationTexts, japaneseTexts } from "./corpus.ts";
import { corpusNote, largeCorpus } from "./large-corpus.ts";
import { splicedOutputs } from "./outputs.ts";
import { percentile, type Benchmark, type Figure } from "./figure.ts";

const outputCharacters = 9_000;
const indexedCharacters = 100_000_000;
const warmUps = 100;
const measured = 300;

export const checkBenchmark: Benchmark = {
  name: "check",
  about: "check of one output by length and index size, and false stops on held-out real text",
  async *run() {
    yield* speed();
    yield* falseStops();
  },
};

async function* speed(): AsyncGenerator<Figure> {
  const corpus = largeCorpus(indexedCharacters);
  await using built = await indexOf(corpus.texts);
  const { index, home } = built;
  for (const length of [outputCharacters, 1_000, 30_000]) {
    const all = splicedOutputs(corpus.english, { characters: length, count: warmUps + measured });
    const samples: number[] = [];
    let cpu = processorMs();
    for (const [i, text] of all.entries()) {
      const output = { id: String(i), text };
      if (i === warmUps) cpu = processorMs();
      const start = performance.now();
      await check(output, options(index));
      if (i >= warmUps) samples.push(performance.now() - start);
    }
    const cpuMs = ((processorMs() - cpu) / measured).toFixed(2);
    const main = length === outputCharacters;
    const size = `${length.toLocaleString("en")} characters against ${corpusNote(corpus)}`;
    yield {
      bench: main ? "check-p95-ms" : `check-p95-ms-${length}`,
      value: percentile(samples, 0.95),
      unit: "ms",
      target: 5,
      better: "lower",
      note: `${size}; text kept; median ${percentile(samples, 0.5).toFixed(2)}, processor time ${cpuMs} on average`,
    };
    if (!main) continue;
    yield* peopleCost(corpus.english, index);
    yield {
      bench: "outputs-s",
      value: await outputsPerSecond(home, all),
      unit: "/s",
      target: 500,
      better: "higher",
      note: "two threads, each with an index of its own",
    };
  }
}

/** What this thread has used, in ms: on a busy machine the clock says more about the others. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Outputs a second by two threads, from when both are warm to when both are done. */
async function outputsPerSecond(home: string, all: readonly string[]): Promise<number> {
  const [warmUp, outputs] = [all.slice(0, warmUps), all.slice(warmUps)];
  const threads = [0, 1].map((which) => {
    const work: ThreadWork = { home, warmUp, outputs: outputs.filter((_, i) => i % 2 === which) };
    const conditions = process.execArgv.filter((argument) => argument.startsWith("--conditions"));
    return new Worker(new URL("./check-thread.ts", import.meta.url), {
      workerData: work,
      execArgv: conditions,
    });
  });
  const eachSays = (): Promise<unknown> => Promise.all(threads.map((thread) => once(thread, "message")));
  await eachSays();
  const start = performance.now();
  const done = eachSays();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  for (const thread of threads) thread.postMessage("begin");
  await done;
  const seconds = (performance.now() - start) / 1_000;
  await Promise.all(threads.map((thread) => thread.terminate()));
  return outputs.length / seconds;
}

/** What the checks of personal data and secrets cost: the same outputs with and without them, and the scan alone. */
async function* peopleCost(texts: readonly string[], index: TextIndex): AsyncGenerator<Figure> {
  const outputs = splicedOutputs(texts, { characters: outputCharacters, count: 150 });
  const others = textChecks.filter(({ name }) => name !== "person" && name !== "secret");
  const samples: number[] = [];
  for (const [i, text] of outputs.entries()) {
    const start = performance.now();
    await check({ id: String(i), text }, { ...options(index), checks: others });
    samples.push(performance.now() - start);
  }
  yield {
    bench: "check-without-people-p95-ms",
    value: percentile(samples, 0.95),
    unit: "ms",
    target: 5,
    better: "lower",
    note: "the same outputs without the checks person and secret",
  };
  const japanese = japaneseTexts(outputCharacters * 150);
  yield scanCost("check-people-ms-en", outputs);
  yield scanCost(
    "check-people-ms-ja",
    japanese === null ? null : splicedOutputs(japanese, { characters: outputCharacters / 3, count: 150 }),
  );
}

function scanCost(bench: string, outputs: readonly string[] | null): Figure {
  const shape = { bench, unit: "ms", target: 0.5, better: "lower" } as const;
  if (outputs === null) return { ...shape, value: null, note: "the evaluation data is absent" };
  const samples = outputs.map((text) => {
    const start = performance.now();
    scan(text);
    return performance.now() - start;
  });
  const bytes = outputs.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / outputs.length;
  const note = `median of both checks, names by rules included; ${bytes.toFixed(0)} bytes, p95 ${percentile(samples, 0.95).toFixed(2)} ms`;
  return { ...shape, value: percentile(samples, 0.5), note };
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
  const people = verdicts.filter(stoppedByPeople).length;
  const note = `preset publish, licence unknown; of ${verdicts.length} held-out texts: ${actions}; ${people} by personal data or secrets`;
  return { value, note };
}

/** Whether a finding of personal data or a secret would have stopped it, whatever else was found. */
function stoppedByPeople({ findings, decisions }: Verdict): boolean {
  return decisions.some(({ finding, action }) => {
    const kind = findings[finding]?.kind;
    return (kind === "person" || kind === "secret") && (action === "review" || action === "block");
  });
}

async function indexOf(
  texts: readonly string[],
): Promise<AsyncDisposable & { readonly home: string; readonly index: TextIndex }> {
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
    home,
    index,
    async [Symbol.asyncDispose]() {
      index.close();
      rmSync(home, { recursive: true });
    },
  };
}
