/**
 * The kernel of JSON Lines: a chunk of whole lines in; texts without their escapes, one after the other, and the places of
 * wanted facts out. AssemblyScript. The memory map is in memory.ts; its twin, which is the specification, is
 * src/json-lines-twin.ts. The host (src/json-lines-kernel.ts) calls `open` once for a file; for each chunk it writes INPUT, calls
 * `begin`, and then `run` until all lines are read. A line that is for JSON.parse to decide ends a run.
 *
 * A row is walked once. Strings, which most bytes are in, are looked at 16 bytes at a time: quotes, backslashes and control
 * characters as bits. The wanted text is stored as it is looked at.
 */
import {
  BACKSLASHES,
  ESCAPES,
  HEX_DIGITS,
  INPUT,
  LAST_CONTROLS,
  LINE_FEEDS,
  LINES,
  MAX_LINES,
  NAMES,
  QUOTES,
} from "./memory";

export { INPUT, LINES, MAX_FACTS, MAX_LINES, NAME_BYTES, NAME_ROOM, NAMES, SLACK } from "./memory";

// Statuses and kinds are those of src/json-lines.ts.
const TEXT: u32 = 0;
const LEFT: u32 = 1;
const WITHOUT_TEXT: u32 = 2;
const EMPTY: u32 = 3;
const TOO_LARGE: u32 = 4;
const OVERSIZED: u32 = 5;
const MISSING: u32 = 0;
const PLAIN: u32 = 1;
const ESCAPED: u32 = 2;
const OTHER: u32 = 3;

const MAX_DEPTH: u32 = 31;
/** Shorter lines of nothing but spaces are none. */
const BLANK_BYTES: usize = 64;

const LINE_FEED: u32 = 0x0a;
const RETURN: u32 = 0x0d;
const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const COMMA: u32 = 0x2c;
const COLON: u32 = 0x3a;
const OPEN_BRACKET: u32 = 0x5b;
const BACKSLASH: u32 = 0x5c;
const CLOSE_BRACKET: u32 = 0x5d;
const LETTER_U: u32 = 0x75;
const OPEN_BRACE: u32 = 0x7b;
const CLOSE_BRACE: u32 = 0x7d;

/** Lines of the last call, and where texts end after it. */
export let lineCount: u32 = 0;
export let textEnd: u32 = 0;
/** Number of the next line in the chunk, and whether there is one. */
export let nextLine: u32 = 0;
export let isAtEnd: bool = false;

let factCount: u32 = 0;
let maxLineBytes: usize = 0;
let maxTextBytes: usize = 0;
let leavesNext: bool = false;
let texts: usize = 0;
/** Where the next line begins, where the chunk ends, where the next text goes. */
let at: usize = 0;
let end: usize = 0;
let out: usize = 0;
/** Where the facts of the open line stand among LINES. */
let facts: usize = 0;
let textKind: u32 = 0;
let textStart: usize = 0;
let sawEscape: bool = false;

/** Makes the tables and takes what all chunks of a file have in common; their names are written already. */
export function open(wantedFacts: u32, longestLine: u32, longestText: u32): void {
  factCount = wantedFacts;
  maxLineBytes = longestLine;
  maxTextBytes = longestText;
  v128.store(QUOTES, i8x16.splat(<i8>QUOTE));
  v128.store(BACKSLASHES, i8x16.splat(<i8>BACKSLASH));
  v128.store(LAST_CONTROLS, i8x16.splat(0x1f));
  v128.store(LINE_FEEDS, i8x16.splat(<i8>LINE_FEED));
  escape(0x22, 0x22);
  escape(0x2f, 0x2f);
  escape(0x5c, 0x5c);
  escape(0x62, 0x08);
  escape(0x66, 0x0c);
  escape(0x6e, 0x0a);
  escape(0x72, 0x0d);
  escape(0x74, 0x09);
  memory.fill(HEX_DIGITS, 0xff, 256);
  for (let digit: u32 = 0; digit < 10; digit++) store<u8>(HEX_DIGITS + 0x30 + digit, <u8>digit);
  for (let digit: u32 = 10; digit < 16; digit++) {
    store<u8>(HEX_DIGITS + 0x61 - 10 + digit, <u8>digit);
    store<u8>(HEX_DIGITS + 0x41 - 10 + digit, <u8>digit);
  }
}

