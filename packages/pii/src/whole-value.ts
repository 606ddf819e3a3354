import { endByte, type FoldedView, startByte } from "./folded-view.ts";

/** Whether no number or word goes on where the value begins and ends. */
export function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 2), start);
  const after = text.slice(end, end + 2);
  if (/[0-9A-Za-z_]$|[0-9A-Za-z]-$|[0-9][.:/]$/.test(before)) return false;
  if (/^[0-9A-Za-z_]|^-[0-9A-Za-z]|^[.:/][0-9]/.test(after)) return false;
  // Groups set apart by spaces: what comes next by the same measure belongs to it.
  if (!/\d \d/.test(text.slice(start, end))) return true;
  return !/\d $/.test(before) && !/^ \d/.test(after);
}

/** Whether the window, and not the text, ends the value: another window holds all of it. */
export function isCutOff(bytes: Uint8Array, view: FoldedView, start: number, end: number): boolean {
  if (start === 0) {
    const at = startByte(view, 0);
    if (goesOnAt(bytes, at - 1) || isWideDigit(bytes, at - 3)) return true;
  }
  if (end < view.text.length || end === 0) return false;
  const after = endByte(view, end - 1);
  return goesOnAt(bytes, after) || isWideDigit(bytes, after);
}

/** Whether a value may go on with this byte: anything but spaces, quotes, brackets and what is beyond ASCII. */
function goesOnAt(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at];
  return isTokenByte(byte) || byte === 0x2d || byte === 0x2e;
}

function isWideDigit(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0xef && bytes[at + 1] === 0xbc && (bytes[at + 2] ?? 0) >= 0x90 && bytes[at + 2]! <= 0x99
  );
}

/** An ASCII letter or digit. */
export function isTokenByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const letter = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x7a);
}
