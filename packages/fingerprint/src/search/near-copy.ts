/**
 * Near copies: stretches that an output and a record share but for a few edits.
 *
 *   verified exact runs -> chains of runs whose diagonals stay close       (insertions and deletions move them)
 *     -> the gaps between, by edit distance                                (runs and gaps: the pieces of a chain)
 *     -> the longest stretches of pieces that are alike enough, whole
 *     -> both ends, for as long as the texts stay alike
 *
 * A near copy begins with a run that an anchor found, so this tier carries no guarantee; the package's README has
 * the measured recall. What is reported is true of the texts: the similarity is never overstated.
 */
import { denseWeight, otherWeight } from "../text/anchors.ts";
import { chainRuns } from "./chain-runs.ts";
import { editDistance } from "./edit-distance.ts";
import type { Extension } from "./extend-alignment.ts";
import { alignTexts, type ExtendFrom } from "./alignment.ts";
import { isDense, spanOf, type NormalText } from "../text/normal-form.ts";
import type { AlignedRun, Span } from "./runs.ts";

/** A stretch of the output that a record has with a few edits. */
export interface NearCopy {
  /** In UTF-16 units of the output as given. */
  readonly output: Span;
  /** In bytes of the record's text as loaded. */
  readonly record: Span;
  /** First character in the output's normal form. */
  readonly outputCharacter: number;
  /** Length in the output, in characters of the normal form. */
  readonly characters: number;
  readonly denseCharacters: number;
  /** Length in the record. */
  readonly recordCharacters: number;
  /** Characters inserted, deleted or replaced between the two. */
  readonly edits: number;
  /** One less the edits over the longer length; never more than the texts are alike. */
  readonly similarity: number;
  /** Length of the longest exact run in it. */
  readonly longestRun: number;
}

/** What counts as a near copy. */
export interface NearCopyLimits {
  /** Least similarity, from 0.5 to 1; less is taken for 0.5. Default 0.8. */
  readonly similarity?: number;
  /** Least weight of the part in the output. Default 833: 119 characters, or 47 dense ones. */
  readonly weight?: number;
}

/** Near copies of one record, and what finding them cost in steps of a comparison. */
export interface NearCopies {
  /** The longest first. None has its part of the output inside another that is as similar. */
  readonly copies: readonly NearCopy[];
  /** Stretches of the output that are alike enough, those too light for a near copy and exact ones included. */
  readonly alike: readonly Pick<NearCopy, "outputCharacter" | "characters">[];
  readonly comparedCharacters: number;
  /** Whether an extension looked for what lies before the record's first character, or behind its last. */
  readonly meetsStart: boolean;
  readonly meetsEnd: boolean;
}

/** Edits, in excess of those allowed, that an end is extended across: two or three changed words. */
const patience = 16;
/** Edits of one extension. */
const maxExtensionEdits = 4_096;
/** Steps for the exact distance of a whole near copy; beyond it the sum of its pieces, an upper bound, is taken. */
const maxDistanceSteps = 4_000_000;

/** A stretch of both normal forms. */
interface Stretch {
  readonly output: number;
  readonly outputEnd: number;
  readonly record: number;
  readonly recordEnd: number;
  readonly edits: number;
}

/**
 * Finds the near copies that the verified runs of one record, or of a part of it, lead to. Exact stretches are left out: the runs say more.
 * About linear in the output's length for ordinary text.
 */
