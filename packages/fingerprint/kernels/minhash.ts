/**
 * Signatures: the same as src/minhash.ts, which is the specification. AssemblyScript.
 *
 * After each piece of a text: where shingles begin (from ORIGINS, so nothing is normalised twice), their hashes
 * (shingle-hash.ts), and the least and greatest product of every hash with each of the 64 factors.
 */
import { FOUR_STEPS, STEPS } from "./constants";
import {
  BLOCK_BYTES,
  BLOCK_SIGNATURES,
  CHARACTERS,
  DENSE,
  FACTORS,
  HASHES,
  MAX_BLOCKS,
  ORIGIN_ENDS,
  ORIGIN_PLACES,
  ORIGIN_STARTS,
  ORIGINS,
  PIECE_BLOCKS,
  SIGNATURE,
  SIGNATURE_BYTES,
  STARTS,
} from "./memory";
import { originsEnd, sawDense, startOf } from "./normal-form";
import { hashFour, hashOne, hashWindows } from "./shingle-hash";
import { scrambled } from "./tables";

const SEED: u32 = 0x79757261;
const DENSE_BYTES: usize = 32;
const OTHER_BYTES: usize = 96;
const DENSE_WEIGHT: u32 = 18;
const OTHER_WEIGHT: u32 = 7;
/** Bytes of all the least, and of all the greatest. */
const HALF: usize = 256;

/** Blocks of this call. */
export let blockCount: u32 = 0;

/** Weight of a block; 0 where a text is one. */
let blockWeight: u32 = 0;
/** Characters that begin a shingle which is not hashed yet. */
let startCount: u32 = 0;
/** The first entry of ORIGINS that was not looked at for starts, and the byte up to which kept characters reach. */
let nextOrigin: usize = ORIGINS;
let reached: i64 = -1;
/** The open block: its first byte; weight of its characters before `weighed`; where the next begins, 0 if unknown. */
let blockByte: u32 = 0;
let weight: u32 = 0;
let weighed: usize = CHARACTERS;
let nextBlock: usize = 0;

/** Makes the factors, by SplitMix32. Called once. */
export function makeFactors(): void {
  let state = SEED;
  for (let slot: usize = 0; slot < HALF; slot += 4) {
    state += 0x9e3779b9;
    store<u32>(FACTORS + slot, scrambled(state) | 1);
  }
}

/** Begins a batch. */
export function setBlocks(weightOfBlock: u32): void {
  blockWeight = weightOfBlock;
}

export function clearBlocks(): void {
  blockCount = 0;
}

/** Whether the blocks of one more piece will fit. */
export function hasRoomForBlocks(): bool {
  return blockCount + PIECE_BLOCKS <= MAX_BLOCKS;
}

/** Begins a text. */
export function openBlocks(): void {
  startCount = 0;
  nextOrigin = ORIGINS;
  reached = -1;
  weighed = CHARACTERS;
  openBlock(0);
}

function openBlock(byte: u32): void {
  blockByte = byte;
  weight = 0;
  nextBlock = 0;
  openSignature();
}

/** Begins a signature: that of nothing. */
export function openSignature(): void {
  memory.fill(SIGNATURE, 0xff, HALF);
  memory.fill(SIGNATURE + HALF, 0, HALF);
}

/** Lists what begins shingles among the characters since the last call; a base may still be open. */
export function listStarts(): void {
  let out = STARTS + (<usize>startCount << 2);
  // The base may have grown by a mark since its entry was looked at.
  if (nextOrigin > ORIGINS) reached = max(reached, <i64>load<u32>(nextOrigin - 4, ORIGIN_ENDS));
  for (let origin = nextOrigin; origin < originsEnd; origin += 4) {
    const places = load<u32>(origin, ORIGIN_PLACES);
    const start = <i64>load<u32>(origin, ORIGIN_STARTS);
    const character = load<u32>(origin);
    if (places >> 31) {
      if (start > reached || load<u32>(character) & DENSE) {
        store<u32>(out, character);
        out += 4;
      }
    } else if (places & 0x40000000) {
      const first = i32x4.add(i32x4.splat(character), v128.load(STEPS));
      v128.store(out, first);
      v128.store(out, i32x4.add(first, v128.load(FOUR_STEPS)), 16);
      out += <usize>popcnt(places & 0xff) << 2;
      reached = start + 3 * (32 - clz(places & 0xff));
    } else {
      let begins = places & ~(places << 1);
      // The first of the vector may go on what stands before it.
      if (start + ctz(places) <= reached) begins &= begins - 1;
      reached = start + (32 - clz(places));
      for (; begins != 0; begins &= begins - 1) {
        const before = places & ((begins & (0 - begins)) - 1);
        store<u32>(out, character + (<u32>popcnt(before) << 2));
        out += 4;
      }
    }
    reached = max(reached, <i64>load<u32>(origin, ORIGIN_ENDS));
  }
  nextOrigin = originsEnd;
  startCount = <u32>(out - STARTS) >> 2;
}

/** Hashes the shingles that end before `settled`; at the text's end, those that would reach beyond it fall away. */
export function signShingles(settled: usize, isEnd: bool): void {
  if (startCount > 0) hashWindows(load<u32>(STARTS), settled);
  let from = STARTS;
  const end = STARTS + (<usize>startCount << 2);
  for (;;) {
    if (blockWeight > 0 && nextBlock == 0) findNextBlock(settled);
    let to = end;
    if (nextBlock != 0) {
      to = from;
      while (to < end && load<u32>(to) < <u32>nextBlock) to += 4;
    }
    from = sign(from, to, settled, isEnd);
    if (nextBlock == 0 || from < to) break;
    closeBlock();
    openBlock(byteOf(nextBlock));
  }
  startCount = <u32>(end - from) >> 2;
  memory.copy(STARTS, from, end - from);
}

