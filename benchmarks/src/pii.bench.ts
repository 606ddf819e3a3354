import { createScanner, detectors, type Hit, isConfirmed, nameDetectors, scan, scanUtf8 } from "@yurai/pii";
import { openDictionaryNames } from "@yurai/pii/names";
import { documents, englishTexts, japaneseTexts } from "./corpus.ts";
import { bestOf, bestRate, type Benchmark, type Figure } from "./figure.ts";
import { cleanTexts } from "./pii-clean.ts";
import { englishSets, presidioTypes, structuredTypes } from "./pii-english.ts";
import { japaneseSet } from "./pii-japanese.ts";
import { type Counts, figures, type LabelledText, pooled, score, type Span } from "./pii-score.ts";
import { runPython } from "./python-peers.ts";

const roundBytes = 4_000_000;
const withoutNames = createScanner(detectors.filter((detector) => !nameDetectors.includes(detector)));
/** Presidio tuned, all types of its set: its own figure. */
const tuned = 0.845;

export const piiBenchmark: Benchmark = {
  name: "pii",
  about: "personal data and secrets: speed without names, precision and recall beside Presidio, false alarms",
  async *run() {
    yield rate("scan-en", englishTexts(roundBytes));
    yield rate("scan-ja", japaneseTexts(roundBytes));
    yield* english();
    yield* japanese();
    yield* byDictionary();
    yield falseAlarms();
  },
};

function rate(bench: string, texts: readonly string[] | null): Figure {
  const shape = { bench, unit: "MB/s", target: 100, better: "higher" } as const;
  if (texts === null) return { ...shape, value: null, note: "the evaluation data is absent" };
  const pieces = documents(texts);
  const megabytes = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0) / 1e6;
  const measure = (scanner: { scanUtf8(bytes: Uint8Array): unknown }): number =>
    bestRate(
      () => {
        for (const piece of pieces) scanner.scanUtf8(piece);
        return megabytes;
      },
      { seconds: 6 },
    );
  const value = measure(withoutNames);
  const named = measure({ scanUtf8 });
  const count = detectors.length - nameDetectors.length;
  const note = `${withoutNames.engine()}, ${count} detectors; with names by rules ${named.toFixed(0)} MB/s`;
  return { ...shape, value, note };
}

function* english(): Generator<Figure> {
  const sets = englishSets();
  const shape = { unit: "F2", target: tuned, better: "higher" } as const;
  if (sets === null) {
    yield { bench: "en-f2-structured", value: null, ...shape, note: "the evaluation data is absent" };
    return;
  }
  const texts = sets.heldOut;
  const ours = score(texts, (text) => scan(text));
  const theirs = presidio(texts);
  const figure = (name: string, types: readonly string[]): Figure => {
    const mine = figures(pooled(ours, types));
    const spans = pooled(ours, types).found + pooled(ours, types).missed;
    const peer = typeof theirs === "string" ? theirs : `Presidio ${percent(pooled(theirs, types))}`;
    const note = `held-out templates, ${spans} spans: ${percent(pooled(ours, types))}; ${peer}`;
    return { bench: `en-f2-${name}`, value: mine.f2, ...shape, note };
  };
  yield figure("structured", structuredTypes);
  for (const type of [...structuredTypes, "name", "postal-address"])
    if (ours.has(type)) yield figure(type, [type]);
  // Types too rare to be in the held-out half are told over all texts.
  const all = score([...sets.development, ...sets.heldOut], (text) => scan(text));
  const everything = pooled(all, structuredTypes);
  yield { bench: "en-f2-structured-all", value: figures(everything).f2, ...shape, note: percent(everything) };
}

