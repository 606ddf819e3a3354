import fc from "fast-check";
import { expect, test } from "vitest";
import { clean, cleanData, cleanLines } from "../src/index.ts";

test("readable text in any script stays as it is", () => {
  for (const text of ["東京の朝", "naïve café", "👩‍👩‍👧 と 🏳️‍🌈", "ภาษาไทย", "שלום", "a\u200db"])
    expect(clean(text)).toBe(text);
});

test("escape sequences, line breaks and bidi overrides become visible", () => {
  expect(clean("\u001B[2J\u001B]0;x\u0007")).toBe(String.raw`\x1b[2J\x1b]0;x\x07`);
  expect(clean("a\r\nb\u2028c\u0085")).toBe(String.raw`a\x0d\x0ab\u2028c\x85`);
  expect(clean("exe.\u202Egpj")).toBe(String.raw`exe.\u202egpj`);
  expect(clean("\u{E0041}\uD800")).toBe(String.raw`\u{e0041}\ud800`);
});

test("no string keeps a control, separator or bidi character, and cleaning twice is cleaning once", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const once = clean(text);
      expect(once).not.toMatch(
        /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u,
      );
      expect(clean(once)).toBe(once);
      expect(once.isWellFormed()).toBe(true);
    }),
  );
});

test("marks that would paint over other lines are cut", () => {
  const zalgo = `a${"\u0301".repeat(500)}`;
  expect(clean(zalgo).length).toBeLessThan(12);
});

test("passages keep their lines", () => {
  expect(cleanLines("a\r\nb\tc\n\u001Bd")).toBe(String.raw`a
b  c
\x1bd`);
});

test("data is cleaned to its last field, and nothing else changes", () => {
  const data = { name: "a\u001Bb", list: [{ url: "\u202Ex" }, 3, null, true], missing: undefined };
  expect(cleanData(data)).toEqual({
    name: String.raw`a\x1bb`,
    list: [{ url: String.raw`\u202ex` }, 3, null, true],
    missing: undefined,
  });
});
