/** A limit on what packed bytes may become: bombs are a few bytes that unpack without end. */
import { openBytes, type ByteSource, type Packing } from "./byte-stream.ts";
import { createReadStream } from "node:fs";

/** Unpacked bytes for each packed one that no honest file of text reaches, beyond the free ones. */
const maxRatio = 200;
const freeBytes = 1024 * 1024 * 1024;

/** Thrown while reading what unpacks to more than any honest file. */
export class UnpackingLimit extends Error {
  readonly code = "unpacks-without-end";
}

/** How many unpacked bytes so many packed ones may become. */
export function unpackedLimit(packedBytes: number): number {
  return freeBytes + maxRatio * packedBytes;
}

/** Opens bytes like `openBytes`; the chunks throw `UnpackingLimit` when they come to more than the limit. */
export async function openLimited(
  source: ByteSource,
): Promise<{ readonly packing: Packing; readonly chunks: AsyncIterable<Uint8Array> }> {
  let packedBytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    const chunks: AsyncIterable<Uint8Array> =
      typeof source === "string" ? createReadStream(source, { highWaterMark: 256 * 1024 }) : source;
    for await (const chunk of chunks) {
      packedBytes += chunk.byteLength;
      yield chunk;
    }
  }
  const { packing, chunks } = await openBytes(counted());
  if (packing === "none") return { packing, chunks };
  async function* limited(): AsyncGenerator<Uint8Array> {
    let byteLength = 0;
    for await (const chunk of chunks) {
      byteLength += chunk.byteLength;
      if (byteLength > unpackedLimit(packedBytes)) throw new UnpackingLimit("unpacks without end");
      yield chunk;
    }
  }
  return { packing, chunks: limited() };
}
