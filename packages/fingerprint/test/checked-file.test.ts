import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CheckedFile, sectionOf } from "../src/segment/checked-file.ts";
import { checked, codeOf, crcsOf, damagedCopies, randomNumbers, temporaryFolder } from "./stored-bytes.ts";

function randomBytes(length: number): Uint8Array {
  const random = randomNumbers(length);
  return Uint8Array.from({ length }, () => random() & 255);
}

test("any range reads as it was written, across blocks, with a cache of one block or many", () => {
  const bytes = randomBytes(300_001);
  const path = join(temporaryFolder(), "a.bin");
  writeFileSync(path, bytes);
  for (const cachedBlocks of [1, 64]) {
    using file = CheckedFile.open(path, bytes.length, crcsOf(bytes), { cachedBlocks });
    const range = fc.tuple(fc.nat(bytes.length), fc.nat(bytes.length));
    fc.assert(
      fc.property(range, fc.nat(40), ([a, b], short) => {
        const start = Math.min(a, b);
        expect(Buffer.compare(file.read(start, Math.abs(a - b)), bytes.subarray(start, Math.max(a, b)))).toBe(
          0,
        );
        expect(file.read(start, Math.min(short, bytes.length - start))).toEqual(
          bytes.slice(start, start + short),
        );
      }),
      { numRuns: 60 },
    );
  }
});

test("what a read returns is a copy: writing to it changes no later answer", () => {
  using file = checked(join(temporaryFolder(), "a.bin"), Uint8Array.of(1, 2, 3));
  file.read(0, 2).fill(9);
  expect([...file.read(0, 3)]).toEqual([1, 2, 3]);
});

test("every flipped bit and every cut is refused before a byte of its block is returned", () => {
  const bytes = randomBytes(40);
  const path = join(temporaryFolder(), "a.bin");
  for (const copy of damagedCopies(bytes)) {
    expect(codeOf(() => checked(path, copy, bytes).read(39, 1))).toBe("segment-damaged");
  }
});

test("damage in one block is named and leaves the other blocks readable", () => {
  const bytes = randomBytes(200_000);
  const copy = Uint8Array.from(bytes);
  copy[70_000]! ^= 1;
  using file = checked(join(temporaryFolder(), "keys.idx"), copy, bytes);
  expect(file.read(0, 65_536)).toEqual(bytes.slice(0, 65_536));
  expect(() => file.read(65_535, 2)).toThrow(/keys\.idx.*block 1 /);
  expect(() => file.read(0, 200_000)).toThrow(/keys\.idx.*block 1 /);
  expect(file.read(131_072, 10)).toEqual(bytes.slice(131_072, 131_082));
});

test("a file that shrinks while it is open is refused, not padded", () => {
  const bytes = randomBytes(100_000);
  const path = join(temporaryFolder(), "a.bin");
  using file = checked(path, bytes);
  truncateSync(path, 80_000);
  expect(codeOf(() => file.read(90_000, 10))).toBe("segment-damaged");
  expect(codeOf(() => file.read(0, 100_000))).toBe("segment-damaged");
});

test("ranges outside the file or its section, and fractions, are refused", () => {
  using file = checked(join(temporaryFolder(), "a.bin"), randomBytes(100));
  const section = sectionOf(file, 20, 30, "part");
  expect(section.read(1, 29)).toEqual(file.read(21, 29));
  for (const [offset, length] of [
    [-1, 2],
    [0, 31],
    [30, 1],
    [0.5, 1],
    [0, -1],
    [NaN, 1],
    [0, Infinity],
  ] as const) {
    expect(codeOf(() => section.read(offset, length))).toBe("segment-damaged");
  }
  expect(codeOf(() => file.read(99, 2))).toBe("segment-damaged");
  expect(codeOf(() => file.read(0, 2 ** 52))).toBe("segment-damaged");
});

test("a missing file, a folder and a closed file each have a code", () => {
  const folder = temporaryFolder();
  const open = (name: string): unknown => CheckedFile.open(join(folder, name), 0, new Uint32Array(0));
  expect(codeOf(() => open("absent"))).toBe("segment-missing");
  mkdirSync(join(folder, "folder"));
  expect(codeOf(() => open("folder"))).toBe("segment-damaged");
  const file = checked(join(folder, "a.bin"), randomBytes(10));
  file.close();
  file.close();
  expect(codeOf(() => file.read(0, 1))).toBe("closed");
  expect(codeOf(() => CheckedFile.open(join(folder, "a.bin"), 10, new Uint32Array(2)))).toBe(
    "segment-damaged",
  );
});

test.skipIf(process.platform === "win32")(
  "a named pipe in a file's place is refused and not waited for",
  () => {
    const path = join(temporaryFolder(), "pipe");
    execFileSync("mkfifo", [path]);
    expect(codeOf(() => CheckedFile.open(path, 0, new Uint32Array(0)))).toBe("segment-damaged");
  },
);

test("bytes past 2 and 4 GiB are read where they are (a sparse file)", () => {
  const path = join(temporaryFolder(), "large.bin");
  const byteLength = 5 * 2 ** 30;
  const marks = [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32 + 7, byteLength - 1];
  const blocks = Math.ceil(byteLength / 65_536);
  const crcs = new Uint32Array(blocks).fill(crc32(new Uint8Array(65_536)));
  const file = openSync(path, "wx");
  marks.forEach((mark, i) => writeSync(file, Uint8Array.of(i + 1), 0, 1, mark));
  closeSync(file);
  for (const mark of marks) {
    const block = new Uint8Array(65_536);
    marks.forEach((other, i) => {
      if (Math.floor(other / 65_536) === Math.floor(mark / 65_536)) block[other % 65_536] = i + 1;
    });
    crcs[Math.floor(mark / 65_536)] = crc32(block);
  }
  using large = CheckedFile.open(path, byteLength, crcs);
  expect(marks.map((mark) => large.read(mark, 1)[0])).toEqual([1, 2, 3, 4, 5]);
  expect([...large.read(2 ** 31 - 2, 4)]).toEqual([0, 1, 2, 0]);
});
