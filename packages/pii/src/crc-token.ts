import { crc32 } from "node:zlib";
import type { Validity } from "./detector.ts";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * Judges a token that ends in six base62 digits of the CRC-32 of the thirty characters before them, after its prefix
 * (GitHub, "Behind GitHub's new authentication token formats", 2021).
 */
export function checkCrcToken(value: string): Validity {
  const body = value.slice(value.indexOf("_") + 1);
  let rest = crc32(body.slice(0, -6));
  let digits = "";
  for (let i = 0; i < 6; i++) {
    digits = alphabet[rest % 62]! + digits;
    rest = Math.floor(rest / 62);
  }
  return body.endsWith(digits) ? "valid" : "invalid";
}
