import type { Candidates } from "./candidates.ts";
import type { ContextMark, LabelPlaces } from "./context.ts";
import { firstAtOrAfter, labelNear, labelsAround } from "./context.ts";
import type { Detector, Validity } from "./detector.ts";
import { endByte, foldedView, type FoldedView, startByte } from "./folded-view.ts";
import type { LabelGroup } from "./labels.ts";
import { goesOn, type Literal } from "./literals.ts";
import { isCutOff, isTokenByte, standsAlone } from "./whole-value.ts";

/** One way to read some bytes. */
export interface Reading {
  readonly detector: Detector;
  readonly start: number;
  readonly end: number;
  readonly validity: Validity;
  readonly context: ContextMark | null;
  /** Log-odds against its being nothing in particular. */
  readonly weight: number;
}

/** Detectors by how they find, and what their anchors are. */
export interface Plan {
  /** In order of the digits they need. */
  readonly digits: readonly DigitDetector[];
  /** Those of them that are heard without a label. */
  readonly digitsAlone: readonly DigitDetector[];
  readonly atSigns: readonly Detector[];
  readonly colons: readonly Detector[];
  /** For each use of a literal the detector it anchors, if it does. */
  readonly anchored: ReadonlyMap<number, Detector>;
}

/** What a scan did: it must stay linear in the bytes, whatever they are. */
export interface Work {
  /** Characters that patterns were shown. */
  characters: number;
  /** Matches that were looked at closer. */
  matches: number;
}

/** Bytes to either side of a group that its patterns see; a token that goes on is followed as far as `longestToken`. */
const around = 36;
const longestToken = 100;
/** Log-odds below which a reading without a label is not made: a score of little more than a quarter. */
const leastUnlabelled = -1;
const emailLocal = 80;
const emailDomain = 260;
/** Values longer than this, such as a private key, end at their start. */
const longestValue = 20_000;

/** Everything the candidates can be read as, each reading once. */
export function readAll(
  bytes: Uint8Array,
  candidates: Candidates,
  plan: Plan,
  labels: LabelPlaces,
  literals: readonly Literal[],
  work: Work,
): Reading[] {
  const readings: Reading[] = [];
  const seen = new Set<string>();
  const add = (detector: Detector, view: FoldedView, start: number, end: number): void => {
    work.matches++;
    const reading = readingOf(bytes, labels, detector, view, start, end);
    if (reading === null) return;
    const key = `${detector.id} ${reading.start} ${reading.end}`;
    if (!seen.has(key)) readings.push(reading);
    seen.add(key);
  };
  for (let i = 0; i < candidates.groups.length; i += 3) {
    const start = candidates.groups[i]!;
    const end = candidates.groups[i + 1]!;
    const view = viewOfGroup(bytes, start, end);
    const near = labelsAround(labels, start, end);
    const digits = candidates.groups[i + 2]!;
    for (const one of near.size === 0 ? plan.digitsAlone : plan.digits) {
      // In order of the digits they need.
      if (digits < one.atLeast) break;
      if (isHeard(one, near) && view.text.includes(one.holds)) matchAll(bytes, one.detector, view, add, work);
    }
  }
  for (const at of candidates.atSigns) {
    if (!isAddressByte(bytes[at - 1])) continue;
    const view = viewOfAddress(bytes, at);
    for (const detector of plan.atSigns) matchAll(bytes, detector, view, add, work);
  }
  for (const at of candidates.colons) {
    const view = foldedView(bytes, at - 6, at + 48);
    for (const detector of plan.colons) matchAll(bytes, detector, view, add, work);
  }
  readAnchors(bytes, candidates, plan, literals, add, work);
  return readings;
}

type Add = (detector: Detector, view: FoldedView, start: number, end: number) => void;

function readAnchors(
  bytes: Uint8Array,
  candidates: Candidates,
  plan: Plan,
  literals: readonly Literal[],
  add: Add,
  work: Work,
): void {
  // The ends of long values are looked for once: what is not found from here is not found from later either.
  const ends = new Map<string, number>();
  for (let i = 0; i < candidates.literals.length; i += 2) {
    const at = candidates.literals[i]!;
    const literal = literals[candidates.literals[i + 1]!]!;
    const end = at + literal.bytes.length;
    const beginsToken = !isTokenByte(bytes[at - 1]);
    const isCut = literal.isWord && goesOn(bytes, end);
    for (const use of literal.uses) {
      const detector = plan.anchored.get(use);
      if (detector?.find.by !== "anchor") continue;
      if (detector.find.side === "from" ? !beginsToken : isCut) continue;
      readAnchor(bytes, detector, at, end, candidates.atSigns, ends, add, work);
    }
  }
}

function readAnchor(
  bytes: Uint8Array,
  detector: Detector,
  start: number,
  end: number,
  atSigns: Uint32Array,
  ends: Map<string, number>,
  add: Add,
  work: Work,
): void {
  if (detector.find.by !== "anchor") return;
  const { side, reach, pattern, until, needsAtSign } = detector.find;
  if (needsAtSign === true && !hasPlaceWithin(atSigns, end, end + reach * 3)) return;
  const from = side === "after" ? end : start;
  const viewOf = (length: number): FoldedView =>
    side === "around"
      ? foldedView(bytes, start - length, end + length)
      : foldedView(bytes, from, from + length);
  const plain = viewOf(reach);
  // Characters beyond ASCII take up to three bytes, or four when they are rare.
  const view = plain.starts === null ? plain : viewOf(reach * 3);
  if (side === "around") return matchAll(bytes, detector, view, add, work);
  pattern.lastIndex = 0;
  work.characters += reach;
  const match = pattern.exec(view.text.slice(0, reach));
  if (match === null) return;
  if (until === undefined) {
    const span = valueSpan(match);
    return add(detector, view, span.start, span.end);
  }
  add(
    detector,
    { text: " ", from: start, starts: [start], ends: [endOfLong(bytes, start, until, ends)] },
    0,
    1,
  );
}

