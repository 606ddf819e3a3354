/**
 * The candidate kernel: UTF-8 in, places where personal data or secrets may stand out. AssemblyScript; its twin, which
 * is the specification, is src/candidates.ts. The memory map is in memory.ts. The host (src/candidates-kernel.ts)
 * writes the literals once; then for each window of a text it writes BEFORE and INPUT, calls `run`, and reads what
 * `groupCount`, `atSignCount`, `colonCount`, `literalCount` and `consumedBytes` count.
 *
 * 64 bytes at a time: classes by comparison, as bits. A place where a literal may begin costs a hash of three bytes and
 * a bit of the filter, without a branch; digits, at signs, colons and what passes the filter are then looked at one by
 * one, in order.
 */
import {
  AT_SIGNS,
  COLONS,
  FILTER,
  GROUPS,
  HEADS,
  INPUT,
  LITERALS,
  LOWER,
  MAX_AT_ONE_PLACE,
  MAX_AT_SIGNS,
  MAX_COLONS,
  MAX_GROUPS,
  MAX_LITERALS,
  RECORDS,
} from "./memory";

export {
  AHEAD_BYTES,
  AT_SIGNS,
  BEFORE,
  BEFORE_BYTES,
  COLONS,
  FILTER,
  GROUPS,
  HEADS,
  INPUT,
  LITERALS,
  MAX_AT_ONE_PLACE,
  MAX_RECORDS,
  RECORDS,
  SPELLING_BYTES,
  SPELLINGS,
  WINDOW_BYTES,
} from "./memory";

const LONGEST_RUN_BYTES: usize = 120;
const LONGEST_GROUP: usize = 160;
const MOST_RUNS: u32 = 16;
const LONGEST_JOINER: u32 = 3;
const LETTERS_WITHIN: usize = 12;
const LONGEST_TOKEN: usize = 45;
const LAST: u32 = 0x8000;

export let groupCount: u32 = 0;
export let atSignCount: u32 = 0;
export let colonCount: u32 = 0;
export let literalCount: u32 = 0;
/** Bytes of the window that were looked at; the host calls again with the rest. */
export let consumedBytes: u32 = 0;

/** Byte of the text at INPUT, so that places are of the text. */
let origin: u32 = 0;
/** Bytes of the text before which no group, and no token with colons, begins. */
let groupsFrom: u32 = 0;
let colonsUntil: u32 = 0;
/** Address after the last byte that the host wrote. */
let limit: usize = INPUT;

/** Begins a text. */
export function begin(): void {
  groupsFrom = 0;
  colonsUntil = 0;
}

/**
 * Finds what begins in the first `length` bytes of the input, of which `known` are there; 64 zeros follow them. `from`
 * is the byte of the text where the input begins.
 */
export function run(from: u32, length: u32, known: u32): void {
  origin = from;
  limit = INPUT + known;
  groupCount = 0;
  atSignCount = 0;
  colonCount = 0;
  literalCount = 0;
  lowerInput();
  const end = INPUT + length;
  let letterBefore = <u64>isLetter(INPUT - 1);
  let capitalBefore = <u64>(load<u8>(INPUT - 1) != load<u8>(INPUT - 1, LOWER));
  let digitBefore = <u64>isDigit(INPUT - 1);
  for (let at: usize = INPUT; at < end; at += 64) {
    const letters = lettersOf(at);
    const capitals = capitalsOf(at);
    const digits = digitsOf(at);
    const words =
      (letters & ~((letters << 1) | letterBefore)) | (capitals & ~((capitals << 1) | capitalBefore));
    const runs = digits & ~((digits << 1) | digitBefore);
    letterBefore = letters >> 63;
    capitalBefore = capitals >> 63;
    digitBefore = digits >> 63;
    const leads = leadsOf(at);
    const inside = end - at >= 64 ? ~(<u64>0) : ((<u64>1) << <u64>(end - at)) - 1;
    const spelled = passing(at, (words | leads | dashesOf(at)) & inside);
    let events = ((runs | marksOf(at) | wideDigitsOf(at, leads)) & inside) | spelled;
    if (events == 0) continue;
    do {
      const place = at + <usize>ctz(events);
      if (!hasRoom()) {
        consumedBytes = <u32>(place - INPUT);
        return;
      }
      look(place);
      events &= events - 1;
    } while (events != 0);
  }
  consumedBytes = length;
}

/** Whether the next place finds room for whatever it holds. */
@inline
function hasRoom(): bool {
  return (
    groupCount < MAX_GROUPS &&
    atSignCount < MAX_AT_SIGNS &&
    colonCount < MAX_COLONS &&
    literalCount + MAX_AT_ONE_PLACE <= MAX_LITERALS
  );
}

