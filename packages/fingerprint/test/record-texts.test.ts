import { expect, test } from "vitest";

import { RecordTexts } from "../src/search/record-texts.ts";

const text = new Uint8Array(100);

test("texts are held until the budget is full, and the least lately used goes first", () => {
  const texts = new RecordTexts(500);
  for (let ordinal = 0; ordinal < 5; ordinal++) texts.set("segment", ordinal, text);
  expect(texts.get("segment", 0)).toBe(text);
  texts.set("segment", 5, text);
  expect(texts.get("segment", 1)).toBeUndefined();
  expect([0, 2, 3, 4, 5].every((ordinal) => texts.get("segment", ordinal) === text)).toBe(true);
  expect(texts.get("other", 0)).toBeUndefined();
});

test("a text that would crowd out the others is not held", () => {
  const texts = new RecordTexts(300);
  texts.set("segment", 0, text);
  expect(texts.get("segment", 0)).toBeUndefined();
});
