// Hosts are counted without their names: each name keeps one number however many there are.
import fc from "fast-check";
import { expect, test } from "vitest";
import { HostNumbers } from "../src/report/host-numbers.ts";

test("each name has one number, in the order in which names are met, as a map would give", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 12 }), { maxLength: 400 }), (names) => {
      const numbers = new HostNumbers();
      const expected = new Map<string, number>();
      for (const name of names) {
        if (!expected.has(name)) expected.set(name, expected.size);
        expect(numbers.numberOf(name)).toBe(expected.get(name));
      }
      expect(numbers.size).toBe(expected.size);
    }),
  );
});

test("a hundred thousand hosts keep their numbers while the table grows", () => {
  const numbers = new HostNumbers();
  const names = Array.from({ length: 100_000 }, (_, at) => `host-${at}.example.jp`);
  names.forEach((name) => numbers.numberOf(name));
  const moved = names.filter((name, at) => numbers.numberOf(name) !== at);
  expect(moved).toEqual([]);
  expect(numbers.size).toBe(names.length);
});
