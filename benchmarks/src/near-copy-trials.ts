/**
 * Trials of near copies: edited passages of indexed documents, between passages of documents that are not indexed.
 * Whatever a query reports is measured again here, on the texts, by the plainest code there is.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  createSegment,
  normalise,
  normalForm,
  openIndex,
  type AnchorProfile,
  type NearCopy,
  type QueryResult,
  type TextIndex,
} from "@yurai/fingerprint";
import { codeTexts, evaluationFile } from "./corpus.ts";
import { edited, reordered, seeded, type Edits, type Language } from "./edit-text.ts";

/** An index over every other document of a language, and the documents left out of it. */
export interface TrialCorpus extends Disposable {
  readonly language: Language;
  readonly indexed: readonly string[];
  readonly unrelated: readonly string[];
  readonly index: TextIndex;
}

/** Everything that queries claimed, and what of it the texts don't bear out. */
export interface Claims {
  claims: number;
  falseNearCopies: number;
  falseRuns: number;
}

/** What the trials of one kind came to. */
export interface TrialCounts extends Claims {
  trials: number;
  /** Trials whose copy was reported: at least 80 % of it in the output, or of the original in the record. */
  found: number;
}

/** What is done to a passage. */
export interface Treatment {
  readonly characters: number;
  readonly edits: Edits;
  readonly reordered?: boolean;
}

/** Loads the documents of a language and indexes every other one; null where the evaluation data is absent. */
export async function openTrials(language: Language, profile: AnchorProfile): Promise<TrialCorpus | null> {
  const all = documentsOf(language);
  if (all === null) return null;
  const long = all.filter((text) => text.length > 5_000).map((text) => text.slice(0, 40_000));
  const indexed = long.filter((_, i) => i % 2 === 0).slice(0, 250);
  const folder = mkdtempSync(join(tmpdir(), "yurai-bench-"));
  const writer = createSegment({ home: join(folder, "home"), sources: { bench: "keep" }, profile });
  for (const [ordinal, text] of indexed.entries())
    writer.add(text, { source: "bench", locator: { kind: "ordinal", ordinal } });
  writer.seal();
  const index = await openIndex(join(folder, "home"));
  const close = (): void => {
    index.close();
    rmSync(folder, { recursive: true });
  };
  return { language, indexed, unrelated: long.filter((_, i) => i % 2 === 1), index, [Symbol.dispose]: close };
}

