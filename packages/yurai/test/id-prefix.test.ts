import { describe, expect, test } from "vitest";
import { findByName, findByPrefix, nearest } from "../src/home/id-prefix.ts";

const things = ["7c1e00", "7c1eff", "aa00", "news", "news-crawl"];
const find = (given: string): string => findByPrefix(things, given, (thing) => [thing], "run");

const byName = (given: string): string => findByName(things, given, (thing) => thing, "source");

describe("a thing is found by the beginning of its id", () => {
  test("when only one begins so", () => expect(find("aa")).toBe("aa00"));
  test("and a whole name wins over a longer one that begins with it", () =>
    expect(find("news")).toBe("news"));
  test("or by another of its names", () => {
    const named = [
      { id: "aa00", name: "first" },
      { id: "bb00", name: "second" },
    ];
    expect(findByPrefix(named, "sec", ({ id, name }) => [id, name], "run").id).toBe("bb00");
  });
});

test("a beginning that several share is ambiguous, and names them", () => {
  expect(() => find("7c1e")).toThrow(expect.objectContaining({ code: "ambiguous" }));
  expect(() => find("7c1e")).toThrow("7c1e00, 7c1eff");
});

test("nothing found names the nearest, unless nothing is near", () => {
  expect(() => find("newz")).toThrow("did you mean news?");
  expect(() => find("quite another thing")).toThrow("yurai status");
});

test("a decision falls on a whole name only", () => {
  expect(byName("news")).toBe("news");
  expect(() => byName("news-c")).toThrow(expect.objectContaining({ code: "not-found" }));
});

test("the nearest of several is the one with the fewest edits", () => {
  expect(nearest("statsu", ["show", "status", "state"])).toBe("status");
  expect(nearest("x", ["show", "status"])).toBeUndefined();
});
