/**
 * The normal form of UTF-8: the same as src/normal-form.ts, which is the specification. AssemblyScript.
 *
 * Characters are written one after the other from CHARACTERS, 32 bits each, bit 31 set where one is dense. Where they
 * came from is written to ORIGINS, in the order of the characters, in four columns (u32):
 *
 * | column        | what                                                                                          |
 * | ------------- | --------------------------------------------------------------------------------------------- |
 * | ORIGINS       | address of the first character that the entry speaks of; it speaks of 16 at most              |
 * | ORIGIN_STARTS | byte in the text where its places begin                                                       |
 * | ORIGIN_PLACES | bit i of 0 to 15: a character begins i bytes later, one byte long; with bit 30: 3 i bytes     |
 * |               | later, three bytes long; with bit 31: it is one character                                     |
 * | ORIGIN_ENDS   | with bit 31: the byte in the text where it ends; else 0, or where the last character ends since |
 * |               | it is a composite with what follows                                                           |
 *
 * ASCII goes 16 bytes at a time: classify, fold, left-pack by a shuffle table. Kana and Han go eight characters at a
 * time. Other code points that stand for one plain starter cost a look-up in a trie; the rest follow the twin.
 */
import {
  ASCII_CASE,
  BELOW_DIGITS,
  BELOW_LETTERS,
  BEYOND_DIGITS,
  BEYOND_LETTERS,
  BRACKETS_FIRST,
  BRACKETS_REACH,
  DENSE_BIT,
  FOLLOWERS_HIGH,
  FOLLOWERS_LOW,
  FOLLOWER_MARK,
  FOLLOWER_MASK,
  HAN_FIRST,
  HAN_REACH,
  HIRAGANA_FIRST,
  HIRAGANA_REACH,
  KATAKANA_FIRST,
  KATAKANA_REACH,
  LEADS_HIGH,
  LEADS_LOW,
  LEAD_MASK,
  LEAD_OF_THREE,
  LONG_MARK,
  LOW_BITS,
  MIDDLE_BITS,
  SPACES_FIRST,
  SPACES_REACH,
  UPPER_HALF,
} from "./constants";
import {
  CHARACTERS,
  DENSE,
  ORIGIN_ENDS,
  ORIGIN_PLACES,
  ORIGIN_STARTS,
  ORIGINS,
  PACK,
  PACK_8,
  POOL,
  RUN_CLASSES,
  RUN_ENDS,
  RUN_MARKS,
  RUN_STARTS,
} from "./memory";
import {
  COMBINING_CLASS,
  COMPOSES_BACKWARD,
  compose,
  FAST_DENSE,
  FAST_DROP,
  FAST_OTHER,
  FAST_SLOW,
  fastEntry,
  mappingOf,
  PROPERTY_DENSE,
  propertiesOf,
} from "./tables";

const LONGEST_RUN: u32 = 30;
const YPOGEGRAMMENI_CLASS: u32 = 240;
const IOTA: u32 = 0x3b9;
const EVERY_THIRD: u32 = 0x40000000;
const SINGLE: u32 = 0x80000001;

/** Address after the last character. */
export let charactersEnd: usize = CHARACTERS;
/** Address after the last entry of ORIGINS. */
export let originsEnd: usize = ORIGINS;
/** Address of the starter that the next mark or starter may compose with; 0 for none. */
export let base: usize = 0;
/** Whether any character since `openText` was dense. */
export let sawDense: bool = false;
/** Marks in the open run. */
let runLength: u32 = 0;
/**
 * Whether the base came whole from one code point, by a fast path. It may then be a composite whose own marks would,
 * in the twin, still wait in the run: `reopen` puts them there when another mark follows.
 */
let isBaseWhole: bool = false;

/** Begins a text. */
export function openText(): void {
  charactersEnd = CHARACTERS;
  originsEnd = ORIGINS;
  base = 0;
  runLength = 0;
  sawDense = false;
}

/** Ends a text: its last run of marks is written. */
export function closeText(): void {
  if (runLength > 0) endRun();
}

