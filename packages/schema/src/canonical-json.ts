import { SchemaError } from "./error.ts";

/** Any value that JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** How many arrays and objects may lie within one another, so that no input can exhaust the stack. */
export const maxJsonDepth = 256;

/**
 * Writes a value as canonical JSON: no spaces, members sorted by UTF-16 code units, numbers as ECMAScript prints them.
 * Equal values give equal text, whatever the order their members were written in.
 *
 * Takes `unknown` as well, because interfaces are not assignable to {@link JsonValue}; what is not JSON is refused.
 *
 * @param value nested at most {@link maxJsonDepth} deep
 * @throws SchemaError `not-canonical` on NaN, an infinity, undefined, a bigint, function, symbol or class instance, a lone
 *   surrogate, a cycle, or too deep nesting
 * @see RFC 8785, JSON Canonicalization Scheme
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

function write(value: unknown, ancestors: object[]): string {
  switch (typeof value) {
    case "string":
      return writeString(value, ancestors);
    case "number":
      if (!Number.isFinite(value)) throw notCanonical("a number that is not finite", ancestors);
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return value === null ? "null" : writeNested(value, ancestors);
    default:
      throw notCanonical(`a value of type ${typeof value}`, ancestors);
  }
}

function writeNested(value: object, ancestors: object[]): string {
  if (ancestors.includes(value)) throw notCanonical("an object that contains itself", ancestors);
  if (ancestors.length >= maxJsonDepth) throw notCanonical(`nesting deeper than ${maxJsonDepth}`, ancestors);
  ancestors.push(value);
  const text = Array.isArray(value) ? writeArray(value, ancestors) : writeObject(value, ancestors);
  ancestors.pop();
  return text;
}

function writeArray(items: readonly unknown[], ancestors: object[]): string {
  // Array.from visits the holes of a sparse array, which map would skip.
  return `[${Array.from(items, (item) => write(item, ancestors)).join(",")}]`;
}

function writeObject(value: object, ancestors: object[]): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  // A Date, Map or typed array would silently become text, {} or a table of indexes.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw notCanonical("an object of a class", ancestors);
  if (Object.getOwnPropertySymbols(value).length > 0)
    throw notCanonical("a member named by a symbol", ancestors);
  // Array.sort compares UTF-16 code units, as RFC 8785 section 3.2.3 asks.
  const members = Object.keys(value)
    .sort()
    .map((name) => `${writeString(name, ancestors)}:${write(Reflect.get(value, name), ancestors)}`);
  return `{${members.join(",")}}`;
}

function writeString(text: string, ancestors: readonly object[]): string {
  if (/\p{Surrogate}/u.test(text)) throw notCanonical("a string with a lone surrogate", ancestors);
  return JSON.stringify(text);
}

function notCanonical(what: string, ancestors: readonly object[]): SchemaError {
  const depth = ancestors.length;
  return new SchemaError(
    "not-canonical",
    `canonical JSON cannot hold ${what} (found ${depth} levels deep); remove it or write it as a string`,
    { details: { depth } },
  );
}
