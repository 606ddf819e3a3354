/** Changed orthography: pairs of editions of one work, one indexed and passages of the other as outputs. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { closeProfile, createSegment, openIndex } from "@yurai/fingerprint";
import { evaluationFile } from "./corpus.ts";
import { recheck, type Claims } from "./near-copy-trials.ts";

/** Length of a passage, and passages taken of a work. */
const passageCharacters = 500;
const passageCount = 8;

interface Pair {
  readonly id_a: string;
  readonly id_b: string;
  readonly kind: string;
}

/** Passages of one kind of pair, and how much of each was found. */
interface Covered {
  passages: number;
  touched: number;
  half: number;
  most: number;
}

/** Returns a table: of the passages of the second editions, how many have most of their text found in the first. */
export async function editionPairs(totals: Claims): Promise<readonly string[]> {
  const pairFile = evaluationFile("aozora/pairs.jsonl");
  if (pairFile === null) return [];
  const pairs = jsonLines<Pair>(readFileSync(pairFile, "utf8"));
  const works = new Map(
    jsonLines<{ readonly id: string; readonly text: string }>(
      gunzipSync(readFileSync(evaluationFile("aozora/works.jsonl.gz")!)).toString("utf8"),
    ).map(({ id, text }) => [id, text]),
  );
  const ids = [...new Set(pairs.map(({ id_a: first }) => first))];
  const home = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  try {
    const writer = createSegment({ home, sources: { bench: "keep" }, profile: closeProfile });
    for (const [ordinal, id] of ids.entries())
      writer.add(works.get(id)!, { source: "bench", locator: { kind: "ordinal", ordinal } });
    writer.seal();
    return tableOf(await covered(home, { pairs, works, ids }, totals));
  } finally {
    rmSync(home, { recursive: true });
  }
}

interface Editions {
  readonly pairs: readonly Pair[];
  readonly works: ReadonlyMap<string, string>;
  /** The indexed works, in their order. */
  readonly ids: readonly string[];
}

async function covered(
  home: string,
  { pairs, works, ids }: Editions,
  totals: Claims,
): Promise<ReadonlyMap<string, Covered>> {
  using index = await openIndex(home);
  const indexed = ids.map((id) => works.get(id)!);
  const counts = new Map<string, Covered>();
  for (const { id_a: first, id_b: second, kind } of pairs) {
    const count = counts.get(kind) ?? { passages: 0, touched: 0, half: 0, most: 0 };
    counts.set(kind, count);
    for (const output of cut(works.get(second)!)) {
      const result = await index.query(output);
      recheck(indexed, output, result, totals);
      const match = result.matches.find(({ record }) => ids[record.ordinal] === first);
      const share = (match?.nearlyCoveredCharacters ?? 0) / result.characters;
      count.passages += 1;
      count.touched += Number(match !== undefined);
      count.half += Number(share >= 0.5);
      count.most += Number(share >= 0.8);
    }
  }
  return counts;
}

function tableOf(counts: ReadonlyMap<string, Covered>): readonly string[] {
  const rows = Array.from(counts, ([kind, { passages: n, touched, half, most }]) => {
    return `| ${kind} | ${n} | ${percent(touched, n)} | ${percent(half, n)} | ${percent(most, n)} |`;
  });
  return [
    `\nja, editions of one work, passages of ${passageCharacters}, profile close: share of passages in %\n`,
    "| pairs | passages | any run | half covered | 80 % covered |\n| --- | --- | --- | --- | --- |",
    ...rows,
  ];
}

function percent(part: number, whole: number): string {
  return ((part / whole) * 100).toFixed(1);
}

function cut(text: string): string[] {
  const step = Math.max(1, Math.floor((text.length - passageCharacters) / passageCount));
  return Array.from({ length: passageCount }, (_, i) => text.slice(i * step, i * step + passageCharacters));
}

function jsonLines<T>(text: string): T[] {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}