/** Whether one of the ascending places lies from `start` to `end`. */
function hasPlaceWithin(places: Uint32Array, start: number, end: number): boolean {
  const place = places[firstAtOrAfter(places, start)];
  return place !== undefined && place <= end;
}

/** Where the closing words of a long value end; a bit after its start when they are missing. */
function endOfLong(bytes: Uint8Array, start: number, until: string, ends: Map<string, number>): number {
  let at = ends.get(until) ?? -1;
  if (at !== Number.POSITIVE_INFINITY && at < start) {
    const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(until, start);
    at = found < 0 ? Number.POSITIVE_INFINITY : found;
    ends.set(until, at);
  }
  if (at - start > longestValue) return Math.min(bytes.length, start + 200);
  let end = at + until.length;
  while (end - at < 64 && isClosing(bytes[end])) end++;
  return end;
}

/** Whether the byte can be part of the words and hyphens that close an armour. */
function isClosing(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x2d || (byte !== undefined && byte >= 0x41 && byte <= 0x5a);
}

/** A detector of digits and whether it could report anything without a label. */
export interface DigitDetector {
  readonly detector: Detector;
  readonly atLeast: number;
  readonly holds: string;
  readonly isHeardAlone: boolean;
}

/** The detectors that look around groups of digits, in order of the digits they need. */
export function digitDetectors(detectors: readonly Detector[]): readonly DigitDetector[] {
  const found = detectors.flatMap((detector): DigitDetector[] => {
    if (detector.find.by !== "digits") return [];
    const most = detector.prior + (detector.layout?.bonus ?? 0) - Math.log(detector.chance ?? 1);
    const isHeardAlone = detector.needsLabel !== true && most >= leastUnlabelled;
    const { atLeast, holds = "" } = detector.find;
    return [{ detector, atLeast, holds, isHeardAlone }];
  });
  return found.toSorted((a, b) => a.atLeast - b.atLeast);
}

/** Whether the detector could report anything here: by itself, or with a label where nothing else would do. */
function isHeard({ isHeardAlone, detector }: DigitDetector, near: ReadonlySet<LabelGroup>): boolean {
  return isHeardAlone || detector.labels?.some((label) => near.has(label)) === true;
}

function viewOfGroup(bytes: Uint8Array, start: number, end: number): FoldedView {
  let from = start;
  let to = end;
  while (start - from < longestToken && isTokenByte(bytes[from - 1])) from--;
  while (to - end < longestToken && isTokenByte(bytes[to])) to++;
  return foldedView(bytes, Math.min(from, start - around), Math.max(to, end + around));
}

function viewOfAddress(bytes: Uint8Array, at: number): FoldedView {
  let from = at;
  let to = at + 1;
  while (at - from < emailLocal && isAddressByte(bytes[from - 1])) from--;
  while (to - at < emailDomain && isAddressByte(bytes[to])) to++;
  return foldedView(bytes, from, to);
}

/** Letters, digits, what may stand between them in an address, and anything beyond ASCII. */
function isAddressByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    isTokenByte(byte) ||
    byte >= 0x80 ||
    byte === 0x2e ||
    byte === 0x2d ||
    byte === 0x5f ||
    byte === 0x2b ||
    byte === 0x25
  );
}

function matchAll(bytes: Uint8Array, detector: Detector, view: FoldedView, add: Add, work: Work): void {
  work.characters += view.text.length;
  const { text } = view;
  const { pattern } = detector.find;
  // By exec: matchAll copies the pattern each time, which took a tenth of a scan.
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const { start, end } = valueSpan(match);
    if (match[0] === "") pattern.lastIndex++;
    const isWhole = detector.standsAlone === false || standsAlone(text, start, end);
    if (isWhole && !isCutOff(bytes, view, start, end)) add(detector, view, start, end);
    if (!pattern.global) return;
  }
}

/** The group `value` where the pattern has one, else the whole match. */
function valueSpan(match: RegExpExecArray): { readonly start: number; readonly end: number } {
  const value = match.groups?.["value"];
  if (value === undefined) return { start: match.index, end: match.index + match[0].length };
  const [start, end] = match.indices?.groups?.["value"] ?? [0, 0];
  return { start, end };
}

function readingOf(
  bytes: Uint8Array,
  labels: LabelPlaces,
  detector: Detector,
  view: FoldedView,
  from: number,
  to: number,
): Reading | null {
  if (to <= from) return null;
  const value = view.text.slice(from, to);
  const start = startByte(view, from);
  const end = endByte(view, to - 1);
  const context =
    detector.labels === undefined ? null : labelNear(bytes, labels, detector.labels, start, end);
  const label = context?.weight ?? 0;
  if (detector.needsLabel === true && (label < 1.5 || context!.distance > (detector.labelWithin ?? Infinity)))
    return null;
  const layout = detector.layout?.pattern.test(value) === true ? detector.layout.bonus : 0;
  const claim = detector.prior + layout + label;
  const pass = -Math.log(detector.chance ?? 1);
  if (detector.isCheckSlow === true && claim + pass < 0) return null;
  const validity = detector.check?.(value) ?? "no-check";
  // A check that fails leaves room for a slip of the pen, if somebody says what it should have been.
  if (validity === "invalid" && (label < 3 || detector.mustPass === true)) return null;
  const proof = validity === "valid" ? pass : validity === "invalid" ? -2 : 0;
  return { detector, start, end, validity, context, weight: claim + proof };
}
