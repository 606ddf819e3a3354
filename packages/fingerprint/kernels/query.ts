/**
 * What a query needs: the normal form with the span of every character, and the hash of every position. AssemblyScript.
 *
 * It borrows buffers of the memory map that a batch does not need at the same time: starts, ends and characters of a
 * window leave in ANCHOR_HI, ANCHOR_LO and ANCHOR_BYTES; hashes in ANCHOR_HI and ANCHOR_LO, their positions in
 * ANCHOR_BYTES; the polynomials of every prefix are in ORIGINS and ORIGINS + ORIGIN_STARTS.
 */
import { BASE_HI, BASE_LO, MIX_HI, MIX_LO } from "./anchors";
import {
  ANCHOR_BYTES,
  ANCHOR_HI,
  ANCHOR_LO,
  CHARACTERS,
  DENSE,
  INPUT,
  ORIGIN_ENDS,
  ORIGIN_PLACES,
  ORIGIN_STARTS,
  ORIGINS,
} from "./memory";
import {
  charactersEnd,
  closeText,
  codePointBefore,
  dropBefore,
  normalisePiece,
  openText,
  originsEnd,
  settledEnd,
} from "./normal-form";
import { PROPERTY_DENSE, propertiesOf } from "./tables";
import { finishedKey, hashBlocks, moveKey, neededByKey, openKey } from "./text-key";

/** Bytes of the window that were used. */
export let usedBytes: u32 = 0;
let bytesBefore: u32 = 0;
let denseLength: u32 = 0;
let otherLength: u32 = 0;

/** Begins a text whose spans are wanted. */
export function openNormalForm(): void {
  openText();
  bytesBefore = 0;
}

/** Normalises at most PIECE_BYTES of input; returns how many characters are settled, and leaves them as columns. */
export function normaliseWindow(byteLength: u32, isEnd: bool): u32 {
  const to = isEnd ? INPUT + byteLength : codePointBefore(INPUT + byteLength);
  normalisePiece(INPUT, to, bytesBefore - <u32>INPUT);
  if (isEnd) closeText();
  const settled = isEnd ? charactersEnd : settledEnd();
  writeSpans(settled);
  const count = <u32>(settled - CHARACTERS) >> 2;
  for (let i: u32 = 0; i < count; i++)
    store<u32>(ANCHOR_BYTES + (i << 2), load<u32>(CHARACTERS + (i << 2)) & ~DENSE);
  dropBefore(settled);
  usedBytes = <u32>(to - INPUT);
  bytesBefore += usedBytes;
  return count;
}

function writeSpans(settled: usize): void {
  for (let origin = ORIGINS; origin < originsEnd; origin += 4) {
    let character = <usize>load<u32>(origin);
    if (character >= settled) break;
    const next = origin + 4 < originsEnd ? <usize>load<u32>(origin, 4) : charactersEnd;
    const last = min(next, settled);
    const start = load<u32>(origin, ORIGIN_STARTS);
    let places = load<u32>(origin, ORIGIN_PLACES);
    const stride: u32 = places & 0x40000000 ? 3 : 1;
    const isSingle = places >> 31 != 0;
    for (; character < last; character += 4) {
      const from = start + <u32>ctz(places) * stride;
      places &= places - 1;
      // What was dropped after an earlier window is still counted by its entry.
      if (character < CHARACTERS) continue;
      store<u32>(ANCHOR_HI + (character - CHARACTERS), from);
      store<u32>(
        ANCHOR_LO + (character - CHARACTERS),
        isSingle ? load<u32>(origin, ORIGIN_ENDS) : from + stride,
      );
    }
    // The last character may be a composite with what follows.
    if (isSingle || last < next || last <= CHARACTERS) continue;
    const at = ANCHOR_LO + (last - 4 - CHARACTERS);
    store<u32>(at, max(load<u32>(at), load<u32>(origin, ORIGIN_ENDS)));
  }
}

/** The key that `keyWindow` came to. */
export let keyHi: u32 = 0;
export let keyLo: u32 = 0;

/** Begins the key of a whole text. */
export function openTextKey(): void {
  openKey();
}

/**
 * Takes in the `count` characters that the host has written to CHARACTERS: a multiple of 32, but for the last, with
 * which `characters` is how many there were in all; before it 0.
 */
export function keyWindow(count: u32, characters: u32): void {
  moveKey(neededByKey() - CHARACTERS);
  const end = CHARACTERS + (<usize>count << 2);
  if (characters == 0) {
    hashBlocks(end);
    return;
  }
  const key = finishedKey(end, characters);
  keyHi = <u32>(key >> 32);
  keyLo = <u32>key;
}

/** Sets the lengths, from 1 to 64, that `hashWindow` hashes. */
export function openHashes(dense: u32, other: u32): void {
  denseLength = dense;
  otherLength = other;
}

