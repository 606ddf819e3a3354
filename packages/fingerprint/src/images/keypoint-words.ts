/**
 * Words of keypoints: a few of a descriptor's bits, taken together as a key of `images.idx`, so that keypoints that look
 * alike meet without comparing all with all. Two words of 20 bits each; whoever looks one up also tries it with its least
 * certain bits the other way, because those are the ones that another copy of the picture has differently.
 */
import { hashByteLength } from "./hamming.ts";
import type { Keypoints } from "./keypoints.ts";

/** Name and version of the words. */
export const wordVersion = "20x2-1";

const wordBits = 20;
const wordCount = 2;
/** Least certain bits that are tried the other way, one by one; and of the first of them every two. */
const flippedBits = 7;
const pairs: readonly (readonly [number, number])[] = [
  [0, 1],
  [0, 2],
  [1, 2],
];
const descriptorBits = 256;

/** Keys of words, in two halves, and the keypoint of each. */
export interface WordKeys {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
  readonly keypoint: Uint32Array;
}

/** The keys that keypoints are stored under. */
export function storedWords({ count, descriptors }: Keypoints): WordKeys {
  const keys = new KeyList(count * wordCount);
  for (let i = 0; i < count; i++)
    for (let word = 0; word < wordCount; word++) keys.push(word, wordAt(descriptors, i, word), i);
  return keys.taken();
}

/** The keys to look up for keypoints that come with margins. */
export function soughtWords({ count, descriptors, margins }: Keypoints): WordKeys {
  const keys = new KeyList(count * wordCount * (1 + flippedBits + pairs.length));
  const weak = new Int32Array(flippedBits);
  for (let i = 0; i < count; i++)
    for (let word = 0; word < wordCount; word++) {
      const value = wordAt(descriptors, i, word);
      findWeak(margins, i * descriptorBits + word * wordBits, weak);
      keys.push(word, value, i);
      for (let rank = 0; rank < flippedBits; rank++) keys.push(word, value ^ (1 << weak[rank]!), i);
      for (const [a, b] of pairs) keys.push(word, value ^ (1 << weak[a]!) ^ (1 << weak[b]!), i);
    }
  return keys.taken();
}

/** Bits `word * 20` to `word * 20 + 19` of a descriptor as a number. */
function wordAt(descriptors: Uint8Array, keypoint: number, word: number): number {
  let value = 0;
  for (let bit = 0; bit < wordBits; bit++) {
    const at = word * wordBits + bit;
    value |= ((descriptors[keypoint * hashByteLength + (at >> 3)]! >> (at & 7)) & 1) << bit;
  }
  return value;
}

/** Writes the bits of a word with the smallest margins, the smallest first, the first of equals first. */
function findWeak(margins: Uint8Array, from: number, weak: Int32Array): void {
  let found = 0;
  for (let bit = 0; bit < wordBits; bit++) {
    const margin = margins[from + bit]!;
    let at = found < flippedBits ? found++ : flippedBits;
    for (; at > 0 && margins[from + weak[at - 1]!]! > margin; at--)
      if (at < flippedBits) weak[at] = weak[at - 1]!;
    if (at < flippedBits) weak[at] = bit;
  }
}

class KeyList {
  readonly #hi: Uint32Array;
  readonly #lo: Uint32Array;
  readonly #keypoint: Uint32Array;
  #count = 0;

  constructor(count: number) {
    this.#hi = new Uint32Array(count);
    this.#lo = new Uint32Array(count);
    this.#keypoint = new Uint32Array(count);
  }

  /** Spreads the word over the key: postings want keys as good as random. */
  push(word: number, value: number, keypoint: number): void {
    const key = value | (word << wordBits);
    this.#hi[this.#count] = mixed(key);
    this.#lo[this.#count] = mixed(key ^ 0x9e3779b9);
    this.#keypoint[this.#count++] = keypoint;
  }

  taken(): WordKeys {
    return { hi: this.#hi, lo: this.#lo, keypoint: this.#keypoint };
  }
}

/** Thirty-two bits to as many, one to one (the finish of MurmurHash3, Appleby 2011). */
function mixed(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
