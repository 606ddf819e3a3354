/** Files larger than 32-bit numbers reach: sparse ones, and layouts that are asked for at small sizes. */
import { closeSync, openSync, readFileSync, readSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { CheckedFile } from "../src/segment/checked-file.ts";
import { blockByteLength } from "../src/segment/checksums.ts";
import { decodeHead, encodeHead, ownByteLengths, planPostings } from "../src/segment/postings-format.ts";
import { Postings } from "../src/segment/postings.ts";
import { writePostings, writeSortedPostings, type PostingBatch } from "../src/segment/postings-writer.ts";
import { sortPostings } from "../src/segment/sort-postings.ts";
import { checked, randomNumbers, temporaryFolder } from "./stored-bytes.ts";

function sortedBatch(count: number): PostingBatch {
  const random = randomNumbers(7);
  const columns = {
    hi: Uint32Array.from({ length: count }, random),
    lo: Uint32Array.from({ length: count }, random),
    value: Float64Array.from({ length: count }, (_, i) => i * 2 ** 20),
  };
  sortPostings(columns);
  return { ...columns, count };
}

test("a directory of 8-byte entries, as above 2^32 postings, answers as one of 4 bytes does", () => {
  const batch = sortedBatch(20_000);
  const options = { count: batch.count, maxValue: 2 ** 40 };
  const [narrow, wide] = ([4, 8] as const).map((entryByteLength) => {
    const path = join(temporaryFolder(), "written.idx");
    writeSortedPostings(path, [batch], { ...options, entryByteLength });
    return Postings.open(checked(join(temporaryFolder(), "p.idx"), new Uint8Array(readFileSync(path))));
  });
  const scanned = [wide!, narrow!].map((postings) =>
    Array.from(postings.scan(), (batch) => structuredClone(batch)),
  );
  expect(scanned[0]).toEqual(scanned[1]);
  for (let i = 0; i < batch.count; i += 97) {
    const found = wide!.find(batch.hi[i]!, batch.lo[i]!);
    expect([...found.values]).toEqual([batch.value[i]!]);
  }
});

test("more than 2^32 postings are planned with 8-byte entries, and their head is read as it was written", () => {
  const plan = planPostings(6_000_000_000, 10 ** 13);
  expect(plan).toMatchObject({ entryByteLength: 8, bucketBits: 27, valueBits: 44 });
  const [postings, directory] = ownByteLengths(plan);
  expect([postings, directory]).toEqual([(6_000_000_000 * 81) / 8, 8 * (2 ** 27 + 1)]);
  let offset = 32 + 4 * 32;
  const sections = Object.entries({ postings, directory, filter: 9e9, more: 5 }).map(([name, byteLength]) => {
    offset += byteLength;
    return { name, offset: offset - byteLength, byteLength };
  });
  const bytes = encodeHead({ ...plan, sections });
  expect(decodeHead(bytes, offset, "large.idx")).toEqual({ ...plan, sections });
});

/** Writes pieces into a sparse file; its blocks of nothing but zeros have one checksum. */
function sparseFile(byteLength: number, pieces: ReadonlyMap<number, Uint8Array>): CheckedFile {
  const path = join(temporaryFolder(), "sparse.idx");
  const file = openSync(path, "wx+");
  truncateSync(path, byteLength);
  const crcs = new Uint32Array(Math.ceil(byteLength / blockByteLength));
  crcs.fill(crc32(new Uint8Array(blockByteLength)));
  for (const [offset, bytes] of pieces) writeSync(file, bytes, 0, bytes.length, offset);
  closeSync(file);
  const touched = [...pieces].flatMap(([offset, bytes]) => {
    const first = Math.floor(offset / blockByteLength);
    const last = Math.floor((offset + bytes.length - 1) / blockByteLength);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
  const unchecked = readBlocks(path, new Set([...touched, crcs.length - 1]), byteLength);
  for (const [block, crc] of unchecked) crcs[block] = crc;
  return CheckedFile.open(path, byteLength, crcs);
}

function readBlocks(path: string, blocks: ReadonlySet<number>, byteLength: number): Map<number, number> {
  const crcs = new Map<number, number>();
  const file = openSync(path, "r");
  for (const block of blocks) {
    const bytes = new Uint8Array(Math.min(blockByteLength, byteLength - block * blockByteLength));
    readFully(file, bytes, block * blockByteLength);
    crcs.set(block, crc32(bytes));
  }
  closeSync(file);
  return crcs;
}

function readFully(file: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length;) at += readSync(file, bytes, at, bytes.length - at, position + at);
}

test("postings past 4 GiB are found, counted and listed: half a billion, the bits of the last beyond 2^32 (a sparse file)", () => {
  const count = 500_000_000;
  const plan = planPostings(count, 2 ** 40);
  const top = 2 ** 32 - 2 ** (32 - plan.bucketBits);
  const small = writeSmall([top, 0xffffffff]);
  const [postingsLength, directoryLength] = ownByteLengths(plan);
  const headLength = 32 + 4 * 32;
  const lengths = { postings: postingsLength, directory: directoryLength, filter: small.length, more: 8 };
  let offset = headLength;
  const sections = Object.entries(lengths).map(([name, byteLength]) => {
    offset += byteLength;
    return { name, offset: offset - byteLength, byteLength };
  });
  const lastEntry = new Uint8Array(4);
  new DataView(lastEntry.buffer).setUint32(0, count, true);
  // The last posting has bits of nothing but ones, the others of zeros; all lie in the last bucket.
  const width = 64 - plan.bucketBits + plan.valueBits;
  const lastBit = (count - 1) * width;
  const tail = new Uint8Array(Math.ceil((count * width) / 8) - Math.floor(lastBit / 8));
  for (let bit = lastBit % 8; bit < (lastBit % 8) + width - 1; bit++) tail[bit >> 3]! |= 1 << (bit & 7);
  using postings = Postings.open(
    sparseFile(
      offset,
      new Map([
        [0, encodeHead({ ...plan, sections })],
        [headLength + Math.floor(lastBit / 8), tail],
        [sections[1]!.offset + directoryLength - 4, lastEntry],
        [sections[2]!.offset, small],
        [sections[3]!.offset, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
      ]),
    ),
  );
  expect(sections[1]!.offset).toBeGreaterThan(2 ** 32);
  expect(postings.find(top, 0, 3)).toEqual({ count: count - 1, values: new Float64Array(3) });
  expect(postings.find(0xffffffff, 0xffffffff)).toEqual({ count: 1, values: Float64Array.of(2 ** 40 - 1) });
  expect([...postings.section("more")]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

/** The filter of two keys, taken out of a small file. */
function writeSmall([first, last]: readonly [number, number]): Uint8Array {
  const path = join(temporaryFolder(), "small.idx");
  const columns = {
    hi: Uint32Array.of(first, last),
    lo: Uint32Array.of(0, last),
    value: new Float64Array(2),
  };
  writePostings(path, columns, { maxValue: 0 });
  using postings = Postings.open(checked(path + "x", new Uint8Array(readFileSync(path))));
  return postings.section("filter");
}
