/** Tells text and pictures from anything else by content, and reads them whole. */
import { imageFormatOf, type ImageFormat } from "@yurai/fingerprint/images";
import { isUtf8 } from "node:buffer";
import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import type { SeenGap } from "../batch.ts";
import { gapOfError } from "./read-row.ts";

/** The bytes that decide: a NUL in them is in no text file. */
const sniffBytes = 8_192;

/**
 * Reads a text file in UTF-8, or says why it is none: `unknown-format` for binary files, `wrong-encoding` for text in
 * another encoding, `unreadable-file` for one beyond the limit or no regular file.
 */
export async function readTextFile(
  path: string,
  name: string,
  maxBytes: number,
): Promise<Uint8Array | SeenGap> {
  const bytes = await readWholeFile(path, name, maxBytes, (head) =>
    head.includes(0) ? gapOf("unknown-format", "binary", name) : undefined,
  );
  if (!(bytes instanceof Uint8Array)) return bytes;
  if (bytes.includes(0)) return gapOf("unknown-format", "binary", name);
  return isUtf8(bytes) ? bytes : gapOf("wrong-encoding", "not-utf-8", name);
}

/**
 * Reads any regular file, or says why it can't be read.
 *
 * @param refuse looks at the first 8 KiB before the rest is read
 */
export async function readWholeFile(
  path: string,
  name: string,
  maxBytes: number,
  refuse: (head: Uint8Array) => SeenGap | undefined = () => undefined,
): Promise<Uint8Array | SeenGap> {
  try {
    await using file = await openRegular(path);
    const stat = await file.stat();
    if (!stat.isFile()) return gapOf("unreadable-file", "not-a-file", name);
    const refused = refuse(await readStart(file, stat.size));
    if (refused !== undefined) return refused;
    if (stat.size > maxBytes) return gapOf("unreadable-file", "too-large", name);
    const bytes = new Uint8Array(stat.size);
    let read = 0;
    while (read < bytes.byteLength) {
      const { bytesRead } = await file.read(bytes, read, bytes.byteLength - read, read);
      if (bytesRead === 0) return gapOf("truncated-file", "changed-while-read", name);
      read += bytesRead;
    }
    return bytes;
  } catch (error) {
    return gapOfError(error, name);
  }
}

/** Tells by its first bytes which picture a file is; undefined for any other, and for what can't be read. */
export async function imageFormatOfFile(path: string): Promise<ImageFormat | undefined> {
  try {
    await using file = await openRegular(path);
    const stat = await file.stat();
    return stat.isFile() ? imageFormatOf(await readStart(file, stat.size)) : undefined;
  } catch {
    // Whoever reads it meets the same error, and says so.
    return undefined;
  }
}

/** Non-blocking, so that a named pipe can't make the reader wait for ever; no link is followed. */
function openRegular(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
}

async function readStart(file: FileHandle, byteLength: number): Promise<Uint8Array> {
  const head = new Uint8Array(Math.min(sniffBytes, byteLength));
  const { bytesRead } = await file.read(head, 0, head.byteLength, 0);
  return head.subarray(0, bytesRead);
}

function gapOf(kind: SeenGap["kind"], code: string, name: string): SeenGap {
  return { kind, count: 1, code, where: { path: name } };
}
