import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sortPostings } from "../src/segment/sort-postings.ts";
import { codeOf, randomNumbers } from "./stored-bytes.ts";

type Row = readonly [hi: number, lo: number, value: number];

function columnsOf(rows: readonly Row[]): { hi: Uint32Array; lo: Uint32Array; value: Float64Array } {
  return {
    hi: Uint32Array.from(rows, ([hi]) => hi),
    lo: Uint32Array.from(rows, ([, lo]) => lo),
    value: Float64Array.from(rows, ([, , value]) => value),
  };
}

function ordered(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
}

const half = fc.oneof(fc.nat(2), fc.nat(0xffffffff), fc.integer({ min: 0xfffffff0, max: 0xffffffff }));
const row = fc.tuple(half, half, fc.oneof(fc.nat(3), fc.nat(2 ** 48 - 1)));

test("postings come out by key, then value, as a comparing sort orders them", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 200 }), (rows) => {
      const columns = columnsOf(rows);
      sortPostings(columns);
      expect(columns).toEqual(columnsOf(ordered(rows)));
    }),
  );
});

test.each([
  ["random keys and values", 2 ** 32, 2 ** 32],
  ["few keys", 5, 2 ** 32],
  ["one key", 1, 2 ** 32],
  ["few values", 2 ** 32, 3],
])("columns long enough for the radix sort are ordered too: %s", (_, keys, values) => {
  const random = randomNumbers(7);
  const rows = Array.from({ length: 20_000 }, (): Row => [
    random() % keys,
    random() % keys,
    (random() % values) * (1 + (random() % 60_000)),
  ]);
  for (const input of [rows, ordered(rows), rows.map((row, i): Row => [row[0], row[1], i])]) {
    const columns = columnsOf(input);
    sortPostings(columns);
    expect(columns).toEqual(columnsOf(ordered(input)));
  }
});

test("only the first `count` postings are sorted, and a count beyond the columns is refused", () => {
  for (const length of [10, 10_000]) {
    const random = randomNumbers(9);
    const rows = Array.from({ length }, (): Row => [random(), random(), random()]);
    const columns = columnsOf(rows);
    const half = length / 2;
    sortPostings(columns, half);
    expect(columns).toEqual(columnsOf([...ordered(rows.slice(0, half)), ...rows.slice(half)]));
    expect(codeOf(() => sortPostings(columns, length + 1))).toBe("bad-input");
  }
});
