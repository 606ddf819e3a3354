/**
 * MinHash: how much of their wording two texts have in common, from 128 numbers a text (Broder 1997, "On the
 * resemblance and containment of documents").
 *
 * A shingle is 24 characters of the normal form from each word start, and 8 from each dense character, so Japanese
 * needs no dictionary. A word start is a character that is not dense and begins the text or follows a dropped one.
 * Slot j of a signature is the least `hash * a[j] + b[j]` (32 bits, a odd) over the shingles; `hash` is the lower half
 * of the anchors' hash. Two texts agree in a slot with the chance of their Jaccard similarity. The linear family isn't
 * min-wise independent; over hashes that are mixed already its bias is below what 128 slots can show (tested).
 *
 * Stored are the lowest 8 bits of each slot (Li & König 2010, "b-bit minwise hashing"): unequal slots agree by chance
 * once in 256, which `estimate` takes out.
 */
import {
  anchorLength,
  denseWeight,
  hashEveryPosition,
  otherWeight,
  type AnchorHashes,
  type HashedLengths,
} from "./anchors.ts";
import { isDense, type NormalText } from "./normal-form.ts";

/** Numbers in a signature. */
export const slotCount = 128;
/** Keys of a signature, and slots under each key: texts of similarity s share one with 1 - (1 - s^4)^16. */
export const bandCount = 16;
export const bandSlots = 4;
/** Name of everything above and below that decides a stored byte. */
export const minhashVersion = "minhash-1";
/** Seed of the slots' factors. */
export const minhashSeed = 0x79757261;
/** Characters of a shingle. */
export const shingleLengths: HashedLengths = { denseCharacters: 8, otherCharacters: 24 };
/** Weight of a passage: 1,024 characters, 399 dense ones. The next begins half of it later. */
export const passageWeight: number = 1_024 * otherWeight;

const [factors, offsets] = slotFactors();

/** A half-open range of characters of a normal form. */
export interface CharacterSpan {
  readonly from: number;
  readonly to: number;
}

/** Returns the hashes of a text's shingles, in order. A text without room for one has none. Linear. */
export function shinglesOf(text: NormalText): AnchorHashes {
  const every = hashEveryPosition(text, shingleLengths);
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

/** Returns the shingles that lie in a range of the text. */
export function shinglesIn(
  text: NormalText,
  shingles: AnchorHashes,
  { from, to }: CharacterSpan,
): AnchorHashes {
  let first = 0;
  while (first < shingles.count && shingles.positions[first]! < from) first++;
  let end = first;
  while (end < shingles.count && fits(text, shingles.positions[end]!, to)) end++;
  return {
    count: end - first,
    hi: shingles.hi.subarray(first, end),
    lo: shingles.lo.subarray(first, end),
    positions: shingles.positions.subarray(first, end),
  };
}

/** A shorter shingle may end in a range that a longer one before it leaves; the first that leaves ends the range. */
function fits(text: NormalText, position: number, to: number): boolean {
  return position + anchorLength(text.characters[position]!, shingleLengths) <= to;
}

/** Returns the signature of shingles: 128 numbers of 32 bits, all 2^32 - 1 for none. 128 steps a shingle. */
export function signatureOf({ lo, count }: AnchorHashes): Uint32Array {
  const signature = new Uint32Array(slotCount);
  for (let slot = 0; slot < slotCount; slot++) {
    // Slot by slot, so that factor, offset and least stay in registers.
    const factor = factors[slot]!;
    const offset = offsets[slot]!;
    let least = 0xffff_ffff;
    for (let i = 0; i < count; i++) {
      const value = (Math.imul(lo[i]!, factor) + offset) >>> 0;
      if (value < least) least = value;
    }
    signature[slot] = least;
  }
  return signature;
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

/** Returns what is stored of a signature: the lowest 8 bits of each slot. */
export function storedSignature(signature: Uint32Array): Uint8Array {
  return Uint8Array.from(signature);
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

/** Cuts a text into passages, half overlapping; the last one reaches to the end. A short text is one passage. */
export function cutPassages(text: NormalText): readonly CharacterSpan[] {
  const passages: CharacterSpan[] = [];
  const weightAt = (i: number): number => (isDense(text.characters[i]!) ? denseWeight : otherWeight);
  let from = 0;
  let half = 0;
  let weight = 0;
  for (let i = 0; i < text.length; i++) {
    weight += weightAt(i);
    if (weight <= passageWeight / 2) half = i + 1;
    if (weight < passageWeight || i + 1 === text.length) continue;
    passages.push({ from, to: i + 1 });
    from = half;
    weight = 0;
    for (let j = from; j <= i; j++) {
      weight += weightAt(j);
      if (weight <= passageWeight / 2) half = j + 1;
    }
  }
  if (text.length > 0) passages.push({ from, to: text.length });
  return passages;
}

/** Factors (odd) and offsets of the slots, from the seed by SplitMix32. */
function slotFactors(): readonly [Uint32Array, Uint32Array] {
  let state = minhashSeed;
  const next = (): number => mixed((state = (state + 0x9e3779b9) >>> 0)) >>> 0;
  const odd = Uint32Array.from({ length: slotCount }, () => (next() | 1) >>> 0);
  return [odd, Uint32Array.from({ length: slotCount }, next)];
}

/** The 32-bit finaliser of MurmurHash3. */
function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
