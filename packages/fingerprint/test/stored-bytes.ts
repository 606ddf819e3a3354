/** Builders for the tests of stored files: folders that vanish, files opened with their true checksums, damage. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { onTestFinished } from "vitest";
import { CheckedFile } from "../src/segment/checked-file.ts";
import { blockByteLength } from "../src/segment/checksums.ts";
import { FingerprintError, type FingerprintErrorCode } from "../src/error.ts";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "yurai-storage-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function crcsOf(bytes: Uint8Array): Uint32Array {
  return Uint32Array.from({ length: Math.ceil(bytes.length / blockByteLength) }, (_, block) =>
    crc32(bytes.subarray(block * blockByteLength, (block + 1) * blockByteLength)),
  );
}

/** Writes bytes and opens them with the checksums of `original`, which are their own where none is given. */
export function checked(path: string, bytes: Uint8Array, original: Uint8Array = bytes): CheckedFile {
  writeFileSync(path, bytes);
  return CheckedFile.open(path, original.length, crcsOf(original));
}

/** Runs a step and returns the code of the FingerprintError it ends in; any other error is thrown on. */
export function codeOf(step: () => unknown): FingerprintErrorCode | "no error" {
  try {
    step();
    return "no error";
  } catch (error) {
    if (error instanceof FingerprintError) return error.code;
    throw error;
  }
}

/** Every copy of the bytes with one bit flipped, then every copy cut short. */
export function* damagedCopies(bytes: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const copy = Uint8Array.from(bytes);
    copy[bit >>> 3]! ^= 1 << (bit & 7);
    yield copy;
  }
  for (let length = 0; length < bytes.length; length += 1) yield bytes.slice(0, length);
}

/** A repeatable source of numbers below 2^32 (splitmix32), for data too large for fast-check. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}
