import { expect, test } from "vitest";
import { isYuraiError, SchemaError, YuraiError } from "@yurai/schema";

test("an error carries its code, message, cause and details, and the name of its class", () => {
  const cause = new Error("inner");
  const error = new SchemaError("bad-input", "wrong", { cause, details: { field: "a" } });
  expect(error).toBeInstanceOf(YuraiError);
  expect(error).toMatchObject({ name: "SchemaError", code: "bad-input", message: "wrong", cause });
  expect(error.details).toEqual({ field: "a" });
});

test("an error without a cause has no cause property", () => {
  expect("cause" in new YuraiError("a", "b")).toBe(false);
});

test("a Yurai error of another copy of the package is recognised by its marker", () => {
  const other = Object.assign(new Error("x"), { code: "y" });
  Object.defineProperty(other, Symbol.for("yurai.error"), { value: true });
  expect(isYuraiError(other)).toBe(true);
  expect(isYuraiError(new SchemaError("bad-input", "x"))).toBe(true);
});

test("nothing else is taken for a Yurai error", () => {
  for (const value of [new Error("x"), null, undefined, "x", { code: "x" }, { "yurai.error": true }])
    expect(isYuraiError(value)).toBe(false);
});
