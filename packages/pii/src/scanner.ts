import { candidateKernel, type CandidateKernel } from "./candidates-kernel.ts";
import { type Candidates, findCandidates } from "./candidates.ts";
import type { LabelPlaces } from "./context.ts";
import { firstAtOrAfter } from "./context.ts";
import type { Detector } from "./detector.ts";
import { withNames } from "./found-names.ts";
import { type Hit, reported } from "./hit.ts";
import { type LabelGroup, labels } from "./labels.ts";
import { goesOn, isLatinLetter, type Literal, literalTable } from "./literals.ts";
import { utf16Places, utf8Places } from "./offsets.ts";
import { digitDetectors, type Plan, readAll, type Work } from "./readings.ts";
import { resolve } from "./resolve.ts";
import { specialCareWords } from "./special-care.ts";

/** How to scan. */
export interface ScanOptions {
  /** Least score of a hit, 0 to 1. Default 0.5. */
  readonly minimumScore?: number;
  /**
   * Names that a dictionary or a model found in the same text, in order of place and in the units of the scan. They
   * become hits where no hit of the scan touches them, and a special-care word beside one marks it. Default: none.
   */
  readonly names?: readonly Hit[];
}

/** A set of detectors made ready. */
export interface Scanner {
  /** Everything found in the text, in order, with UTF-16 offsets: `text.slice(hit.start, hit.end)` is the value. */
  scan(text: string, options?: ScanOptions): Hit[];
  /** Everything found in the bytes, in order, with byte offsets. Bytes that are no UTF-8 are passed over. */
  scanUtf8(bytes: Uint8Array, options?: ScanOptions): Hit[];
  /** What searches for candidates: the kernel, or the plain pass that finds the same where the kernel can't run. */
  engine(): "kernel" | "plain";
}

const labelGroups = Object.keys(labels) as readonly LabelGroup[];
const specialCareUse = labelGroups.length;
/** Bytes to either side in which a sentence is looked for. */
const sentenceReach = 400;
const encoder = new TextEncoder();

/**
 * Makes detectors ready: their anchors and the labels go into one table, so a scan passes over the bytes once however
 * many there are. Scanning is linear in the bytes.
 */
export function createScanner(detectors: readonly Detector[]): Scanner {
  const { scanUtf8, engine } = countingScanner(detectors);
  const scan = (text: string, options?: ScanOptions): Hit[] => {
    const bytes = encoder.encode(text);
    const names = options?.names ?? [];
    const inBytes = names.length > 0 && bytes.length !== text.length ? inUtf8(text, names) : names;
    const hits = scanUtf8(bytes, { ...options, names: inBytes });
    return hits.length === 0 || bytes.length === text.length ? hits : inUtf16(bytes, hits);
  };
  return { scan, scanUtf8: (bytes, options) => scanUtf8(bytes, options), engine };
}

/** A scanner of bytes that also counts its work. */
export interface CountingScanner {
  scanUtf8(bytes: Uint8Array, options?: ScanOptions, work?: Work): Hit[];
  engine(): "kernel" | "plain";
}

/** The same for bytes alone, adding what it does to the counters that a scan is given. */
export function countingScanner(detectors: readonly Detector[]): CountingScanner {
  const anchored = new Map<number, Detector>();
  for (const [index, detector] of detectors.entries())
    if (detector.find.by === "anchor") anchored.set(specialCareUse + 1 + index, detector);
  const table = literalTable(literalsOf(detectors));
  const digits = digitDetectors(detectors);
  const plan: Plan = {
    digits,
    digitsAlone: digits.filter(({ isHeardAlone }) => isHeardAlone),
    atSigns: detectors.filter(({ find }) => find.by === "at-sign"),
    colons: detectors.filter(({ find }) => find.by === "colon"),
    anchored,
  };
  // Null: not asked for yet. A scanner that is never used costs no memory for a kernel.
  let kernel: CandidateKernel | undefined | null = null;
  const loaded = (): CandidateKernel | undefined =>
    kernel === null ? (kernel = candidateKernel(table)) : kernel;
  const find = (bytes: Uint8Array): Candidates => loaded()?.find(bytes) ?? findCandidates(bytes, table);
  const scanUtf8: CountingScanner["scanUtf8"] = (
    bytes,
    { minimumScore = reported, names = [] } = {},
    work = nothingDone(),
  ) => {
    const candidates = find(bytes);
    const { places, specialCare } = labelPlaces(bytes, candidates, table.literals);
    const readings = readAll(bytes, candidates, plan, places, table.literals, work);
    const certain = names.filter(({ score }) => score >= minimumScore);
    return withNames(resolve(readings, minimumScore), certain).map((hit) => ({
      ...hit,
      specialCare: hit.subject === "person" && standsBeside(bytes, hit.start, hit.end, specialCare),
    }));
  };
  return { scanUtf8, engine: () => (loaded() === undefined ? "plain" : "kernel") };
}

