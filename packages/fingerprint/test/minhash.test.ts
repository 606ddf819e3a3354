import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AnchorHashes } from "../src/text/anchors.ts";
import {
  bandCount,
  bandKeys,
  bandSlots,
  blockSignatures,
  cutPassages,
  emptySignature,
  estimate,
  isEmptySignature,
  jaccard,
  joinSignature,
  passageWeight,
  shinglesIn,
  shinglesOf,
  signatureOf,
  slotCount,
  storedSignature,
} from "../src/text/minhash.ts";
import * as byKernel from "../src/wasm/minhash-kernel.ts";
import { isDense, normalise, normaliseUtf8 } from "../src/text/normal-form.ts";
import { anyBytes } from "./kernel-inputs.ts";
import { alphabets as a, draw, seeded } from "./planting.ts";

/** A set of shingles whose hashes are given. */
function setOf(values: readonly number[]): AnchorHashes {
  const lo = Uint32Array.from(values);
  return {
    count: lo.length,
    hi: Uint32Array.from(lo, (value) => Math.imul(value, 2_654_435_761)),
    lo,
    positions: lo,
  };
}

/** Sets of shingles as hashes, `shared` of them in both. */
function twoSets(random: () => number, shared: number, own: number): readonly [AnchorHashes, AnchorHashes] {
  const draws = (count: number): number[] =>
    Array.from({ length: count }, () => Math.floor(random() * 2 ** 32));
  const common = draws(shared);
  return [setOf([...common, ...draws(own)]), setOf([...common, ...draws(own)])];
}

describe("estimates are as good as theory says", () => {
  test.each([
    [10, 20],
    [30, 10],
    [300, 300],
    [400, 50],
    [900, 20],
  ])("%i shared shingles, %i of each side's own", (shared, own) => {
    const random = seeded(shared + own);
    const exact = shared / (shared + 2 * own);
    const rounds = 300;
    const errors = Array.from({ length: rounds }, () => {
      const [left, right] = twoSets(random, shared, own);
      expect(jaccard(left, right)).toBeCloseTo(exact, 2);
      return estimate(storedSignature(signatureOf(left)), storedSignature(signatureOf(right))) - exact;
    });
    const mean = errors.reduce((sum, error) => sum + error, 0) / rounds;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / rounds);
    // 8 stored bits: an unequal slot agrees once in 256, which widens the binomial a little.
    const agree = exact + (1 - exact) / 256;
    const theory = Math.sqrt((agree * (1 - agree)) / slotCount) / (1 - 1 / 256);
    expect(Math.abs(mean)).toBeLessThan((4 * theory) / Math.sqrt(rounds));
    expect(deviation).toBeLessThan(theory * 1.2);
    expect(deviation).toBeGreaterThan(theory * 0.8);
  });

  test("on edited text, whose shingles are no independent draws", () => {
    const random = seeded(77);
    let squares = 0;
    const rounds = 200;
    for (let i = 0; i < rounds; i++) {
      const words = Array.from({ length: 400 }, () => draw(random, a.runOther, 5));
      const copy = words.map((word) => (random() < 0.05 ? draw(random, a.runOther, 5) : word));
      const [left, right] = [words, copy].map((list) => shinglesOf(normalise(list.join(" ")))) as [
        AnchorHashes,
        AnchorHashes,
      ];
      const error =
        estimate(storedSignature(signatureOf(left)), storedSignature(signatureOf(right))) -
        jaccard(left, right);
      squares += error ** 2;
    }
    expect(Math.sqrt(squares / rounds)).toBeLessThan(0.045 * 1.15);
  });
});

test("bands find a similarity s with 1 - (1 - s^4)^16", () => {
  const random = seeded(3);
  for (const [shared, own] of [
    [20, 80],
    [50, 50],
    [100, 50],
    [150, 25],
  ] as const) {
    const similarity = shared / (shared + 2 * own);
    const expected = 1 - (1 - similarity ** bandSlots) ** bandCount;
    const rounds = 400;
    let met = 0;
    for (let i = 0; i < rounds; i++) {
      const [x, y] = twoSets(random, shared, own).map((set) => bandKeys(signatureOf(set))) as [
        ReturnType<typeof bandKeys>,
        ReturnType<typeof bandKeys>,
      ];
      met += Number(x.hi.some((hi, band) => hi === y.hi[band] && x.lo[band] === y.lo[band]));
    }
    const deviation = Math.sqrt((expected * (1 - expected)) / rounds);
    expect(Math.abs(met / rounds - expected)).toBeLessThan(4 * deviation + 0.01);
  }
});

