import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TextStore, TextStoreWriter } from "../src/segment/text-store.ts";
import { checked, codeOf, damagedCopies, randomNumbers, temporaryFolder } from "./stored-bytes.ts";

function fileOf(texts: readonly Uint8Array[]): Uint8Array {
  const path = join(temporaryFolder(), "written.zst");
  const writer = new TextStoreWriter(path);
  let end = 0;
  for (const text of texts) {
    expect(writer.append(text)).toBe(end);
    end += text.length;
  }
  writer.finish();
  return new Uint8Array(readFileSync(path));
}

function openBytes(bytes: Uint8Array, original?: Uint8Array): TextStore {
  return new TextStore(checked(join(temporaryFolder(), "text.zst"), bytes, original));
}

/** Text of a few hundred different bytes, so that it compresses as text does. */
function textOf(length: number, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  return Uint8Array.from({ length }, () => 97 + (random() % 7) * (random() % 3));
}

const small = textOf(60, 1);

test("any stretch of the concatenated texts comes back, whatever the pieces they came in", () => {
  const lengths = fc.array(fc.oneof(fc.nat(300), fc.constantFrom(65_535, 65_536, 65_537, 200_000)), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(lengths, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }), (lengths, ranges) => {
      const texts = lengths.map((length, i) => textOf(length, i));
      const whole = Buffer.concat(texts);
      const store = openBytes(fileOf(texts));
      expect(store.byteLength).toBe(whole.length);
      for (const [a, b] of [[0, whole.length] as const, ...ranges]) {
        const [start, end] = [a % (whole.length + 1), b % (whole.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        expect(Buffer.compare(store.read(start, end), whole.subarray(start, end))).toBe(0);
      }
    }),
    { numRuns: 25 },
  );
});

test("frames of other files are copied packed, between texts: all is read as if it had been appended", () => {
  const [first, second, third] = [textOf(40_000, 1), textOf(5, 2), textOf(20_000, 3)];
  const other = openBytes(fileOf([textOf(50_000, 4), textOf(100, 5)]));
  const path = join(temporaryFolder(), "copied.zst");
  const writer = new TextStoreWriter(path);
  expect(writer.append(first)).toBe(0);
  expect(writer.appendFrames(other.frames())).toBe(40_000);
  expect(writer.appendFrames(other.frames())).toBe(90_100);
  expect(writer.append(second)).toBe(140_200);
  expect(writer.append(third)).toBe(140_205);
  writer.finish();
  const bytes = new Uint8Array(readFileSync(path));
  const packed = [...other.frames()][1]!.packed;
  expect(Buffer.from(bytes).includes(Buffer.from(packed))).toBe(true);
  const store = openBytes(bytes);
  const text = other.read(0, other.byteLength);
  const whole = Buffer.concat([first, text, text, second, third]);
  expect(Buffer.compare(store.read(0, store.byteLength), whole)).toBe(0);
  expect(Buffer.compare(store.read(39_990, 140_210), whole.subarray(39_990, 140_210))).toBe(0);
});

test("the file is plain Zstandard: node:zlib reads it whole and frame by frame by the seek table at its end", () => {
  const text = textOf(200_000, 2);
  const bytes = fileOf([text]);
  expect(Buffer.compare(zstdDecompressSync(bytes), text)).toBe(0);
  const view = new DataView(bytes.buffer);
  expect(view.getUint32(bytes.length - 4, true)).toBe(0x8f92eab1);
  const count = view.getUint32(bytes.length - 9, true);
  const frames: Buffer[] = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    const entry = bytes.length - 9 - (count - i) * 8;
    const frame = bytes.subarray(at, (at += view.getUint32(entry, true)));
    frames.push(zstdDecompressSync(frame));
    expect(frames.at(-1)).toHaveLength(view.getUint32(entry + 4, true));
  }
  expect(frames.map((frame) => frame.length)).toEqual([
    ...Array.from({ length: 12 }, () => 16_384),
    3_392,
    0,
  ]);
  expect(Buffer.compare(Buffer.concat(frames), text)).toBe(0);
});

const hasTool = spawnSync("zstd", ["--version"]).status === 0;

test.skipIf(!hasTool)("the zstd command line tool opens it (skipped where zstd is not installed)", () => {
  const text = textOf(300_000, 3);
  for (const input of [text, new Uint8Array(0)]) {
    const { status, stdout } = spawnSync("zstd", ["-dc"], { input: fileOf([input]), maxBuffer: 1e6 });
    expect([status, Buffer.compare(stdout, input)]).toEqual([0, 0]);
  }
});

test("a writer that is given up leaves no file, and none overwrites another's", () => {
  const path = join(temporaryFolder(), "text.zst");
  const writer = new TextStoreWriter(path);
  writer.append(textOf(400_000, 4));
  expect(codeOf(() => new TextStoreWriter(path))).toBe("segment-io");
  writer.close();
  expect(existsSync(path)).toBe(false);
});

test("stretches outside the text are refused", () => {
  const store = openBytes(fileOf([small]));
  for (const [start, end] of [
    [-1, 1],
    [2, 1],
    [0, 61],
    [61, 61],
    [0.5, 1],
    [0, Number.NaN],
  ] as const) {
    expect(codeOf(() => store.read(start, end))).toBe("segment-damaged");
  }
  expect(store.read(60, 60)).toHaveLength(0);
});

test("every flipped bit and every cut is refused as damage", () => {
  const bytes = fileOf([small]);
  for (const copy of damagedCopies(bytes)) {
    expect(codeOf(() => openBytes(copy, bytes).read(0, 60))).toBe("segment-damaged");
  }
});

/** Opens a file and reads the beginning of its text. */
function touch(bytes: Uint8Array): void {
  const store = openBytes(bytes);
  store.read(0, Math.min(store.byteLength, 1_000));
}

test("whatever a file with matching checksums says, it is read or refused with a code", () => {
  const bytes = fileOf([small]);
  const codes = ["no error", "segment-damaged", "segment-version"];
  for (let at = 0; at < bytes.length; at += 1) {
    for (const value of [0, 1, 127, 128, 255]) {
      const copy = Uint8Array.from(bytes);
      copy[at] = value;
      expect(codes).toContain(codeOf(() => touch(copy)));
    }
    expect(codes).toContain(codeOf(() => touch(bytes.slice(0, at))));
  }
});

test("a frame that unpacks to more than the table says, or asks for a large window, is refused", () => {
  const bytes = fileOf([small]);
  const tail = bytes.subarray(-(8 + 2 * 8 + 9 + 24));
  const bomb = zstdCompressSync(new Uint8Array(50_000_000));
  // RFC 8878 by hand: no content size, a window of 128 MiB, one raw last block of 60 bytes.
  const wide = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 17 << 3, (60 << 3) | 1, 1, 0, ...small);
  expect(Buffer.compare(zstdDecompressSync(wide), small)).toBe(0);
  for (const frame of [bomb, wide]) {
    const copy = Uint8Array.from(Buffer.concat([frame, tail]));
    new DataView(copy.buffer).setUint32(copy.length - 9 - 16, frame.length, true);
    expect(codeOf(() => openBytes(copy).read(0, 60))).toBe("segment-damaged");
  }
});

test("another magic or version is refused as unknown", () => {
  const bytes = fileOf([small]);
  const head = Buffer.from(bytes.buffer).indexOf("YURAI\0TX");
  for (const at of [head, head + 8, bytes.length - 1, bytes.length - 5]) {
    const copy = Uint8Array.from(bytes);
    copy[at]! ^= 1;
    expect(codeOf(() => openBytes(copy))).toBe("segment-version");
  }
});