function inUtf16(bytes: Uint8Array, hits: readonly Hit[]): Hit[] {
  const units = utf16Places(
    bytes,
    hits.flatMap(({ start, end, cover }) => [start, end, cover?.start ?? start, cover?.end ?? end]),
  );
  const place = ({ start, end }: Pick<Hit, "start" | "end">): Pick<Hit, "start" | "end"> => ({
    start: units.get(start)!,
    end: units.get(end)!,
  });
  return hits.map((hit) => ({
    ...hit,
    ...place(hit),
    ...(hit.cover === undefined ? {} : { cover: place(hit.cover) }),
  }));
}

function inUtf8(text: string, names: readonly Hit[]): readonly Hit[] {
  const places = utf8Places(
    text,
    names.flatMap(({ start, end }) => [start, end]),
  );
  return names.map((name) => ({ ...name, start: places.get(name.start)!, end: places.get(name.end)! }));
}

/** Counters at the start of a scan. */
export function nothingDone(): Work {
  return { characters: 0, matches: 0 };
}

function* literalsOf(detectors: readonly Detector[]): Generator<readonly [string, number]> {
  for (const [use, group] of labelGroups.entries()) for (const word of labels[group]) yield [word, use];
  for (const word of specialCareWords) yield [word, specialCareUse];
  for (const [index, { find }] of detectors.entries())
    if (find.by === "anchor") for (const anchor of find.anchors) yield [anchor, specialCareUse + 1 + index];
}

function labelPlaces(
  bytes: Uint8Array,
  { literals: found, groups: numbers }: Candidates,
  literals: readonly Literal[],
): { readonly places: LabelPlaces; readonly specialCare: readonly number[] } {
  const groups: LabelGroup[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const specialCare: number[] = [];
  let covered = 0;
  for (let i = 0; i < found.length; i += 2) {
    const start = found[i]!;
    const { uses, bytes: spelling, isWord } = literals[found[i + 1]!]!;
    const end = start + spelling.length;
    if (isWord && (goesOn(bytes, end) || (isLatinLetter(bytes[start - 1]) && !isCapital(bytes[start]))))
      continue;
    if (uses.includes(specialCareUse)) specialCare.push(start);
    // A label inside a longer one says nothing of its own.
    if (end <= covered || !uses.some((use) => use < specialCareUse)) continue;
    covered = end;
    for (const use of uses) {
      if (use >= specialCareUse) continue;
      groups.push(labelGroups[use]!);
      starts.push(start);
      ends.push(end);
    }
  }
  return { places: { groups, starts, ends, numbers }, specialCare };
}

function isCapital(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}

/** Whether one of the places lies in the sentence of the value. */
function standsBeside(bytes: Uint8Array, start: number, end: number, places: readonly number[]): boolean {
  const first = firstAtOrAfter(places, start - sentenceReach);
  for (let i = first; i < places.length && i < first + 64; i++) {
    const place = places[i]!;
    if (place > end + sentenceReach) return false;
    const [from, to] = place < start ? [place, start] : [end, place];
    if (!hasSentenceEnd(bytes, from, to)) return true;
  }
  return false;
}

function hasSentenceEnd(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === 0x0a || byte === 0x21 || byte === 0x3f) return true;
    if (byte === 0x2e && (bytes[at + 1] ?? 0x20) <= 0x20 && at - from > 3) return true;
    if (byte === 0xe3 && bytes[at + 1] === 0x80 && bytes[at + 2] === 0x82) return true;
  }
  return false;
}
