/**
 * The hash of a whole text, from its normal form: 64 bits, version `nh64-1`. This is the specification; the kernel
 * equals it.
 *
 * Blocks of 32 characters, the last filled up with zeros, each give the NH sum of UMAC (RFC 4418, section 5.2.2):
 * the 16 products `(c[8g + l] + k[8g + l]) * (c[8g + 4 + l] + k[8g + 4 + l])`, factors modulo 2^32, their sum modulo
 * 2^64. Sums, then the number of characters, then a constant, enter a chain of `h = (h ^ x) * factor; h ^= h >>> 32`.
 * Every step of the chain is invertible, so two texts that differ in one block never share a hash unless its sums do.
 * The keys are public: this finds equal texts, and does not withstand someone who constructs unequal ones.
 */
import type { Key } from "./content-key.ts";
import type { NormalText } from "./normal-form.ts";

/** Version of the hash above; part of every manifest. */
export const textKeyHash = "nh64-1";

const blockCharacters = 32;
const factor: Wide = { hi: 0x9e3779b9, lo: 0x7f4a7c15 };
const last: Wide = { hi: 0xd6e8feb8, lo: 0x6659fd93 };

/** 64 bits in two unsigned halves. */
interface Wide {
  hi: number;
  lo: number;
}

const keys: Uint32Array = Uint32Array.from({ length: blockCharacters }, (_, i) =>
  scrambled(Math.imul(i + 1, 0x9e3779b9)),
);

/**
 * Returns the key of a whole text. Spaces, punctuation, width and case do not matter. The empty normal form has a key
 * too; callers skip it.
 */
export function textKey({ characters, length }: NormalText): Key {
  const hash: Wide = { hi: 0, lo: 0 };
  const sum: Wide = { hi: 0, lo: 0 };
  for (let from = 0; from < length; from += blockCharacters) {
    sumBlock(characters, from, length, sum);
    mixIn(hash, sum.hi, sum.lo);
  }
  mixIn(hash, Math.floor(length / 2 ** 32), length >>> 0);
  mixIn(hash, last.hi, last.lo);
  return hash;
}

function sumBlock(characters: Uint32Array, from: number, length: number, sum: Wide): void {
  sum.hi = 0;
  sum.lo = 0;
  for (let i = 0; i < blockCharacters; i++) {
    if ((i & 4) !== 0) continue;
    const a = from + i < length ? characters[from + i]! : 0;
    const b = from + i + 4 < length ? characters[from + i + 4]! : 0;
    const left = (a + keys[i]!) >>> 0;
    const right = (b + keys[i + 4]!) >>> 0;
    const lo = sum.lo + (Math.imul(left, right) >>> 0);
    sum.hi = (sum.hi + productHi(left, right) + (lo > 0xffff_ffff ? 1 : 0)) >>> 0;
    sum.lo = lo >>> 0;
  }
}

/** `hash = (hash ^ value) * factor; hash ^= hash >>> 32`, modulo 2^64. */
function mixIn(hash: Wide, hi: number, lo: number): void {
  const left = (hash.hi ^ hi) >>> 0;
  const right = (hash.lo ^ lo) >>> 0;
  const productLo = Math.imul(right, factor.lo) >>> 0;
  const cross = Math.imul(left, factor.lo) + Math.imul(right, factor.hi);
  hash.hi = (productHi(right, factor.lo) + cross) >>> 0;
  hash.lo = (productLo ^ hash.hi) >>> 0;
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function productHi(a: number, b: number): number {
  const aLo = a & 0xffff;
  const aHi = a >>> 16;
  const bLo = b & 0xffff;
  const bHi = b >>> 16;
  const middle = aHi * bLo + ((aLo * bLo) >>> 16);
  const carry = aLo * bHi + (middle & 0xffff);
  return aHi * bHi + (middle >>> 16) + (carry >>> 16);
}

/** The 32-bit finaliser of MurmurHash3. */
function scrambled(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