/** Runs trials of one treatment. */
export async function runTrials(
  corpus: TrialCorpus,
  treatment: Treatment,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<TrialCounts> {
  const random = seeded(seed);
  const counts: TrialCounts = { trials: count, found: 0, claims: 0, falseNearCopies: 0, falseRuns: 0 };
  const upTo = (most: number): number => Math.floor(random() * most);
  for (let i = 0; i < count; i++) {
    const { ordinal, start, passage } = wordyPassage(corpus.indexed, treatment.characters, upTo);
    const document = corpus.indexed[ordinal]!;
    const other = corpus.unrelated[upTo(corpus.unrelated.length)]!;
    const cut = upTo(other.length - 1_000);
    const ordered = treatment.reordered === true ? reordered(passage, random) : passage;
    const copy = edited(ordered, { ...treatment.edits, language: corpus.language }, other, random);
    const before = `${other.slice(cut, cut + 500)}\n`;
    const output = `${before}${copy}\n${other.slice(cut + 500, cut + 1_000)}`;
    const result = await corpus.index.query(output);
    recheck(corpus.indexed, output, result, counts);
    const copied = {
      ordinal,
      output: { start: before.length, end: before.length + copy.length },
      record: bytesOf(document, start, start + passage.length),
    };
    const isCounted =
      treatment.reordered === true ? isCovered(result, ordinal, copy) : isFound(result, copied);
    counts.found += Number(isCounted);
  }
  return counts;
}

/** A passage at least 65 % of which are letters and digits: rules and indents have no wording to copy. */
function wordyPassage(
  documents: readonly string[],
  length: number,
  upTo: (most: number) => number,
): { readonly ordinal: number; readonly start: number; readonly passage: string } {
  for (;;) {
    const ordinal = upTo(documents.length);
    const start = upTo(documents[ordinal]!.length - length);
    const passage = documents[ordinal]!.slice(start, start + length);
    if (normalise(passage).length >= 0.65 * length) return { ordinal, start, passage };
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Copied {
  readonly ordinal: number;
  readonly output: Range;
  readonly record: Range;
}

/** Exact runs count from the standard guarantee on: an edit at the very end of a copy leaves one long run. */
function isFound(result: QueryResult, copied: Copied): boolean {
  const match = result.matches.find(({ record }) => record.ordinal === copied.ordinal);
  if (match === undefined) return false;
  const long = match.runs.filter((run) => run.characters + run.denseCharacters * 1.38 >= 119);
  const parts = [...match.nearCopies, ...long];
  const share = (side: "output" | "record"): number => {
    const { start, end } = copied[side];
    const covered = new Uint8Array(end - start);
    for (const part of parts)
      covered.fill(1, Math.max(0, part[side].start - start), Math.max(0, part[side].end - start));
    return covered.reduce((sum, bit) => sum + bit, 0) / covered.length;
  };
  return share("output") >= 0.8 || share("record") >= 0.8;
}

/** Of sentences in another order all that is covered counts: most are shorter than a near copy. */
function isCovered({ matches }: QueryResult, ordinal: number, copy: string): boolean {
  const match = matches.find(({ record }) => record.ordinal === ordinal);
  return (match?.nearlyCoveredCharacters ?? 0) >= 0.8 * normalise(copy).length;
}

/** Holds everything that a query reports against the texts. */
export function recheck(
  indexed: readonly string[],
  output: string,
  { matches }: QueryResult,
  claims: Claims,
): void {
  for (const { record, runs, nearCopies } of matches) {
    const bytes = new TextEncoder().encode(indexed[record.ordinal]!);
    const there = (range: Range): string => new TextDecoder().decode(bytes.subarray(range.start, range.end));
    const here = (range: Range): string => output.slice(range.start, range.end);
    for (const run of runs) {
      const text = normalForm(here(run.output));
      const isTrue = text === normalForm(there(run.record)) && [...text].length === run.characters;
      claims.falseRuns += Number(!isTrue);
    }
    for (const copy of nearCopies)
      claims.falseNearCopies += Number(!isTrueCopy(copy, here(copy.output), there(copy.record)));
    claims.claims += runs.length + nearCopies.length;
  }
}

function isTrueCopy(copy: NearCopy, output: string, record: string): boolean {
  const a = normalise(output).characters;
  const b = normalise(record).characters;
  if (a.length !== copy.characters || b.length !== copy.recordCharacters) return false;
  return 1 - plainDistance(a, b) / Math.max(a.length, b.length) >= copy.similarity && copy.similarity >= 0.8;
}

/** The textbook's table of edit distance, a row at a time. */
function plainDistance(a: Uint32Array, b: Uint32Array): number {
  let row = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  let next = new Uint32Array(b.length + 1);
  for (let i = 0; i < a.length; i++) {
    next[0] = i + 1;
    for (let j = 0; j < b.length; j++)
      next[j + 1] = Math.min(row[j]! + Number(a[i] !== b[j]), row[j + 1]! + 1, next[j]! + 1);
    [row, next] = [next, row];
  }
  return row[b.length]!;
}

function bytesOf(text: string, start: number, end: number): Range {
  const from = Buffer.byteLength(text.slice(0, start));
  return { start: from, end: from + Buffer.byteLength(text.slice(start, end)) };
}

function documentsOf(language: Language): readonly string[] | null {
  if (language === "code") return codeTexts(12_000_000);
  const files = language === "en" ? ["peps/peps.jsonl.gz", "rfcs/rfcs.jsonl.gz"] : ["aozora/works.jsonl.gz"];
  const texts: string[] = [];
  for (const file of files) {
    const path = evaluationFile(file);
    if (path === null) return null;
    for (const line of gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n"))
      texts.push((JSON.parse(line) as { readonly text: string }).text);
  }
  return texts;
}
