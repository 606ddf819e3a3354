import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { encodeChecksums, readChecksums, writeChecksums } from "../src/segment/checksums.ts";
import { codeOf, crcsOf, damagedCopies, temporaryFolder } from "./stored-bytes.ts";

const small = encodeChecksums(
  new Map([
    ["keys.idx", Uint32Array.of(1, 0xffffffff)],
    ["a.bin", new Uint32Array(0)],
  ]),
);

test("checksums of every file come back, whatever the number of blocks", () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,20}$/);
  fc.assert(
    fc.property(fc.dictionary(name, fc.uint32Array({ maxLength: 20 })), (files) => {
      const checksums = new Map(Object.entries(files));
      const read = readChecksums(encodeChecksums(checksums));
      expect(new Map(read)).toEqual(checksums);
    }),
  );
});

test("written checksums are the CRC-32 of each 64 KiB block of the files on disk", () => {
  const folder = temporaryFolder();
  const contents = [0, 1, 65_535, 65_536, 65_537, 200_000].map((length) =>
    new Uint8Array(length).fill(length),
  );
  contents.forEach((bytes, i) => writeFileSync(join(folder, `f${i}.bin`), bytes));
  const names = contents.map((_, i) => `f${i}.bin`);
  const bytes = writeChecksums(folder, names);
  expect(new Uint8Array(readFileSync(join(folder, "checksums.bin")))).toEqual(bytes);
  expect(readChecksums(bytes)).toEqual(new Map(contents.map((content, i) => [`f${i}.bin`, crcsOf(content)])));
  expect(readChecksums(bytes).get("f4.bin")).toHaveLength(2);
});

test("existing checksums are never overwritten, and a missing file has its own code", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.bin"), "a");
  writeChecksums(folder, ["a.bin"]);
  expect(codeOf(() => writeChecksums(folder, ["a.bin"]))).toBe("segment-io");
  expect(codeOf(() => writeChecksums(folder, ["b.bin"]))).toBe("segment-missing");
  mkdirSync(join(folder, "c.bin"));
  expect(codeOf(() => writeChecksums(folder, ["c.bin"]))).toBe("segment-io");
});

test.each(["", "../a", "a/b", ".hidden", "ä", "x".repeat(65)])("the name %j is refused", (name) => {
  expect(codeOf(() => encodeChecksums(new Map([[name, new Uint32Array(0)]])))).toBe("bad-input");
});

test("every flipped bit and every cut is refused as damage", () => {
  for (const copy of damagedCopies(small)) expect(codeOf(() => readChecksums(copy))).toBe("segment-damaged");
});

test("whatever the bytes say, with a matching trailer too, they are read or refused with a code", () => {
  const end = small.length - 4;
  for (let at = 0; at < end; at += 1) {
    for (const value of [0, 1, 0x2f, 0x7f, 0x80, 0xff]) {
      const copy = sealed(small, at, value);
      expect(["no error", "segment-damaged", "segment-version"]).toContain(codeOf(() => readChecksums(copy)));
    }
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(codeOf(() => readChecksums(bytes))).toBe("segment-damaged");
    }),
  );
});

test("another magic, version or block length is refused as unknown, not as damage", () => {
  for (const [at, value] of [
    [0, 0x58],
    [8, 2],
    [12, 1],
  ] as const) {
    expect(codeOf(() => readChecksums(sealed(small, at, value)))).toBe("segment-version");
  }
});

/** A copy with one byte changed and the trailer made to match again. */
function sealed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = value;
  new DataView(copy.buffer).setUint32(copy.length - 4, crc32(copy.subarray(0, -4)), true);
  return copy;
}
