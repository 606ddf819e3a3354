/** Bytes of a file or stream, unpacked where they are gzip or Zstandard: told by their first bytes and not by a name. */
import { open } from "node:fs/promises";
import type { Transform } from "node:stream";
import { finished } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { UnpackingLimit, unpackedLimit } from "./unpacking-limit.ts";

/** Where bytes come from: a path, or any stream of chunks, such as standard input. */
export type ByteSource = string | AsyncIterable<Uint8Array>;

/** How a stream of bytes is packed. */
export type Packing = "none" | "gzip" | "zstd";

/** Codes of zlib for data that ends before it should. */
export const truncatedCodes: ReadonlySet<string> = new Set(["Z_BUF_ERROR", "ZSTD_error_srcSize_wrong"]);

const chunkBytes = 256 * 1024;
/** Packed bytes at a time: they unpack to a thousand times as much at most. */
const packedBytes = 16 * 1024;

/**
 * Opens bytes and looks at how they are packed. Errors come up where the chunks are read, `UnpackingLimit` for a bomb. A chunk of a file holds until the
 * next is asked for when `reuses` is set: a new buffer for each, outside of the heap, kept the collector busy for more
 * than a third of the thread's time.
 */
export async function openBytes(
  source: ByteSource,
  { reuses = false }: { readonly reuses?: boolean } = {},
): Promise<{ readonly packing: Packing; readonly chunks: AsyncIterable<Uint8Array> }> {
  const input: AsyncIterable<Uint8Array> = typeof source === "string" ? readChunks(source, reuses) : source;
  const iterator = input[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let headBytes = 0;
  // A pipe can hand over one byte at a time.
  while (headBytes < 4) {
    const next = await iterator.next();
    if (next.done === true) break;
    head.push(next.value.byteLength < 4 ? Uint8Array.from(next.value) : next.value);
    headBytes += next.value.byteLength;
  }
  const packing = packingOf(Buffer.concat(head).subarray(0, 4));
  const whole = rejoin(head, iterator);
  return { packing, chunks: packing === "none" ? whole : unpack(whole, packing) };
}

async function* readChunks(path: string, reuses: boolean): AsyncGenerator<Uint8Array> {
  await using file = await open(path);
  let chunk = new Uint8Array(chunkBytes);
  for (;;) {
    const { bytesRead } = await file.read(chunk);
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
    if (!reuses) chunk = new Uint8Array(chunkBytes);
  }
}

/** Tells by its first four bytes how a file is packed. */
export function packingOf(head: Uint8Array): Packing {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd ? "zstd" : "none";
}

async function* rejoin(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/**
 * Unpacks piece by piece and hands on everything that a piece gave before the next one, or an error, is looked at: a stream's
 * own buffer would be thrown away with the error, and what is read of a broken file would depend on who is faster.
 */
async function* unpack(
  chunks: AsyncIterable<Uint8Array>,
  packing: "gzip" | "zstd",
): AsyncGenerator<Uint8Array> {
  const transform: Transform =
    packing === "gzip"
      ? createGunzip({ chunkSize: chunkBytes })
      : createZstdDecompress({ chunkSize: chunkBytes });
  let ready: Uint8Array[] = [];
  let failure: Error | undefined;
  transform.on("data", (bytes: Uint8Array) => ready.push(bytes));
  transform.on("error", (error) => (failure = error));
  // A write on which the stream breaks is never called back; the stream is closed instead.
  let settle: (() => void) | undefined;
  transform.on("close", () => settle?.());
  let packedBytes = 0;
  let unpackedBytes = 0;
  try {
    for await (const piece of pieces(chunks)) {
      packedBytes += piece.byteLength;
      await new Promise<void>((resolve) => {
        settle = resolve;
        transform.write(piece, () => resolve());
      });
      for (const bytes of ready) unpackedBytes += bytes.byteLength;
      if (unpackedBytes > unpackedLimit(packedBytes)) throw new UnpackingLimit("unpacks without end");
      yield* ready;
      ready = [];
      if (failure !== undefined) throw failure;
    }
    await finished(transform.end()).catch((error: unknown) => (failure ??= error as Error));
    yield* ready;
    if (failure !== undefined) throw failure;
  } finally {
    transform.destroy();
  }
}

async function* pieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.byteLength; at += packedBytes) yield chunk.subarray(at, at + packedBytes);
}
