/**
 * Finds the fields of a JSON object in its bytes, without making an object of it: what a row of JSON Lines costs is then
 * the reading of its bytes once.
 *
 * It takes only what JSON.parse takes (RFC 8259; the property tests compare), and leaves what is rare to it: keys with
 * escapes, rows that are no objects, deep nesting. Then it answers false, as it does for what is no JSON, and whoever asked
 * lets JSON.parse decide.
 */

import { escapedString, missing, otherValue, plainString } from "./json-lines.ts";
import { isHex4 } from "./json-unescape.ts";

/** Deeper rows are left to JSON.parse. */
const maxDepth = 31;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** 1 for the bytes at which reading a string has to stop: quote, backslash, control characters. */
const stops: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === quote || byte === backslash ? 1 : 0,
);
/** 1 for what may follow a backslash, but `u`. */
const escapes: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

const trueWord: readonly number[] = [0x74, 0x72, 0x75, 0x65];
const falseWord: readonly number[] = [0x66, 0x61, 0x6c, 0x73, 0x65];
const nullWord: readonly number[] = [0x6e, 0x75, 0x6c, 0x6c];

/** Finds the same fields in row after row. Its answers hold until the next row. */
export class JsonFields {
  /** What stands in each field. */
  readonly kinds: Uint8Array;
  /** Where the value begins and ends; of a string, between its quotes. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly #names: readonly Uint8Array[];
  #sawEscape = false;

  /** @param names of fields; a name twice is found at its first place */
  constructor(names: readonly string[]) {
    this.#names = names.map((name) => new TextEncoder().encode(name));
    this.kinds = new Uint8Array(names.length);
    this.starts = new Uint32Array(names.length);
    this.ends = new Uint32Array(names.length);
  }

  /**
   * Reads `bytes[start .. end)`, valid UTF-8, which should be one object. Of a key that stands there twice the last counts,
   * as for JSON.parse. False: this is for JSON.parse to decide. Linear.
   */
  find(bytes: Uint8Array, start: number, end: number): boolean {
    this.kinds.fill(missing);
    let at = skipSpace(bytes, start, end);
    if (at >= end || bytes[at] !== openBrace) return false;
    at = skipSpace(bytes, at + 1, end);
    if (bytes[at] === closeBrace) return skipSpace(bytes, at + 1, end) === end;
    for (;;) {
      if (at >= end || bytes[at] !== quote) return false;
      const keyStart = at + 1;
      at = this.#string(bytes, at, end);
      if (at < 0 || this.#sawEscape) return false;
      const field = this.#fieldAt(bytes, keyStart, at - 1);
      at = skipSpace(bytes, at, end);
      if (at >= end || bytes[at] !== colon) return false;
      at = this.#member(bytes, skipSpace(bytes, at + 1, end), end, field);
      if (at < 0) return false;
      at = skipSpace(bytes, at, end);
      if (at >= end) return false;
      if (bytes[at] === closeBrace) return skipSpace(bytes, at + 1, end) === end;
      if (bytes[at] !== comma) return false;
      at = skipSpace(bytes, at + 1, end);
    }
  }

  /** Reads a value of the object and notes it when its field is wanted. Returns the place behind it, or -1. */
  #member(bytes: Uint8Array, start: number, end: number, field: number): number {
    const isString = bytes[start] === quote;
    const after = isString ? this.#string(bytes, start, end) : this.#value(bytes, start, end);
    if (after < 0 || field < 0) return after;
    this.kinds[field] = isString ? (this.#sawEscape ? escapedString : plainString) : otherValue;
    this.starts[field] = isString ? start + 1 : start;
    this.ends[field] = isString ? after - 1 : after;
    return after;
  }

  #fieldAt(bytes: Uint8Array, start: number, end: number): number {
    const names = this.#names;
    for (let field = 0; field < names.length; field++) {
      const name = names[field]!;
      if (name.length !== end - start) continue;
      let i = 0;
      while (i < name.length && bytes[start + i] === name[i]) i++;
      if (i === name.length) return field;
    }
    return -1;
  }

