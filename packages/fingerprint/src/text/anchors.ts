/**
 * Anchors: the few positions of a record that are stored, chosen so that every long enough run holds one.
 *
 * Corpus side (`cutAnchors`): an anchor at the first character, and again whenever the weight since the last
 * anchor has reached `weightStep`. Query side (`hashEveryPosition`): the same hash at every position. An anchor
 * is the 64-bit hash of the next k characters, k depending only on its first character, so both sides agree
 * without seeing the same context.
 *
 * Why this finds every long run: between two anchors lies less than `weightStep` plus one character's weight.
 * A run that begins one character after an anchor has waited through at least one `otherWeight` already, so it
 * meets the next anchor before its weight exceeds weightStep - otherWeight; `guaranteed` says exactly when.
 * Winnowing gives the same guarantee with twice the postings and must hash every corpus position (Schleimer,
 * Wilkerson & Aiken 2003, "Winnowing: local algorithms for document fingerprinting").
 */
import { isDense, normalise, type NormalText } from "./normal-form.ts";

/** How many characters are hashed together, by the first of them. */
export interface HashedLengths {
  /** Characters hashed when the first one is dense (Han, kana, Hangul, Thai and others). */
  readonly denseCharacters: number;
  /** Characters hashed when the first one is not dense. */
  readonly otherCharacters: number;
}

/** How densely anchors are laid and how long each is. Stored in every manifest. */
export interface AnchorProfile extends HashedLengths {
  readonly name: "standard" | "close";
  /** Weight after which the next anchor is laid. */
  readonly weightStep: number;
}

/** Weight of a dense character; a dense character carries about 2.4 times the information of another. */
export const denseWeight = 18;
/** Weight of any character that is not dense. */
export const otherWeight = 7;

/** The default: no exact run of 50 dense characters or 119 others is missed. */
export const standardProfile: AnchorProfile = {
  name: "standard",
  weightStep: 616,
  denseCharacters: 16,
  otherCharacters: 32,
};

/** About four times as many, shorter anchors: for sources whose terms make edited copies matter. */
export const closeProfile: AnchorProfile = {
  name: "close",
  weightStep: 154,
  denseCharacters: 10,
  otherCharacters: 20,
};

/** Hashes in two 32-bit halves with the character position of each. All arrays have length `count`. */
export interface AnchorHashes {
  readonly count: number;
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
  /** Index into the normal form's characters. */
  readonly positions: Uint32Array;
}

/** Version of the hash below; part of every manifest. */
export const anchorHash = "poly32x2-1";

// Odd multipliers of the two polynomials and of the character mixers (from the MurmurHash3 and xxHash finalisers).
const baseHi = 0x9e3779b1;
const baseLo = 0x85ebca6b;
const mixHi = 0xc2b2ae35;
const mixLo = 0x27d4eb2f;

/** Returns the anchors of a record, in order. A record shorter than its first anchor has none. Linear. */
export function cutAnchors(text: NormalText, profile: AnchorProfile): AnchorHashes {
  const found = anchorPositions(text, profile);
  const hi = new Uint32Array(found.length);
  const lo = new Uint32Array(found.length);
  const pair = new Uint32Array(2);
  for (let i = 0; i < found.length; i++) {
    const position = found[i]!;
    hashCharacters(text.characters, position, anchorLength(text.characters[position]!, profile), pair);
    hi[i] = pair[0]!;
    lo[i] = pair[1]!;
  }
  return { count: found.length, hi, lo, positions: Uint32Array.from(found) };
}

function anchorPositions(text: NormalText, profile: AnchorProfile): number[] {
  const { characters, length } = text;
  const positions: number[] = [];
  let weight = profile.weightStep; // so that the first character gets an anchor
  for (let i = 0; i < length; i++) {
    const dense = isDense(characters[i]!);
    if (weight >= profile.weightStep) {
      // A tail too short for a whole anchor has none; the weight still starts again, so that a record's anchors
      // are a prefix of those of the same record with more text behind it.
      const k = dense ? profile.denseCharacters : profile.otherCharacters;
      if (i + k <= length) positions.push(i);
      weight = 0;
    }
    weight += dense ? denseWeight : otherWeight;
  }
  return positions;
}

