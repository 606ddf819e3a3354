import fc from "fast-check";
import { expect, test } from "vitest";
import { displayWidth, graphemes, padEnd, padStart, truncate, wrap } from "../src/index.ts";

test("East Asian characters and emoji take two columns, marks none", () => {
  expect(displayWidth("abc")).toBe(3);
  expect(displayWidth("東京（株）")).toBe(10);
  expect(displayWidth("ｶﾀｶﾅ")).toBe(4);
  expect(displayWidth("👩‍👩‍👧")).toBe(2);
  expect(displayWidth("e\u0301")).toBe(1);
});

test("no wrapped line is wider than asked, and nothing but spaces at breaks is lost", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.integer({ min: 2, max: 60 }),
      fc.integer({ min: 2, max: 60 }),
      (text, width, firstWidth) => {
        const lines = wrap(text, width, firstWidth);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(/[ \n]/g, "")).toBe(text.replaceAll(/[ \n]/g, ""));
      },
    ),
  );
});

test("a grapheme cluster is never cut", () => {
  const family = "👩‍👩‍👧";
  for (const line of wrap(family.repeat(7), 5))
    for (const cluster of graphemes(line)) expect(cluster).toBe(family);
  expect(truncate(family.repeat(7), 6)).toBe(`${family.repeat(2)}…`);
});

test("Japanese punctuation does not begin a line, nor an opening bracket end one", () => {
  expect(wrap("方針が求める検査。", 16)).toEqual(["方針が求める検", "査。"]);
  expect(wrap("許可を意味（しない）", 12)).toEqual(["許可を意味", "（しない）"]);
});

test("words are kept whole where they fit, and columns in a line stay", () => {
  expect(wrap("verdict 9f3c  policy 51ab", 20)).toEqual(["verdict 9f3c  policy", "51ab"]);
  expect(wrap("https://example.jp/a b", 10)).toEqual(["https://ex", "ample.jp/a", "b"]);
  expect(wrap("  do: a long line of words here", 24)).toEqual(["  do: a long line of", "  words here"]);
});

test("padding counts columns", () => {
  expect(padEnd("停止", 6)).toBe("停止  ");
  expect(padStart("17", 5)).toBe("   17");
  expect(padEnd("停止", 2)).toBe("停止");
});
