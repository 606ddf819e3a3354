/**
 * Tables that are made once, from those the host has written. AssemblyScript.
 *
 * An entry of the fast trie answers for the code points that need no thought: bits 0 and 1 are 0 where it is dropped,
 * 1 where it stands for itself as a plain starter or a composite of one, 2 where it stands for such in bits 8 to 31, 3
 * for all others (`appendCodePoint`). Bit 2: what it stands for is dense.
 */
import {
  FAST_BLOCKS,
  FAST_INDEX,
  MAPPING_BLOCKS,
  MAPPING_INDEX,
  PACK,
  PACK_8,
  PAIRS,
  PAIR_SLOTS,
  POOL,
  PROPERTY_BLOCKS,
  PROPERTY_INDEX,
  TEXT_KEYS,
} from "./memory";

export const COMBINING_CLASS: u32 = 0xff;
export const PROPERTY_DENSE: u32 = 0x100;
export const COMPOSES_BACKWARD: u32 = 0x200;

export const FAST_DROP: u32 = 0;
export const FAST_SELF: u32 = 1;
export const FAST_OTHER: u32 = 2;
export const FAST_SLOW: u32 = 3;
export const FAST_DENSE: u32 = 4;

export let codePointLimit: u32 = 0;

/** Makes all tables. Traps where the host's tables are not as the vector paths need them. */
export function makeTables(limit: u32, pairCount: u32): void {
  codePointLimit = limit;
  makePackTable();
  makePairSlots(pairCount);
  makeFastTrie();
  for (let i: u32 = 0; i < 32; i++) store<u32>(TEXT_KEYS + (i << 2), scrambled((i + 1) * 0x9e3779b9));
  // The vector path of normal-form.ts takes these ranges for granted.
  requireEntry(FAST_DROP, 0x3000, 0x3004);
  requireEntry(FAST_DROP, 0x3008, 0x3020);
  requireEntry(FAST_SELF | FAST_DENSE, 0x4e00, 0x9fff);
  requireEntry(FAST_SELF | FAST_DENSE, 0x3041, 0x3096);
  requireEntry(FAST_SELF | FAST_DENSE, 0x30a1, 0x30fa);
  requireEntry(FAST_SELF | FAST_DENSE, 0x30fc, 0x30fc);
}

export function mappingOf(codePoint: u32): u32 {
  if (codePoint >= codePointLimit) return 0;
  const block = <u32>load<u16>(MAPPING_INDEX + ((codePoint >> 6) << 1));
  return load<u16>(MAPPING_BLOCKS + (((block << 6) | (codePoint & 63)) << 1));
}

export function propertiesOf(codePoint: u32): u32 {
  if (codePoint >= codePointLimit) return 0;
  const block = <u32>load<u16>(PROPERTY_INDEX + ((codePoint >> 6) << 1));
  return load<u16>(PROPERTY_BLOCKS + (((block << 6) | (codePoint & 63)) << 1));
}

@inline
export function fastEntry(codePoint: u32): u32 {
  if (codePoint >= codePointLimit) return FAST_DROP;
  const block = <u32>load<u16>(FAST_INDEX + ((codePoint >> 6) << 1));
  return load<u32>(FAST_BLOCKS + (((block << 6) | (codePoint & 63)) << 2));
}

/** The primary composite of a canonical pair, or 0. */
export function compose(first: u32, second: u32): u32 {
  if (second >= 0x1161 && second <= 0x11c2) return composeHangul(first, second);
  let slot = pairSlot(first, second);
  while (load<u32>(slot) != 0) {
    if (load<u32>(slot) == first && load<u32>(slot, 4) == second) return load<u32>(slot, 8);
    slot = nextSlot(slot);
  }
  return 0;
}

