// The bytes of an output that is a file: its digest always, the bytes themselves only where they are few enough to look at.
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { toFileError } from "../error.ts";

/** A file as it was read. */
export interface OutputBytes {
  readonly sha256: string;
  readonly byteLength: number;
  /** Missing when there are more than asked for. */
  readonly bytes?: Uint8Array;
}

const chunkBytes = 1024 * 1024;

/**
 * Reads a file in pieces, so that one of any size has a digest in flat memory.
 *
 * @throws CliError `file-missing`, `file-unreadable`
 */
export async function readOutputBytes(path: string, maxBytes: number): Promise<OutputBytes> {
  try {
    await using file = await open(path);
    const hash = createHash("sha256");
    const kept: Buffer[] = [];
    let byteLength = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(chunkBytes) });
      if (bytesRead === 0) break;
      const piece = buffer.subarray(0, bytesRead);
      hash.update(piece);
      byteLength += bytesRead;
      if (byteLength <= maxBytes) kept.push(piece);
    }
    return {
      sha256: hash.digest("hex"),
      byteLength,
      ...(byteLength <= maxBytes && { bytes: Buffer.concat(kept) }),
    };
  } catch (error) {
    throw toFileError(error, "read", path);
  }
}
