/**
 * MinHash: how much of their wording two texts have in common, from 128 numbers a text (Broder 1997, "On the
 * resemblance and containment of documents"). This is the specification; the kernel equals it.
 *
 * A shingle is 24 characters of the normal form from each word start, and 8 from each dense character, so Japanese
 * needs no dictionary. A word start is a character that is not dense and begins the text or follows a dropped one.
 * Slot j of a signature is the least `hash * a[j]` (32 bits, a odd) over the shingles, slot 64 + j the greatest; `hash` is
 * the lower half of the anchors' hash. Two texts agree in a slot with the chance of their Jaccard similarity; that both
 * ends of a permutation may be used, with no more variance than another permutation has, is of Ji, Li, Yan, Tian & Zhang
 * 2013, "Min-max hash for Jaccard similarity". The linear family isn't min-wise independent; over hashes that are mixed
 * already its bias is below what 128 slots can show (tested).
 *
 * Stored are 8 bits of each slot (Li & König 2010, "b-bit minwise hashing"): unequal slots agree by chance once in 256,
 * which `estimate` takes out.
 *
 * A text is cut into blocks by weight. A shingle belongs to the block that it begins in, and a passage is two blocks, so
 * that half of it is the next one's: its signature, and that of the whole, is joined from theirs.
 */
import {
  denseWeight,
  hashEveryPosition,
  otherWeight,
  type AnchorHashes,
  type HashedLengths,
} from "./anchors.ts";
import { isDense, type NormalText } from "./normal-form.ts";

/** Numbers in a signature: the least of each permutation, then the greatest. */
export const slotCount = 128;
const permutations = slotCount / 2;
/** Keys of a signature, and least slots under each key: texts of similarity s share one with 1 - (1 - s^4)^16. */
export const bandCount = 16;
export const bandSlots = 4;
/** Name of everything above and below that decides a stored byte. */
export const minhashVersion = "minmax-1";
/** Seed of the slots' factors. */
export const minhashSeed = 0x79757261;
/** Characters of a shingle. */
export const shingleLengths: HashedLengths = { denseCharacters: 8, otherCharacters: 24 };
/** Weight of a passage: 1,024 characters, 399 dense ones. The next begins half of it later. */
export const passageWeight: number = 1_024 * otherWeight;
/** Weight of a block. */
export const blockWeight: number = passageWeight / 2;

const factors = slotFactors();

/** A half-open range of characters of a normal form. */
export interface CharacterSpan {
  readonly from: number;
  readonly to: number;
}

/** Signatures of a text's blocks, one after the other, 128 numbers each. */
export interface BlockSignatures {
  readonly signatures: Uint32Array;
  /** Byte at which each block begins; 0 for the first. */
  readonly starts: Uint32Array;
}

/** Returns the hashes of a text's shingles, in order. A text without room for one has none. Linear. */
export function shinglesOf(text: NormalText): AnchorHashes {
  return shinglesAmong(text, hashEveryPosition(text, shingleLengths));
}

/** Keeps, of the hashes of every position of a text, those of its shingles; the columns are overwritten. */
export function shinglesAmong(text: NormalText, every: AnchorHashes): AnchorHashes {
  const isStart = startsOf(text);
  let count = 0;
  for (let i = 0; i < every.count; i++) {
    const position = every.positions[i]!;
    if (isStart[position] === 0) continue;
    every.hi[count] = every.hi[i]!;
    every.lo[count] = every.lo[i]!;
    every.positions[count++] = position;
  }
  return {
    count,
    hi: every.hi.subarray(0, count),
    lo: every.lo.subarray(0, count),
    positions: every.positions.subarray(0, count),
  };
}

/** Marks the characters that a shingle begins at. */
function startsOf(text: NormalText): Uint8Array {
  const marks = new Uint8Array(text.length);
  let reached = 0;
  for (let i = 0; i < text.length; i++) {
    const follows = i === 0 || text.starts[i]! > reached;
    marks[i] = Number(follows || isDense(text.characters[i]!));
    reached = Math.max(reached, text.ends[i]!);
  }
  return marks;
}

/** Returns the shingles that begin in a range of the text. They may reach beyond it. */
export function shinglesIn(shingles: AnchorHashes, { from, to }: CharacterSpan): AnchorHashes {
  let first = 0;
  while (first < shingles.count && shingles.positions[first]! < from) first++;
  let end = first;
  while (end < shingles.count && shingles.positions[end]! < to) end++;
  return {
    count: end - first,
    hi: shingles.hi.subarray(first, end),
    lo: shingles.lo.subarray(first, end),
    positions: shingles.positions.subarray(first, end),
  };
}

