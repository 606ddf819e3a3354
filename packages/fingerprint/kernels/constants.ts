/**
 * Vector constants, in memory. AssemblyScript. V8 makes one that is written in the code from two 64-bit numbers, anew
 * wherever it is used: three or four instructions, of which only one can start in a cycle, where a load is one of three.
 */
import { BASE_HI, BASE_LO, MIX_HI, MIX_LO } from "./anchors";
import { CONSTANTS, DENSE } from "./memory";

export const ASCII_CASE: usize = CONSTANTS + 0x0;
export const BELOW_LETTERS: usize = CONSTANTS + 0x10;
export const BEYOND_LETTERS: usize = CONSTANTS + 0x20;
export const BELOW_DIGITS: usize = CONSTANTS + 0x30;
export const BEYOND_DIGITS: usize = CONSTANTS + 0x40;
export const UPPER_HALF: usize = CONSTANTS + 0x50;
export const LEADS_LOW: usize = CONSTANTS + 0x60;
export const LEADS_HIGH: usize = CONSTANTS + 0x70;
export const FOLLOWERS_LOW: usize = CONSTANTS + 0x80;
export const FOLLOWERS_HIGH: usize = CONSTANTS + 0x90;
export const LEAD_MASK: usize = CONSTANTS + 0xa0;
export const LEAD_OF_THREE: usize = CONSTANTS + 0xb0;
export const FOLLOWER_MASK: usize = CONSTANTS + 0xc0;
export const FOLLOWER_MARK: usize = CONSTANTS + 0xd0;
export const MIDDLE_BITS: usize = CONSTANTS + 0xe0;
export const LOW_BITS: usize = CONSTANTS + 0xf0;
export const HAN_FIRST: usize = CONSTANTS + 0x100;
export const HAN_REACH: usize = CONSTANTS + 0x110;
export const HIRAGANA_FIRST: usize = CONSTANTS + 0x120;
export const HIRAGANA_REACH: usize = CONSTANTS + 0x130;
export const KATAKANA_FIRST: usize = CONSTANTS + 0x140;
export const KATAKANA_REACH: usize = CONSTANTS + 0x150;
export const LONG_MARK: usize = CONSTANTS + 0x160;
export const SPACES_FIRST: usize = CONSTANTS + 0x170;
export const SPACES_REACH: usize = CONSTANTS + 0x180;
export const BRACKETS_FIRST: usize = CONSTANTS + 0x190;
export const BRACKETS_REACH: usize = CONSTANTS + 0x1a0;
export const DENSE_BIT: usize = CONSTANTS + 0x1b0;
export const CODE_POINT: usize = CONSTANTS + 0x1c0;
export const ONE: usize = CONSTANTS + 0x1d0;
export const MIX_HI_LANES: usize = CONSTANTS + 0x1e0;
export const MIX_LO_LANES: usize = CONSTANTS + 0x1f0;
export const HI_2: usize = CONSTANTS + 0x200;
export const LO_2: usize = CONSTANTS + 0x210;
export const HI_4: usize = CONSTANTS + 0x220;
export const LO_4: usize = CONSTANTS + 0x230;
export const HI_8: usize = CONSTANTS + 0x240;
export const LO_8: usize = CONSTANTS + 0x250;
export const HI_16: usize = CONSTANTS + 0x260;
export const LO_16: usize = CONSTANTS + 0x270;
export const SCRAMBLE_FIRST: usize = CONSTANTS + 0x280;
export const SCRAMBLE_SECOND: usize = CONSTANTS + 0x290;
export const DENSE_SEED: usize = CONSTANTS + 0x2a0;
export const OTHER_SEED: usize = CONSTANTS + 0x2b0;
export const STEPS: usize = CONSTANTS + 0x2c0;
export const FOUR_STEPS: usize = CONSTANTS + 0x2d0;

