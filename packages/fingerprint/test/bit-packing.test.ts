import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  bitWidth,
  pushVarint,
  readBits,
  readUint64,
  readVarint,
  readWideBits,
  writeBits,
  writeUint64,
  writeWideBits,
} from "../src/segment/bit-packing.ts";
import { FingerprintError } from "../src/error.ts";

const field = fc
  .integer({ min: 0, max: 53 })
  .chain((width) =>
    fc.record({ width: fc.constant(width), value: fc.maxSafeNat().map((n) => n % 2 ** width) }),
  );

test("fields of any width come back from any bit offset, one after the other", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 70 }), fc.array(field, { maxLength: 40 }), (start, fields) => {
      const bitLength = fields.reduce((sum, { width }) => sum + width, start);
      const bytes = new Uint8Array(Math.ceil(bitLength / 8));
      let offset = start;
      for (const { width, value } of fields) {
        writeWideBits(bytes, offset, width, value);
        offset += width;
      }
      offset = start;
      for (const { width, value } of fields) {
        expect(readWideBits(bytes, offset, width)).toBe(value);
        expect(readBits(bytes, offset, Math.min(width, 32))).toBe(value % 2 ** Math.min(width, 32));
        offset += width;
      }
    }),
  );
});

test("bit i of the stream is bit i % 8 of byte floor(i / 8), lowest bit of a field first", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 32 }),
      fc.integer({ min: 0, max: 0xffffffff }),
      (offset, width, raw) => {
        const value = raw % 2 ** width;
        const bytes = new Uint8Array(12);
        writeBits(bytes, offset, width, value);
        const bits = Array.from({ length: 96 }, (_, i) => (bytes[i >> 3]! >> (i % 8)) & 1);
        const expected = Array.from({ length: 96 }, (_, i) =>
          i >= offset && i < offset + width ? Math.floor(value / 2 ** (i - offset)) % 2 : 0,
        );
        expect(bits).toEqual(expected);
      },
    ),
  );
});

test("a 64-bit key split in halves keeps both halves at an odd bit offset", () => {
  const bytes = new Uint8Array(9);
  writeBits(bytes, 3, 32, 0xdeadbeef);
  writeBits(bytes, 35, 32, 0xfffffffe);
  expect(readBits(bytes, 3, 32)).toBe(0xdeadbeef);
  expect(readBits(bytes, 35, 32)).toBe(0xfffffffe);
});

test("a field outside the bytes, too wide, or too small for its value is refused", () => {
  const bytes = new Uint8Array(4);
  for (const act of [
    () => readBits(bytes, 1, 32),
    () => readBits(bytes, -1, 4),
    () => readBits(bytes, 0.5, 4),
    () => readBits(bytes, 0, 33),
    () => readWideBits(new Uint8Array(99), 0, 54),
    () => writeBits(bytes, 30, 3, 1),
    () => writeBits(bytes, 0, 3, 8),
    () => writeBits(bytes, 0, 3, -1),
    () => writeWideBits(bytes, 0, 3, 0.5),
    () => bitWidth(-1),
    () => bitWidth(2 ** 53),
  ]) {
    expect(act).toThrow(FingerprintError);
  }
});

test("the bit width is the shortest that holds every value up to the largest", () => {
  expect([0, 1, 2, 3, 4, 255, 256, 2 ** 27 - 1, 2 ** 32 - 1, 2 ** 32, 2 ** 48 - 1].map(bitWidth)).toEqual([
    0, 1, 2, 2, 3, 8, 9, 27, 32, 33, 48,
  ]);
});

test("64-bit fields are exact to 2^53 - 1, and a larger one is never rounded", () => {
  const view = new DataView(new ArrayBuffer(8));
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      writeUint64(view, 0, value);
      expect(readUint64(view, 0)).toBe(value);
    }),
  );
  view.setBigUint64(0, 2n ** 53n, true);
  expect(readUint64(view, 0)).toBe(-1);
});

const read = (...bytes: number[]): number => readVarint({ bytes: Uint8Array.from(bytes), position: 0 });

test("varints come back, and cut, oversized or padded ones are told apart", () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat()), (values) => {
      const bytes: number[] = [];
      for (const value of values) pushVarint(bytes, value);
      const cursor = { bytes: Uint8Array.from(bytes), position: 0 };
      expect(values.map(() => readVarint(cursor))).toEqual(values);
      expect(cursor.position).toBe(bytes.length);
    }),
  );
  expect(read()).toBe(-1);
  expect(read(0x80)).toBe(-1);
  expect(read(0x80, 0)).toBe(-1);
  expect(read(255, 255, 255, 255, 255, 255, 255, 127)).toBe(-1);
  expect(read(255, 255, 255, 255, 255, 255, 255, 255, 255, 1)).toBe(-1);
});
