import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Gaps } from "../src/merge/gaps.ts";
import { mergedPostings, remainingPostings } from "../src/merge/merge-postings.ts";
import { Postings } from "../src/segment/postings.ts";
import { writePostings } from "../src/segment/postings-writer.ts";
import { checked, temporaryFolder } from "./stored-bytes.ts";

type Pair = readonly [key: number, value: number];

/** Opened to be scanned, so without a filter. */
function fileOf(pairs: readonly Pair[]): Postings {
  const path = join(temporaryFolder(), "written.idx");
  const columns = {
    hi: Uint32Array.from(pairs, ([key]) => key * 2 ** 28),
    lo: Uint32Array.from(pairs, ([key]) => key & 1),
    value: Float64Array.from(pairs, ([, value]) => value),
  };
  writePostings(path, columns, { maxValue: 100 });
  const file = checked(join(temporaryFolder(), "p.idx"), new Uint8Array(readFileSync(path)));
  return Postings.open(file, { toScan: true });
}

test("postings of many files come out sorted, shifted, without those that are left out, equal keys in the files' order", () => {
  const pairs = fc.array(fc.tuple(fc.nat(15), fc.nat(100)), { maxLength: 30 });
  const files = fc.array(fc.tuple(pairs, fc.uniqueArray(fc.nat(100))), { maxLength: 12 });
  fc.assert(
    fc.property(files, (given) => {
      const streams = given.map(([own, dropped], i) => {
        const gaps = new Gaps();
        for (const value of dropped.toSorted((a, b) => a - b)) gaps.push(value, value + 1);
        return { postings: fileOf(own), base: i * 101, gaps };
      });
      const expected = given
        .flatMap(([own, dropped], i) =>
          own
            .filter(([, value]) => !dropped.includes(value))
            .map(([key, value]) => [key, streams[i]!.gaps.moved(value) + i * 101]),
        )
        .sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
      expect(remainingPostings(streams)).toBe(expected.length);
      const merged = [...mergedPostings(streams)].flatMap(({ hi, value, count }) =>
        Array.from({ length: count }, (_, i) => [hi[i]! / 2 ** 28, value[i]!]),
      );
      expect(merged).toEqual(expected);
      for (const { postings } of streams) postings.close();
    }),
    { numRuns: 50 },
  );
});
