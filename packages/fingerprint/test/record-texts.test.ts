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

test("a large text has a budget of its own, so that a book neither drives out the small ones nor is read again each time", () => {
  const texts = new RecordTexts(400);
  const [book, other] = [new Uint8Array(500), new Uint8Array(400)];
  for (let ordinal = 0; ordinal < 4; ordinal++) texts.set("segment", ordinal, text);
  texts.set("segment", 4, book);
  expect([0, 1, 2, 3].every((ordinal) => texts.get("segment", ordinal) === text)).toBe(true);
  expect(texts.get("segment", 4)).toBe(book);
  texts.set("segment", 5, other);
  expect([texts.get("segment", 4), texts.get("segment", 5)]).toEqual([undefined, other]);
  texts.set("segment", 6, new Uint8Array(801));
  expect(texts.get("segment", 6)).toBeUndefined();
  expect(texts.get("segment", 5)).toBe(other);
});