/** Ends a text: its last block. */
export function closeBlock(): void {
  memory.copy(BLOCK_SIGNATURES + <usize>blockCount * SIGNATURE_BYTES, SIGNATURE, SIGNATURE_BYTES);
  store<u32>(BLOCK_BYTES + (<usize>blockCount << 2), blockByte);
  blockCount++;
}

/** The first character that shingles and blocks still need, of those before `settled`. */
export function neededByShingles(settled: usize): usize {
  let needed = settled;
  if (startCount > 0) needed = min(needed, <usize>load<u32>(STARTS));
  return blockWeight > 0 ? min(needed, weighed) : needed;
}

/** Characters have moved by `shift` bytes to the front. */
export function moveShingles(shift: usize): void {
  nextOrigin = originsEnd;
  weighed -= shift;
  if (nextBlock != 0) nextBlock -= shift;
  for (let i: u32 = 0; i < startCount; i++) {
    const at = STARTS + (<usize>i << 2);
    store<u32>(at, load<u32>(at) - <u32>shift);
  }
}

function findNextBlock(settled: usize): void {
  if (!sawDense) {
    // Where no character is dense, the place is a multiplication away; the loop below takes the last step.
    const left = blockWeight > weight ? (blockWeight - weight - 1) / OTHER_WEIGHT : 0;
    const steps = min(left, <u32>(settled - weighed) >> 2);
    weight += steps * OTHER_WEIGHT;
    weighed += <usize>steps << 2;
  }
  while (weighed + 16 <= settled && weight + 4 * DENSE_WEIGHT < blockWeight) {
    const dense = popcnt(i32x4.bitmask(v128.load(weighed)));
    weight += 4 * OTHER_WEIGHT + (DENSE_WEIGHT - OTHER_WEIGHT) * <u32>dense;
    weighed += 16;
  }
  for (; weighed < settled; weighed += 4) {
    if (weight >= blockWeight) {
      nextBlock = weighed;
      return;
    }
    weight += load<u32>(weighed) & DENSE ? DENSE_WEIGHT : OTHER_WEIGHT;
  }
}

/** The byte in the text where a character begins. */
function byteOf(character: usize): u32 {
  let low = ORIGINS;
  let high = originsEnd;
  while (high - low > 4) {
    const middle = (low + (((high - low) >> 3) << 2));
    if (load<u32>(middle) <= <u32>character) low = middle;
    else high = middle;
  }
  return startOf(low, (<u32>character - load<u32>(low)) >> 2);
}

/** Takes the shingles in that begin in a range of STARTS; returns where it stopped for want of characters. */
function sign(from: usize, to: usize, settled: usize, isEnd: bool): usize {
  let out = HASHES;
  let at = from;
  for (; at + 16 <= to; at += 16) {
    if (<usize>load<u32>(at, 12) + OTHER_BYTES > settled) break;
    v128.store(out, hashFour(at));
    out += 16;
  }
  for (; at < to; at += 4) {
    const start = <usize>load<u32>(at);
    const isDense = (load<u32>(start) & DENSE) != 0;
    if (start + (isDense ? DENSE_BYTES : OTHER_BYTES) <= settled) {
      store<u32>(out, hashOne(start, isDense));
      out += 4;
    } else if (!isEnd) break;
  }
  addHashes(<u32>(out - HASHES) >> 2);
  return at;
}

/** Takes the first `count` of HASHES into the signature. Sixteen factors at a time, so that all stay in registers. */
export function addHashes(count: u32): void {
  const end = HASHES + (<usize>count << 2);
  for (let group: usize = 0; group < HALF; group += 64) {
    const least = SIGNATURE + group;
    const greatest = least + HALF;
    const factorA = v128.load(FACTORS + group);
    const factorB = v128.load(FACTORS + group, 16);
    const factorC = v128.load(FACTORS + group, 32);
    const factorD = v128.load(FACTORS + group, 48);
    let leastA = v128.load(least);
    let leastB = v128.load(least, 16);
    let leastC = v128.load(least, 32);
    let leastD = v128.load(least, 48);
    let greatestA = v128.load(greatest);
    let greatestB = v128.load(greatest, 16);
    let greatestC = v128.load(greatest, 32);
    let greatestD = v128.load(greatest, 48);
    for (let at = HASHES; at < end; at += 4) {
      const hash = v128.load32_splat(at);
      let product = i32x4.mul(hash, factorA);
      leastA = i32x4.min_u(leastA, product);
      greatestA = i32x4.max_u(greatestA, product);
      product = i32x4.mul(hash, factorB);
      leastB = i32x4.min_u(leastB, product);
      greatestB = i32x4.max_u(greatestB, product);
      product = i32x4.mul(hash, factorC);
      leastC = i32x4.min_u(leastC, product);
      greatestC = i32x4.max_u(greatestC, product);
      product = i32x4.mul(hash, factorD);
      leastD = i32x4.min_u(leastD, product);
      greatestD = i32x4.max_u(greatestD, product);
    }
    v128.store(least, leastA);
    v128.store(least, leastB, 16);
    v128.store(least, leastC, 32);
    v128.store(least, leastD, 48);
    v128.store(greatest, greatestA);
    v128.store(greatest, greatestB, 16);
    v128.store(greatest, greatestC, 32);
    v128.store(greatest, greatestD, 48);
  }
}