export function findNearCopies(
  output: NormalText,
  record: NormalText,
  runs: readonly AlignedRun[],
  { similarity: asked = 0.8, weight = 833 }: NearCopyLimits = {},
): NearCopies {
  // Unrelated prose is about a quarter alike: far below a half an extension would never end.
  const similarity = Math.max(0.5, asked);
  const found: Stretch[] = [];
  const extendFrom = alignTexts(output.characters, record.characters);
  let comparedCharacters = 0;
  let meetsStart = false;
  let meetsEnd = false;
  for (const chain of chainRuns(runs)) {
    const pieces = withGaps(output, record, chain);
    for (const piece of pieces) comparedCharacters += piece.outputEnd - piece.output;
    for (const stretch of alikeStretches(pieces, similarity)) {
      if (isInside(stretch, found)) continue;
      const { before, behind, extended } = extendBoth(extendFrom, stretch, similarity);
      meetsStart ||= before.recordSeen === stretch.record;
      meetsEnd ||= behind.recordSeen === record.length - stretch.recordEnd;
      comparedCharacters += extended.outputEnd - extended.output;
      found.push(extended);
    }
  }
  const copies = found
    .filter(({ edits, output: from, outputEnd }) => edits > 0 && weightOf(output, from, outputEnd) >= weight)
    .map((stretch) => nearCopy(output, record, stretch, runs))
    .filter((copy) => copy.edits > 0 && copy.similarity >= similarity);
  const alike = found.map(({ output: from, outputEnd }) => ({
    outputCharacter: from,
    characters: outputEnd - from,
  }));
  return { copies: outermost(copies), alike, comparedCharacters, meetsStart, meetsEnd };
}

/** The runs of a chain, cut where they overlap, with the gaps between them: each begins where the last one ends. */
function withGaps(output: NormalText, record: NormalText, chain: readonly AlignedRun[]): Stretch[] {
  const pieces: Stretch[] = [];
  for (const run of chain) {
    const last = pieces.at(-1);
    const overlap =
      last === undefined
        ? 0
        : Math.max(0, last.outputEnd - run.outputCharacter, last.recordEnd - run.recordCharacter);
    if (overlap >= run.characters) continue;
    const from = run.outputCharacter + overlap;
    const recordFrom = run.recordCharacter + overlap;
    if (last !== undefined) {
      const gap = { output: last.outputEnd, outputEnd: from, record: last.recordEnd, recordEnd: recordFrom };
      pieces.push({ ...gap, edits: distanceIn(output, record, gap) });
    }
    const outputEnd = run.outputCharacter + run.characters;
    pieces.push({
      output: from,
      outputEnd,
      record: recordFrom,
      recordEnd: recordFrom + outputEnd - from,
      edits: 0,
    });
  }
  return pieces;
}

/** The longest stretch from run to run that is alike enough as a whole, then those on either side of it. */
function alikeStretches(pieces: readonly Stretch[], similarity: number): Stretch[] {
  if (pieces.length === 0) return [];
  const [from, to] = longestAlike(pieces, similarity);
  return [
    joined(pieces.slice(from, to)),
    // What stands beside a run is a gap, which belongs to neither.
    ...alikeStretches(pieces.slice(0, Math.max(0, from - 1)), similarity),
    ...alikeStretches(pieces.slice(to + 1), similarity),
  ];
}

/** With the mean of both lengths for the longer one likeness is a sum over pieces; the mean errs to the safe side. */
function longestAlike(pieces: readonly Stretch[], similarity: number): readonly [number, number] {
  const sums = new Float64Array(pieces.length + 1);
  for (const [i, piece] of pieces.entries())
    sums[i + 1] = sums[i]! + (1 - similarity) * meanLength(piece) - piece.edits;
  // The greatest sum at or behind each place: a stretch can reach as far as one is not below its first.
  const greatest = sums.slice();
  for (let i = greatest.length - 2; i >= 0; i--) greatest[i] = Math.max(greatest[i]!, greatest[i + 1]!);
  let longest: readonly [number, number] = [0, 1];
  let longestLength = 0;
  let to = 1;
  for (let from = 0; from < pieces.length; from += 2) {
    to = Math.max(to, from + 1);
    // It ends behind a run of itself: runs stand at even places and only add.
    while (to < pieces.length && greatest[to + 1]! >= sums[from]!) to++;
    if (sums[to]! < sums[from]!) continue;
    const length = pieces[to - 1]!.outputEnd - pieces[from]!.output;
    if (length <= longestLength) continue;
    longestLength = length;
    longest = [from, to];
  }
  return longest;
}

function meanLength({ output, outputEnd, record, recordEnd }: Stretch): number {
  return (outputEnd - output + recordEnd - record) / 2;
}

function joined(pieces: readonly Stretch[]): Stretch {
  const [first] = pieces;
  const last = pieces.at(-1)!;
  return {
    output: first!.output,
    outputEnd: last.outputEnd,
    record: first!.record,
    recordEnd: last.recordEnd,
    edits: pieces.reduce((sum, { edits }) => sum + edits, 0),
  };
}