/** Returns the hash of every position that has a whole anchor's length of characters ahead of it. Linear. */
export function hashEveryPosition(text: NormalText, profile: HashedLengths): AnchorHashes {
  const { characters, length } = text;
  const prefixes = prefixHashes(characters, length);
  const powers = new Map<number, readonly [number, number]>();
  for (const k of [profile.denseCharacters, profile.otherCharacters])
    powers.set(k, [power(baseHi, k), power(baseLo, k)]);
  const hi = new Uint32Array(length);
  const lo = new Uint32Array(length);
  const positions = new Uint32Array(length);
  const pair = new Uint32Array(2);
  let count = 0;
  for (let i = 0; i < length; i++) {
    const k = anchorLength(characters[i]!, profile);
    if (i + k > length) continue;
    const [powerHi, powerLo] = powers.get(k)!;
    const windowHi = (prefixes.hi[i + k]! - Math.imul(prefixes.hi[i]!, powerHi)) | 0;
    const windowLo = (prefixes.lo[i + k]! - Math.imul(prefixes.lo[i]!, powerLo)) | 0;
    finish(windowHi, windowLo, k, pair);
    hi[count] = pair[0]!;
    lo[count] = pair[1]!;
    positions[count++] = i;
  }
  return {
    count,
    hi: hi.subarray(0, count),
    lo: lo.subarray(0, count),
    positions: positions.subarray(0, count),
  };
}

/** The number of characters that an anchor beginning with this code point covers. */
export function anchorLength(codePoint: number, profile: HashedLengths): number {
  return isDense(codePoint) ? profile.denseCharacters : profile.otherCharacters;
}

/** Writes the 64-bit hash of `count` characters from `from` into `pair` as [hi, lo]. */
function hashCharacters(characters: Uint32Array, from: number, count: number, pair: Uint32Array): void {
  let hi = 0;
  let lo = 0;
  for (let i = from; i < from + count; i++) {
    hi = (Math.imul(hi, baseHi) + mixed(characters[i]!, mixHi)) | 0;
    lo = (Math.imul(lo, baseLo) + mixed(characters[i]!, mixLo)) | 0;
  }
  finish(hi, lo, count, pair);
}

/**
 * Says whether an exact run shared by an indexed record and an output is certain to be found, wherever it lies in
 * either. With m the first index whose weight before it reaches weightStep - otherWeight: m lies inside the run,
 * and every index up to m has a whole anchor inside the run.
 *
 * @param run the shared characters (code points of the normal form), or a text, which is normalised first
 */
export function guaranteed(
  run: Uint32Array | string,
  { profile = standardProfile }: { readonly profile?: AnchorProfile } = {},
): boolean {
  const characters = typeof run === "string" ? normalise(run).characters : run;
  const wanted = profile.weightStep - otherWeight;
  let weight = 0;
  for (let i = 0; i < characters.length; i++) {
    if (i + anchorLength(characters[i]!, profile) > characters.length) return false;
    if (weight >= wanted) return true;
    weight += isDense(characters[i]!) ? denseWeight : otherWeight;
  }
  return false;
}

/** The two polynomials of every prefix: element i covers the first i characters. */
function prefixHashes(characters: Uint32Array, length: number): { hi: Int32Array; lo: Int32Array } {
  const hi = new Int32Array(length + 1);
  const lo = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) {
    hi[i + 1] = Math.imul(hi[i]!, baseHi) + mixed(characters[i]!, mixHi);
    lo[i + 1] = Math.imul(lo[i]!, baseLo) + mixed(characters[i]!, mixLo);
  }
  return { hi, lo };
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i++) result = Math.imul(result, base);
  return result;
}

/** Spreads a code point over 32 bits, so that neighbouring letters don't differ only in the low bits. */
function mixed(codePoint: number, multiplier: number): number {
  const product = Math.imul(codePoint + 1, multiplier);
  return product ^ (product >>> 15);
}

/**
 * Mixes both halves into each other: two Feistel rounds, each invertible, so no information of the two polynomials
 * is lost. The length goes in first: 16 characters never hash like 32.
 */
function finish(hi: number, lo: number, length: number, pair: Uint32Array): void {
  const left = hi ^ Math.imul(length, 0x9e3779b9);
  const right = lo ^ scrambled(left);
  const newLeft = left ^ scrambled(right);
  pair[0] = newLeft;
  pair[1] = right ^ scrambled(newLeft);
}

/** The 32-bit finaliser of MurmurHash3. */
function scrambled(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