/** Presidio's counts on the same texts, or why there are none. */
function presidio(texts: readonly LabelledText[]): ReadonlyMap<string, Counts> | string {
  const answer = runPython(
    "presidio.py",
    { texts: texts.map(({ text }) => text) },
    "requirements-presidio.txt",
  );
  if (typeof answer === "string") return answer;
  const { results } = answer as {
    readonly results: readonly (readonly {
      readonly start: number;
      readonly end: number;
      readonly type: string;
    }[])[];
  };
  const spansOf = (index: number): readonly Span[] =>
    results[index]!.flatMap(({ start, end, type }) => {
      const category = presidioTypes[type];
      return category === undefined ? [] : [{ start, end, category }];
    });
  return score(texts, (_text, index) => spansOf(index));
}

function* japanese(): Generator<Figure> {
  for (const half of ["development", "held-out"] as const) {
    const counts = score(japaneseSet(half), (text) => scan(text));
    const structured = pooled(
      counts,
      [...counts.keys()].filter((category) => category !== "name"),
    );
    const worst = [...counts]
      .filter(([category]) => category !== "name")
      .map(([category, count]) => ({ category, ...figures(count) }))
      .toSorted((a, b) => a.f2 - b.f2)[0]!;
    const note = `${half}, weakest ${worst.category}: P ${worst.precision.toFixed(3)} R ${worst.recall.toFixed(3)}`;
    const part = half === "held-out" ? "" : "-development";
    const { precision, recall } = figures(structured);
    yield {
      bench: `ja-precision${part}`,
      value: precision,
      unit: "share",
      target: 0.99,
      better: "higher",
      note,
    };
    yield { bench: `ja-recall${part}`, value: recall, unit: "share", target: 0.98, better: "higher", note };
    const names = counts.get("name")!;
    const nameNote = `${half}, by rules: ${percent(names)}`;
    yield {
      bench: `ja-f2-name${part}`,
      value: figures(names).f2,
      unit: "F2",
      target: 0.75,
      better: "higher",
      note: nameNote,
    };
  }
}

/** Names by dictionary: found on the held-out half, and how fast, with what loading costs. */
async function* byDictionary(): AsyncGenerator<Figure> {
  const start = performance.now();
  const before = process.memoryUsage().rss;
  const names = await openDictionaryNames();
  const load = `loaded in ${((performance.now() - start) / 1_000).toFixed(1)} s, ${((process.memoryUsage().rss - before) / 1e6).toFixed(0)} MB`;
  const counts = score(japaneseSet("held-out"), (text) => scan(text, { names: names.scan(text) }));
  const found = counts.get("name")!;
  const note = `held-out, rules and IPADIC: ${percent(found)}`;
  yield {
    bench: "ja-f2-name-dictionary",
    value: figures(found).f2,
    unit: "F2",
    target: 0.75,
    better: "higher",
    note,
  };
  const texts = japaneseTexts(400_000) ?? japaneseSet("held-out").map(({ text }) => text);
  const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
  const rate = bestOf(2, () => {
    for (const text of texts) names.scan(text);
    return megabytes;
  });
  yield { bench: "names-ja", value: rate, unit: "MB/s", target: 0.2, better: "higher", note: load };
}

/** Confirmed hits that the shipped policies block, in a megabyte of text without any. */
function falseAlarms(): Figure {
  const parts: string[] = [];
  let blocking = 0;
  let megabytes = 0;
  for (const { name, texts } of cleanTexts()) {
    if (texts === null) {
      parts.push(`${name}: absent`);
      continue;
    }
    const size = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;
    const found = texts.flatMap((text) => scan(text).filter(blocks)).length;
    parts.push(`${name} ${found} in ${size.toFixed(1)} MB`);
    blocking += found;
    megabytes += size;
  }
  const value = blocking / megabytes;
  return {
    bench: "false-blocks-mb",
    value,
    unit: "per MB",
    target: 1,
    better: "lower",
    note: parts.join(", "),
  };
}

function blocks(hit: Hit): boolean {
  return isConfirmed(hit) && (hit.subject === "secret" || hit.role === "code");
}

function percent(counts: Counts): string {
  const { precision, recall, f2 } = figures(counts);
  return `P ${precision.toFixed(3)} R ${recall.toFixed(3)} F2 ${f2.toFixed(3)}`;
}