function extendBoth(
  extendFrom: ExtendFrom,
  stretch: Stretch,
  similarity: number,
): { readonly before: Extension; readonly behind: Extension; readonly extended: Stretch } {
  const limits = { similarity, patience, maxEdits: maxExtensionEdits };
  const before = extendFrom({ output: stretch.output, record: stretch.record }, { ...limits, step: -1 });
  const behind = extendFrom({ output: stretch.outputEnd, record: stretch.recordEnd }, { ...limits, step: 1 });
  const extended = {
    output: stretch.output - before.output,
    outputEnd: stretch.outputEnd + behind.output,
    record: stretch.record - before.record,
    recordEnd: stretch.recordEnd + behind.record,
    edits: stretch.edits + before.edits + behind.edits,
  };
  return { before, behind, extended };
}

function isInside(stretch: Stretch, others: readonly Stretch[]): boolean {
  return others.some(
    (other) =>
      other.output <= stretch.output &&
      stretch.outputEnd <= other.outputEnd &&
      other.record <= stretch.record &&
      stretch.recordEnd <= other.recordEnd,
  );
}

function nearCopy(
  output: NormalText,
  record: NormalText,
  stretch: Stretch,
  runs: readonly AlignedRun[],
): NearCopy {
  const characters = stretch.outputEnd - stretch.output;
  const recordCharacters = stretch.recordEnd - stretch.record;
  const edits = exactEdits(output, record, stretch);
  let denseCharacters = 0;
  for (let i = stretch.output; i < stretch.outputEnd; i++)
    if (isDense(output.characters[i]!)) denseCharacters++;
  const inside = (run: AlignedRun): number =>
    run.recordCharacter < stretch.record || run.recordCharacter + run.characters > stretch.recordEnd
      ? 0
      : Math.min(run.outputCharacter + run.characters, stretch.outputEnd) -
        Math.max(run.outputCharacter, stretch.output);
  return {
    output: spanOf(output, stretch.output, stretch.outputEnd),
    record: spanOf(record, stretch.record, stretch.recordEnd),
    outputCharacter: stretch.output,
    characters,
    denseCharacters,
    recordCharacters,
    edits,
    similarity: 1 - edits / Math.max(characters, recordCharacters),
    longestRun: runs.reduce((longest, run) => Math.max(longest, inside(run)), 0),
  };
}

/** The edit distance of a whole stretch where it can be had in bounds; its pieces' sum is one way, not always the shortest. */
function exactEdits(output: NormalText, record: NormalText, stretch: Stretch): number {
  const steps = ((stretch.outputEnd - stretch.output) * (2 * stretch.edits + 64)) / 32;
  return steps > maxDistanceSteps ? stretch.edits : distanceIn(output, record, stretch, stretch.edits);
}

function distanceIn(
  output: NormalText,
  record: NormalText,
  at: Omit<Stretch, "edits">,
  limit?: number,
): number {
  return editDistance(
    record.characters.subarray(at.record, at.recordEnd),
    output.characters.subarray(at.output, at.outputEnd),
    limit,
  );
}

function weightOf(text: NormalText, from: number, to: number): number {
  let weight = 0;
  for (let i = from; i < to; i++) weight += isDense(text.characters[i]!) ? denseWeight : otherWeight;
  return weight;
}

/** The longest first, without every copy whose part of the output lies in that of one before it that is as similar. */
export function outermost(copies: readonly NearCopy[]): readonly NearCopy[] {
  const kept: NearCopy[] = [];
  for (const copy of copies.toSorted(byCharacters)) {
    const isHeld = kept.some(
      (other) =>
        other.outputCharacter <= copy.outputCharacter &&
        copy.outputCharacter + copy.characters <= other.outputCharacter + other.characters &&
        copy.similarity <= other.similarity,
    );
    if (!isHeld) kept.push(copy);
  }
  return kept;
}

function byCharacters(a: NearCopy, b: NearCopy): number {
  return (
    b.characters - a.characters || a.outputCharacter - b.outputCharacter || a.record.start - b.record.start
  );
}