/** The byte in the text where the character begins that lies so many after an entry's first. No branch. */
@inline
export function startOf(origin: usize, ahead: u32): u32 {
  const places = load<u32>(origin, ORIGIN_PLACES);
  const low = places & 0xff;
  const inLow = <u32>popcnt(low);
  const isLow = ahead < inLow;
  const mask = isLow ? low : (places >> 8) & 0xff;
  const bit = <u32>load<u8>(PACK + (mask << 3) + (isLow ? ahead : ahead - inLow)) + (isLow ? 0 : 8);
  return load<u32>(origin, ORIGIN_STARTS) + (places & EVERY_THIRD ? bit * 3 : bit);
}

/** Address up to which characters can't change any more. */
export function settledEnd(): usize {
  return base == 0 ? charactersEnd : base;
}

/** Removes what lies before a character's address; it becomes the first. Returns by how much addresses fall. */
export function dropBefore(character: usize): usize {
  const shift = character - CHARACTERS;
  if (shift == 0) return 0;
  memory.copy(CHARACTERS, character, charactersEnd - character);
  charactersEnd -= shift;
  if (base != 0) base -= shift;
  let first = originsEnd - 4;
  while (first > ORIGINS && load<u32>(first) > <u32>character) first -= 4;
  const length = originsEnd - first;
  for (let column: usize = 0; column <= ORIGIN_ENDS; column += ORIGIN_STARTS)
    memory.copy(ORIGINS + column, first + column, length);
  originsEnd = ORIGINS + length;
  // An entry that begins before the first character stays below CHARACTERS: places still count from there.
  for (let at = ORIGINS; at < originsEnd; at += 4) store<u32>(at, load<u32>(at) - <u32>shift);
  return shift;
}

/**
 * Normalises the bytes between two addresses, which cut no code point.
 *
 * @param bias what must be added to an address for the byte in the text
 */