/** Returns the signature of shingles: 128 numbers of 32 bits. 64 steps a shingle. */
export function signatureOf({ lo, count }: Pick<AnchorHashes, "lo" | "count">): Uint32Array {
  const signature = emptySignature();
  for (let slot = 0; slot < permutations; slot++) {
    // Slot by slot, so that factor, least and greatest stay in registers.
    const factor = factors[slot]!;
    let least = 0xffff_ffff;
    let greatest = 0;
    for (let i = 0; i < count; i++) {
      const value = Math.imul(lo[i]!, factor) >>> 0;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    signature[slot] = least;
    signature[permutations + slot] = greatest;
  }
  return signature;
}

/** The signature of no shingles: every least 2^32 - 1, every greatest 0. */
export function emptySignature(): Uint32Array<ArrayBuffer> {
  return new Uint32Array(slotCount).fill(0xffff_ffff, 0, permutations);
}

/** Whether a signature is that of no shingles. */
export function isEmptySignature(signature: Uint32Array): boolean {
  return signature[0]! > signature[permutations]!;
}

/** Takes what another signature stands for into one. */
export function joinSignature(signature: Uint32Array, other: Uint32Array): void {
  for (let slot = 0; slot < permutations; slot++) {
    if (other[slot]! < signature[slot]!) signature[slot] = other[slot]!;
    const top = permutations + slot;
    if (other[top]! > signature[top]!) signature[top] = other[top]!;
  }
}

/** Writes the 64-bit keys of a signature's bands. Each band has its own keys. */
export function bandKeys(signature: Uint32Array): { readonly hi: Uint32Array; readonly lo: Uint32Array } {
  const hi = new Uint32Array(bandCount);
  const lo = new Uint32Array(bandCount);
  for (let band = 0; band < bandCount; band++) {
    let left = Math.imul(band + 1, 0x9e3779b1);
    let right = Math.imul(band + 1, 0x85ebca6b);
    for (let slot = band * bandSlots; slot < (band + 1) * bandSlots; slot++) {
      left = mixed(left ^ signature[slot]!);
      right = mixed(Math.imul(right, 0xc2b2ae35) + signature[slot]!);
    }
    hi[band] = mixed(left ^ right);
    lo[band] = mixed(right + Math.imul(left, 0x27d4eb2f));
  }
  return { hi, lo };
}

/** Returns what is stored of a signature: 8 bits of each slot, to which all of its bits have come by a product. */
export function storedSignature(signature: Uint32Array): Uint8Array {
  const stored = new Uint8Array(slotCount);
  for (let slot = 0; slot < slotCount; slot++) stored[slot] = Math.imul(signature[slot]!, 0x9e3779b1) >>> 24;
  return stored;
}

/** Estimates the Jaccard similarity of two texts from their stored signatures; standard error at most 0.045. */
export function estimate(a: Uint8Array, b: Uint8Array): number {
  let equal = 0;
  for (let slot = 0; slot < slotCount; slot++) if (a[slot] === b[slot]) equal++;
  return Math.max(0, (equal / slotCount - 1 / 256) / (1 - 1 / 256));
}

/** Returns the exact Jaccard similarity of two sets of shingles; 0 for two empty ones. Linear. */
export function jaccard(a: AnchorHashes, b: AnchorHashes): number {
  const left = setOf(a);
  const right = setOf(b);
  let shared = 0;
  for (const shingle of left) if (right.has(shingle)) shared++;
  const all = left.size + right.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** 52 bits of each hash: as a number, so that a set takes it. */
function setOf({ hi, lo, count }: AnchorHashes): ReadonlySet<number> {
  const set = new Set<number>();
  for (let i = 0; i < count; i++) set.add(hi[i]! * 2 ** 20 + (lo[i]! >>> 12));
  return set;
}

/** Returns where the blocks of a text begin: the first at 0, another where the weight since has reached `blockWeight`. */
function blockStarts(text: NormalText): readonly number[] {
  const starts = [0];
  let weight = 0;
  for (let i = 0; i < text.length; i++) {
    if (weight >= blockWeight) {
      starts.push(i);
      weight = 0;
    }
    weight += isDense(text.characters[i]!) ? denseWeight : otherWeight;
  }
  return starts;
}

/** Returns the signatures of a text's blocks, or of the whole text as one. Linear. */
export function blockSignatures(text: NormalText, cutsBlocks: boolean): BlockSignatures {
  const shingles = shinglesOf(text);
  const starts = cutsBlocks ? blockStarts(text) : [0];
  const signatures = new Uint32Array(starts.length * slotCount);
  for (const [i, from] of starts.entries())
    signatures.set(
      signatureOf(shinglesIn(shingles, { from, to: starts[i + 1] ?? text.length })),
      i * slotCount,
    );
  return {
    signatures,
    starts: Uint32Array.from(starts, (start, i) => (i === 0 ? 0 : text.starts[start]!)),
  };
}

/** Cuts a text into passages of two blocks, half overlapping; the last one reaches to the end. A short text is one. */
export function cutPassages(text: NormalText): readonly CharacterSpan[] {
  if (text.length === 0) return [];
  const starts = blockStarts(text);
  return starts
    .slice(0, Math.max(1, starts.length - 1))
    .map((from, i) => ({ from, to: starts[i + 2] ?? text.length }));
}

/** Factors of the slots, odd, from the seed by SplitMix32. */
function slotFactors(): Uint32Array {
  let state = minhashSeed;
  const next = (): number => mixed((state = (state + 0x9e3779b9) >>> 0)) >>> 0;
  return Uint32Array.from({ length: permutations }, () => (next() | 1) >>> 0);
}

/** The 32-bit finaliser of MurmurHash3. */
function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
