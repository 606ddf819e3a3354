import { addLiteralsAt, type LiteralTable } from "./literals.ts";

/** Where something may stand, found in one pass over the bytes. Columns of places, each in order. */
export interface Candidates {
  /** Start, end and number of digits of each group of digits, in threes. Groups may overlap. */
  readonly groups: Uint32Array;
  /** Places of at signs. */
  readonly atSigns: Uint32Array;
  /** Places of colons between hexadecimal digits, one a token. */
  readonly colons: Uint32Array;
  /** Place and number of each literal, in pairs, in order of place. */
  readonly literals: Uint32Array;
}

const none = 0;
const digit = 1;
const lowerCase = 2;
const upperCase = 3;
const atSign = 4;
const colon = 5;
const dash = 6;
const lead = 7;

/** Longest run of digits that is anything but data, in bytes. */
const longestRun = 120;
const longestGroup = 160;
const mostRuns = 16;
const longestJoiner = 3;
const lettersWithin = 12;

const classes = new Uint8Array(256);
for (let byte = 0x30; byte <= 0x39; byte++) classes[byte] = digit;
for (let byte = 0x61; byte <= 0x7a; byte++) classes[byte] = lowerCase;
for (let byte = 0x41; byte <= 0x5a; byte++) classes[byte] = upperCase;
for (let byte = 0xc2; byte <= 0xef; byte++) classes[byte] = lead;
classes[0x40] = atSign;
classes[0x3a] = colon;
classes[0x2d] = dash;

/** Candidates as they are found. */
interface Found {
  readonly groups: number[];
  readonly atSigns: number[];
  readonly colons: number[];
  readonly literals: number[];
}

/**
 * Finds every candidate in the bytes. Linear, whatever the bytes are. This plain pass is the specification; the kernel
 * of candidates-kernel.ts equals it and takes its place where it runs.
 *
 * - A literal may begin where a word does, at a hyphen, or at the first byte of a character of two or three bytes.
 * - A word begins at a letter behind none, and at a capital behind a small letter.
 * - A group begins at a digit behind none, unless another goes on there.
 */
export function findCandidates(bytes: Uint8Array, table: LiteralTable): Candidates {
  const found: Found = { groups: [], atSigns: [], colons: [], literals: [] };
  const { firstBytes } = table;
  const { length } = bytes;
  let colonsUntil = 0;
  let groupsFrom = 0;
  let at = 0;
  while (at < length) {
    const byte = bytes[at]!;
    const kind = classes[byte]!;
    if (kind === none) {
      at++;
      continue;
    }
    if (kind === lowerCase || kind === upperCase) {
      if (firstBytes[byte] === 1) addLiteralsAt(table, bytes, at, found.literals);
      at = endOfWord(bytes, at);
      continue;
    }
    if (kind === digit || (kind === lead && digitSize(bytes, at) === 3)) {
      if (at >= groupsFrom) groupsFrom = noteGroup(found, bytes, at);
      // The run itself is read; what joins it to the next is read again, for the literals in it.
      at = endOfRun(bytes, at);
      continue;
    }
    if (kind === atSign) found.atSigns.push(at);
    else if (kind === colon) {
      if (at >= colonsUntil) colonsUntil = noteColon(found, bytes, at);
    } else if (firstBytes[byte] === 1) addLiteralsAt(table, bytes, at, found.literals);
    at++;
  }
  return {
    groups: Uint32Array.from(found.groups),
    atSigns: Uint32Array.from(found.atSigns),
    colons: Uint32Array.from(found.colons),
    literals: Uint32Array.from(found.literals),
  };
}

/** The end of the word that begins here: capitals, then small letters. A capital after those begins another. */
function endOfWord(bytes: Uint8Array, start: number): number {
  let at = start;
  // Within bounds: a read beyond them makes the whole loop slow.
  while (at < bytes.length && classes[bytes[at]!] === upperCase) at++;
  while (at < bytes.length && classes[bytes[at]!] === lowerCase) at++;
  return at;
}