/**
 * Hashes the first `wanted` positions of the `count` characters that the host has written to CHARACTERS, at most
 * 65,536; those whose characters don't all lie there are left out. Returns how many there are.
 */
export function hashWindow(count: u32, wanted: u32): u32 {
  hashPrefixes(count);
  const powersDense = powerOf(denseLength);
  const powersOther = powerOf(otherLength);
  const denseHi = i32x4.splat(<u32>powersDense);
  const denseLo = i32x4.splat(<u32>(powersDense >> 32));
  const otherHi = i32x4.splat(<u32>powersOther);
  const otherLo = i32x4.splat(<u32>(powersOther >> 32));
  const denseSeed = i32x4.splat(denseLength * 0x9e3779b9);
  const otherSeed = i32x4.splat(otherLength * 0x9e3779b9);
  const denseBytes = <usize>denseLength << 2;
  const otherBytes = <usize>otherLength << 2;
  for (let i: usize = 0; i < <usize>(wanted << 2); i += 16) {
    const isDense = i32x4.shr_s(v128.load(CHARACTERS + i), 31);
    const at = ORIGINS + i;
    const endHi = v128.bitselect(v128.load(at + denseBytes), v128.load(at + otherBytes), isDense);
    const endLo = v128.bitselect(
      v128.load(at + denseBytes, ORIGIN_STARTS),
      v128.load(at + otherBytes, ORIGIN_STARTS),
      isDense,
    );
    const hi = i32x4.sub(endHi, i32x4.mul(v128.load(at), v128.bitselect(denseHi, otherHi, isDense)));
    const lo = i32x4.sub(
      endLo,
      i32x4.mul(v128.load(at, ORIGIN_STARTS), v128.bitselect(denseLo, otherLo, isDense)),
    );
    const left = v128.xor(hi, v128.bitselect(denseSeed, otherSeed, isDense));
    const right = v128.xor(lo, scrambledLanes(left));
    const newLeft = v128.xor(left, scrambledLanes(right));
    v128.store(ANCHOR_HI + i, newLeft);
    v128.store(ANCHOR_LO + i, v128.xor(right, scrambledLanes(newLeft)));
  }
  return numberPositions(count, wanted);
}

/** The polynomials of every prefix; a dense character gets its bit. */
function hashPrefixes(count: u32): void {
  let hi: u32 = 0;
  let lo: u32 = 0;
  store<u32>(ORIGINS, 0);
  store<u32>(ORIGINS, 0, ORIGIN_STARTS);
  for (let i: usize = 0; i < <usize>(count << 2); i += 4) {
    const character = load<u32>(CHARACTERS + i);
    if (character >= 0x80 && propertiesOf(character) & PROPERTY_DENSE) store<u32>(CHARACTERS + i, character | DENSE);
    const mixedHi = (character + 1) * MIX_HI;
    const mixedLo = (character + 1) * MIX_LO;
    hi = hi * BASE_HI + (mixedHi ^ (mixedHi >> 15));
    lo = lo * BASE_LO + (mixedLo ^ (mixedLo >> 15));
    store<u32>(ORIGINS + i, hi, 4);
    store<u32>(ORIGINS + i, lo, ORIGIN_STARTS + 4);
  }
}

function numberPositions(count: u32, wanted: u32): u32 {
  let made: u32 = 0;
  for (let i: u32 = 0; i < wanted; i++) {
    const from = <usize>i << 2;
    const length = load<u32>(CHARACTERS + from) & DENSE ? denseLength : otherLength;
    if (i + length > count) continue;
    const to = <usize>made << 2;
    store<u32>(ANCHOR_HI + to, load<u32>(ANCHOR_HI + from));
    store<u32>(ANCHOR_LO + to, load<u32>(ANCHOR_LO + from));
    store<u32>(ANCHOR_BYTES + to, i);
    made++;
  }
  return made;
}

/** Both bases to a power: that of the upper half in the low 32 bits. */
function powerOf(exponent: u32): u64 {
  let hi: u32 = 1;
  let lo: u32 = 1;
  for (let i: u32 = 0; i < exponent; i++) {
    hi *= BASE_HI;
    lo *= BASE_LO;
  }
  return ((<u64>lo) << 32) | hi;
}

@inline
function scrambledLanes(value: v128): v128 {
  let hash = v128.xor(value, i32x4.shr_u(value, 16));
  hash = i32x4.mul(hash, i32x4.splat(0x85ebca6b));
  hash = v128.xor(hash, i32x4.shr_u(hash, 13));
  hash = i32x4.mul(hash, i32x4.splat(0xc2b2ae35));
  return v128.xor(hash, i32x4.shr_u(hash, 16));
}
