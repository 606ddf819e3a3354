/** Entries of a tar archive (POSIX.1-2001 pax, ustar, GNU long names), read as a stream and with limits. */
import type { SeenGap } from "../batch.ts";
import { ByteWindow } from "./byte-window.ts";

/** A regular file of an archive. */
export interface TarEntry {
  /** As the archive has it, without a leading `./`. */
  readonly name: string;
  /** Offset of its first byte in the unpacked archive. */
  readonly byteStart: number;
  readonly bytes: Uint8Array;
}

/** How entries are read. */
export interface TarLimits {
  readonly onGap: (gap: SeenGap) => void;
  /** The archive's path in gaps. */
  readonly path: string;
  /** Larger entries are a gap. */
  readonly maxEntryBytes: number;
  /** Tells which entries are wanted; the bytes of others are not read into memory. */
  readonly wants: (name: string) => boolean;
}

const blockBytes = 512;
/** A header of extended attributes is a few hundred bytes in any honest archive. */
const maxExtendedBytes = 1024 * 1024;
const maxNameLength = 4_096;

interface Extended {
  readonly name?: string;
  readonly size?: number;
}

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/** Yields the regular files of an archive in order. Links, devices and names that lead out of it are gaps. */
export async function* tarEntries(
  chunks: AsyncIterable<Uint8Array>,
  limits: TarLimits,
): AsyncGenerator<TarEntry> {
  const window = new ByteWindow(chunks);
  try {
    yield* entriesIn(window, limits);
  } finally {
    await window.close();
  }
}

async function* entriesIn(window: ByteWindow, limits: TarLimits): AsyncGenerator<TarEntry> {
  const { onGap, path, maxEntryBytes, wants } = limits;
  const gap = (kind: SeenGap["kind"], code: string): void =>
    onGap({ kind, count: 1, code, where: { path, byte: window.position } });
  let extended: Extended = {};
  for (;;) {
    if (!(await window.fill(blockBytes))) return noteEnd(window, gap);
    const header = parseHeader(window.view.subarray(0, blockBytes));
    if (header === "end") return;
    if (header === "broken") return gap("broken-line", window.position === 0 ? "not-tar" : "tar-header");
    window.skip(blockBytes);
    const { type } = header;
    if (type === "x" || type === "g" || type === "L" || type === "K") {
      const text = await readText(window, header.size);
      if (text === undefined) return gap("limit-reached", "tar-header-too-large");
      extended = withExtended(extended, type, text);
      continue;
    }
    const name = (extended.name ?? header.name).replace(/^(?:\.\/)+/, "");
    const size = extended.size ?? header.size;
    extended = {};
    const refusal = refusalOf(name, type);
    if (refusal !== undefined) gap("refused-entry", refusal);
    // A name that ends in a slash is a folder in archives older than the type of folders.
    const isFile = (type === "0" || type === "7") && !name.endsWith("/");
    const isWanted = isFile && refusal === undefined && wants(name);
    if (isWanted && size > maxEntryBytes) gap("limit-reached", "entry-too-large");
    const isTaken = isWanted && size <= maxEntryBytes;
    if (isTaken && !(await window.fill(size))) return gap("truncated-file", "tar-cut-off");
    if (isTaken) yield { name, byteStart: window.position, bytes: window.view.slice(0, size) };
    // The last entry may come without the rest of its block.
    const hasNext = await window.skipFar(size + padding(size));
    if (!hasNext && !isTaken) return gap("truncated-file", "tar-cut-off");
    if (!hasNext) return;
  }
}

function noteEnd(window: ByteWindow, gap: (kind: SeenGap["kind"], code: string) => void): void {
  // An archive may end without its two empty blocks; half a header is a cut.
  if (window.byteLength > 0)
    gap(
      window.position === 0 ? "broken-line" : "truncated-file",
      window.position === 0 ? "not-tar" : "tar-cut-off",
    );
}

async function readText(window: ByteWindow, size: number): Promise<string | undefined> {
  if (size > maxExtendedBytes || !(await window.fill(size))) return undefined;
  const bytes = window.view.subarray(0, size);
  const text = new TextDecoder().decode(bytes);
  window.skip(size);
  await window.skipFar(padding(size));
  return text;
}

function padding(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

function parseHeader(block: Uint8Array): Header | "end" | "broken" {
  if (block.every((byte) => byte === 0)) return "end";
  if (!hasSum(block)) return "broken";
  const size = number(block.subarray(124, 136));
  if (size === undefined) return "broken";
  const isUstar = field(block, 257, 5) === "ustar";
  const prefix = isUstar && block[262] === 0 ? field(block, 345, 155) : "";
  const base = field(block, 0, 100);
  const type = block[156] === 0 ? "0" : String.fromCharCode(block[156]!);
  return { name: prefix === "" ? base : `${prefix}/${base}`, size, type };
}

function hasSum(block: Uint8Array): boolean {
  let sum = 8 * 0x20;
  for (let at = 0; at < blockBytes; at++) if (at < 148 || at >= 156) sum += block[at]!;
  return number(block.subarray(148, 156)) === sum;
}

/** An octal number, or a binary one of GNU tar; undefined beyond what a number holds. */
function number(bytes: Uint8Array): number | undefined {
  if ((bytes[0]! & 0x80) === 0) {
    const text = Buffer.from(bytes).toString("latin1").replaceAll("\0", " ").trim();
    return /^[0-7]{0,12}$/.test(text) ? Number.parseInt(text === "" ? "0" : text, 8) : undefined;
  }
  let value = bytes[0]! & 0x7f;
  for (const byte of bytes.subarray(1)) value = value * 256 + byte;
  return Number.isSafeInteger(value) ? value : undefined;
}

function field(block: Uint8Array, start: number, length: number): string {
  const bytes = block.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** What a header before an entry says of it: pax attributes, or a long name of GNU tar. */
function withExtended(before: Extended, type: string, text: string): Extended {
  if (type === "L") return { ...before, name: text.replace(/\0.*$/s, "") };
  return type === "x" ? parseExtended(text) : before;
}

/** Records of a pax header: `LENGTH KEY=VALUE` and a line feed. */
function parseExtended(text: string): Extended {
  const found: { name?: string; size?: number } = {};
  for (const [, key, value] of text.matchAll(/(?:^|\n)\d{1,10} (path|size)=([^\n]*)/g)) {
    if (key === "path") found.name = value!;
    else if (/^\d{1,15}$/.test(value!)) found.size = Number(value);
  }
  return found;
}

/** Why an entry is not read; undefined for files, and for folders, which hold nothing themselves. */
function refusalOf(name: string, type: string): string | undefined {
  const parts = name.split(/[/\\]/);
  if (name.startsWith("/") || /^[a-z]:/i.test(name) || parts.includes("..") || name.includes("\0"))
    return "path-leaves-archive";
  if (name.length > maxNameLength) return "name-too-long";
  if (type === "1" || type === "2") return "link";
  return type === "0" || type === "7" || type === "5" ? undefined : "not-a-file";
}
