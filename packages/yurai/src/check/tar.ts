/** The tar archives of bundles (POSIX ustar): plain files only, names without a way out, written and read as streams. */
import { createReadStream } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { CliError } from "../error.ts";

/** One file of an archive: bytes in memory, or a file to copy. */
export type TarEntry =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly path: string; readonly byteLength: number };

const block = 512;
/** Largest size that eleven octal digits say. */
const maxOctal = 8 ** 11 - 1;

/** Yields the bytes of an archive. Times and owners are left out, so that the same files give the same bytes. */
export async function* packTar(entries: AsyncIterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    const byteLength = "bytes" in entry ? entry.bytes.byteLength : entry.byteLength;
    yield header(entry.name, byteLength);
    if ("bytes" in entry) yield entry.bytes;
    else yield* createReadStream(entry.path, { highWaterMark: 1024 * 1024 });
    const rest = byteLength % block;
    if (rest > 0) yield new Uint8Array(block - rest);
  }
  yield new Uint8Array(2 * block);
}

/** A file as it lies in an archive. */
export interface TarFile {
  readonly name: string;
  readonly byteLength: number;
  /** Its bytes in pieces; read them before the next file is asked for. */
  readonly chunks: () => AsyncGenerator<Uint8Array>;
}

/**
 * Yields the files of an archive.
 *
 * @throws CliError `bad-bundle` for anything that {@link packTar} doesn't write
 */
export async function* readTar(path: string): AsyncGenerator<TarFile> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  for (let at = 0; ;) {
    const head = await readAt(file, at, block);
    if (head.every((byte) => byte === 0)) return;
    const { name, byteLength } = parseHeader(head);
    const start = at + block;
    if (start + byteLength > size) throw damaged();
    yield { name, byteLength, chunks: () => slice(file, start, byteLength) };
    at = start + Math.ceil(byteLength / block) * block;
  }
}

async function* slice(file: FileHandle, start: number, byteLength: number): AsyncGenerator<Uint8Array> {
  const step = 1024 * 1024;
  for (let at = 0; at < byteLength; at += step)
    yield await readAt(file, start + at, Math.min(step, byteLength - at));
}

async function readAt(file: FileHandle, position: number, byteLength: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(byteLength);
  for (let done = 0; done < byteLength;) {
    const { bytesRead } = await file.read(bytes, done, byteLength - done, position + done);
    if (bytesRead === 0) throw damaged();
    done += bytesRead;
  }
  return bytes;
}

function header(name: string, byteLength: number): Uint8Array {
  const bytes = Buffer.alloc(block);
  bytes.write(name, 0, 100, "ascii");
  bytes.write("0000444\0", 100, "ascii");
  bytes.write("0000000\0", 108, "ascii");
  bytes.write("0000000\0", 116, "ascii");
  if (byteLength <= maxOctal) bytes.write(`${byteLength.toString(8).padStart(11, "0")}\0`, 124, "ascii");
  else {
    // GNU's form for larger files: the first bit is set, the rest is the number, big end first.
    bytes[124] = 0x80;
    bytes.writeBigUInt64BE(BigInt(byteLength), 128);
  }
  bytes.write("00000000000\0", 136, "ascii");
  bytes.write("        0", 148, "ascii");
  bytes.write("ustar\u000000", 257, "ascii");
  bytes.write(`${checksum(bytes).toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  return bytes;
}

function parseHeader(bytes: Uint8Array): { readonly name: string; readonly byteLength: number } {
  const head = Buffer.from(bytes);
  const text = (from: number, to: number): string => head.toString("latin1", from, to).replace(/\0.*$/s, "");
  const stated = Number.parseInt(text(148, 156), 8);
  head.write("        ", 148, "ascii");
  const size = head[124] === 0x80 ? Number(head.readBigUInt64BE(128)) : Number.parseInt(text(124, 136), 8);
  const isFile = text(257, 262) === "ustar" && text(156, 157) === "0" && text(345, 500) === "";
  if (!isFile || stated !== checksum(head) || !Number.isSafeInteger(size) || size < 0) throw damaged();
  return { name: text(0, 100), byteLength: size };
}

function checksum(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum + byte, 0);
}

function damaged(): CliError {
  return new CliError("bad-bundle", "this is no whole bundle; pack it again with yurai pack");
}
