/** A stretch of UTF-8 as folded text, with the bytes each UTF-16 unit comes from. */
export interface FoldedView {
  /** Full-width ASCII, dashes and odd spaces are plain; zero-width and bidi characters are gone. */
  readonly text: string;
  /** The first byte, when every unit is one byte. */
  readonly from: number;
  /** For each unit of `text`, the byte where its character starts; null when every unit is one byte. */
  readonly starts: readonly number[] | null;
  /** For each unit of `text`, the byte after its character. */
  readonly ends: readonly number[] | null;
}

/** The byte where the character of the unit starts. */
export function startByte(view: FoldedView, unit: number): number {
  return view.starts?.[unit] ?? view.from + unit;
}

/** The byte after the character of the unit. */
export function endByte(view: FoldedView, unit: number): number {
  return view.ends?.[unit] ?? view.from + unit + 1;
}

/**
 * Folds the bytes `from` to `to`, both moved out to whole characters. Bytes that are no UTF-8 read as U+FFFD, one each.
 */
export function foldedView(bytes: Uint8Array, from: number, to: number): FoldedView {
  const plain = asciiView(bytes, Math.max(0, from), Math.min(bytes.length, to));
  if (plain !== null) return plain;
  const units: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = Math.max(0, from);
  const end = Math.min(bytes.length, to);
  for (let back = 0; back < 3 && at > 0 && isContinuation(bytes[at]); back++) at--;
  while (at < end) {
    const size = sizeAt(bytes, at);
    const point = size === 0 ? 0xfffd : pointAt(bytes, at, size);
    const next = at + Math.max(1, size);
    const folded = fold(point, units.at(-1));
    if (folded > 0xffff) {
      units.push(0xd800 + ((folded - 0x10000) >> 10), 0xdc00 + ((folded - 0x10000) & 0x3ff));
      starts.push(at, at);
      ends.push(next, next);
    } else if (folded >= 0) {
      units.push(folded);
      starts.push(at);
      ends.push(next);
    }
    at = next;
  }
  return { text: toText(units), from: starts[0] ?? at, starts, ends };
}

/** The same for bytes that are all ASCII, where nothing folds; null when some are not. */
function asciiView(bytes: Uint8Array, from: number, to: number): FoldedView | null {
  for (let at = from; at < to; at++) if (bytes[at]! > 0x7f) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.max(0, to - from)).toString("latin1");
  return { text, from, starts: null, ends: null };
}

/** Counts the characters of the bytes `from` to `to`. */
export function countCharacters(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (!isContinuation(bytes[at])) count++;
  return count;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** Length of the character at `at`, 0 when the bytes are no UTF-8. */
function sizeAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const size =
    lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  for (let i = 1; i < size; i++) if (!isContinuation(bytes[at + i])) return 0;
  return size;
}

function pointAt(bytes: Uint8Array, at: number, size: number): number {
  const lead = bytes[at]!;
  if (size === 1) return lead;
  let point = lead & (0xff >> (size + 1));
  for (let i = 1; i < size; i++) point = (point << 6) | (bytes[at + i]! & 0x3f);
  return point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? 0xfffd : point;
}

/** The character a reader takes it for, or -1 for one nobody sees. A long vowel mark after a digit is a hyphen. */
function fold(point: number, before: number | undefined): number {
  if (point < 0x80) return point;
  if (point >= 0xff01 && point <= 0xff5e) return point - 0xfee0;
  if (point === 0xa0 || point === 0x3000 || point === 0x202f || (point >= 0x2000 && point <= 0x200a))
    return 0x20;
  if ((point >= 0x2010 && point <= 0x2015) || point === 0x2212) return 0x2d;
  if ((point === 0x30fc || point === 0xff70) && before !== undefined && before >= 0x30 && before <= 0x39)
    return 0x2d;
  return isUnseen(point) ? -1 : point;
}

function isUnseen(point: number): boolean {
  return (
    point === 0xad ||
    point === 0xfeff ||
    (point >= 0x200b && point <= 0x200f) ||
    (point >= 0x202a && point <= 0x202e) ||
    (point >= 0x2060 && point <= 0x2069)
  );
}

function toText(units: readonly number[]): string {
  let text = "";
  // In pieces: the arguments of one call are limited.
  for (let at = 0; at < units.length; at += 4_096)
    text += String.fromCharCode(...units.slice(at, at + 4_096));
  return text;
}
