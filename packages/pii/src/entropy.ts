import type { Validity } from "./detector.ts";

/** Shannon's entropy of the characters, in bits a character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Rules out what is written to look like a key: too few different characters, or a word that says so. */
export function checkRandom(value: string, leastEntropy: number): Validity {
  return entropy(value) < leastEntropy || /example|placeholder|your[-_]?|xxxx|\.\.\./i.test(value)
    ? "invalid"
    : "no-check";
}
