/**
 * Maximal exact runs: verification of candidates on the record's own text.
 *
 * A candidate says that the output's normal form at one position may equal the record's at another. Candidates on
 * one diagonal (record position minus output position) belong to one alignment; each is extended to both sides as
 * far as the characters agree, and candidates inside a run already found on their diagonal are skipped. So the
 * cost is the length of what matches, not the number of anchors in it.
 */
import { anchorLength, guaranteed, type AnchorProfile } from "../text/anchors.ts";
import { isDense, spanOf, type NormalText } from "../text/normal-form.ts";

/** Runs of one record, or of a part of it, that are looked at in full. */
const fullRuns = 256;
/** Characters that can stand out of order around a position: the marks of one run, and their base. */
const markRun = 32;

/** A half-open range of source offsets: UTF-16 units of the output, bytes of the record's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A maximal exact run that an output and a record share. */
export interface Run {
  /** In UTF-16 units of the output as given. */
  readonly output: Span;
  /** In bytes of the record's text as loaded. */
  readonly record: Span;
  /** Length in characters of the normal form. */
  readonly characters: number;
  /** How many of them are dense (Han, kana, Hangul, Thai and others). */
  readonly denseCharacters: number;
  /** First character of the run in the output's normal form. */
  readonly outputCharacter: number;
  /** Whether a run like this is certain to be found; shorter ones are found when an anchor happens to lie inside. */
  readonly guaranteed: boolean;
}

/** A run with its first character in what was read of the record's normal form. */
export interface AlignedRun extends Run {
  readonly recordCharacter: number;
}

/** An anchor hit: the output's character position and the anchor's byte in the record's text. */
export interface Candidate {
  readonly character: number;
  readonly byte: number;
}

/** What verification found, and what it cost in characters compared. */
export interface Verification {
  /** Longest first; of equal length the earlier in the output, then in the record. */
  readonly runs: readonly AlignedRun[];
  /** Runs beyond those, whose part of the output one of them holds. */
  readonly heldRuns: number;
  /** Candidates whose characters differ: collisions of the 64-bit hash, or a record whose text has changed. */
  readonly collisions: number;
  /** Output characters of candidates that were not looked at, because the bound on comparisons was reached. */
  readonly skipped: readonly number[];
  readonly comparedCharacters: number;
  /** Whether a run goes as far as the record's first character, or its last: in a window it may go further. */
  readonly meetsStart: boolean;
  readonly meetsEnd: boolean;
}

/**
 * Verifies the candidates of one record on its text. Cost: the characters compared. Repetitive text on both sides
 * agrees on very many diagonals: beyond `fullRuns` of them, one whose run lies inside that of another, in the output, is
 * counted and no more. The comparisons are bounded all the same; a run that was begun is finished.
 */
export function verifyRuns(
  output: NormalText,
  record: NormalText,
  candidates: readonly Candidate[],
  {
    profile,
    maxComparedCharacters,
  }: { readonly profile: AnchorProfile; readonly maxComparedCharacters: number },
): Verification {
  const runs: AlignedRun[] = [];
  const reached = new Map<number, number>(); // diagonal -> first output character after its last run
  let collisions = 0;
  let meetsStart = false;
  let meetsEnd = false;
  const skipped: number[] = [];
  let comparedCharacters = 0;
  let heldRuns = 0;
  let widest: AlignedRun | undefined;
  for (const candidate of candidates.toSorted((a, b) => a.character - b.character)) {
    if (comparedCharacters >= maxComparedCharacters) {
      skipped.push(candidate.character);
      continue;
    }
    const k = anchorLength(output.characters[candidate.character]!, profile);
    let found = false;
    for (const position of charactersAt(record, candidate.byte)) {
      const diagonal = position - candidate.character;
      if ((reached.get(diagonal) ?? -1) > candidate.character) {
        found = true;
        continue;
      }
      const pair = { at: candidate.character, length: k, diagonal };
      if (runs.length >= fullRuns && staysInside(output, record, pair, widest!)) {
        comparedCharacters += k + 2;
        found = true;
        reached.set(diagonal, endOf(widest!));
        heldRuns++;
        continue;
      }
      const [from, to] = extend(output, record, candidate.character, position);
      comparedCharacters += to - from + 2;
      if (to > from) {
        meetsStart ||= from + diagonal === 0;
        meetsEnd ||= to + diagonal === record.length;
      }
      if (to < candidate.character + k) continue;
      found = true;
      reached.set(diagonal, to);
      const run = makeRun(output, record, from, to, diagonal, profile);
      runs.push(run);
      if (widest === undefined || endOf(widest) <= candidate.character || run.characters > widest.characters)
        widest = run;
    }
    if (!found) collisions++;
  }
  return {
    runs: runs.sort(byLength),
    heldRuns,
    collisions,
    skipped,
    comparedCharacters,
    meetsStart,
    meetsEnd,
  };
}

