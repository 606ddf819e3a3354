/** Strings of JSON, from the bytes between their quotes to the bytes of their text (RFC 8259, section 7). */
import type { Buffer } from "node:buffer";

const backslash = 0x5c;

/**
 * Copies the text between the quotes of a JSON string to a place at or before it, in UTF-8, and returns where it ends there.
 * Every escape is longer than what it stands for. Half of a surrogate pair becomes U+FFFD, as TextEncoder does it. Linear.
 */
export function unescapeInto(bytes: Buffer, start: number, end: number, to: number): number {
  let out = to;
  for (let at = start; ;) {
    // Whole runs at a time: half the time of a loop over bytes, whose runs are seldom shorter than twenty.
    const found = bytes.indexOf(backslash, at);
    const runEnd = found < 0 || found > end ? end : found;
    if (out !== at) bytes.copyWithin(out, at, runEnd);
    out += runEnd - at;
    if (runEnd === end) return out;
    const escape = bytes[runEnd + 1]!;
    at = runEnd + 2;
    if (escape !== 0x75) {
      bytes[out++] = unescaped[escape]!;
      continue;
    }
    let point = hex4(bytes, at);
    at += 4;
    if (point >= 0xd800 && point <= 0xdfff) {
      const low = point < 0xdc00 && isEscapedUnit(bytes, at, end) ? hex4(bytes, at + 2) : 0;
      const isPair = low >= 0xdc00 && low <= 0xdfff;
      if (isPair) at += 6;
      point = isPair ? 0x1_0000 + ((point - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
    }
    out = writePoint(bytes, out, point);
  }
}

/** What an escape of one letter stands for. */
const unescaped: Uint8Array = new Uint8Array(256);
for (const [letter, value] of Object.entries({ b: 8, f: 12, n: 10, r: 13, t: 9, '"': 34, "\\": 92, "/": 47 }))
  unescaped[letter.charCodeAt(0)] = value;

function isEscapedUnit(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 6 <= end && bytes[at] === backslash && bytes[at + 1] === 0x75;
}

function writePoint(bytes: Uint8Array, to: number, point: number): number {
  let out = to;
  if (point < 0x80) bytes[out++] = point;
  else if (point < 0x800) bytes[out++] = 0xc0 | (point >>> 6);
  else if (point < 0x1_0000) {
    bytes[out++] = 0xe0 | (point >>> 12);
    bytes[out++] = 0x80 | ((point >>> 6) & 63);
  } else {
    bytes[out++] = 0xf0 | (point >>> 18);
    bytes[out++] = 0x80 | ((point >>> 12) & 63);
    bytes[out++] = 0x80 | ((point >>> 6) & 63);
  }
  if (point >= 0x80) bytes[out++] = 0x80 | (point & 63);
  return out;
}

/** Tells whether four hexadecimal digits stand here. */
export function isHex4(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 4 <= end && hex4(bytes, at) >= 0;
}

/** The value of four hexadecimal digits; negative when they are none. */
function hex4(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[at + i]!;
    const letter = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30;
    else if (letter >= 0x61 && letter <= 0x66) value = value * 16 + letter - 0x57;
    else return -1;
  }
  return value;
}
