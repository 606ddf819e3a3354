import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { planPostings } from "../src/segment/postings-format.ts";
import { writePostings, writeSortedPostings } from "../src/segment/postings-writer.ts";
import { sortPostings, type PostingColumnViews } from "../src/segment/sort-postings.ts";
import { sortInKernel } from "../src/segment/sorted-postings.ts";
import { randomNumbers } from "./stored-bytes.ts";

const folder = mkdtempSync(join(tmpdir(), "yurai-sorted-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

/** The file that the kernel writes of columns, and the one that the plain code writes. */
function bothFiles(columns: PostingColumnViews, maxValue: number): readonly [Buffer, Buffer] {
  const [byKernel, plain] = [join(folder, `${files++}`), join(folder, `${files++}`)];
  const copy = { hi: columns.hi.slice(), lo: columns.lo.slice(), value: columns.value.slice() };
  writePostings(byKernel, columns, { maxValue });
  sortPostings(copy);
  const count = copy.hi.length;
  writeSortedPostings(plain, [{ ...copy, count }], { maxValue, count });
  const both = [readFileSync(byKernel), readFileSync(plain)] as const;
  rmSync(byKernel);
  rmSync(plain);
  return both;
}

function columnsOf(
  count: number,
  { seed, keys, most }: { readonly seed: number; readonly keys: number; readonly most: number },
): PostingColumnViews {
  const random = randomNumbers(seed);
  const [his, los] = [Uint32Array.from({ length: keys }, random), Uint32Array.from({ length: keys }, random)];
  const hi = new Uint32Array(count);
  const lo = new Uint32Array(count);
  const value = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    // Every third key shares its upper half with others.
    const key = random() % keys;
    hi[i] = his[key % 3 === 0 ? 0 : key]!;
    lo[i] = los[key]!;
    value[i] = Math.floor((random() / 2 ** 32) * (most + 1));
  }
  return { hi, lo, value };
}

describe("postings sorted in the writing kernel", () => {
  test("are sorted there, here and now", () => {
    const columns = columnsOf(1_000, { seed: 1, keys: 900, most: 10 });
    using sorted = sortInKernel(columns, planPostings(1_000, 10));
    expect(sorted).not.toBeNull();
  });

  test("become the very file that the plain code writes: crowded keys, equal ones, values of any width", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000 }),
        fc.record({
          seed: fc.nat(),
          keys: fc.constantFrom(1, 2, 40, 3_000),
          most: fc.constantFrom(0, 1, 255, 2 ** 31, 2 ** 32, 2 ** 48 - 1),
        }),
        (count, options) => {
          const [byKernel, plain] = bothFiles(columnsOf(count, options), options.most);
          expect(Buffer.compare(byKernel, plain)).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("become that file over several pieces and several ranges of keys", () => {
    for (const [count, keys] of [
      [65_536, 65_536],
      [700_001, 500_000],
      [300_000, 5],
    ] as const) {
      const [byKernel, plain] = bothFiles(columnsOf(count, { seed: 7, keys, most: 2 ** 33 }), 2 ** 33);
      expect(Buffer.compare(byKernel, plain)).toBe(0);
    }
  });

  test.each([-1, 0.5, 11, Number.NaN, Number.POSITIVE_INFINITY])(
    "with a value of %d are refused as by the plain code",
    (value) => {
      const columns = columnsOf(1_000, { seed: 3, keys: 900, most: 10 });
      columns.value[500] = value;
      expect(() => writePostings(join(folder, "bad"), columns, { maxValue: 10 })).toThrow(
        expect.objectContaining({ code: "bad-input" }),
      );
    },
  );
});