/** Notes what begins at a place of interest. */
function look(at: usize): void {
  const byte = <u32>load<u8>(at);
  if (byte == 0x40) return noteAtSign(at);
  if (byte == 0x3a) return noteColon(at);
  if (digitSize(at) == 0) return noteLiterals(at);
  // Behind another digit it goes on, and begins nothing.
  if (isDigit(at - 1) || isWideDigit(at - 3)) return;
  if (placeOf(at) >= groupsFrom) groupsFrom = noteGroup(at);
}

function noteAtSign(at: usize): void {
  store<u32>(AT_SIGNS + ((<usize>atSignCount) << 2), placeOf(at));
  atSignCount++;
}

/** The input in lower case, 64 bytes beyond its end too. */
function lowerInput(): void {
  const last = limit + 64;
  for (let at: usize = INPUT - 16; at < last; at += 16) {
    const bytes = v128.load(at);
    const isCapital = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x41)), i8x16.splat(26));
    v128.store(at, v128.or(bytes, v128.and(isCapital, i8x16.splat(0x20))), LOWER);
  }
}

@inline
function lettersOf(at: usize): u64 {
  return (
    letters16(at) | (letters16(at + 16) << 16) | (letters16(at + 32) << 32) | (letters16(at + 48) << 48)
  );
}

@inline
function letters16(at: usize): u64 {
  const bytes = v128.load(at, LOWER);
  return <u64>i8x16.bitmask(i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x61)), i8x16.splat(26)));
}

@inline
function capitalsOf(at: usize): u64 {
  return (
    capitals16(at) | (capitals16(at + 16) << 16) | (capitals16(at + 32) << 32) | (capitals16(at + 48) << 48)
  );
}

@inline
function capitals16(at: usize): u64 {
  return <u64>i8x16.bitmask(i8x16.ne(v128.load(at), v128.load(at, LOWER)));
}

@inline
function digitsOf(at: usize): u64 {
  return digits16(at) | (digits16(at + 16) << 16) | (digits16(at + 32) << 32) | (digits16(at + 48) << 48);
}

@inline
function digits16(at: usize): u64 {
  return <u64>i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(0x30)), i8x16.splat(10)));
}

/** First bytes of characters of two and three bytes. */
@inline
function leadsOf(at: usize): u64 {
  return leads16(at) | (leads16(at + 16) << 16) | (leads16(at + 32) << 32) | (leads16(at + 48) << 48);
}

@inline
function leads16(at: usize): u64 {
  return <u64>(
    i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(at), i8x16.splat(<i8>0xc2)), i8x16.splat(<i8>0x2e)))
  );
}

@inline
function dashesOf(at: usize): u64 {
  return equal64(at, 0x2d);
}

@inline
function marksOf(at: usize): u64 {
  return equal64(at, 0x40) | equal64(at, 0x3a);
}

/** First bytes of full-width digits, and of some other full-width forms. */
@inline
function wideDigitsOf(at: usize, leads: u64): u64 {
  return leads == 0 ? 0 : equal64(at, 0xef) & equal64(at + 1, 0xbc);
}

@inline
function equal64(at: usize, byte: i32): u64 {
  const wanted = i8x16.splat(<i8>byte);
  return (
    <u64>i8x16.bitmask(i8x16.eq(v128.load(at), wanted)) |
    ((<u64>i8x16.bitmask(i8x16.eq(v128.load(at + 16), wanted))) << 16) |
    ((<u64>i8x16.bitmask(i8x16.eq(v128.load(at + 32), wanted))) << 32) |
    ((<u64>i8x16.bitmask(i8x16.eq(v128.load(at + 48), wanted))) << 48)
  );
}

/** Those of the places where the filter has the hash of the three bytes. */
@inline
function passing(at: usize, places: u64): u64 {
  let passed: u64 = 0;
  while (places != 0) {
    const i = ctz(places);
    const hash = hashAt(at + <usize>i);
    passed |= (<u64>((<u32>load<u8>(FILTER + (<usize>hash >> 3)) >> (hash & 7)) & 1)) << i;
    places &= places - 1;
  }
  return passed;
}

@inline
function hashAt(at: usize): u32 {
  return ((load<u32>(at, LOWER) & 0xffffff) * 0x9e3779b1) >> 16;
}

/** Notes each literal that is spelled here, in the order of the records. */
function noteLiterals(at: usize): void {
  const head = <u32>load<u16>(HEADS + ((<usize>hashAt(at)) << 1));
  if (head == 0) return;
  for (let record = RECORDS + ((<usize>head - 1) << 3); ; record += 8) {
    const length = <u32>load<u16>(record, 4);
    if (isSpelled(<usize>load<u32>(record), at, <usize>(length & (LAST - 1)))) {
      const slot = LITERALS + ((<usize>literalCount) << 3);
      store<u32>(slot, placeOf(at));
      store<u32>(slot, <u32>load<u16>(record, 6), 4);
      literalCount++;
    }
    if (length & LAST) return;
  }
}

