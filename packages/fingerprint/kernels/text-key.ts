/** The key of a whole text: the same as `textKey` in src/content-key.ts, which is the specification. AssemblyScript. */
import { CODE_POINT } from "./constants";
import { CHARACTERS, TEXT_KEYS } from "./memory";

const BLOCK_BYTES: usize = 128;
const FACTOR: u64 = 0x9e3779b97f4a7c15;
const FINISH: u64 = 0xd6e8feb86659fd93;

let state: u64 = 0;
/** Where the next block begins. */
let next: usize = CHARACTERS;

/** Begins a text. */
export function openKey(): void {
  state = 0;
  next = CHARACTERS;
}

/** Takes in every whole block of 32 characters before `settled`. */
export function hashBlocks(settled: usize): void {
  let hash = state;
  let at = next;
  while (at + BLOCK_BYTES <= settled) {
    hash = mixed(hash ^ blockSum(at));
    at += BLOCK_BYTES;
  }
  state = hash;
  next = at;
}

/** Takes in the rest, filled up with zeros, and the number of characters. */
export function finishedKey(end: usize, characters: u32): u64 {
  hashBlocks(end);
  if (next < end) {
    memory.fill(end, 0, next + BLOCK_BYTES - end);
    hashBlocks(next + BLOCK_BYTES);
  }
  return mixed(mixed(state ^ <u64>characters) ^ FINISH);
}

/** The first character that the key still needs. */
export function neededByKey(): usize {
  return next;
}

/** Characters have moved by `shift` bytes to the front. */
export function moveKey(shift: usize): void {
  next -= shift;
}

@inline
function mixed(hash: u64): u64 {
  const product = hash * FACTOR;
  return product ^ (product >> 32);
}

/** NH: the sum of 16 products of two keyed characters, modulo 2^64. */
@inline
function blockSum(at: usize): u64 {
  let sum = i64x2.splat(0);
  for (let i: usize = 0; i < BLOCK_BYTES; i += 32) {
    const a = i32x4.add(v128.and(v128.load(at + i), v128.load(CODE_POINT)), v128.load(TEXT_KEYS + i));
    const b = i32x4.add(v128.and(v128.load(at + i, 16), v128.load(CODE_POINT)), v128.load(TEXT_KEYS + i, 16));
    sum = i64x2.add(sum, i64x2.extmul_low_i32x4_u(a, b));
    sum = i64x2.add(sum, i64x2.extmul_high_i32x4_u(a, b));
  }
  return <u64>i64x2.extract_lane(sum, 0) + <u64>i64x2.extract_lane(sum, 1);
}
