/** Bytes of a file that was tracked, from where a locator says. */
import { open } from "node:fs/promises";
import { openBytes, packingOf } from "./readers/byte-stream.ts";

/** Why they can't be had. */
type MissingBytes = "file-missing" | "text-changed";

/**
 * Returns bytes of a regular file, by default of the unpacked one: linear in what lies before them in a packed file.
 *
 * @param isUnpacked whether the offsets count unpacked bytes
 */
export async function readRange(
  path: string,
  byteStart: number,
  byteEnd: number,
  isUnpacked = true,
): Promise<Uint8Array | MissingBytes> {
  try {
    await using file = await open(path, "r");
    if (!(await file.stat()).isFile()) return "file-missing";
    const head = new Uint8Array(4);
    if (isUnpacked) await file.read(head, 0, head.byteLength, 0);
    if (packingOf(head) !== "none") return await cut((await openBytes(path)).chunks, byteStart, byteEnd);
    const bytes = new Uint8Array(byteEnd - byteStart);
    const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, byteStart);
    return bytesRead === bytes.byteLength ? bytes : "text-changed";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    // Anything but a missing file means that it can't be unpacked to there any more.
    return code === "ENOENT" || code === "EACCES" || code === "ENOTDIR" ? "file-missing" : "text-changed";
  }
}

async function cut(
  chunks: AsyncIterable<Uint8Array>,
  byteStart: number,
  byteEnd: number,
): Promise<Uint8Array | MissingBytes> {
  const parts: Uint8Array[] = [];
  let position = 0;
  for await (const chunk of chunks) {
    const from = Math.max(byteStart - position, 0);
    const to = Math.min(byteEnd - position, chunk.byteLength);
    if (from < to) parts.push(chunk.slice(from, to));
    position += chunk.byteLength;
    if (position >= byteEnd) return Buffer.concat(parts);
  }
  return "text-changed";
}