/** Begins a chunk. `leavesFirst`: its first line is for JSON.parse, whatever stands in it. */
export function begin(byteLength: u32, textsAt: u32, leavesFirst: bool): void {
  at = INPUT;
  end = INPUT + byteLength;
  // Ends what has no line feed of its own; nothing reads over it.
  store<u8>(end, <u8>LINE_FEED);
  texts = textsAt;
  nextLine = 0;
  leavesNext = leavesFirst;
  isAtEnd = at >= end;
}

/** Passes over lines, up to the one with this number. */
export function pass(until: u32): void {
  while (at < end && nextLine < until) {
    at = lineFeed(at) + 1;
    nextLine++;
  }
  isAtEnd = at >= end;
  leavesNext = false;
}

/** Reads lines, up to the one with this number, up to one that is left to JSON.parse, or as many as LINES holds. */
export function run(until: u32, textsEnd: u32): void {
  lineCount = 0;
  out = texts + textsEnd;
  while (at < end && nextLine < until && lineCount < MAX_LINES) if (readLine() == LEFT) break;
  textEnd = <u32>(out - texts);
  isAtEnd = at >= end;
}

function readLine(): u32 {
  const start = at;
  const line = LINES + <usize>(lineCount * (5 + 3 * factCount)) * 4;
  facts = line + 20;
  textStart = out;
  textKind = MISSING;
  for (let i: u32 = 0; i < factCount; i++) store<u32>(facts + 12 * i, MISSING);
  const isRow = !leavesNext && object(skipSpace(start));
  leavesNext = false;
  if (!isRow) at = lineFeed(start);
  const status = at - start > maxLineBytes ? OVERSIZED : isRow ? statusOfText() : LEFT;
  if (status != TEXT) out = textStart;
  const feed = at;
  at++;
  nextLine++;
  if (status == LEFT && isBlank(start, feed)) return TEXT;
  if (isRow && status != OVERSIZED) unescapeFacts();
  store<u32>(line, nextLine - 1);
  store<u32>(line, status, 4);
  store<u32>(line, <u32>(start - INPUT), 8);
  const hasReturn = feed > start && load<u8>(feed - 1) == RETURN;
  store<u32>(line, <u32>(feed - INPUT) - <u32>hasReturn, 12);
  store<u32>(line, <u32>(out - texts), 16);
  lineCount++;
  return status;
}

function statusOfText(): u32 {
  if (textKind != PLAIN) return WITHOUT_TEXT;
  const byteLength = out - textStart;
  return byteLength == 0 ? EMPTY : byteLength > maxTextBytes ? TOO_LARGE : TEXT;
}

function isBlank(start: usize, feed: usize): bool {
  return feed - start < BLANK_BYTES && skipSpace(start) == feed;
}

/** Walks the object that should begin here, and leaves `at` at the line feed behind it. */
function object(start: usize): bool {
  if (load<u8>(start) != OPEN_BRACE) return false;
  let here = skipSpace(start + 1);
  if (load<u8>(here) == CLOSE_BRACE) return endsAt(here + 1);
  while (true) {
    if (load<u8>(here) != QUOTE) return false;
    const key = here + 1;
    here = skipString(key);
    if (here == 0 || sawEscape) return false;
    const field = fieldAt(key, <u32>(here - 1 - key));
    here = skipSpace(here);
    if (load<u8>(here) != COLON) return false;
    here = member(skipSpace(here + 1), field);
    if (here == 0) return false;
    here = skipSpace(here);
    const byte = load<u8>(here);
    if (byte == CLOSE_BRACE) return endsAt(here + 1);
    if (byte != COMMA) return false;
    here = skipSpace(here + 1);
  }
}