  /** Any value, however it is nested. The brackets that are open are bits, 1 for an object. */
  #value(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let depth = 0;
    let objects = 0;
    for (;;) {
      if (at >= end) return -1;
      const byte = bytes[at]!;
      if (byte === openBrace || byte === openBracket) {
        if (++depth > maxDepth) return -1;
        objects = (objects << 1) | (byte === openBrace ? 1 : 0);
        at = skipSpace(bytes, at + 1, end);
        const isEmpty = bytes[at] === (byte === openBrace ? closeBrace : closeBracket);
        if (!isEmpty && byte === openBrace) at = this.#key(bytes, at, end);
        if (at < 0) return -1;
        if (!isEmpty) continue;
      } else {
        at = byte === quote ? this.#string(bytes, at, end) : scalar(bytes, at, end);
        if (at < 0 || depth === 0) return at;
      }
      // Behind a value, or at the bracket that closes an empty one.
      for (;;) {
        at = skipSpace(bytes, at, end);
        if (at >= end) return -1;
        if (bytes[at] !== ((objects & 1) === 1 ? closeBrace : closeBracket)) break;
        at++;
        objects >>>= 1;
        if (--depth === 0) return at;
      }
      if (bytes[at] !== comma) return -1;
      at = skipSpace(bytes, at + 1, end);
      if ((objects & 1) === 1) at = this.#key(bytes, at, end);
      if (at < 0) return -1;
    }
  }

  /** A key with its colon; the place of the value behind it. */
  #key(bytes: Uint8Array, start: number, end: number): number {
    if (start >= end || bytes[start] !== quote) return -1;
    const after = this.#string(bytes, start, end);
    if (after < 0) return -1;
    const at = skipSpace(bytes, after, end);
    return at < end && bytes[at] === colon ? skipSpace(bytes, at + 1, end) : -1;
  }

  #string(bytes: Uint8Array, start: number, end: number): number {
    this.#sawEscape = false;
    let at = start + 1;
    for (;;) {
      // What lies behind the bytes is no byte, and stops as well.
      while (stops[bytes[at]!] === 0) at++;
      if (at >= end) return -1;
      const byte = bytes[at];
      if (byte === quote) return at + 1;
      if (byte !== backslash) return -1;
      this.#sawEscape = true;
      const escape = bytes[at + 1]!;
      if (escapes[escape] === 1) at += 2;
      else if (escape === 0x75 && isHex4(bytes, at + 2, end)) at += 6;
      else return -1;
    }
  }
}

function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) return at;
    at++;
  }
  return at;
}

/** A number or a word; the place behind it, or -1. */
function scalar(bytes: Uint8Array, start: number, end: number): number {
  switch (bytes[start]) {
    case 0x74:
      return word(bytes, start, end, trueWord);
    case 0x66:
      return word(bytes, start, end, falseWord);
    case 0x6e:
      return word(bytes, start, end, nullWord);
    default:
      return number(bytes, start, end);
  }
}

function word(bytes: Uint8Array, start: number, end: number, letters: readonly number[]): number {
  if (start + letters.length > end) return -1;
  for (let i = 0; i < letters.length; i++) if (bytes[start + i] !== letters[i]) return -1;
  return start + letters.length;
}

function number(bytes: Uint8Array, start: number, end: number): number {
  let at = bytes[start] === 0x2d ? start + 1 : start;
  const whole = digits(bytes, at, end);
  if (whole === at || (bytes[at] === 0x30 && whole > at + 1)) return -1;
  at = whole;
  if (at < end && bytes[at] === 0x2e) {
    const fraction = digits(bytes, at + 1, end);
    if (fraction === at + 1) return -1;
    at = fraction;
  }
  if (at < end && (bytes[at]! | 0x20) === 0x65) {
    const sign = bytes[at + 1];
    const from = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1;
    const exponent = digits(bytes, from, end);
    if (exponent === from) return -1;
    at = exponent;
  }
  return at;
}

function digits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
  return at;
}
