/**
 * Hashes of shingles: the lower halves of the anchors' hashes. AssemblyScript. The polynomials of eight characters are made at
 * every position by three doublings, four positions at a time; those of 24 from three of them.
 */
import { BASE_HI, BASE_LO } from "./anchors";
import {
  CODE_POINT,
  DENSE_SEED,
  HI_16,
  HI_2,
  HI_4,
  HI_8,
  LO_16,
  LO_2,
  LO_4,
  LO_8,
  MIX_HI_LANES,
  MIX_LO_LANES,
  ONE,
  OTHER_SEED,
  SCRAMBLE_FIRST,
  SCRAMBLE_SECOND,
} from "./constants";
import { CHARACTERS, DENSE, POLYNOMIALS_HI, POLYNOMIALS_LO } from "./memory";
import { sawDense } from "./normal-form";
import { scrambled } from "./tables";

const DENSE_LENGTH: u32 = 8;
const OTHER_LENGTH: u32 = 24;
const POWER_HI_8: u32 =
  BASE_HI * BASE_HI * BASE_HI * BASE_HI * BASE_HI * BASE_HI * BASE_HI * BASE_HI;
const POWER_LO_8: u32 =
  BASE_LO * BASE_LO * BASE_LO * BASE_LO * BASE_LO * BASE_LO * BASE_LO * BASE_LO;

/** The polynomials of eight characters from every position on, up to where there are eight before `settled`. */
export function hashWindows(from: usize, settled: usize): void {
  // One, two and four characters of the group before, each a step behind the one it is made of.
  let hiOne = i32x4.splat(0);
  let loOne = hiOne;
  let hiTwo = hiOne;
  let loTwo = hiOne;
  let hiFour = hiOne;
  let loFour = hiOne;
  for (let at = from; at < settled + 48; at += 16) {
    const character = i32x4.add(v128.and(v128.load(at), v128.load(CODE_POINT)), v128.load(ONE));
    let hi = i32x4.mul(character, v128.load(MIX_HI_LANES));
    let lo = i32x4.mul(character, v128.load(MIX_LO_LANES));
    hi = v128.xor(hi, i32x4.shr_u(hi, 15));
    lo = v128.xor(lo, i32x4.shr_u(lo, 15));
    const nextHiTwo = i32x4.add(i32x4.mul(hiOne, v128.load(HI_2)), i32x4.shuffle(hiOne, hi, 1, 2, 3, 4));
    const nextLoTwo = i32x4.add(i32x4.mul(loOne, v128.load(LO_2)), i32x4.shuffle(loOne, lo, 1, 2, 3, 4));
    const nextHiFour = i32x4.add(i32x4.mul(hiTwo, v128.load(HI_4)), i32x4.shuffle(hiTwo, nextHiTwo, 2, 3, 4, 5));
    const nextLoFour = i32x4.add(i32x4.mul(loTwo, v128.load(LO_4)), i32x4.shuffle(loTwo, nextLoTwo, 2, 3, 4, 5));
    if (at >= from + 48) {
      const to = at - 48 - CHARACTERS;
      v128.store(POLYNOMIALS_HI + to, i32x4.add(i32x4.mul(hiFour, v128.load(HI_8)), nextHiFour));
      v128.store(POLYNOMIALS_LO + to, i32x4.add(i32x4.mul(loFour, v128.load(LO_8)), nextLoFour));
    }
    hiOne = hi;
    loOne = lo;
    hiTwo = nextHiTwo;
    loTwo = nextLoTwo;
    hiFour = nextHiFour;
    loFour = nextLoFour;
  }
}

/** The hashes of the shingles that begin at four listed characters. */
@inline
export function hashFour(at: usize): v128 {
  const first = <usize>load<u32>(at);
  let dense = i32x4.splat(0);
  if (sawDense) {
    if (<usize>load<u32>(at, 12) - first == 12) {
      dense = i32x4.shr_s(v128.load(first), 31);
      if (v128.all_true<i32>(dense)) {
        const place = first - CHARACTERS;
        return finished(v128.load(POLYNOMIALS_HI + place), v128.load(POLYNOMIALS_LO + place), v128.load(DENSE_SEED));
      }
    } else {
      dense = i32x4.shr_s(gathered(at, 0), 31);
    }
  }
  const hi = gathered(at, POLYNOMIALS_HI - CHARACTERS);
  const lo = gathered(at, POLYNOMIALS_LO - CHARACTERS);
  const hi16 = i32x4.add(i32x4.mul(hi, v128.load(HI_16)), gathered(at, POLYNOMIALS_HI - CHARACTERS + 32));
  const lo16 = i32x4.add(i32x4.mul(lo, v128.load(LO_16)), gathered(at, POLYNOMIALS_LO - CHARACTERS + 32));
  const hi24 = i32x4.add(i32x4.mul(hi16, v128.load(HI_16)), gathered(at, POLYNOMIALS_HI - CHARACTERS + 64));
  const lo24 = i32x4.add(i32x4.mul(lo16, v128.load(LO_16)), gathered(at, POLYNOMIALS_LO - CHARACTERS + 64));
  return finished(
    v128.bitselect(hi, hi24, dense),
    v128.bitselect(lo, lo24, dense),
    v128.bitselect(v128.load(DENSE_SEED), v128.load(OTHER_SEED), dense),
  );
}

/** Four numbers, each so far from a character whose address is listed. */
@inline
function gathered(at: usize, distance: usize): v128 {
  let v = v128.load32_zero(<usize>load<u32>(at) + distance);
  v = v128.load_lane<u32>(<usize>load<u32>(at, 4) + distance, v, 1);
  v = v128.load_lane<u32>(<usize>load<u32>(at, 8) + distance, v, 2);
  return v128.load_lane<u32>(<usize>load<u32>(at, 12) + distance, v, 3);
}

/** The lower halves of the anchors' hashes. */
@inline
function finished(hi: v128, lo: v128, seed: v128): v128 {
  const left = v128.xor(hi, seed);
  const right = v128.xor(lo, scrambledLanes(left));
  return v128.xor(right, scrambledLanes(v128.xor(left, scrambledLanes(right))));
}

@inline
function scrambledLanes(value: v128): v128 {
  let hash = v128.xor(value, i32x4.shr_u(value, 16));
  hash = i32x4.mul(hash, v128.load(SCRAMBLE_FIRST));
  hash = v128.xor(hash, i32x4.shr_u(hash, 13));
  hash = i32x4.mul(hash, v128.load(SCRAMBLE_SECOND));
  return v128.xor(hash, i32x4.shr_u(hash, 16));
}

/** The hash of the shingle that begins at a character. */
export function hashOne(start: usize, isDense: bool): u32 {
  const place = start - CHARACTERS;
  let hi = load<u32>(POLYNOMIALS_HI + place);
  let lo = load<u32>(POLYNOMIALS_LO + place);
  if (!isDense) {
    for (let after = place + 32; after < place + 96; after += 32) {
      hi = hi * POWER_HI_8 + load<u32>(POLYNOMIALS_HI + after);
      lo = lo * POWER_LO_8 + load<u32>(POLYNOMIALS_LO + after);
    }
  }
  const left = hi ^ ((isDense ? DENSE_LENGTH : OTHER_LENGTH) * 0x9e3779b9);
  const right = lo ^ scrambled(left);
  return right ^ scrambled(left ^ scrambled(right));
}