describe("shingles", () => {
  test("begin at word starts and at every dense character, and nowhere else", () => {
    const text = normalise(
      "It learns—where a thing came from, 由来の記録 is all of it; nothing else is said",
    );
    const { positions, count } = shinglesOf(text);
    const at = [...positions.subarray(0, count)];
    const expected = [..."itlearnswhereathingcamefrom由来の記録isallofitnothingelseissaid"];
    const starts = ["it", "learns", "where", "a", "thing", "came", "from"].reduce<number[]>(
      (list, word) => [...list, list.at(-1)! + word.length],
      [0],
    );
    for (const position of starts.slice(0, -1)) expect(at).toContain(position);
    const dense = expected.flatMap((letter, i) => (isDense(letter.codePointAt(0)!) ? [i] : []));
    expect(at).toEqual(expect.arrayContaining(dense));
    expect(at).not.toContain(1);
    expect(at.every((position) => position + 8 <= text.length)).toBe(true);
  });

  test("are the same whatever stands between words, for strings and for bytes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("Kaede", "labs", "由来", "é", "ﬁn", "2026", "が"), {
          minLength: 12,
          maxLength: 40,
        }),
        (words) => {
          const left = shinglesOf(normalise(words.join(" ")));
          const right = shinglesOf(
            normaliseUtf8(new TextEncoder().encode(words.join(",\r\n ").toUpperCase())),
          );
          expect([...right.positions]).toEqual([...left.positions]);
          expect([...right.lo]).toEqual([...left.lo]);
        },
      ),
    );
  });

  test("a text without room for one has none, and the signature of nothing", () => {
    const shingles = shinglesOf(normalise("too short"));
    expect(shingles.count).toBe(0);
    expect(isEmptySignature(signatureOf(shingles))).toBe(true);
    expect(isEmptySignature(signatureOf(setOf([0])))).toBe(false);
    expect(jaccard(shingles, shingles)).toBe(0);
  });
});

test("signatures of this version never change", () => {
  const text = normalise(
    "The left-hand side says where a thing comes from; 由来とは、物事がそこから来たところである。",
  );
  const signature = signatureOf(shinglesOf(text));
  const { hi, lo } = bandKeys(signature);
  expect([...signature.subarray(0, 4), hi[0], lo[0], hi[15], lo[15]]).toMatchInlineSnapshot(`
    [
      586452532,
      209712116,
      422184145,
      851203298,
      298075682,
      3333197094,
      943479834,
      4079717399,
    ]
  `);
});

test("passages cover the text, overlap by half, and are one for a short text", () => {
  for (const alphabet of [a.runOther, a.runDense, `${a.runOther}${a.runDense}`]) {
    const text = normalise(draw(seeded(5), alphabet, 7_000));
    const passages = cutPassages(text);
    expect(passages[0]!.from).toBe(0);
    expect(passages.at(-1)!.to).toBe(text.length);
    const weight = (from: number, to: number): number =>
      text.characters.subarray(from, to).reduce((sum, code) => sum + (isDense(code) ? 18 : 7), 0);
    for (const [i, { from, to }] of passages.slice(0, -1).entries()) {
      expect(Math.abs(weight(from, to) - passageWeight)).toBeLessThan(36);
      expect(Math.abs(weight(from, passages[i + 1]!.from) - passageWeight / 2)).toBeLessThan(36);
    }
  }
  expect(cutPassages(normalise("short"))).toEqual([{ from: 0, to: 5 }]);
  expect(cutPassages(normalise("…"))).toEqual([]);
});

test("the shingles of a passage are those that begin in it", () => {
  const text = normalise(Array.from({ length: 900 }, (_, i) => `word${i}`).join(" "));
  const all = shinglesOf(text);
  const [, second] = cutPassages(text);
  const inside = shinglesIn(all, second!);
  expect(inside.count).toBeGreaterThan(50);
  expect([...inside.positions]).toEqual(
    [...all.positions].filter((position) => position >= second!.from && position < second!.to),
  );
});

test("the signature of a text is joined from those of its blocks, and a passage's from two of them", () => {
  const text = normalise(
    Array.from({ length: 900 }, (_, i) => (i % 3 === 0 ? `由来${i}の記録` : `word${i}`)).join(" "),
  );
  const { signatures, starts } = blockSignatures(text, true);
  const join = (from: number, to: number): Uint32Array => {
    const joined = emptySignature();
    for (let i = from; i < to; i++)
      joinSignature(joined, signatures.subarray(i * slotCount, (i + 1) * slotCount));
    return joined;
  };
  const passages = cutPassages(text);
  expect(passages.length).toBeGreaterThan(3);
  expect(starts).toHaveLength(passages.length + 1);
  expect(join(0, starts.length)).toEqual(signatureOf(shinglesOf(text)));
  for (const [i, passage] of passages.entries())
    expect(join(i, i + 2)).toEqual(signatureOf(shinglesIn(shinglesOf(text), passage)));
});

test("the kernel's shingles and signatures are the twin's", () => {
  fc.assert(
    fc.property(anyBytes, fc.integer({ min: 1, max: 40 }), (bytes, times) => {
      const text = normaliseUtf8(Buffer.concat(Array.from({ length: times }, () => Buffer.from(bytes))));
      const shingles = shinglesOf(text);
      expect(byKernel.shinglesOf(text)).toEqual(shingles);
      expect(byKernel.signatureOf(shingles)).toEqual(signatureOf(shingles));
    }),
  );
  const lo = Uint32Array.from({ length: 300_000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1));
  expect(byKernel.signatureOf({ lo, count: lo.length })).toEqual(signatureOf({ lo, count: lo.length }));
});
