import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closeProfile, hashEveryPosition as hashByTwin, standardProfile } from "../src/text/anchors.ts";
import { loadedKernel } from "../src/wasm/kernel.ts";
import * as twin from "../src/text/normal-form.ts";
import type { NormalText } from "../src/text/normal-form.ts";
import { hashEveryPosition, normalise, normaliseUtf8, textKey } from "../src/wasm/query-kernel.ts";
import { textKey as textKeyByTwin } from "../src/text/text-key.ts";
import { anyBytes, fragments, longBytes } from "./kernel-inputs.ts";
import { hardText, longRun } from "./normal-form-reference.ts";

/** The first character at which two normal forms differ in anything; -1 for none. */
function firstDifference(a: NormalText, b: NormalText): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  return a.characters.findIndex(
    (character, i) => character !== b.characters[i] || a.starts[i] !== b.starts[i] || a.ends[i] !== b.ends[i],
  );
}

describe("the query kernel", () => {
  test("is there, so that what follows compares two implementations", () => {
    expect(loadedKernel()).toBeDefined();
    expect(normalise).not.toBe(twin.normalise);
  });

  test("gives the twin's characters and byte spans for any bytes", () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, longBytes), (bytes) => {
        expect(firstDifference(normaliseUtf8(bytes), twin.normaliseUtf8(bytes))).toBe(-1);
      }),
      { numRuns: 1_500 },
    );
  });

  test("gives the twin's key of any whole text, of several windows too", () => {
    const numbers = fc.uint32Array({ maxLength: 200, max: 0x10ffff });
    fc.assert(
      fc.property(numbers, fc.constantFrom(0, 65_504, 65_536, 131_073), (some, before) => {
        const characters = new Uint32Array(before + some.length).fill(0x61);
        characters.set(some, before);
        const text = { length: characters.length, characters, starts: characters, ends: characters };
        expect(textKey(text)).toEqual(textKeyByTwin(text));
      }),
      { numRuns: 200 },
    );
  });

  test("gives the twin's characters and UTF-16 spans for any string, lone surrogates included", () => {
    const anyString = fc.oneof(
      hardText,
      longRun,
      fc.string({ unit: "binary", maxLength: 200 }),
      fc
        .array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 50 })
        .map((units) => `か${String.fromCharCode(...units)}\u{3099}`),
      longBytes.map((bytes) => new TextDecoder().decode(bytes)),
    );
    fc.assert(
      fc.property(anyString, (text) => {
        expect(firstDifference(normalise(text), twin.normalise(text))).toBe(-1);
      }),
      { numRuns: 1_500 },
    );
  });

  test("lengthens a composite's span over a mark that comes in the next window", () => {
    for (let before = 16_370; before <= 16_390; before++) {
      const bytes = Buffer.from(`${"a".repeat(before)}か${"、".repeat(3)}\u{3099}e\u{323}\u{301}`);
      expect(firstDifference(normaliseUtf8(bytes), twin.normaliseUtf8(bytes)), String(before)).toBe(-1);
    }
  });

  test("hashes every position as the twin does", () => {
    const profiles = fc.oneof(
      fc.constantFrom(standardProfile, closeProfile),
      fc.record({
        name: fc.constant("close" as const),
        weightStep: fc.constant(100),
        denseCharacters: fc.integer({ min: 1, max: 70 }),
        otherCharacters: fc.integer({ min: 1, max: 70 }),
      }),
    );
    fc.assert(
      fc.property(fc.oneof(anyBytes, longBytes), profiles, (bytes, profile) => {
        const text = twin.normaliseUtf8(bytes);
        expect(hashEveryPosition(text, profile)).toEqual(hashByTwin(text, profile));
      }),
      { numRuns: 300 },
    );
  });

  test("hashes texts longer than one call takes", () => {
    const text = twin.normaliseUtf8(Buffer.alloc(200_000, Buffer.concat(fragments)));
    const [kernel, plain] = [hashEveryPosition(text, standardProfile), hashByTwin(text, standardProfile)];
    expect(kernel.count).toBe(plain.count);
    for (const column of ["hi", "lo", "positions"] as const)
      expect(kernel[column].findIndex((value, i) => value !== plain[column][i])).toBe(-1);
  });
});
