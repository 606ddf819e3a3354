/** Tells text from anything else by content, and reads it whole. */
import { isUtf8 } from "node:buffer";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
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
  const gap = (kind: SeenGap["kind"], code: string): SeenGap => ({
    kind,
    count: 1,
    code,
    where: { path: name },
  });
  try {
    // Non-blocking, so that a named pipe can't make the reader wait for ever; no link is followed.
    await using file = await open(
      path,
      constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0),
    );
    const stat = await file.stat();
    if (!stat.isFile()) return gap("unreadable-file", "not-a-file");
    const head = new Uint8Array(Math.min(sniffBytes, stat.size));
    await file.read(head, 0, head.byteLength, 0);
    if (head.includes(0)) return gap("unknown-format", "binary");
    if (stat.size > maxBytes) return gap("unreadable-file", "too-large");
    const bytes = new Uint8Array(stat.size);
    let read = 0;
    while (read < bytes.byteLength) {
      const { bytesRead } = await file.read(bytes, read, bytes.byteLength - read, read);
      if (bytesRead === 0) return gap("truncated-file", "changed-while-read");
      read += bytesRead;
    }
    if (bytes.includes(0)) return gap("unknown-format", "binary");
    return isUtf8(bytes) ? bytes : gap("wrong-encoding", "not-utf-8");
  } catch (error) {
    return gapOfError(error, name);
  }
}
