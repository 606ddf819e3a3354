import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Postings } from "../src/segment/postings.ts";
import { writePostings, writeSortedPostings, type SectionContent } from "../src/segment/postings-writer.ts";
import { checked, codeOf, damagedCopies, randomNumbers, temporaryFolder } from "./stored-bytes.ts";

type Row = readonly [hi: number, lo: number, value: number];

function columnsOf(rows: readonly Row[]): { hi: Uint32Array; lo: Uint32Array; value: Float64Array } {
  return {
    hi: Uint32Array.from(rows, ([hi]) => hi),
    lo: Uint32Array.from(rows, ([, lo]) => lo),
    value: Float64Array.from(rows, ([, , value]) => value),
  };
}

/** The bytes of a postings file, and the folder to put damaged copies in. */
function fileOf(
  rows: readonly Row[],
  maxValue: number,
  sections: readonly SectionContent[] = [],
): Uint8Array {
  const path = join(temporaryFolder(), "written.idx");
  writePostings(path, columnsOf(rows), { maxValue, sections });
  return new Uint8Array(readFileSync(path));
}

function openBytes(bytes: Uint8Array, original?: Uint8Array): Postings {
  return Postings.open(checked(join(temporaryFolder(), "keys.idx"), bytes, original));
}

function randomRows(count: number, seed: number, maxValue: number): Row[] {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, (): Row => [random(), random(), random() % (maxValue + 1)]);
}

/** Everything a file answers about some keys. */
function answers(postings: Postings, keys: readonly Row[]): unknown {
  return keys.map(([hi, lo]) => [postings.find(hi, lo, 3), [...postings.all(hi, lo)]]);
}

const half = fc.oneof(fc.nat(2), fc.nat(0xffffffff), fc.integer({ min: 0xfffffffe, max: 0xffffffff }));
const rowsUpTo = (maxValue: number): fc.Arbitrary<Row[]> =>
  fc.array(
    fc.tuple(
      half,
      half,
      fc.oneof(fc.nat(2), fc.nat(maxValue)).map((n) => Math.min(n, maxValue)),
    ),
    {
      maxLength: 300,
    },
  );

