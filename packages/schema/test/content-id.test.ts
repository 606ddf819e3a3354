import { expect, test } from "vitest";
import { contentId, sha256Hex, shortId } from "@yurai/schema";

test("the SHA-256 of 'abc' is that of FIPS 180-4", () => {
  const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(sha256Hex("abc")).toBe(expected);
  expect(sha256Hex(new Uint8Array([0x61, 0x62, 0x63]))).toBe(expected);
});

test("a content id is the SHA-256 of the canonical JSON in UTF-8", () => {
  expect(contentId({ b: "由来", a: 1 })).toBe(sha256Hex(new TextEncoder().encode('{"a":1,"b":"由来"}')));
});

test("a content id does not depend on the order of members, and changes with any value", () => {
  expect(contentId({ a: 1, b: 2 })).toBe(contentId({ b: 2, a: 1 }));
  expect(contentId({ a: 1, b: 2 })).not.toBe(contentId({ a: 1, b: 3 }));
});

test("a short id is the first 8 digits of the id", () => {
  expect(shortId("ba7816bf8f01cfea")).toBe("ba7816bf");
});