@inline
function isSpelled(spelling: usize, at: usize, length: usize): bool {
  if (at + length > limit) return false;
  for (let i: usize = 0; i < length; i++)
    if (load<u8>(spelling + i) != load<u8>(at + i, LOWER)) return false;
  return true;
}

/** Notes the group that begins here, if it is worth a look, and says from where on the next may begin. */
function noteGroup(start: usize): u32 {
  let end = start;
  let digits: u32 = 0;
  let runs: u32 = 0;
  let hasLetters = false;
  let middle = start;
  let next = start;
  while (next != 0) {
    let runEnd = next;
    for (let size = digitSize(runEnd); size > 0; size = digitSize(runEnd)) {
      runEnd += size;
      digits++;
      if (runEnd - next > LONGEST_RUN_BYTES) return placeOf(runEnd);
    }
    if (runs == MOST_RUNS / 2) middle = next;
    runs++;
    end = runEnd;
    if (runs >= MOST_RUNS || end - start >= LONGEST_GROUP) break;
    next = afterJoiner(runEnd);
    if (next != 0 && isLetter(runEnd)) hasLetters = true;
  }
  if (isLetter(start - 1) && isLetter(end)) hasLetters = true;
  if (digits >= 6 || (runs >= 4 && load<u8>(start + 1) != 0x20) || (hasLetters && digits >= 3)) {
    const slot = GROUPS + <usize>groupCount * 12;
    store<u32>(slot, placeOf(start));
    store<u32>(slot, placeOf(end), 4);
    store<u32>(slot, digits, 8);
    groupCount++;
  }
  return placeOf(runs >= MOST_RUNS && middle > start ? middle : end);
}

@inline
function placeOf(at: usize): u32 {
  return <u32>(at - INPUT) + origin;
}

/** Where the next run begins after separators, or after letters that join two runs to one token; 0 if none. */
function afterJoiner(from: usize): usize {
  let at = from;
  if (isLetter(at)) {
    while (at - from < LETTERS_WITHIN && isLetter(at)) at++;
    return digitSize(at) > 0 ? at : 0;
  }
  for (let count: u32 = 0; count < LONGEST_JOINER; count++) {
    const size = separatorSize(at);
    if (size == 0) break;
    at += size;
  }
  return at > from && digitSize(at) > 0 ? at : 0;
}

@inline
function isLetter(at: usize): bool {
  return ((<u32>load<u8>(at) | 0x20) - 0x61) < 26;
}

@inline
function isDigit(at: usize): bool {
  return (<u32>load<u8>(at) - 0x30) < 10;
}

/** Bytes of the digit here, half-width or full-width; 0 when there is none. */
@inline
function digitSize(at: usize): usize {
  if (isDigit(at)) return 1;
  return isWideDigit(at) ? 3 : 0;
}

@inline
function isWideDigit(at: usize): bool {
  return load<u8>(at) == 0xef && load<u8>(at, 1) == 0xbc && (<u32>load<u8>(at, 2) - 0x90) < 10;
}

/** Bytes of the separator here that numbers are written with: space, hyphen, dot, slash, brackets and their kin. */
function separatorSize(at: usize): usize {
  const byte = <u32>load<u8>(at);
  if (byte < 0x80)
    return byte == 0x20 || byte == 0x28 || byte == 0x29 || (byte >= 0x2d && byte <= 0x2f) ? 1 : 0;
  const pair = (byte << 8) | <u32>load<u8>(at, 1);
  if (pair == 0xc2a0 || pair == 0xc2ad) return 2;
  const third = <u32>load<u8>(at, 2);
  if (pair == 0xe280) return third <= 0x95 ? 3 : 0;
  if (pair == 0xe288) return third == 0x92 ? 3 : 0;
  if (pair == 0xe380) return third == 0x80 ? 3 : 0;
  if (pair == 0xe383) return third == 0xbc ? 3 : 0;
  if (pair == 0xefbc)
    return third == 0x8d || third == 0x8e || third == 0x88 || third == 0x89 ? 3 : 0;
  if (pair == 0xefbd) return third == 0xb0 ? 3 : 0;
  return 0;
}

/** Notes a token such as a MAC or IPv6 address, so that its other colons are not looked at. */
function noteColon(at: usize): void {
  if (placeOf(at) < colonsUntil) return;
  if (!isHexOrColon(at + 1)) return;
  if (!isHexOrColon(at - 1) && load<u8>(at, 1) != 0x3a) return;
  let end = at;
  while (end - at < LONGEST_TOKEN && isHexOrColon(end)) end++;
  store<u32>(COLONS + ((<usize>colonCount) << 2), placeOf(at));
  colonCount++;
  colonsUntil = placeOf(end);
}

@inline
function isHexOrColon(at: usize): bool {
  const byte = <u32>load<u8>(at);
  return byte == 0x3a || byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 6;
}