/** The 32-bit finaliser of MurmurHash3. */
@inline
export function scrambled(value: u32): u32 {
  let hash = value ^ (value >> 16);
  hash *= 0x85ebca6b;
  hash ^= hash >> 13;
  hash *= 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

function composeHangul(first: u32, second: u32): u32 {
  const leading = first - 0x1100;
  const vowel = second - 0x1161;
  if (leading < 19 && vowel < 21) return 0xac00 + (leading * 21 + vowel) * 28;
  const syllable = first - 0xac00;
  const isOpenSyllable = syllable < 11172 && syllable % 28 == 0;
  return isOpenSyllable && second > 0x11a7 ? first + (second - 0x11a7) : 0;
}

function pairSlot(first: u32, second: u32): usize {
  return PAIR_SLOTS + ((scrambled(first * 31 + second) & 2047) << 4);
}

function nextSlot(slot: usize): usize {
  return PAIR_SLOTS + ((slot + 16 - PAIR_SLOTS) & 0x7fff);
}

function makePackTable(): void {
  for (let mask: u32 = 0; mask < 256; mask++) {
    let at = PACK + (mask << 3);
    for (let bit: u32 = 0; bit < 8; bit++) if (mask & (1 << bit)) store<u8>(at++, bit);
  }
  for (let mask: u32 = 0; mask < 256; mask++) {
    let at = PACK_8 + (mask << 4);
    for (let byte: u32 = 0; byte < 16; byte++) if (mask & (1 << (byte >> 1))) store<u8>(at++, byte);
  }
}

function makePairSlots(count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const first = load<u32>(PAIRS + (i << 2));
    const second = load<u32>(PAIRS + ((count + i) << 2));
    let slot = pairSlot(first, second);
    while (load<u32>(slot) != 0) slot = nextSlot(slot);
    store<u32>(slot, first);
    store<u32>(slot, second, 4);
    store<u32>(slot, load<u32>(PAIRS + ((2 * count + i) << 2)), 8);
  }
}

/** Blocks that agree in both tries are stored once: about 420 of 3,282. */
function makeFastTrie(): void {
  let made: u32 = 0;
  for (let block: u32 = 0; block < codePointLimit >> 6; block++) {
    const known = sameBlock(block);
    if (known < block) {
      store<u16>(FAST_INDEX + (block << 1), load<u16>(FAST_INDEX + (known << 1)));
      continue;
    }
    if (made == 512) unreachable();
    store<u16>(FAST_INDEX + (block << 1), <u16>made);
    for (let i: u32 = 0; i < 64; i++)
      store<u32>(FAST_BLOCKS + (((made << 6) | i) << 2), makeFastEntry((block << 6) | i));
    made++;
  }
}

/** The nearest block before this one with the same halves; this one when there is none. */
function sameBlock(block: u32): u32 {
  const mapping = load<u16>(MAPPING_INDEX + (block << 1));
  const property = load<u16>(PROPERTY_INDEX + (block << 1));
  for (let i = block; i > 0; i--) {
    const at = (i - 1) << 1;
    if (load<u16>(MAPPING_INDEX + at) == mapping && load<u16>(PROPERTY_INDEX + at) == property) return i - 1;
  }
  return block;
}

function makeFastEntry(codePoint: u32): u32 {
  const mapping = mappingOf(codePoint);
  if (mapping == 0) return FAST_DROP;
  if (mapping == 1) return FAST_SELF | denseBit(codePoint);
  if (mapping == 2) return FAST_SLOW;
  const character = wholeOf(mapping);
  if (character == 0) return FAST_SLOW;
  if (character == codePoint) return FAST_SELF | denseBit(character);
  return FAST_OTHER | denseBit(character) | (character << 8);
}

/** The one plain starter or composite that a mapping comes to when no mark follows; 0 where there is none such. */
function wholeOf(mapping: u32): u32 {
  let at = POOL + ((mapping - 3) << 2);
  let entry = load<u32>(at);
  let character = entry >> 1;
  if (propertiesOf(character) & (COMBINING_CLASS | COMPOSES_BACKWARD)) return 0;
  if (entry & 1) return character;
  while ((entry & 1) == 0) {
    at += 4;
    entry = load<u32>(at);
    if ((propertiesOf(entry >> 1) & COMBINING_CLASS) == 0) return 0;
    character = compose(character, entry >> 1);
    if (character == 0) return 0;
  }
  // Taken apart again it must be the same sequence.
  return mappingOf(character) == mapping ? character : 0;
}

function denseBit(character: u32): u32 {
  return propertiesOf(character) & PROPERTY_DENSE ? FAST_DENSE : 0;
}

function requireEntry(entry: u32, first: u32, last: u32): void {
  for (let c = first; c <= last; c++) if (fastEntry(c) != entry) unreachable();
}
