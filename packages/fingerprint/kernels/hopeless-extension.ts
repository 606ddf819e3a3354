/**
 * A quick proof that an alignment can't be extended. AssemblyScript. The same question as `extendAlignment`, and only
 * one answer: nothing beyond is alike. Most ends of a passage are like that, and following every diagonal to its end is
 * what takes longest there.
 *
 * Cells (i, j): the best score of any way from the start to so many characters of both, in bytes, 32 diagonals beside
 * each other, anti-diagonal by anti-diagonal. Scores are rounded up and characters told apart by 7 bits, so every cell
 * is an upper bound: where none ever rises above the start, and all have fallen further behind it than the patience
 * goes (and the one edit on the way to the next look), no way that `extendAlignment` follows gains anything.
 */
import { ALIKE_OUTPUT, ALIKE_RECORD } from "./search-memory";

/** Characters looked at, at most; beyond them the answer is "maybe". */
const MOST: i32 = 256;
const STEP: i32 = 64;
/** Room in front of the output's characters. */
const BEFORE: i32 = 32;
/** No character, of either text: they differ from each other too. */
const NO_OUTPUT: u8 = 0x80;
const NO_RECORD: u8 = 0x81;
/** Points that a byte has for the patience. */
const POINTS: f64 = 120;

/** Characters of the record that the last proof rests on. */
export let hopelessSeen: i32 = 0;

/**
 * Whether no extension of the texts at `output` and `record` gains anything. Parameters as of `extendAlignment`; false
 * proves nothing. The characters behind `hopelessSeen`, fewer than the record has, are not asked for.
 */
export function isHopeless(
  output: usize,
  outputLength: i32,
  record: usize,
  recordLength: i32,
  isBackwards: bool,
  gain: f64,
  patience: f64,
): bool {
  const most = POINTS / (patience + 1);
  const points = Math.floor(2 * gain * most);
  const scale = points >= 1 ? points / (2 * gain) : most;
  const match = i8x16.splat(<i8>(points >= 1 ? points : Math.ceil(2 * gain * most)));
  const replaced = i8x16.splat(<i8>Math.floor((1 - 2 * gain) * scale));
  const moved = i8x16.splat(<i8>Math.floor((1 - gain) * scale));
  const floor = i8x16.splat(<i8>-Math.ceil((patience + 1) * scale));
  const nothing = i8x16.splat(-128);
  const zero = i8x16.splat(0);
  memory.fill(ALIKE_OUTPUT, NO_OUTPUT, BEFORE);
  memory.fill(ALIKE_RECORD + MOST, NO_RECORD, BEFORE);
  // Even anti-diagonals 2h have the diagonals 2t - 32 (output less record), odd ones 2t - 31; t in 0..31.
  let even0 = nothing;
  let even1 = i8x16.replace_lane(nothing, 0, 0);
  let odd0 = nothing;
  let odd1 = nothing;
  let packed: i32 = 0;
  for (let h: i32 = 0; h + 17 < recordLength && h + 17 < MOST; h++) {
    if (h + 17 > packed) {
      pack(output, outputLength, record, recordLength, isBackwards, packed);
      packed += STEP;
    }
    const a = ALIKE_OUTPUT + <usize>(BEFORE + h - 17);
    const b = ALIKE_RECORD + <usize>(MOST - 16 - h);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    if (h > 0) {
      const up0 = i8x16.shuffle(nothing, odd0, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
      const up1 = i8x16.shuffle(odd0, odd1, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
      even0 = next(even0, up0, odd0, i8x16.eq(v128.load(a), b0), match, replaced, moved);
      even1 = next(even1, up1, odd1, i8x16.eq(v128.load(a, 16), b1), match, replaced, moved);
    }
    const down0 = i8x16.shuffle(even0, even1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    const down1 = i8x16.shuffle(even1, nothing, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    odd0 = next(odd0, even0, down0, i8x16.eq(v128.load(a, 1), b0), match, replaced, moved);
    odd1 = next(odd1, even1, down1, i8x16.eq(v128.load(a, 17), b1), match, replaced, moved);
    const best = i8x16.max_s(i8x16.max_s(even0, even1), i8x16.max_s(odd0, odd1));
    if (v128.any_true(i8x16.gt_s(best, zero))) return false;
    // A way that leaves the band may come back.
    const edge = max(
      max(i8x16.extract_lane_s(even0, 0), i8x16.extract_lane_s(odd0, 0)),
      max(i8x16.extract_lane_s(even1, 15), i8x16.extract_lane_s(odd1, 15)),
    );
    if (edge >= i8x16.extract_lane_s(floor, 0)) return false;
    if (v128.any_true(i8x16.ge_s(best, floor))) continue;
    hopelessSeen = h + 17;
    return true;
  }
  return false;
}

/** The cells of an anti-diagonal, from the one two before it and both neighbours on the last. */
@inline
function next(same: v128, below: v128, above: v128, equal: v128, match: v128, replaced: v128, moved: v128): v128 {
  const gained = v128.bitselect(i8x16.add_sat_s(same, match), i8x16.sub_sat_s(same, replaced), equal);
  return i8x16.max_s(gained, i8x16.sub_sat_s(i8x16.max_s(below, above), moved));
}

/** Writes the next characters of both texts, the record's from the end, 7 bits of each. */
function pack(
  output: usize,
  outputLength: i32,
  record: usize,
  recordLength: i32,
  isBackwards: bool,
  from: i32,
): void {
  const step: isize = isBackwards ? -4 : 4;
  for (let i = from; i < from + STEP; i++) {
    store<u8>(
      ALIKE_OUTPUT + <usize>(BEFORE + i),
      i < outputLength ? told(load<u32>(output + <usize>(<isize>i * step))) : NO_OUTPUT,
    );
    store<u8>(
      ALIKE_RECORD + <usize>(MOST - 1 - i),
      i < recordLength ? told(load<u32>(record + <usize>(<isize>i * step))) : NO_RECORD,
    );
  }
}

@inline
function told(character: u32): u8 {
  return <u8>((character ^ (character >> 7)) & 0x7f);
}
