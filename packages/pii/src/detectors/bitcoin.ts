import { createHash } from "node:crypto";
import { judged } from "../check-digits.ts";
import type { Detector } from "../detector.ts";

const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** A Bitcoin address in base58check: four bytes of a double SHA-256. */
export const bitcoin: Detector = {
  id: "bitcoin",
  subject: "person",
  category: "wallet",
  role: "financial",
  find: { by: "digits", atLeast: 1, pattern: /[13][1-9A-HJ-NP-Za-km-z]{25,34}/g },
  check: (value) => judged(passesBase58Check(value)),
  chance: 1e-9,
  prior: -3,
  matches: ["pay «1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2»", "«3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy»"],
  nonMatches: ["1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3"],
};

function passesBase58Check(value: string): boolean {
  let number = 0n;
  for (const character of value) number = number * 58n + BigInt(alphabet.indexOf(character));
  const bytes = Buffer.from(number.toString(16).padStart(50, "0"), "hex");
  if (bytes.length !== 25) return false;
  const once = createHash("sha256").update(bytes.subarray(0, 21)).digest();
  return createHash("sha256").update(once).digest().subarray(0, 4).equals(bytes.subarray(21));
}
