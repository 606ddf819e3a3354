import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alignTexts } from "../src/search/alignment.ts";
import { extendAlignment } from "../src/search/extend-alignment.ts";
import { searchKernel } from "../src/wasm/search-kernel.ts";
import { draw, seeded } from "./planting.ts";

// Few different characters and edits of copies: alignments that go far, branch, and end at either text's edge.
const characters = fc.array(fc.integer({ min: 97, max: 99 }), { maxLength: 400 });
const editedCopy = characters.chain((text) =>
  fc
    .array(
      fc.tuple(
        fc.nat(400),
        fc.constantFrom("insert", "delete", "replace"),
        fc.integer({ min: 97, max: 101 }),
      ),
      {
        maxLength: 40,
      },
    )
    .map((edits) => {
      const copy = [...text];
      for (const [at, kind, character] of edits) {
        if (kind === "insert") copy.splice(at, 0, character);
        else if (kind === "delete") copy.splice(at, 1);
        else if (at < copy.length) copy[at] = character;
      }
      return { text, copy };
    }),
);
const limits = fc.record({
  similarity: fc.constantFrom(0.5, 0.8, 0.9, 1),
  patience: fc.constantFrom(0, 3, 16),
  maxEdits: fc.constantFrom(1, 7, 4_096),
  step: fc.constantFrom<1 | -1>(1, -1),
});

function codesOf(text: string): Uint32Array {
  return Uint32Array.from(text, (letter) => letter.codePointAt(0)!);
}

describe("extending alignments in the search kernel", () => {
  test("gives the twin's ends, edits and reach from any pair of places, forwards and backwards", () => {
    expect(searchKernel()).toBeDefined();
    fc.assert(
      fc.property(editedCopy, fc.nat(400), fc.nat(400), limits, ({ text, copy }, a, b, limits) => {
        const output = Uint32Array.from(text);
        const record = Uint32Array.from(copy);
        const places = { output: Math.min(a, output.length), record: Math.min(b, record.length) };
        const same = { output: places.output, record: Math.min(places.output, record.length) };
        const extend = alignTexts(output, record);
        expect(extend).not.toBe(extendAlignment);
        for (const from of [places, same]) {
          const { recordSeen, ...found } = extend(from, limits);
          const { recordSeen: seenByTwin, ...expected } = extendAlignment(output, record, from, limits);
          expect(found).toEqual(expected);
          // Where nothing is alike the kernel may look no further than that takes to tell.
          expect(recordSeen === seenByTwin || found.output === 0).toBe(true);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  test("gives up at once only where nothing is gained: ends in prose, kana and code that go on otherwise, or alike again", () => {
    let hopeless = 0;
    const endings = fc.record({
      seed: fc.nat(1e9),
      alphabet: fc.constantFrom("etaoinshrdlu", "かきくけこがぎぐげご東西", "{}();=.abcdef0123456789"),
      // What comes behind the end: how many characters differ before the texts agree again, and for how long.
      gap: fc.integer({ min: 1, max: 60 }),
      again: fc.constantFrom(0, 4, 30, 300),
      shift: fc.integer({ min: -20, max: 20 }),
      limits,
    });
    fc.assert(
      fc.property(endings, ({ seed, alphabet, gap, again, shift, limits }) => {
        const random = seeded(seed);
        const common = draw(random, alphabet, again);
        const [output, record] = [gap + Math.max(0, shift), gap + Math.max(0, -shift)].map((length) =>
          codesOf(`${draw(random, alphabet, length)}${common}${draw(random, alphabet, 300)}`),
        ) as [Uint32Array, Uint32Array];
        const texts = [output, record].map((text) => (limits.step === 1 ? text : text.toReversed()));
        const [a, b] = texts as [Uint32Array, Uint32Array];
        const from = limits.step === 1 ? { output: 0, record: 0 } : { output: a.length, record: b.length };
        const { recordSeen, ...found } = alignTexts(a, b)(from, limits);
        const { recordSeen: seenByTwin, ...expected } = extendAlignment(a, b, from, limits);
        expect(found).toEqual(expected);
        if (recordSeen === seenByTwin) return;
        hopeless++;
        // Whatever stands where it did not look, even all of the output again, changes nothing.
        const other = record.slice();
        other.set(output.subarray(0, Math.max(0, other.length - recordSeen)), recordSeen);
        const changed = limits.step === 1 ? other : other.toReversed();
        const { recordSeen: _seen, ...still } = extendAlignment(a, changed, from, limits);
        expect(still).toEqual({ output: 0, record: 0, edits: 0 });
      }),
      { numRuns: 1_500 },
    );
    expect(hopeless).toBeGreaterThan(200);
  });

  test("texts of a million characters are laid beside each other, and small ones after them", () => {
    const long = Uint32Array.from({ length: 1_000_000 }, (_, i) => 97 + ((i * 7) % 26));
    const edited = long.slice();
    for (let i = 50; i < edited.length; i += 1_000) edited[i] = 48;
    const limits = { similarity: 0.8, patience: 16, maxEdits: 4_096, step: 1 } as const;
    const from = { output: 0, record: 0 };
    const found = alignTexts(long, edited)(from, limits);
    expect(found).toEqual({ output: 1_000_000, record: 1_000_000, edits: 1_000, recordSeen: 1_000_000 });
    const short = Uint32Array.of(1, 2, 3);
    expect(alignTexts(short, short)(from, limits).output).toBe(3);
  });
});