export function normalisePiece(from: usize, to: usize, bias: u32): void {
  let at = from;
  let out = charactersEnd;
  let origin = originsEnd;
  while (at < to) {
    const bytes = v128.load(at);
    let ascii = <usize>ctz(i8x16.bitmask(bytes) | 0x10000);
    if (ascii > to - at) ascii = to - at;
    if (ascii > 0) {
      const folded = v128.or(bytes, v128.load(ASCII_CASE));
      const isLetter = v128.and(i8x16.gt_s(folded, v128.load(BELOW_LETTERS)), i8x16.lt_s(folded, v128.load(BEYOND_LETTERS)));
      const isDigit = v128.and(i8x16.gt_s(bytes, v128.load(BELOW_DIGITS)), i8x16.lt_s(bytes, v128.load(BEYOND_DIGITS)));
      const kept = <u32>i8x16.bitmask(v128.or(isLetter, isDigit)) & ((1 << <u32>ascii) - 1);
      if (kept != 0) {
        if (runLength > 0) {
          charactersEnd = out;
          originsEnd = origin;
          endRun();
          out = charactersEnd;
          origin = originsEnd;
        }
        store<u32>(origin, <u32>out);
        store<u32>(origin, <u32>at + bias, ORIGIN_STARTS);
        store<u32>(origin, kept, ORIGIN_PLACES);
        store<u32>(origin, 0, ORIGIN_ENDS);
        origin += 4;
        const low = kept & 0xff;
        const first = i16x8.extend_low_i8x16_u(i8x16.swizzle(folded, v128.load64_zero(PACK + (low << 3))));
        v128.store(out, i32x4.extend_low_i16x8_u(first));
        v128.store(out, i32x4.extend_high_i16x8_u(first), 16);
        out += popcnt(low) << 2;
        const high = kept >> 8;
        const upper = i8x16.swizzle(folded, v128.load(UPPER_HALF));
        const second = i16x8.extend_low_i8x16_u(i8x16.swizzle(upper, v128.load64_zero(PACK + (high << 3))));
        v128.store(out, i32x4.extend_low_i16x8_u(second));
        v128.store(out, i32x4.extend_high_i16x8_u(second), 16);
        out += popcnt(high) << 2;
        base = out - 4;
      }
      // A predicted branch, not a sum: or each step would wait for the last one's vectors.
      if (ascii == 16) {
        at += 16;
        continue;
      }
      at += ascii;
    }
    while (at < to) {
      let lead = <u32>load<u8>(at);
      if (lead < 0x80) {
        // A line break or a space is dropped on the way; a letter or digit is for the vectors above.
        if (lead >= 0x30) break;
        at++;
        continue;
      }
      if (lead - 0xe3 < 7) {
        const codePoints = eightOfThreeBytes(at);
        const plain = plainDenseLanes(codePoints);
        let known = <usize>ctz(~(plain | droppedLanes(codePoints)) & 0x1ff);
        if (at + 24 > to) known = min(known, (to - at) / 3);
        const kept = plain & ((1 << <u32>known) - 1);
        if (kept != 0) {
          if (runLength > 0) {
            charactersEnd = out;
            originsEnd = origin;
            endRun();
            out = charactersEnd;
            origin = originsEnd;
          }
          store<u32>(origin, <u32>out);
          store<u32>(origin, <u32>at + bias, ORIGIN_STARTS);
          store<u32>(origin, EVERY_THIRD | kept, ORIGIN_PLACES);
          store<u32>(origin, 0, ORIGIN_ENDS);
          origin += 4;
          const packed = i8x16.swizzle(codePoints, v128.load(PACK_8 + (kept << 4)));
          v128.store(out, v128.or(i32x4.extend_low_i16x8_u(packed), v128.load(DENSE_BIT)));
          v128.store(out, v128.or(i32x4.extend_high_i16x8_u(packed), v128.load(DENSE_BIT)), 16);
          out += popcnt(kept) << 2;
          base = out - 4;
          isBaseWhole = true;
          sawDense = true;
        }
        if (known == 8) {
          at += 24;
          continue;
        }
        at += known * 3;
        if (at >= to) break;
        lead = <u32>load<u8>(at);
        if (lead < 0x80) continue;
      }
      const decoded = decode(at, to, lead);
      const width = <usize>(decoded & 7);
      const entry = fastEntry(decoded >> 3);
      const kind = entry & 3;
      if (kind == FAST_DROP) {
        at += width;
        continue;
      }
      if (kind == FAST_SLOW) {
        charactersEnd = out;
        originsEnd = origin;
        appendCodePoint(decoded >> 3, <u32>at + bias, <u32>(at + width) + bias);
        out = charactersEnd;
        origin = originsEnd;
        at += width;
        continue;
      }
      if (runLength > 0) {
        charactersEnd = out;
        originsEnd = origin;
        endRun();
        out = charactersEnd;
        origin = originsEnd;
      }
      store<u32>(origin, <u32>out);
      store<u32>(origin, <u32>at + bias, ORIGIN_STARTS);
      store<u32>(origin, SINGLE, ORIGIN_PLACES);
      store<u32>(origin, <u32>(at + width) + bias, ORIGIN_ENDS);
      origin += 4;
      const character = kind == FAST_OTHER ? entry >> 8 : decoded >> 3;
      const dense = (entry & FAST_DENSE) << 29;
      if (dense != 0) sawDense = true;
      store<u32>(out, character | dense);
      base = out;
      isBaseWhole = true;
      out += 4;
      at += width;
    }
  }
  charactersEnd = out;
  originsEnd = origin;
}

/** Eight code points of three bytes each; a lane that isn't one becomes 0. */
@inline
function eightOfThreeBytes(at: usize): v128 {
  const a = v128.load(at);
  const b = v128.load(at, 12);
  const leads = v128.or(
    i8x16.swizzle(a, v128.load(LEADS_LOW)),
    i8x16.swizzle(b, v128.load(LEADS_HIGH)),
  );
  const followers = v128.or(
    i8x16.swizzle(a, v128.load(FOLLOWERS_LOW)),
    i8x16.swizzle(b, v128.load(FOLLOWERS_HIGH)),
  );
  const isLead = i16x8.eq(v128.and(leads, v128.load(LEAD_MASK)), v128.load(LEAD_OF_THREE));
  const areFollowers = i16x8.eq(v128.and(followers, v128.load(FOLLOWER_MASK)), v128.load(FOLLOWER_MARK));
  const high = i16x8.shl(leads, 12);
  const middle = i16x8.shr_u(v128.and(followers, v128.load(MIDDLE_BITS)), 2);
  const low = v128.and(followers, v128.load(LOW_BITS));
  return v128.and(v128.and(isLead, areFollowers), v128.or(v128.or(high, middle), low));
}

