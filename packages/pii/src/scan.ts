import { detectors } from "./detectors.ts";
import type { Hit } from "./hit.ts";
import { createScanner, type ScanOptions } from "./scanner.ts";

const everything = createScanner(detectors);

/**
 * Finds personal data and secrets in a text with every detector of this package, in order of place. Offsets are UTF-16:
 * `text.slice(hit.start, hit.end)` is the value. Never throws. Linear.
 *
 * @example
 * ```ts
 * scan("マイナンバーは621498320257です")[0];
 * // { category: "my-number", start: 8, end: 20, validity: "valid", score: 0.94, context: { label: "my-number", ... } }
 * ```
 */
export function scan(text: string, options?: ScanOptions): Hit[] {
  return everything.scan(text, options);
}

/** Finds the same in UTF-8 bytes; offsets are bytes. Bytes that are no UTF-8 are passed over. */
export function scanUtf8(bytes: Uint8Array, options?: ScanOptions): Hit[] {
  return everything.scanUtf8(bytes, options);
}
