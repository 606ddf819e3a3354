/**
 * The normal form with spans and the hash of every position, by the kernel where it runs, else by the twins in
 * normal-form.ts and anchors.ts, which are the specification of both.
 */
import { hashEveryPosition as hashByTwin, type AnchorHashes, type HashedLengths } from "../text/anchors.ts";
import type { Key } from "../text/content-key.ts";
import { loadedKernel, viewOf, type Kernel } from "./kernel.ts";
import {
  normalise as normaliseByTwin,
  normaliseUtf8 as normaliseUtf8ByTwin,
  type NormalText,
} from "../text/normal-form.ts";
import { textKey as textKeyByTwin } from "../text/text-key.ts";

/** Characters whose hashes one call makes. */
const hashedCharacters = 65_000;
/** Characters that one call takes for a text's key: a multiple of its blocks of 32. */
const keyedCharacters = 65_536;
/** The longest anchor that the kernel hashes. */
const longestAnchor = 64;

/** Returns the normal form of a string, with spans in UTF-16 units. Never throws; any string will do. */
export function normalise(text: string): NormalText {
  const kernel = loadedKernel();
  if (kernel === undefined) return normaliseByTwin(text);
  // A lone surrogate becomes U+FFFD: as wide in UTF-16, and dropped like it.
  const bytes = new TextEncoder().encode(text);
  const normal = normaliseBytes(kernel, bytes);
  if (bytes.length === text.length) return normal;
  const units = unitsOf(bytes);
  for (const spans of [normal.starts, normal.ends])
    for (let i = 0; i < spans.length; i++) spans[i] = units[spans[i]!]!;
  return normal;
}

/**
 * Returns the normal form of UTF-8, with spans in bytes. Malformed bytes are dropped, cut up as the WHATWG Encoding
 * Standard says. Throws a RangeError for 4 GiB or more, which 32-bit spans cannot address.
 */
export function normaliseUtf8(bytes: Uint8Array): NormalText {
  const kernel = loadedKernel();
  if (kernel === undefined || bytes.length > 0xffff_ffff) return normaliseUtf8ByTwin(bytes);
  return normaliseBytes(kernel, bytes);
}

/** Returns the hash of every position that has a whole anchor's length of characters ahead of it. Linear. */
export function hashEveryPosition(text: NormalText, profile: HashedLengths): AnchorHashes {
  const { denseCharacters, otherCharacters } = profile;
  const kernel = loadedKernel();
  if (kernel === undefined || Math.max(denseCharacters, otherCharacters) > longestAnchor)
    return hashByTwin(text, profile);
  const { characters, length } = text;
  const hi = new Uint32Array(length);
  const lo = new Uint32Array(length);
  const positions = new Uint32Array(length);
  let count = 0;
  kernel.openHashes(denseCharacters, otherCharacters);
  for (let from = 0; from < length; from += hashedCharacters) {
    const wanted = Math.min(hashedCharacters, length - from);
    const given = Math.min(wanted + longestAnchor, length - from);
    viewOf(kernel, kernel.CHARACTERS, given).set(characters.subarray(from, from + given));
    const made = kernel.hashWindow(given, wanted);
    hi.set(viewOf(kernel, kernel.ANCHOR_HI, made), count);
    lo.set(viewOf(kernel, kernel.ANCHOR_LO, made), count);
    const numbers = viewOf(kernel, kernel.ANCHOR_BYTES, made);
    for (let i = 0; i < made; i++) positions[count + i] = from + numbers[i]!;
    count += made;
  }
  return {
    count,
    hi: hi.subarray(0, count),
    lo: lo.subarray(0, count),
    positions: positions.subarray(0, count),
  };
}

/** Returns the key of a whole text: `textKey` of text-key.ts. Linear. */
export function textKey(text: NormalText): Key {
  const kernel = loadedKernel();
  const { characters, length } = text;
  if (kernel === undefined || length === 0) return textKeyByTwin(text);
  kernel.openTextKey();
  for (let from = 0; from < length; from += keyedCharacters) {
    const count = Math.min(keyedCharacters, length - from);
    viewOf(kernel, kernel.CHARACTERS, count).set(characters.subarray(from, from + count));
    kernel.keyWindow(count, from + count === length ? length : 0);
  }
  return { hi: kernel.keyHi.value >>> 0, lo: kernel.keyLo.value >>> 0 };
}

function normaliseBytes(kernel: Kernel, bytes: Uint8Array): NormalText {
  const windowBytes = kernel.PIECE_BYTES.value;
  const parts: NormalText[] = [];
  kernel.openNormalForm();
  for (let at = 0, isEnd = false; !isEnd; at += kernel.usedBytes.value) {
    const size = Math.min(windowBytes, bytes.length - at);
    isEnd = at + size === bytes.length;
    new Uint8Array(kernel.memory.buffer, kernel.INPUT.value, size).set(bytes.subarray(at, at + size));
    const length = kernel.normaliseWindow(size, isEnd ? 1 : 0);
    parts.push({
      length,
      characters: viewOf(kernel, kernel.ANCHOR_BYTES, length).slice(),
      starts: viewOf(kernel, kernel.ANCHOR_HI, length).slice(),
      ends: viewOf(kernel, kernel.ANCHOR_LO, length).slice(),
    });
  }
  return parts.length === 1 ? parts[0]! : joined(parts);
}

function joined(parts: readonly NormalText[]): NormalText {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = {
    length,
    characters: new Uint32Array(length),
    starts: new Uint32Array(length),
    ends: new Uint32Array(length),
  };
  let at = 0;
  for (const part of parts) {
    whole.characters.set(part.characters, at);
    whole.starts.set(part.starts, at);
    whole.ends.set(part.ends, at);
    at += part.length;
  }
  return whole;
}

/** For every byte of well-formed UTF-8 that begins a code point, and for the end, how many UTF-16 units come before. */
function unitsOf(bytes: Uint8Array): Uint32Array {
  const units = new Uint32Array(bytes.length + 1);
  let unit = 0;
  for (let i = 0; i < bytes.length; i++) {
    units[i] = unit;
    const byte = bytes[i]!;
    if (byte < 0x80 || byte >= 0xc0) unit += byte >= 0xf0 ? 2 : 1;
  }
  units[bytes.length] = unit;
  return units;
}
