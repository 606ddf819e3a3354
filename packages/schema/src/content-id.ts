import { hash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

/** The number of hex digits that {@link shortId} keeps. */
export const shortIdLength = 8;

/**
 * Returns the id of a value: the SHA-256 of its canonical JSON as 64 lower-case hex digits.
 *
 * @throws SchemaError `not-canonical` when the value is not JSON
 */
export function contentId(value: unknown): string {
  return hash("sha256", canonicalJson(value), "hex");
}

/** Returns the SHA-256 of bytes, or of a text's UTF-8, as 64 lower-case hex digits. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return hash("sha256", bytes, "hex");
}

/** Shortens an id for a screen to its first 8 characters; 1 in 1,000 that two of 2,900 ids agree in them. */
export function shortId(id: string): string {
  return id.slice(0, shortIdLength);
}