/** Writes them all. Called once. */
export function makeConstants(): void {
  v128.store(ASCII_CASE, i8x16.splat(0x20));
  v128.store(BELOW_LETTERS, i8x16.splat(0x60));
  v128.store(BEYOND_LETTERS, i8x16.splat(0x7b));
  v128.store(BELOW_DIGITS, i8x16.splat(0x2f));
  v128.store(BEYOND_DIGITS, i8x16.splat(0x3a));
  v128.store(UPPER_HALF, i8x16(8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
  v128.store(LEADS_LOW, i8x16(0, -1, 3, -1, 6, -1, 9, -1, -1, -1, -1, -1, -1, -1, -1, -1));
  v128.store(LEADS_HIGH, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, 0, -1, 3, -1, 6, -1, 9, -1));
  v128.store(FOLLOWERS_LOW, i8x16(2, 1, 5, 4, 8, 7, 11, 10, -1, -1, -1, -1, -1, -1, -1, -1));
  v128.store(FOLLOWERS_HIGH, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, 2, 1, 5, 4, 8, 7, 11, 10));
  v128.store(LEAD_MASK, i16x8.splat(0xf0));
  v128.store(LEAD_OF_THREE, i16x8.splat(0xe0));
  v128.store(FOLLOWER_MASK, i16x8.splat(<i16>0xc0c0));
  v128.store(FOLLOWER_MARK, i16x8.splat(<i16>0x8080));
  v128.store(MIDDLE_BITS, i16x8.splat(0x3f00));
  v128.store(LOW_BITS, i16x8.splat(0x3f));
  v128.store(HAN_FIRST, i16x8.splat(0x4e00));
  v128.store(HAN_REACH, i16x8.splat(<i16>(0x9fff - 0x4e00)));
  v128.store(HIRAGANA_FIRST, i16x8.splat(0x3041));
  v128.store(HIRAGANA_REACH, i16x8.splat(<i16>(0x3096 - 0x3041)));
  v128.store(KATAKANA_FIRST, i16x8.splat(0x30a1));
  v128.store(KATAKANA_REACH, i16x8.splat(<i16>(0x30fa - 0x30a1)));
  v128.store(LONG_MARK, i16x8.splat(0x30fc));
  v128.store(SPACES_FIRST, i16x8.splat(0x3000));
  v128.store(SPACES_REACH, i16x8.splat(<i16>(0x3004 - 0x3000)));
  v128.store(BRACKETS_FIRST, i16x8.splat(0x3008));
  v128.store(BRACKETS_REACH, i16x8.splat(<i16>(0x3020 - 0x3008)));
  v128.store(DENSE_BIT, i32x4.splat(DENSE));
  v128.store(CODE_POINT, i32x4.splat(~DENSE));
  v128.store(ONE, i32x4.splat(1));
  v128.store(MIX_HI_LANES, i32x4.splat(MIX_HI));
  v128.store(MIX_LO_LANES, i32x4.splat(MIX_LO));
  v128.store(HI_2, i32x4.splat(BASE_HI));
  v128.store(LO_2, i32x4.splat(BASE_LO));
  v128.store(HI_4, i32x4.splat(power(BASE_HI, 2)));
  v128.store(LO_4, i32x4.splat(power(BASE_LO, 2)));
  v128.store(HI_8, i32x4.splat(power(BASE_HI, 4)));
  v128.store(LO_8, i32x4.splat(power(BASE_LO, 4)));
  v128.store(HI_16, i32x4.splat(power(BASE_HI, 8)));
  v128.store(LO_16, i32x4.splat(power(BASE_LO, 8)));
  v128.store(SCRAMBLE_FIRST, i32x4.splat(0x85ebca6b));
  v128.store(SCRAMBLE_SECOND, i32x4.splat(0xc2b2ae35));
  v128.store(DENSE_SEED, i32x4.splat(8 * 0x9e3779b9));
  v128.store(OTHER_SEED, i32x4.splat(24 * 0x9e3779b9));
  v128.store(STEPS, i32x4(0, 4, 8, 12));
  v128.store(FOUR_STEPS, i32x4.splat(16));
}

function power(base: u32, exponent: u32): u32 {
  let result: u32 = 1;
  for (let i: u32 = 0; i < exponent; i++) result *= base;
  return result;
}