/** One bit a lane: Han, kana or the long mark, which tables.ts has found to be plain and dense. */
@inline
function plainDenseLanes(c: v128): u32 {
  const isHan = within(c, HAN_FIRST, HAN_REACH);
  const isHiragana = within(c, HIRAGANA_FIRST, HIRAGANA_REACH);
  const isKatakana = within(c, KATAKANA_FIRST, KATAKANA_REACH);
  const isLongMark = i16x8.eq(c, v128.load(LONG_MARK));
  return i16x8.bitmask(v128.or(v128.or(isHan, isHiragana), v128.or(isKatakana, isLongMark)));
}

/** One bit a lane: ideographic space and punctuation, which tables.ts has found to be dropped. */
@inline
function droppedLanes(c: v128): u32 {
  return i16x8.bitmask(v128.or(within(c, SPACES_FIRST, SPACES_REACH), within(c, BRACKETS_FIRST, BRACKETS_REACH)));
}

@inline
function within(c: v128, first: usize, reach: usize): v128 {
  return i16x8.le_u(i16x8.sub(c, v128.load(first)), v128.load(reach));
}

/** A code point times 8 plus its width in bytes; malformed bytes give U+FFFD, as wide as the WHATWG decoder says. */
@inline
function decode(at: usize, to: usize, lead: u32): u32 {
  if (lead - 0xe1 < 12 && at + 3 <= to) {
    const second = <u32>load<u8>(at, 1);
    const third = <u32>load<u8>(at, 2);
    if (((second ^ 0x80) | (third ^ 0x80)) < 0x40)
      return ((((lead & 0xf) << 12) | ((second & 0x3f) << 6) | (third & 0x3f)) << 3) | 3;
  }
  if (lead - 0xc2 < 30 && at + 2 <= to) {
    const second = <u32>load<u8>(at, 1) ^ 0x80;
    if (second < 0x40) return ((((lead & 0x1f) << 6) | second) << 3) | 2;
  }
  return decodeAny(at, to, lead);
}

function decodeAny(at: usize, to: usize, lead: u32): u32 {
  if (lead < 0xc2 || lead > 0xf4) return (0xfffd << 3) | 1;
  const following: u32 = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  let codePoint = lead & (0x3f >> following);
  let least: u32 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  let greatest: u32 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  for (let i: u32 = 1; i <= following; i++) {
    const byte = at + i < to ? <u32>load<u8>(at + i) : 0;
    if (byte < least || byte > greatest) return (0xfffd << 3) | i;
    codePoint = (codePoint << 6) | (byte & 0x3f);
    least = 0x80;
    greatest = 0xbf;
  }
  return (codePoint << 3) | (following + 1);
}

function appendCodePoint(codePoint: u32, start: u32, end: u32): void {
  const mapping = mappingOf(codePoint);
  if (mapping == 2) return appendCharacter(codePoint, start, end);
  for (let at = POOL + ((mapping - 3) << 2); ; at += 4) {
    const entry = load<u32>(at);
    appendCharacter(entry >> 1, start, end);
    if (entry & 1) return;
  }
}

function appendCharacter(character: u32, start: u32, end: u32): void {
  const properties = propertiesOf(character);
  const combiningClass = properties & COMBINING_CLASS;
  if (combiningClass != 0) {
    if (isBaseWhole && runLength == 0 && base != 0) reopen();
    return insertMark(character, combiningClass, start, end);
  }
  if (runLength > 0) endRun();
  if (properties & COMPOSES_BACKWARD && composeOntoBase(character, end)) return;
  base = charactersEnd;
  isBaseWhole = false;
  push(character, start, end);
}

