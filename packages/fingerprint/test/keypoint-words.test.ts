import { expect, test } from "vitest";
import { soughtWords, storedWords } from "../src/images/keypoint-words.ts";
import type { Keypoints } from "../src/images/keypoints.ts";
import { drawnNumbers } from "./drawn-pictures.ts";

function keypoints(count: number, seed: number, range: number): Keypoints {
  const next = drawnNumbers(seed);
  const bytes = (length: number) => Uint8Array.from({ length }, () => next() % range);
  const [x, y] = [new Uint16Array(count), new Uint16Array(count)];
  const [level, angle] = [new Uint8Array(count), new Uint8Array(count)];
  const descriptors = Uint8Array.from({ length: count * 32 }, () => next() & 255);
  return { count, x, y, level, angle, descriptors, margins: bytes(count * 256) };
}

/** The same keypoint with some bits of its first word the other way. */
function flipped(one: Keypoints, bits: readonly number[]): Keypoints {
  const descriptors = one.descriptors.slice();
  for (const bit of bits) descriptors[bit >> 3]! ^= 1 << (bit & 7);
  return { ...one, descriptors };
}

test("a word is found again with any of its seven least certain bits the other way, or two of the first three", () => {
  for (let seed = 1; seed < 40; seed++) {
    const one = keypoints(1, seed, seed < 20 ? 4 : 256);
    const sought = soughtWords(one);
    const keys = new Set(Array.from(sought.hi, (hi, i) => hi * 2 ** 32 + sought.lo[i]!));
    const bits = Array.from({ length: 20 }, (_, bit) => bit);
    const weak = bits.toSorted((a, b) => one.margins[a]! - one.margins[b]! || a - b);
    const isFound = (changed: readonly number[]): boolean => {
      const { hi, lo } = storedWords(flipped(one, changed));
      return keys.has(hi[0]! * 2 ** 32 + lo[0]!);
    };
    expect(bits.map((bit) => isFound([bit]))).toEqual(bits.map((bit) => weak.indexOf(bit) < 7));
    expect([isFound([]), isFound([weak[0]!, weak[2]!]), isFound([weak[1]!, weak[3]!])]).toEqual([
      true,
      true,
      false,
    ]);
    expect(sought.keypoint.length).toBe(22);
  }
});