test("a lookup finds what a plain Map holds, for any keys and any width of value", () => {
  const input = fc
    .constantFrom(0, 1, 255, 2 ** 27 - 1, 2 ** 32 - 1, 2 ** 32, 2 ** 48 - 1)
    .chain((maxValue) => fc.tuple(fc.constant(maxValue), rowsUpTo(maxValue), fc.nat(5)));
  fc.assert(
    fc.property(
      input,
      fc.array(fc.tuple(half, half), { maxLength: 20 }),
      ([maxValue, rows, limit], others) => {
        const map = new Map<string, number[]>();
        for (const [hi, lo, value] of rows)
          map.set(`${hi} ${lo}`, [...(map.get(`${hi} ${lo}`) ?? []), value]);
        using postings = openBytes(fileOf(rows, maxValue));
        expect([postings.count, postings.keyCount, postings.maxValue]).toEqual([
          rows.length,
          map.size,
          maxValue,
        ]);
        for (const [hi, lo] of [...rows, ...others]) {
          const values = (map.get(`${hi} ${lo}`) ?? []).sort((a, b) => a - b);
          const found = postings.find(hi, lo, limit);
          expect([found.count, [...found.values]]).toEqual([values.length, values.slice(0, limit)]);
          expect([...postings.all(hi, lo)].flatMap((batch) => [...batch])).toEqual(values);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("a key that differs in a single bit is another key", () => {
  const [hi, lo] = [0x80000001, 0xfffffffe];
  using postings = openBytes(fileOf([[hi, lo, 5], ...randomRows(3_000, 1, 9)], 9));
  expect(postings.find(hi, lo).count).toBe(1);
  for (let bit = 0; bit < 32; bit += 1) {
    expect(postings.find((hi ^ (1 << bit)) >>> 0, lo).count).toBe(0);
    expect(postings.find(hi, (lo ^ (1 << bit)) >>> 0).count).toBe(0);
  }
});

test("100,000 random keys are all found, and a scan gives every posting in order", () => {
  const rows = randomRows(100_000, 2, 2 ** 27 - 1);
  using postings = openBytes(fileOf(rows, 2 ** 27 - 1));
  const wrong = rows.filter(([hi, lo, value]) => {
    const found = postings.find(hi, lo);
    return found.count !== 1 || found.values[0] !== value;
  });
  expect(wrong).toEqual([]);
  const sorted = [...rows].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const scanned: Row[] = [];
  for (const { hi, lo, value, count } of postings.scan()) {
    for (let i = 0; i < count; i += 1) scanned.push([hi[i]!, lo[i]!, value[i]!]);
  }
  expect(scanned).toEqual(sorted);
});

test("a key with a million postings is counted exactly, listed to the limit, and iterated whole", () => {
  const count = 1_000_000;
  const columns = {
    hi: new Uint32Array(count + 2).fill(0x12345678),
    lo: new Uint32Array(count + 2).fill(7),
    value: Float64Array.from({ length: count + 2 }, (_, i) => i),
  };
  columns.lo[0] = 6;
  columns.lo[count + 1] = 8;
  const path = join(temporaryFolder(), "hot.idx");
  writePostings(path, columns, { maxValue: count + 1 });
  using postings = openBytes(new Uint8Array(readFileSync(path)));
  expect(postings.find(0x12345678, 7, 3)).toEqual({ count, values: Float64Array.of(1, 2, 3) });
  expect(postings.find(0x12345678, 7, 0)).toEqual({ count, values: new Float64Array(0) });
  let expected = 1;
  for (const batch of postings.all(0x12345678, 7))
    for (const value of batch) if (value === expected) expected += 1;
  expect(expected).toBe(count + 1);
  expect(postings.find(0x12345678, 6)).toEqual({ count: 1, values: Float64Array.of(0) });
  expect(postings.find(0x12345678, 8)).toEqual({ count: 1, values: Float64Array.of(count + 1) });
});

test("keys that are not stored are denied from memory, even when the file is already closed", () => {
  const postings = openBytes(fileOf(randomRows(5_000, 3, 9), 9));
  postings.close();
  const others = randomRows(2_000, 4, 9);
  const hi = Uint32Array.from(others, (row) => row[0]);
  const lo = Uint32Array.from(others, (row) => row[1]);
  const passed = new Set(postings.probe(hi, lo));
  expect(passed.size).toBeLessThan(10);
  const denied = others.filter((_, i) => !passed.has(i));
  expect(denied.every((row) => postings.find(row[0], row[1]).count === 0)).toBe(true);
  expect(denied.some((row) => postings.mayContain(row[0], row[1]))).toBe(false);
});

test("a probe of many keys passes every stored one, in order, up to its count", () => {
  const rows = randomRows(2_000, 5, 9);
  using postings = openBytes(fileOf(rows, 9));
  const hi = Uint32Array.from(rows, (row) => row[0]);
  const lo = Uint32Array.from(rows, (row) => row[1]);
  expect(postings.probe(hi, lo)).toEqual(Uint32Array.from(rows.keys()));
  expect(postings.probe(hi, lo, 10)).toEqual(Uint32Array.from(rows.slice(0, 10).keys()));
});

test("many keys at once have what each has alone, repeated keys and crowded ones too", () => {
  const shape = fc.record({ count: fc.nat(3_000), keys: fc.integer({ min: 1, max: 400 }), limit: fc.nat(9) });
  fc.assert(
    fc.property(shape, fc.nat(), ({ count, keys, limit }, seed) => {
      const random = randomNumbers(seed + 1);
      const pool = Array.from(
        { length: keys },
        () => [random() % 64 === 0 ? 7 : random(), random() % 3] as const,
      );
      const rows = Array.from({ length: count }, (_, i): Row => [...pool[random() % keys]!, i]);
      using postings = openBytes(fileOf(rows, Math.max(count - 1, 0)));
      const asked = Array.from({ length: 300 }, () => pool[random() % keys]!);
      const { hi, lo } = columnsOf(asked.map(([hi, lo], i): Row => [hi, i % 5 === 0 ? lo + 9 : lo, 0]));
      const positions = postings.probe(hi, lo);
      const alone = Array.from(positions, (i) => postings.find(hi[i]!, lo[i]!, limit));
      expect(postings.findAll(hi, lo, positions, limit)).toEqual(alone);
    }),
    { numRuns: 40 },
  );
});

test("sections of the caller come back whole, in parts, and from pieces", () => {
  const large = Uint8Array.from({ length: 700_000 }, (_, i) => i % 251);
  const sections = [
    { name: "empty", bytes: new Uint8Array(0) },
    { name: "record-bytes", bytes: large },
    { name: "pieces", bytes: [large.subarray(0, 3), large.subarray(3, 400_000), large.subarray(400_000)] },
  ];
  using postings = openBytes(fileOf(randomRows(10, 6, 9), 9, sections));
  expect(postings.section("empty")).toHaveLength(0);
  expect(Buffer.compare(postings.section("record-bytes"), large)).toBe(0);
  expect(Buffer.compare(postings.section("pieces"), large)).toBe(0);
  expect(postings.range("pieces").read(399_999, 2)).toEqual(large.slice(399_999, 400_001));
  expect(codeOf(() => postings.section("absent"))).toBe("segment-damaged");
});

test("a merge of batches writes the same bytes as the columns at once", () => {
  const rows = randomRows(20_000, 7, 2 ** 40);
  const whole = fileOf(rows, 2 ** 40);
  using postings = openBytes(whole);
  const path = join(temporaryFolder(), "merged.idx");
  writeSortedPostings(path, postings.scan(), { count: rows.length, maxValue: 2 ** 40 });
  expect(Buffer.compare(readFileSync(path), whole)).toBe(0);
});

test("input that is not sorted, too large, miscounted or badly named is refused and leaves no file", () => {
  const path = join(temporaryFolder(), "bad.idx");
  const batch = (...rows: Row[]): Iterable<ReturnType<typeof columnsOf> & { count: number }> => [
    { ...columnsOf(rows), count: rows.length },
  ];
  const options = { count: 2, maxValue: 9 };
  const write = (rows: Row[]): unknown => writeSortedPostings(path, batch(...rows), options);
  const failing: (() => unknown)[] = [
    () =>
      write([
        [2, 0, 0],
        [1, 0, 0],
      ]),
    () =>
      write([
        [1, 2, 0],
        [1, 1, 0],
      ]),
    () =>
      write([
        [1, 1, 2],
        [1, 1, 1],
      ]),
    () =>
      write([
        [1, 1, 1],
        [1, 1, 10],
      ]),
    () =>
      write([
        [1, 1, 0.5],
        [1, 1, 1],
      ]),
    () =>
      write([
        [1, 1, -1],
        [1, 1, 1],
      ]),
    () =>
      write([
        [1, 1, Number.NaN],
        [1, 1, 1],
      ]),
    () => write([[1, 1, 1]]),
    () => writePostings(path, { ...columnsOf([[1, 1, 1]]), lo: new Uint32Array(0) }, options),
    () => writePostings(path, columnsOf([]), { maxValue: 2 ** 48 }),
    ...["", "Upper", "x".repeat(17), "filter"].map(
      (name) => () =>
        writePostings(path, columnsOf([]), { maxValue: 0, sections: [{ name, bytes: new Uint8Array(0) }] }),
    ),
  ];
  for (const act of failing) {
    expect(codeOf(act)).toBe("bad-input");
    expect(existsSync(path)).toBe(false);
  }
  writePostings(path, columnsOf([]), { maxValue: 0 });
  expect(codeOf(() => writePostings(path, columnsOf([]), { maxValue: 0 }))).toBe("segment-io");
});

const small = randomRows(12, 8, 1_000);

test("every flipped bit and every cut of a small file is refused with a code", () => {
  const bytes = fileOf(small, 1_000, [{ name: "more", bytes: Uint8Array.of(1, 2, 3) }]);
  const path = join(temporaryFolder(), "keys.idx");
  for (const copy of damagedCopies(bytes)) {
    expect(codeOf(() => Postings.open(checked(path, copy, bytes)))).toBe("segment-damaged");
  }
});

test("a flipped bit in any later block is refused when it is first touched, and what is answered before is right", () => {
  const rows = randomRows(40_000, 9, 2 ** 27 - 1);
  const bytes = fileOf(rows, 2 ** 27 - 1);
  using whole = openBytes(bytes);
  const keys = rows.slice(0, 300);
  const expected = answers(whole, keys);
  const random = randomNumbers(10);
  for (let round = 0; round < 40; round += 1) {
    const copy = Uint8Array.from(bytes);
    copy[random() % copy.length]! ^= 1 << (random() % 8);
    const code = codeOf(() => {
      using postings = openBytes(copy, bytes);
      expect(answers(postings, keys)).toEqual(expected);
    });
    expect(["no error", "segment-damaged"]).toContain(code);
  }
});

test("whatever a file with matching checksums says, it is answered or refused with a code", () => {
  const bytes = fileOf(small, 1_000, [{ name: "more", bytes: Uint8Array.of(1, 2, 3) }]);
  const path = join(temporaryFolder(), "keys.idx");
  const touch = (copy: Uint8Array): void => {
    using postings = Postings.open(checked(path, copy));
    answers(postings, small);
    Array.from(postings.scan());
    postings.section("more");
  };
  const codes = ["no error", "segment-damaged", "segment-version"];
  for (let at = 0; at < bytes.length; at += 1) {
    for (const value of [0, 1, 32, 127, 255]) {
      const copy = Uint8Array.from(bytes);
      copy[at] = value;
      expect(codes).toContain(codeOf(() => touch(copy)));
    }
    expect(codes).toContain(codeOf(() => touch(bytes.slice(0, at))));
  }
});

test("another magic or version is refused as unknown", () => {
  const bytes = fileOf(small, 1_000);
  for (const [at, value] of [
    [0, 0x79],
    [7, 0x54],
    [8, 2],
    [9, 1],
  ] as const) {
    const copy = Uint8Array.from(bytes);
    copy[at] = value;
    expect(codeOf(() => openBytes(copy))).toBe("segment-version");
  }
});