function endsAt(here: usize): bool {
  at = skipSpace(here);
  return load<u8>(at) == LINE_FEED;
}

/** 0: the text. From 1 on: a fact. Negative: not wanted. */
// @ts-ignore: decorator
@inline
function fieldAt(key: usize, byteLength: u32): i32 {
  for (let field: u32 = 0; field <= factCount; field++) {
    const name = NAMES + (field << 3);
    if (load<u32>(name, 4) != byteLength) continue;
    if (isSame(key, load<u32>(name), byteLength)) return field;
  }
  return -1;
}

function isSame(a: usize, b: usize, byteLength: u32): bool {
  for (let i: usize = 0; i < byteLength; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/** Reads a value of the object, and notes it when its field is wanted. The place behind it, or 0. */
function member(start: usize, field: i32): usize {
  const isString = load<u8>(start) == QUOTE;
  if (field == 0) {
    out = textStart;
    textKind = isString ? PLAIN : OTHER;
    return isString ? copyString(start + 1) : value(start);
  }
  const after = isString ? skipString(start + 1) : value(start);
  if (field < 0 || after == 0) return after;
  const fact = facts + 12 * (field - 1);
  store<u32>(fact, isString ? (sawEscape ? ESCAPED : PLAIN) : OTHER);
  store<u32>(fact, <u32>(isString ? start + 1 - INPUT : start - INPUT), 4);
  store<u32>(fact, <u32>(isString ? after - 1 - INPUT : after - INPUT), 8);
  return after;
}

/** Any value, however it is nested. The brackets that are open are bits, 1 for an object. */
function value(start: usize): usize {
  let here = start;
  let depth: u32 = 0;
  let objects: u32 = 0;
  while (true) {
    const byte: u32 = load<u8>(here);
    if (byte == OPEN_BRACE || byte == OPEN_BRACKET) {
      if (++depth > MAX_DEPTH) return 0;
      const isObject = byte == OPEN_BRACE;
      objects = (objects << 1) | <u32>isObject;
      here = skipSpace(here + 1);
      if (load<u8>(here) != (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) {
        if (isObject) here = keyWithColon(here);
        if (here == 0) return 0;
        continue;
      }
    } else {
      here = byte == QUOTE ? skipString(here + 1) : scalar(here);
      if (here == 0 || depth == 0) return here;
    }
    // Behind a value, or at the bracket that closes an empty one.
    while (true) {
      here = skipSpace(here);
      if (load<u8>(here) != ((objects & 1) == 1 ? CLOSE_BRACE : CLOSE_BRACKET)) break;
      here++;
      objects >>>= 1;
      if (--depth == 0) return here;
    }
    if (load<u8>(here) != COMMA) return 0;
    here = skipSpace(here + 1);
    if ((objects & 1) == 1) here = keyWithColon(here);
    if (here == 0) return 0;
  }
}

/** A key with its colon; the place of the value behind it, or 0. */
function keyWithColon(start: usize): usize {
  if (load<u8>(start) != QUOTE) return 0;
  const after = skipString(start + 1);
  if (after == 0) return 0;
  const here = skipSpace(after);
  return load<u8>(here) == COLON ? skipSpace(here + 1) : 0;
}

/** Bits of the bytes at which reading a string has to stop: quote, backslash, control characters. */
// @ts-ignore: decorator
@inline
function stopsIn(bytes: v128): u32 {
  const quotes = i8x16.eq(bytes, v128.load(QUOTES));
  const backslashes = i8x16.eq(bytes, v128.load(BACKSLASHES));
  const controls = i8x16.eq(i8x16.min_u(bytes, v128.load(LAST_CONTROLS)), bytes);
  return i8x16.bitmask(v128.or(v128.or(quotes, backslashes), controls));
}

/** Reads a string from behind its quote to behind the other, or gives 0; `sawEscape` tells of escapes. */
function skipString(start: usize): usize {
  sawEscape = false;
  let here = start;
  while (true) {
    const stops = stopsIn(v128.load(here));
    if (stops == 0) {
      here += 16;
      continue;
    }
    here += ctz(stops);
    const byte: u32 = load<u8>(here);
    if (byte == QUOTE) return here + 1;
    if (byte != BACKSLASH) return 0;
    sawEscape = true;
    const letter: u32 = load<u8>(here, 1);
    if (load<u8>(ESCAPES + letter) != 0) here += 2;
    else if (letter == LETTER_U && hex4(here + 2) <= 0xffff) here += 6;
    else return 0;
  }
}

/** The same, and copies what the string stands for to `out`. */
function copyString(start: usize): usize {
  let here = start;
  let to = out;
  while (true) {
    const bytes = v128.load(here);
    v128.store(to, bytes);
    const stops = stopsIn(bytes);
    if (stops == 0) {
      here += 16;
      to += 16;
      continue;
    }
    const run: usize = ctz(stops);
    here += run;
    to += run;
    const byte: u32 = load<u8>(here);
    if (byte == QUOTE) {
      out = to;
      return here + 1;
    }
    if (byte != BACKSLASH) return 0;
    const letter: u32 = load<u8>(here, 1);
    const plain = load<u8>(ESCAPES + letter);
    if (plain != 0) {
      store<u8>(to++, plain);
      here += 2;
      continue;
    }
    if (letter != LETTER_U) return 0;
    const unit = hex4(here + 2);
    if (unit > 0xffff) return 0;
    const low = lowHalf(unit, here + 6);
    to = writePoint(to, pointOf(unit, low));
    here += low == 0 ? 6 : 12;
  }
}

/** The second half of a surrogate pair, if one began before this place; else 0. */
function lowHalf(unit: u32, here: usize): u32 {
  if (unit < 0xd800 || unit > 0xdbff) return 0;
  if (load<u8>(here) != BACKSLASH || load<u8>(here, 1) != LETTER_U) return 0;
  const low = hex4(here + 2);
  return low >= 0xdc00 && low <= 0xdfff ? low : 0;
}

/** Half of a pair becomes U+FFFD, as TextEncoder does it. */
function pointOf(unit: u32, low: u32): u32 {
  if (low != 0) return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  return unit >= 0xd800 && unit <= 0xdfff ? 0xfffd : unit;
}

function writePoint(to: usize, point: u32): usize {
  if (point < 0x80) {
    store<u8>(to, <u8>point);
    return to + 1;
  }
  if (point < 0x800) {
    store<u8>(to, <u8>(0xc0 | (point >>> 6)));
    store<u8>(to, <u8>(0x80 | (point & 63)), 1);
    return to + 2;
  }
  if (point < 0x10000) {
    store<u8>(to, <u8>(0xe0 | (point >>> 12)));
    store<u8>(to, <u8>(0x80 | ((point >>> 6) & 63)), 1);
    store<u8>(to, <u8>(0x80 | (point & 63)), 2);
    return to + 3;
  }
  store<u8>(to, <u8>(0xf0 | (point >>> 18)));
  store<u8>(to, <u8>(0x80 | ((point >>> 12) & 63)), 1);
  store<u8>(to, <u8>(0x80 | ((point >>> 6) & 63)), 2);
  store<u8>(to, <u8>(0x80 | (point & 63)), 3);
  return to + 4;
}

/** Facts whose escapes stand for whole characters are unescaped where they lie; the others are left to JSON.parse. */
function unescapeFacts(): void {
  for (let i: u32 = 0; i < factCount; i++) {
    const fact = facts + 12 * i;
    if (load<u32>(fact) != ESCAPED) continue;
    const from = INPUT + load<u32>(fact, 4);
    const to = INPUT + load<u32>(fact, 8);
    if (hasHalfPair(from, to)) continue;
    store<u32>(fact, PLAIN);
    store<u32>(fact, <u32>(unescapeInPlace(from, to) - INPUT), 8);
  }
}

function hasHalfPair(from: usize, to: usize): bool {
  let here = from;
  while (here < to) {
    if (load<u8>(here) != BACKSLASH) {
      here++;
      continue;
    }
    if (load<u8>(here, 1) != LETTER_U) {
      here += 2;
      continue;
    }
    const unit = hex4(here + 2);
    const low = lowHalf(unit, here + 6);
    if (low == 0 && unit >= 0xd800 && unit <= 0xdfff) return true;
    here += low == 0 ? 6 : 12;
  }
  return false;
}

function unescapeInPlace(from: usize, end: usize): usize {
  let to = from;
  let here = from;
  while (here < end) {
    const byte = load<u8>(here);
    if (byte != BACKSLASH) {
      store<u8>(to++, byte);
      here++;
      continue;
    }
    const plain = load<u8>(ESCAPES + <u32>load<u8>(here, 1));
    if (plain != 0) {
      store<u8>(to++, plain);
      here += 2;
      continue;
    }
    const unit = hex4(here + 2);
    const low = lowHalf(unit, here + 6);
    to = writePoint(to, pointOf(unit, low));
    here += low == 0 ? 6 : 12;
  }
  return to;
}

/** The value of four hexadecimal digits; more than 0xffff when they are none. */
function hex4(here: usize): u32 {
  const a: u32 = load<u8>(HEX_DIGITS + <u32>load<u8>(here));
  const b: u32 = load<u8>(HEX_DIGITS + <u32>load<u8>(here, 1));
  const c: u32 = load<u8>(HEX_DIGITS + <u32>load<u8>(here, 2));
  const d: u32 = load<u8>(HEX_DIGITS + <u32>load<u8>(here, 3));
  return (a | b | c | d) > 15 ? 0xffffffff : (a << 12) | (b << 8) | (c << 4) | d;
}

// @ts-ignore: decorator
@inline
function skipSpace(start: usize): usize {
  let here = start;
  let byte: u32 = load<u8>(here);
  while (byte <= SPACE && (byte == SPACE || byte == 0x09 || byte == RETURN)) byte = load<u8>(++here);
  return here;
}

/** A number or a word; the place behind it, or 0. */
function scalar(start: usize): usize {
  const four = load<u32>(start);
  if (four == 0x65757274 || four == 0x6c6c756e) return start + 4;
  if (four == 0x736c6166) return load<u8>(start, 4) == 0x65 ? start + 5 : 0;
  return number(start);
}

function number(start: usize): usize {
  let here = load<u8>(start) == 0x2d ? start + 1 : start;
  const whole = digits(here);
  if (whole == here || (load<u8>(here) == 0x30 && whole > here + 1)) return 0;
  here = whole;
  if (load<u8>(here) == 0x2e) {
    const fraction = digits(here + 1);
    if (fraction == here + 1) return 0;
    here = fraction;
  }
  if ((load<u8>(here) | 0x20) == 0x65) {
    const sign = load<u8>(here, 1);
    const from = here + 1 + <usize>(sign == 0x2b || sign == 0x2d);
    const exponent = digits(from);
    if (exponent == from) return 0;
    here = exponent;
  }
  return here;
}

function digits(start: usize): usize {
  let here = start;
  while (<u32>load<u8>(here) - 0x30 < 10) here++;
  return here;
}

/** The first line feed from here on; one stands at the end of the chunk. */
function lineFeed(start: usize): usize {
  let here = start;
  while (true) {
    const feeds = i8x16.bitmask(i8x16.eq(v128.load(here), v128.load(LINE_FEEDS)));
    if (feeds != 0) return here + ctz(feeds);
    here += 16;
  }
}

function escape(letter: u32, byte: u32): void {
  store<u8>(ESCAPES + letter, <u8>byte);
}
