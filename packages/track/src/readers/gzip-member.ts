/** Gzip member by member (RFC 1952), with limits: an archive that packs each record alone is entered at any of them. */
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import type { ByteWindow } from "./byte-window.ts";

/** What a member came to. */
export type GzipMember =
  | {
      readonly kind: "member";
      readonly bytes: Uint8Array;
      readonly byteStart: number;
      readonly byteEnd: number;
    }
  /** Unpacked without being kept, because it is larger than the limit. */
  | { readonly kind: "too-large"; readonly byteLength: number; readonly byteStart: number }
  /** Even skipping it went beyond the limit: a bomb, or one that never ends. */
  | { readonly kind: "endless"; readonly byteStart: number }
  | { readonly kind: "truncated"; readonly byteStart: number }
  | { readonly kind: "broken"; readonly code: string; readonly byteStart: number }
  | { readonly kind: "end" };

/** Limits of unpacking. */
export interface MemberLimits {
  /** Largest member that is unpacked into memory, in bytes. */
  readonly maxBytes: number;
  /** Largest member that is unpacked to find its end, in bytes. */
  readonly maxSkippedBytes: number;
}

interface InflatedInfo {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

const firstBytes = 128 * 1024;
const trailerBytes = 8;
/** Name and comment of a member are a few bytes in any honest file. */
const maxHeaderBytes = 64 * 1024;

/** Reads the member at the begin of the window and leaves it behind, unless it is broken or cut off. */
export async function readMember(window: ByteWindow, limits: MemberLimits): Promise<GzipMember> {
  const byteStart = window.position;
  await window.fill(firstBytes);
  if (window.byteLength === 0) return { kind: "end" };
  const header = headerLength(window.view);
  if (header === "not-gzip") return { kind: "broken", code: "not-gzip", byteStart };
  if (header === "cut-off") return { kind: "truncated", byteStart };
  for (;;) {
    const inflated = inflate(window.view.subarray(header), limits.maxBytes);
    if (inflated === "too-large") return skipMember(window, header, limits);
    if (inflated === "broken") return { kind: "broken", code: "Z_DATA_ERROR", byteStart };
    const wanted =
      inflated === "cut-off" ? window.byteLength * 2 : header + inflated.engine.bytesWritten + trailerBytes;
    if (inflated !== "cut-off" && window.byteLength >= wanted) {
      const trailer = wanted - trailerBytes;
      const isSound = matchesTrailer(inflated.buffer, window.view.subarray(trailer, wanted));
      if (!isSound) return { kind: "broken", code: "wrong-checksum", byteStart };
      window.skip(wanted);
      return { kind: "member", bytes: inflated.buffer, byteStart, byteEnd: window.position };
    }
    const before = window.byteLength;
    await window.fill(wanted);
    if (window.byteLength === before) return { kind: "truncated", byteStart };
  }
}

/** Moves the window to where the next member may begin, after a broken one; false when there is none. */
export async function findMember(window: ByteWindow): Promise<boolean> {
  window.skip(1);
  while (await window.fill(4)) {
    const at = Buffer.from(window.view.buffer, window.view.byteOffset, window.byteLength).indexOf(
      "\x1f\x8b\x08",
      0,
      "latin1",
    );
    if (at >= 0) {
      window.skip(at);
      return true;
    }
    window.skip(window.byteLength - 3);
  }
  return false;
}

function inflate(
  packed: Uint8Array,
  maxOutputLength: number,
): InflatedInfo | "cut-off" | "too-large" | "broken" {
  try {
    // With `info` the call returns its engine too, which the types don't say.
    return inflateRawSync(packed, { info: true, maxOutputLength }) as unknown as InflatedInfo;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "Z_BUF_ERROR") return "cut-off";
    return code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "broken";
  }
}

/** Bytes before the packed data. */
function headerLength(bytes: Uint8Array): number | "not-gzip" | "cut-off" {
  if (bytes.byteLength < 10) return bytes[0] === 0x1f ? "cut-off" : "not-gzip";
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return "not-gzip";
  const flags = bytes[3]!;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.subarray(0, maxHeaderBytes).indexOf(0, at);
    if (end < 0) return bytes.byteLength < maxHeaderBytes ? "cut-off" : "not-gzip";
    at = end + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  return at <= bytes.byteLength ? at : "cut-off";
}

function matchesTrailer(bytes: Uint8Array, trailer: Uint8Array): boolean {
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailerBytes);
  return view.getUint32(4, true) === bytes.byteLength % 2 ** 32 && view.getUint32(0, true) === crc32(bytes);
}

/** Unpacks a member only to learn where it ends. */
async function skipMember(window: ByteWindow, header: number, limits: MemberLimits): Promise<GzipMember> {
  const byteStart = window.position;
  window.skip(header);
  const engine = createInflateRaw({ chunkSize: firstBytes });
  const seen = { byteLength: 0, hasFailed: false, hasEnded: false, settle: (): void => undefined };
  engine.on("close", () => seen.settle());
  engine.on("data", (chunk: Uint8Array) => {
    seen.byteLength += chunk.byteLength;
  });
  engine.on("error", () => {
    seen.hasFailed = true;
  });
  engine.on("end", () => {
    seen.hasEnded = true;
  });
  let given = 0;
  let lastGiven = 0;
  while (!seen.hasEnded && !seen.hasFailed && seen.byteLength <= limits.maxSkippedBytes) {
    window.skip(lastGiven);
    lastGiven = 0;
    if (!(await window.fill(1))) break;
    lastGiven = Math.min(window.byteLength, firstBytes);
    given += lastGiven;
    // A write on which the engine breaks is never called back; the engine is closed instead.
    await new Promise<void>((resolve) => {
      seen.settle = resolve;
      engine.write(window.view.slice(0, lastGiven), () => resolve());
    });
    // The end of the data is told a moment after its last byte was taken.
    await new Promise(setImmediate);
  }
  const used = engine.bytesWritten;
  engine.destroy();
  if (seen.hasFailed) return { kind: "broken", code: "Z_DATA_ERROR", byteStart };
  if (!seen.hasEnded)
    return { kind: seen.byteLength > limits.maxSkippedBytes ? "endless" : "truncated", byteStart };
  window.skip(lastGiven - (given - used));
  await window.skipFar(trailerBytes);
  return { kind: "too-large", byteLength: seen.byteLength, byteStart };
}
