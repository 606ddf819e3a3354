/**
 * Anchors: the same as src/anchors.ts, which is the specification. AssemblyScript.
 *
 * Where the next anchor lies is a multiplication while a text has no dense character; else weights are added four
 * characters at a time. A hash is a sum of products with the powers of the polynomials, four at a time.
 */
import {
  CODE_POINT,
  MIX_HI_LANES,
  MIX_LO_LANES,
  ONE,
} from "./constants";
import {
  ANCHOR_BYTES,
  ANCHOR_HI,
  ANCHOR_LO,
  CHARACTERS,
  DENSE,
  ORIGINS,
  POWERS_DENSE,
  POWERS_OTHER,
} from "./memory";
import { originsEnd, sawDense, startOf } from "./normal-form";
import { scrambled } from "./tables";

export const BASE_HI: u32 = 0x9e3779b1;
export const BASE_LO: u32 = 0x85ebca6b;
export const MIX_HI: u32 = 0xc2b2ae35;
export const MIX_LO: u32 = 0x27d4eb2f;
const DENSE_WEIGHT: u32 = 18;
const OTHER_WEIGHT: u32 = 7;
/** Bytes from the powers of one polynomial to those of the other. */
const LO_POWERS: usize = 0x100;

let weightStep: u32 = 0;
let denseLength: u32 = 0;
let otherLength: u32 = 0;
/** Characters from one anchor to the next where none is dense. */
let otherStep: u32 = 0;

/** Anchors of this call. */
export let anchorCount: u32 = 0;

/** Where the next anchor lies, or the one before it while that is not known. */
let place: usize = CHARACTERS;
let isPlaceKnown: bool = true;
/** The entry of ORIGINS that was looked at last. */
let origin: usize = ORIGINS;

/** Sets the profile: lengths from 1 to 64 characters. */
export function setProfile(step: u32, dense: u32, other: u32): void {
  weightStep = step;
  denseLength = dense;
  otherLength = other;
  otherStep = (step + OTHER_WEIGHT - 1) / OTHER_WEIGHT;
  makePowers(POWERS_DENSE, dense);
  makePowers(POWERS_OTHER, other);
}

export function clearAnchors(): void {
  anchorCount = 0;
}

/** Begins a text. */
export function openAnchors(): void {
  place = CHARACTERS;
  isPlaceKnown = true;
  origin = ORIGINS;
}

/** Hashes the anchors that lie before `settled`; at the text's end, those that would reach beyond it fall away. */
export function cutAnchors(settled: usize, isEnd: bool): void {
  // `byteOfPlace` stops here.
  store<u32>(originsEnd, 0x7fffffff);
  for (;;) {
    if (!isPlaceKnown && !findNext(settled)) return;
    if (place >= settled) return;
    const character = load<u32>(place);
    const length = character & DENSE ? denseLength : otherLength;
    if (place + (length << 2) <= settled) emit(length, character & DENSE ? POWERS_DENSE : POWERS_OTHER);
    else if (!isEnd) return;
    isPlaceKnown = false;
  }
}

/** The first character that anchors still need. */
export function neededByAnchors(): usize {
  return place;
}

/** Characters have moved by `shift` bytes to the front. */
export function moveAnchors(shift: usize): void {
  place -= shift;
  origin = ORIGINS;
}

/** Moves `place` from an anchor to the next; false where that lies beyond what is settled. */
@inline
function findNext(settled: usize): bool {
  if (!sawDense) {
    const next = place + (otherStep << 2);
    if (next >= settled) return false;
    place = next;
    isPlaceKnown = true;
    return true;
  }
  let weight: u32 = 0;
  let at = place;
  // The last group may go beyond the place; its characters are taken back one by one.
  while (weight < weightStep) {
    if (at >= settled) return false;
    weight += 4 * OTHER_WEIGHT + (DENSE_WEIGHT - OTHER_WEIGHT) * popcnt(i32x4.bitmask(v128.load(at)));
    at += 16;
  }
  for (;;) {
    const last = load<u32>(at - 4) & DENSE ? DENSE_WEIGHT : OTHER_WEIGHT;
    if (weight - last < weightStep) break;
    weight -= last;
    at -= 4;
  }
  if (at >= settled) return false;
  place = at;
  isPlaceKnown = true;
  return true;
}

@inline
function emit(length: u32, powers: usize): void {
  let hi = i32x4.splat(0);
  let lo = i32x4.splat(0);
  for (let at: usize = 0; at < <usize>(length << 2); at += 16) {
    const character = i32x4.add(v128.and(v128.load(place + at), v128.load(CODE_POINT)), v128.load(ONE));
    let mixed = i32x4.mul(character, v128.load(MIX_HI_LANES));
    mixed = v128.xor(mixed, i32x4.shr_u(mixed, 15));
    hi = i32x4.add(hi, i32x4.mul(mixed, v128.load(powers + at)));
    mixed = i32x4.mul(character, v128.load(MIX_LO_LANES));
    mixed = v128.xor(mixed, i32x4.shr_u(mixed, 15));
    lo = i32x4.add(lo, i32x4.mul(mixed, v128.load(powers + LO_POWERS + at)));
  }
  const left = sumOfLanes(hi) ^ (length * 0x9e3779b9);
  const right = sumOfLanes(lo) ^ scrambled(left);
  const newLeft = left ^ scrambled(right);
  const at = <usize>anchorCount << 2;
  store<u32>(ANCHOR_HI + at, newLeft);
  store<u32>(ANCHOR_LO + at, right ^ scrambled(newLeft));
  store<u32>(ANCHOR_BYTES + at, byteOfPlace());
  anchorCount++;
}

/** The byte in the text where the character at `place` begins. */
@inline
function byteOfPlace(): u32 {
  const wanted = i32x4.splat(<u32>place);
  let at = origin;
  // Eight entries at a time: how many of the next begin at or before the place.
  for (;;) {
    const first = i32x4.bitmask(i32x4.le_s(v128.load(at, 4), wanted));
    const second = i32x4.bitmask(i32x4.le_s(v128.load(at, 20), wanted));
    const steps = <usize>ctz(~(first | (second << 4)));
    at += steps << 2;
    if (steps < 8) break;
  }
  origin = at;
  return startOf(at, (<u32>place - load<u32>(at)) >> 2);
}

@inline
function sumOfLanes(v: v128): u32 {
  const pairs = i32x4.add(v, i32x4.shuffle(v, v, 2, 3, 0, 1));
  return <u32>i32x4.extract_lane(pairs, 0) + <u32>i32x4.extract_lane(pairs, 1);
}

/** Element i is the power of a length - 1 - i; what is beyond the length counts nothing. */
function makePowers(powers: usize, length: u32): void {
  let hi: u32 = 1;
  let lo: u32 = 1;
  memory.fill(powers, 0, 2 * LO_POWERS);
  for (let i = length; i > 0; i--) {
    store<u32>(powers + ((i - 1) << 2), hi);
    store<u32>(powers + LO_POWERS + ((i - 1) << 2), lo);
    hi *= BASE_HI;
    lo *= BASE_LO;
  }
}