/** Takes a composite that was written whole apart again: the base is its starter, and its marks begin the run. */
function reopen(): void {
  isBaseWhole = false;
  const mapping = mappingOf(load<u32>(base) & ~DENSE);
  if (mapping < 3) return;
  const origin = originsEnd - 4;
  const ahead = <u32>(base - load<u32>(origin)) >> 2;
  const start = startOf(origin, ahead);
  const isSingle = load<u32>(origin, ORIGIN_PLACES) == SINGLE;
  const end = isSingle ? load<u32>(origin, ORIGIN_ENDS) : start + 3;
  let at = POOL + ((mapping - 3) << 2);
  let entry = load<u32>(at);
  storeCharacter(base, entry >> 1);
  while ((entry & 1) == 0) {
    at += 4;
    entry = load<u32>(at);
    insertMark(entry >> 1, propertiesOf(entry >> 1) & COMBINING_CLASS, start, end);
  }
}

/** Puts a mark behind all of the run whose class is not above its own; what is 31st falls off. */
function insertMark(mark: u32, combiningClass: u32, start: u32, end: u32): void {
  let at = runLength;
  while (at > 0 && load<u32>(RUN_CLASSES + ((at - 1) << 2)) > combiningClass) at--;
  if (at == LONGEST_RUN) return;
  const moved = min(runLength, LONGEST_RUN - 1);
  const place = <usize>at << 2;
  const bytes = <usize>(moved - at) << 2;
  memory.copy(RUN_MARKS + place + 4, RUN_MARKS + place, bytes);
  memory.copy(RUN_CLASSES + place + 4, RUN_CLASSES + place, bytes);
  memory.copy(RUN_STARTS + place + 4, RUN_STARTS + place, bytes);
  memory.copy(RUN_ENDS + place + 4, RUN_ENDS + place, bytes);
  store<u32>(RUN_MARKS + place, mark);
  store<u32>(RUN_CLASSES + place, combiningClass);
  store<u32>(RUN_STARTS + place, start);
  store<u32>(RUN_ENDS + place, end);
  runLength = moved + 1;
}

/** Composes the run with its base and writes what is left; then no starter can compose with the base any more. */
function endRun(): void {
  let classBefore: u32 = 0;
  const bytes = <usize>runLength << 2;
  for (let at: usize = 0; at < bytes; at += 4) {
    const mark = load<u32>(RUN_MARKS + at);
    const combiningClass = load<u32>(RUN_CLASSES + at);
    const end = load<u32>(RUN_ENDS + at);
    const isIota = combiningClass == YPOGEGRAMMENI_CLASS;
    const isFree = combiningClass != classBefore && !isIota;
    if (isFree && composeOntoBase(mark, end)) continue;
    push(isIota ? IOTA : mark, load<u32>(RUN_STARTS + at), end);
    classBefore = combiningClass;
  }
  if (classBefore != 0) base = 0;
  runLength = 0;
}

/** Replaces the base by its composite with the next character, where there is one. Its start can't change. */
function composeOntoBase(character: u32, end: u32): bool {
  if (base == 0) return false;
  const composite = compose(load<u32>(base) & ~DENSE, character);
  if (composite == 0) return false;
  storeCharacter(base, composite);
  isBaseWhole = false;
  lengthenBase(end);
  return true;
}

/** The base is the last character of its entry. */
function lengthenBase(end: u32): void {
  let origin = originsEnd - 4;
  while (load<u32>(origin) > <u32>base) origin -= 4;
  store<u32>(origin, max(load<u32>(origin, ORIGIN_ENDS), end), ORIGIN_ENDS);
}

/** The last place, up to three bytes before `end`, where no code point is cut. */
export function codePointBefore(end: usize): usize {
  for (let i: usize = 1; i < 4; i++) if (load<u8>(end - i) >= 0xc0) return end - i;
  return end;
}

function push(character: u32, start: u32, end: u32): void {
  storeCharacter(charactersEnd, character);
  store<u32>(originsEnd, <u32>charactersEnd);
  store<u32>(originsEnd, start, ORIGIN_STARTS);
  store<u32>(originsEnd, SINGLE, ORIGIN_PLACES);
  store<u32>(originsEnd, end, ORIGIN_ENDS);
  originsEnd += 4;
  charactersEnd += 4;
}

function storeCharacter(at: usize, character: u32): void {
  const isDense = (propertiesOf(character) & PROPERTY_DENSE) != 0;
  if (isDense) sawDense = true;
  store<u32>(at, isDense ? character | DENSE : character);
}