/** Notes the group that begins here, if it is worth a look, and says from where on the next may begin. */
function noteGroup(found: Found, bytes: Uint8Array, start: number): number {
  let end = start;
  let digits = 0;
  let runs = 0;
  let hasLetters = false;
  let middle = start;
  for (let next = start; next >= 0;) {
    let runEnd = next;
    for (let size = digitSize(bytes, runEnd); size > 0; size = digitSize(bytes, runEnd)) {
      runEnd += size;
      digits++;
      if (runEnd - next > longestRun) return runEnd;
    }
    if (runs === mostRuns / 2) middle = next;
    runs++;
    end = runEnd;
    if (runs >= mostRuns || end - start >= longestGroup) break;
    next = afterJoiner(bytes, runEnd);
    hasLetters ||= next >= 0 && isLetter(bytes[runEnd]);
  }
  hasLetters ||= isLetter(bytes[start - 1]) && isLetter(bytes[end]);
  if (digits >= 6 || (runs >= 4 && bytes[start + 1] !== 0x20) || (hasLetters && digits >= 3))
    found.groups.push(start, end, digits);
  // A group that was cut goes on from its middle, so that nothing is lost at the cut.
  return runs >= mostRuns && middle > start ? middle : end;
}

function endOfRun(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let size = digitSize(bytes, at); size > 0; size = digitSize(bytes, at)) at += size;
  return at;
}

/** Bytes of the digit here, half-width or full-width; 0 when there is none. */
function digitSize(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) return 0;
  if (byte >= 0x30 && byte <= 0x39) return 1;
  if (byte !== 0xef || bytes[at + 1] !== 0xbc) return 0;
  const third = bytes[at + 2] ?? 0;
  return third >= 0x90 && third <= 0x99 ? 3 : 0;
}

/** Where the next run begins after a few separators, or after letters that join two runs to one token; -1 if none. */
function afterJoiner(bytes: Uint8Array, from: number): number {
  let at = from;
  if (isLetter(bytes[at])) {
    while (at - from < lettersWithin && isLetter(bytes[at])) at++;
    return digitSize(bytes, at) > 0 ? at : -1;
  }
  for (let count = 0; count < longestJoiner; count++) {
    const size = separatorSize(bytes, at);
    if (size === 0) break;
    at += size;
  }
  return at > from && digitSize(bytes, at) > 0 ? at : -1;
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (classes[byte] === lowerCase || classes[byte] === upperCase);
}

/** Bytes of the separator here that numbers are written with: space, hyphen, dot, slash, brackets and their kin. */
function separatorSize(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0;
  if (byte < 0x80)
    return byte === 0x20 || byte === 0x28 || byte === 0x29 || (byte >= 0x2d && byte <= 0x2f) ? 1 : 0;
  const pair = (byte << 8) | (bytes[at + 1] ?? 0);
  if (pair === 0xc2a0 || pair === 0xc2ad) return 2;
  const third = bytes[at + 2] ?? 0;
  switch (pair) {
    case 0xe280:
      return third <= 0x95 ? 3 : 0;
    case 0xe288:
      return third === 0x92 ? 3 : 0;
    case 0xe380:
      return third === 0x80 ? 3 : 0;
    case 0xe383:
      return third === 0xbc ? 3 : 0;
    case 0xefbc:
      return third === 0x8d || third === 0x8e || third === 0x88 || third === 0x89 ? 3 : 0;
    case 0xefbd:
      return third === 0xb0 ? 3 : 0;
    default:
      return 0;
  }
}

/** Notes a token such as a MAC or IPv6 address and returns its end, so that its other colons are not looked at. */
function noteColon(found: Found, bytes: Uint8Array, at: number): number {
  if (!isHexOrColon(bytes[at + 1]) || !(isHexOrColon(bytes[at - 1]) || bytes[at + 1] === 0x3a)) return at + 1;
  let end = at;
  while (end - at < 45 && isHexOrColon(bytes[end])) end++;
  found.colons.push(at);
  return end;
}

function isHexOrColon(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const letter = byte | 0x20;
  return byte === 0x3a || (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}
