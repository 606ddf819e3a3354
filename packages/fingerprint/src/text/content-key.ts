/**
 * Digests and the keys of `keys.idx`: what a record is found by when the question is not its passages.
 *
 * A key is 64 bits in two halves. Each kind of key has its own domain, so that a digest never meets a URL; a hit
 * is confirmed on the record's row (URL, digest) or on its text (whole text), so a collision costs a read and
 * never a wrong answer.
 */
import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { FingerprintError } from "../error.ts";
import { canonicalUrl } from "./canonical-url.ts";

/** Bytes of a content digest: the first half of a SHA-256, so that a file's known SHA-256 can be looked up. */
export const digestByteLength = 16;

/** A 64-bit key in two halves. */
export interface Key {
  readonly hi: number;
  readonly lo: number;
}

/** Returns the 128-bit content digest of the bytes as they were loaded: SHA-256, cut to 16 bytes. */
export function contentDigest(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer").subarray(0, digestByteLength);
}

/** Writes the content digest of some bytes at an offset. As a string the hash costs half of what it does as a Buffer. */
export function writeContentDigest(bytes: Uint8Array, into: Buffer, at: number): void {
  into.write(hash("sha256", bytes, "binary"), at, digestByteLength, "latin1");
}

/**
 * Reads a digest that a person typed: 32 or 64 hexadecimal digits, with or without a `sha256:` before them.
 *
 * @throws FingerprintError `bad-input` for anything else
 */
export function parseDigest(digest: string): Uint8Array {
  const digits = digest.replace(/^sha256:/i, "");
  if (!/^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i.test(digits)) {
    throw new FingerprintError(
      "bad-input",
      "A digest must be 32 or 64 hexadecimal digits (a SHA-256, whole or its first half), optionally after sha256:.",
    );
  }
  return Uint8Array.from(Buffer.from(digits.slice(0, digestByteLength * 2), "hex"));
}

/** Returns the key of a content digest: its first 64 bits, which are as good as random, turned away from other keys. */
export function digestKey(digest: Uint8Array, at: number = 0): Key {
  return {
    hi: (littleEndian(digest, at + 4) ^ digestDomain.hi) >>> 0,
    lo: (littleEndian(digest, at) ^ digestDomain.lo) >>> 0,
  };
}

/**
 * Returns the key of a URL in its canonical form.
 *
 * @throws FingerprintError `bad-input` when it is no absolute URL
 */
export function urlKey(url: string): Key {
  return canonicalUrlKey(canonicalUrl(url));
}

/** Returns the key of a URL that is in its canonical form already. */
export function canonicalUrlKey(canonical: string): Key {
  const digits = hash("sha256", `url-1\0${canonical}`, "binary");
  return { hi: littleEndianIn(digits, 4), lo: littleEndianIn(digits, 0) };
}

/** "digest 1" in ASCII. */
const digestDomain: Key = { hi: 0x31207473, lo: 0x65676964 };

function littleEndian(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** The same of a string with a character for each byte. */
function littleEndianIn(text: string, at: number): number {
  const low = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 8) | (text.charCodeAt(at + 2) << 16);
  return (low | (text.charCodeAt(at + 3) << 24)) >>> 0;
}
