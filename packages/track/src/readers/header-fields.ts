/** Header blocks as WARC (ISO 28500) and HTTP/1.1 (RFC 9112) have them, read from bytes and with limits. */
import type { HeaderField } from "../crawled-response.ts";

/** A first line, the fields after it, and where they end. */
export interface HeaderBlock {
  readonly firstLine: string;
  readonly fields: readonly HeaderField[];
  /** Offset of the first byte after the empty line. */
  readonly byteEnd: number;
}

/** Longest header block that is read, in bytes. */
export const maxHeaderBytes: number = 256 * 1024;
const maxFields = 2_000;

/**
 * Reads the header block at the begin of bytes; `cut-off` when its end is not there, `too-large` when it is beyond the
 * limit. Lines may end in LF alone, and a line that begins with a space goes on with the one before.
 */
export function readHeaderBlock(bytes: Uint8Array): HeaderBlock | "cut-off" | "too-large" {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, maxHeaderBytes));
  const end = endOfHeader(head);
  if (end === undefined) return bytes.byteLength < maxHeaderBytes ? "cut-off" : "too-large";
  // Headers may hold anything; what is no UTF-8 is read as Latin-1, so that no byte is lost.
  const text = decodeHeader(head.subarray(0, end));
  const lines = text.replaceAll(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const fields: HeaderField[] = [];
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    if (fields.length >= maxFields) return "too-large";
    fields.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return { firstLine: lines[0] ?? "", fields, byteEnd: end };
}

/** The value of the first field of that name, whatever its case. */
export function fieldValue(fields: readonly HeaderField[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return fields.find(([given]) => given.length === wanted.length && given.toLowerCase() === wanted)?.[1];
}

function endOfHeader(bytes: Buffer): number | undefined {
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
    if (bytes[at + 1] === 0x0a) return at + 2;
    if (bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a) return at + 3;
  }
  return undefined;
}

function decodeHeader(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}
