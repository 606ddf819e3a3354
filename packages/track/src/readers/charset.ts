/** The encoding of a text: byte order mark, header, meta element, then what the bytes look like. */
import { isUtf8 } from "node:buffer";
import type { CharsetBasis } from "../crawled-response.ts";

/** An encoding and where it was read. */
export interface Charset {
  /** Label of the WHATWG Encoding Standard, in lower case. */
  readonly label: string;
  readonly basis: CharsetBasis;
  /** `conflict`: what was declared is not what the bytes are. `not-declared`: it was told from the bytes. */
  readonly problem?: "conflict" | "not-declared";
}

/** What is declared of a text, strongest first. */
export interface DeclaredCharset {
  readonly label: string;
  readonly basis: "http-header" | "record-header" | "html-meta";
}

/** How far into a document a meta element is looked for. The standard says 1,024 bytes; many pages need more. */
const metaBytes = 8_192;
/** How much of a text is tried. */
const triedBytes = 1024 * 1024;

/** Chooses the encoding of a text. */
export function charsetOf(bytes: Uint8Array, declared: readonly DeclaredCharset[]): Charset {
  const mark = markOf(bytes);
  if (mark !== undefined) return { label: mark, basis: "bom" };
  const known = declared.flatMap(({ label, basis }) => {
    const name = encodingName(label);
    return name === undefined ? [] : [{ label: name, basis }];
  });
  const [first, ...others] = known;
  const fitting = first !== undefined && fits(bytes, first.label) ? first : undefined;
  if (fitting !== undefined) return fitting;
  const other = others.find(({ label }) => fits(bytes, label));
  if (other !== undefined) return { ...other, problem: "conflict" };
  const detected = detect(bytes);
  if (first !== undefined)
    return detected === undefined ? first : { label: detected, basis: "detected", problem: "conflict" };
  if (detected === undefined) return { label: "windows-1252", basis: "default", problem: "not-declared" };
  // Nothing but ASCII is the same in all of them.
  if (isAscii(bytes)) return { label: "utf-8", basis: "default" };
  return { label: detected, basis: "detected", problem: "not-declared" };
}

/** Making a decoder takes longer than decoding a page. */
const decoders = new Map<string, InstanceType<typeof TextDecoder>>();

/** Decodes a text; bytes that don't fit become U+FFFD, and a byte order mark is left out. */
export function decode(bytes: Uint8Array, label: string): string {
  let decoder = decoders.get(label);
  if (decoder === undefined) decoders.set(label, (decoder = new TextDecoder(label)));
  return decoder.decode(bytes);
}

/** The standard's name of an encoding; undefined for a label that no one knows. */
export function encodingName(label: string): string | undefined {
  try {
    return new TextDecoder(label.trim()).encoding;
  } catch {
    return undefined;
  }
}

/** The charset parameter of a media type. */
export function charsetParameter(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";,]{1,60})/i.exec(contentType ?? "")?.[1];
}

/** The charset that a meta element near the begin declares. */
export function metaCharset(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, metaBytes));
  const text = head.toString("latin1").replaceAll(/<!--[\s\S]*?-->/g, "");
  for (const [meta] of text.matchAll(/<meta\s[^>]{0,1000}>/gi)) {
    const label = /\bcharset\s*=\s*["']?\s*([^\s"'/>;]{1,60})/i.exec(meta)?.[1];
    // A document whose meta element could be read is no UTF-16, whatever it says.
    if (label !== undefined) return /^utf-16/i.test(label) ? "utf-8" : label;
  }
  return undefined;
}

function markOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}

/** Tells from the bytes; undefined when they are none of the encodings that can be told. */
function detect(bytes: Uint8Array): string | undefined {
  if (isIso2022(bytes)) return "iso-2022-jp";
  if (fits(bytes, "utf-8")) return "utf-8";
  const [best] = ["shift_jis", "euc-jp"]
    .filter((label) => fits(bytes, label))
    .map((label) => ({ label, score: japaneseScore(bytes, label) }))
    .sort((a, b) => b.score - a.score);
  return best !== undefined && best.score > 0 ? best.label : undefined;
}

/** Whether the bytes can be read in an encoding; a character that is cut off at the end is no fault. */
function fits(bytes: Uint8Array, label: string): boolean {
  if (label === "utf-8" && isUtf8(bytes.subarray(0, triedBytes))) return true;
  try {
    new TextDecoder(label, { fatal: true }).decode(bytes.subarray(0, triedBytes), { stream: true });
    return true;
  } catch {
    return false;
  }
}

function isIso2022(bytes: Uint8Array): boolean {
  const tried = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, triedBytes));
  const escape = tried.indexOf(0x1b);
  return (
    escape >= 0 &&
    (tried.includes("\u001b$B") || tried.includes("\u001b$@")) &&
    isAscii(tried) &&
    fits(bytes, "iso-2022-jp")
  );
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.byteLength; at++) if (bytes[at]! >= 0x80) return false;
  return true;
}

/** Japanese is kana and common kanji; what is read in the wrong encoding is half-width kana and rare signs. */
function japaneseScore(bytes: Uint8Array, label: string): number {
  const text = new TextDecoder(label).decode(bytes.subarray(0, 64 * 1024), { stream: true });
  let score = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    if (point >= 0x3041 && point <= 0x30ff) score += 2;
    else if (point >= 0x3001 && point <= 0x3002) score += 2;
    else if (point >= 0x4e00 && point <= 0x9fff) score += 0.5;
    else if (point >= 0xff61 && point <= 0xff9f) score -= 1;
    else if (point >= 0x80) score -= 0.5;
  }
  return score;
}
