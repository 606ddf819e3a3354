/**
 * Unpacks the Unicode tables once and answers questions about one code point or one pair. The typed arrays are
 * exported so that a WASM kernel reads the very same tables.
 *
 * Both tries cut the code points below `codePointLimit` into blocks of 64:
 * `blocks[index[codePoint >> 6] * 64 + (codePoint & 63)]`. From the limit on every value is 0.
 */
import { Buffer } from "node:buffer";
import {
  codePointLimit,
  packedMappingBlocks,
  packedMappingIndex,
  packedPairComposites,
  packedPairFirsts,
  packedPairSeconds,
  packedPool,
  packedPropertyBlocks,
  packedPropertyIndex,
} from "./unicode-tables.ts";

/** Mapping value: the code point is dropped. */
export const mappingDrop = 0;
/** Mapping value: it stands for itself, has combining class 0 and never composes with what is before it. */
export const mappingPlainStarter = 1;
/** Mapping value: it stands for itself, but is a mark or may compose with a starter just before it. */
export const mappingSelf = 2;
/** Mapping values from here on: it stands for the sequence at `pool[value - mappingPool]`. */
export const mappingPool = 3;

/** Property bits 0 to 7: the canonical combining class; 0 is a starter. */
export const propertyCombiningClass = 0xff;
/** Property bit: dense, see `isDense`. */
const propertyDense = 0x100;
/** Property bit: the second half of a canonical pair, or a vowel or trailing jamo. */
export const propertyComposesBackward = 0x200;

/** Numbers of the longest table at most: what kernels/memory.ts has room for. */
const maxUnpacked = 65_536;

/** First stage of the mapping trie. */
export const mappingIndex: Uint16Array = new Uint16Array(unpackDeltas(packedMappingIndex));
/** Second stage of the mapping trie. */
export const mappingBlocks: Uint16Array = new Uint16Array(unpackDeltas(packedMappingBlocks));
/** Sequences one after the other; each number is a code point times 2, plus 1 for the last of its sequence. */
export const pool: Uint32Array = unpackDeltas(packedPool);
/** First stage of the property trie. */
export const propertyIndex: Uint16Array = new Uint16Array(unpackDeltas(packedPropertyIndex));
/** Second stage of the property trie. */
export const propertyBlocks: Uint16Array = new Uint16Array(unpackDeltas(packedPropertyBlocks));
/** First halves of the canonical pairs, ascending; Hangul is arithmetic and not listed. */
export const pairFirsts: Uint32Array = unpackDeltas(packedPairFirsts);
/** Second halves, ascending within one first half. */
export const pairSeconds: Uint32Array = unpackDeltas(packedPairSeconds);
/** What each pair composes to. */
export const pairComposites: Uint32Array = unpackDeltas(packedPairComposites);

// A pair as one number below 2^42: Map finds it without an object per look-up.
const pairFactor = 0x200000;
const composites: ReadonlyMap<number, number> = new Map(
  Array.from(pairComposites, (composite, i) => [pairFirsts[i]! * pairFactor + pairSeconds[i]!, composite]),
);

/** Returns what a code point stands for: one of the mapping values above. */
export function mappingOf(codePoint: number): number {
  if (codePoint >= codePointLimit) return mappingDrop;
  return mappingBlocks[(mappingIndex[codePoint >> 6]! << 6) | (codePoint & 63)]!;
}

/** Returns the property bits of a code point. */
export function propertiesOf(codePoint: number): number {
  if (codePoint >= codePointLimit) return 0;
  return propertyBlocks[(propertyIndex[codePoint >> 6]! << 6) | (codePoint & 63)]!;
}

/**
 * True for scripts where one character carries about as much as two or three Latin letters: Han, Hiragana, Katakana,
 * Hangul, Bopomofo, Yi, Tangut, Nushu, Khitan_Small_Script, Thai, Lao, Khmer, Myanmar, Tai_Le, New_Tai_Lue, Tai_Tham
 * and Tai_Viet. The code point's Script (Unicode 17) is one of them, or it is Common or Inherited and all of its
 * explicit Script_Extensions are: so the long mark U+30FC is dense, and an accent that Latin shares with Tai_Le isn't.
 */
export function isDense(codePoint: number): boolean {
  return (propertiesOf(codePoint) & propertyDense) !== 0;
}

/** Returns the primary composite of a canonical pair, or 0 (Unicode 17, section 3.11; Hangul: section 3.12). */
export function compose(first: number, second: number): number {
  if (second >= 0x1161 && second <= 0x11c2) return composeHangul(first, second);
  return composites.get(first * pairFactor + second) ?? 0;
}

function composeHangul(first: number, second: number): number {
  const leading = first - 0x1100;
  const vowel = second - 0x1161;
  if (leading >= 0 && leading < 19 && vowel < 21) return 0xac00 + (leading * 21 + vowel) * 28;
  const syllable = first - 0xac00;
  const isOpenSyllable = syllable >= 0 && syllable < 11_172 && syllable % 28 === 0;
  return isOpenSyllable && second > 0x11a7 ? first + (second - 0x11a7) : 0;
}

/**
 * The reverse of packDeltas in tables/pack.ts. Every thread does it before its first text, in code that was never run before:
 * numbers stay whole ones of 32 bits, and runs are filled.
 */
function unpackDeltas(base64: string): Uint32Array {
  const bytes = Buffer.from(base64, "base64");
  const values = new Uint32Array(maxUnpacked);
  let count = 0;
  let value = 0;
  for (let at = 0; at < bytes.length;) {
    let zigzag = 0;
    for (let shift = 0, byte = 128; byte >= 128; shift += 7) {
      byte = bytes[at++]!;
      zigzag |= (byte & 127) << shift;
    }
    value += (zigzag >>> 1) ^ -(zigzag & 1);
    values[count++] = value;
    if (zigzag !== 0) continue;
    let more = 0;
    for (let shift = 0, byte = 128; byte >= 128; shift += 7) {
      byte = bytes[at++]!;
      more |= (byte & 127) << shift;
    }
    values.fill(value, count, count + more);
    count += more;
  }
  return values.slice(0, count);
}