/** Whether the run through a pair of places has at least `length` characters and lies, in the output, inside another one. */
function staysInside(
  output: NormalText,
  record: NormalText,
  { at, length, diagonal }: { readonly at: number; readonly length: number; readonly diagonal: number },
  holder: AlignedRun,
): boolean {
  const start = holder.outputCharacter;
  const end = endOf(holder);
  // What lies behind the record's edges is not known here: it may be a window.
  if (at < start || at + length > end || start + diagonal <= 0 || end + diagonal >= record.length)
    return false;
  const a = output.characters;
  const b = record.characters;
  if (start > 0 && a[start - 1] === b[start - 1 + diagonal]) return false;
  if (end < output.length && a[end] === b[end + diagonal]) return false;
  for (let i = at; i < at + length; i++) if (a[i] !== b[i + diagonal]) return false;
  return true;
}

function endOf({ outputCharacter, characters }: Run): number {
  return outputCharacter + characters;
}

/** Longest first; of equal length the earlier in the output, then in the record. */
export function byLength(a: Run, b: Run): number {
  return (
    b.characters - a.characters || a.outputCharacter - b.outputCharacter || a.record.start - b.record.start
  );
}

/** The whole of the record's text where it equals the whole of the output; undefined where it doesn't. */
export function verifyWhole(
  output: NormalText,
  record: NormalText,
  profile: AnchorProfile,
): AlignedRun | undefined {
  if (output.length !== record.length || output.length === 0) return undefined;
  const [from, to] = extend(output, record, 0, 0);
  return from === 0 && to === output.length ? makeRun(output, record, 0, to, 0, profile) : undefined;
}

/**
 * Leaves out every run whose part of the output another run holds: a bundle with one notice three hundred times shares
 * it with an output on three hundred diagonals, and that must not crowd out a shorter run beside it. Of runs with the
 * same part the first in the record stays. Longest first, as given; n log n.
 */
export function outputMaximal<R extends Run>(runs: readonly R[]): readonly R[] {
  const sorted = runs.toSorted(
    (a, b) =>
      a.outputCharacter - b.outputCharacter || b.characters - a.characters || a.record.start - b.record.start,
  );
  const kept = new Set<R>();
  let reached = 0;
  for (const run of sorted) {
    const end = run.outputCharacter + run.characters;
    if (end > reached) kept.add(run);
    reached = Math.max(reached, end);
  }
  return runs.filter((run) => kept.has(run));
}

/** Characters of the output that at least one run, or near copy, covers. */
export function coveredCharacters(runs: readonly Pick<Run, "outputCharacter" | "characters">[]): number {
  let covered = 0;
  let reached = 0;
  for (const run of runs.toSorted((a, b) => a.outputCharacter - b.outputCharacter)) {
    const end = run.outputCharacter + run.characters;
    covered += Math.max(0, end - Math.max(reached, run.outputCharacter));
    reached = Math.max(reached, end);
  }
  return covered;
}

/** The bounds [from, to) in the output of the maximal run through one aligned pair; empty when the pair differs. */
function extend(
  output: NormalText,
  record: NormalText,
  at: number,
  position: number,
): readonly [number, number] {
  const a = output.characters;
  const b = record.characters;
  const diagonal = position - at;
  let to = at;
  while (to < output.length && to + diagonal < record.length && a[to] === b[to + diagonal]) to++;
  if (to === at) return [at, at];
  let from = at;
  while (from > 0 && from + diagonal > 0 && a[from - 1] === b[from - 1 + diagonal]) from--;
  return [from, to];
}

function makeRun(
  output: NormalText,
  record: NormalText,
  from: number,
  to: number,
  diagonal: number,
  profile: AnchorProfile,
): AlignedRun {
  return {
    output: spanOf(output, from, to),
    record: spanOf(record, from + diagonal, to + diagonal),
    characters: to - from,
    ...measured(output, from, to, profile),
    outputCharacter: from,
    recordCharacter: from + diagonal,
  };
}

/** What is said of a part of an output, whichever record has it. */
type Measures = Pick<Run, "denseCharacters" | "guaranteed">;

/** Of the output that was asked about last: hundreds of records share one passage. */
let known: {
  readonly output: NormalText;
  readonly profile: AnchorProfile;
  readonly measures: Map<number, Measures>;
} | null = null;
/** Parts whose measures are kept. */
const knownParts = 4_096;

function measured(output: NormalText, from: number, to: number, profile: AnchorProfile): Measures {
  if (known?.output !== output || known.profile !== profile) known = { output, profile, measures: new Map() };
  const key = from * 2 ** 32 + to;
  const before = known.measures.get(key);
  if (before !== undefined) return before;
  const characters = output.characters.subarray(from, to);
  let denseCharacters = 0;
  for (const character of characters) if (isDense(character)) denseCharacters++;
  const measures = { denseCharacters, guaranteed: guaranteed(characters, { profile }) };
  if (known.measures.size < knownParts) known.measures.set(key, measures);
  return measures;
}

/**
 * The characters whose source begins at a byte; several when one code point gave several characters. Starts ascend
 * but for the marks of one run (at most 30), so what a search finds is at most a run away.
 */
function charactersAt(text: NormalText, byte: number): number[] {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (text.starts[middle]! < byte) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  const from = Math.max(0, low - markRun);
  const to = Math.min(text.length, low + markRun);
  for (let i = from; i < to; i++) if (text.starts[i] === byte) found.push(i);
  return found;
}
