import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  configSchema,
  findProblems,
  locatorSchema,
  parse,
  policySchema,
  SchemaError,
  signalSchema,
  sourceSchema,
  verdictSchema,
  waiverSchema,
} from "@yurai/schema";
import { exampleConfig, examplePolicy, exampleVerdict } from "./examples.ts";

function messageOf(schema: z.ZodType, value: unknown): string {
  try {
    parse(schema, value, { what: "test.yaml" });
  } catch (error) {
    if (error instanceof SchemaError) return error.message;
    throw error;
  }
  return "";
}

function configWithLicence(licence: unknown): unknown {
  return { ...exampleConfig, sources: [{ name: "a", origin: "own", licence }] };
}

describe("bad input", () => {
  test("is answered with the file, the field's path, what was expected and what was found", () => {
    const config = {
      ...exampleConfig,
      sources: [
        { name: "a", origin: "own" },
        { name: "b", origin: 5 },
      ],
    };
    expect(messageOf(configSchema, config)).toBe(
      'test.yaml: sources[1].origin must be one of "public-dataset", "crawled", "licensed", "third-party", "user", "synthetic", "own" (found a number)',
    );
  });

  test("that lacks a field is told to add it", () => {
    expect(messageOf(sourceSchema, { name: "a" })).toContain(
      'origin is missing: add one of "public-dataset"',
    );
    expect(messageOf(signalSchema, { kind: "robots-tag", where: { kind: "embedded" }, training: "no" })).toBe(
      "test.yaml: value is missing: add a text",
    );
  });

  test("with a misspelt field is told the right spelling first", () => {
    expect(messageOf(sourceSchema, { name: "a", orgin: "own" })).toMatch(
      /^test\.yaml: has an unknown field "orgin": did you mean "origin"\?; origin is missing/,
    );
    expect(messageOf(sourceSchema, { name: "a", origin: "own", nmae: 1 })).toContain('did you mean "name"?');
  });

  test("with a field nobody knows is told to remove it, and which fields there are", () => {
    expect(messageOf(sourceSchema, { name: "a", origin: "own", colour: "red" })).toMatch(
      /unknown field "colour": remove it, or use one of name, origin, class/,
    );
  });

  test("that YAML 1.1 turned from a word into a boolean is told to quote it", () => {
    const signal = { kind: "robots-tag", value: "noai", where: { kind: "embedded" }, training: false };
    expect(messageOf(signalSchema, signal)).toContain("put the word in quotes");
  });

  test("in a tagged union is explained in the branch that its tag names", () => {
    expect(messageOf(locatorSchema, { kind: "row", path: "a.jsonl", row: 1.5 })).toBe(
      "test.yaml: row must be a whole number (found a number with a fraction)",
    );
    expect(messageOf(locatorSchema, { kind: "rows" })).toBe(
      'test.yaml: kind must be one of "file", "row", "warc", "entry", "url", "ordinal"',
    );
    expect(messageOf(locatorSchema, {})).toBe(
      'test.yaml: kind is missing: add one of "file", "row", "warc", "entry", "url", "ordinal"',
    );
    expect(messageOf(locatorSchema, null)).toBe("test.yaml: must be an object (found nothing)");
  });

  test("in a union without tag is explained in the branch that it resembles", () => {
    expect(messageOf(configSchema, configWithLicence({ name: "A-12", terms: { train: "maybe" } }))).toContain(
      'sources[0].licence.terms.train must be one of "yes", "no", "conditions", "unknown"',
    );
    expect(messageOf(configSchema, configWithLicence(5))).toBe(
      "test.yaml: sources[0].licence must be a text (found a number), or must be an object (found a number)",
    );
    const rules = [{ ...examplePolicy.rules[0], when: { kind: ["verbatim", "verbatm"] } }];
    expect(messageOf(policySchema, { ...examplePolicy, rules })).toMatch(
      /^test\.yaml: rules\[0\]\.when\.kind\[1\] must be one of "verbatim", "near-copy"/,
    );
  });

  test("with many faults lists five and counts the rest", () => {
    const sources = Array.from({ length: 9 }, () => ({ name: 5, origin: "own" }));
    expect(messageOf(configSchema, { ...exampleConfig, sources })).toMatch(
      /sources\[4\]\.name [^;]*; and 4 more$/,
    );
  });

  test("names and ids that occur twice are found", () => {
    const twice = [
      { name: "a", origin: "own" },
      { name: "a", origin: "own" },
    ];
    expect(messageOf(configSchema, { ...exampleConfig, sources: twice })).toBe(
      "test.yaml: sources[1].name must differ from every name above it",
    );
    const rules = [examplePolicy.rules[0], examplePolicy.rules[0]];
    expect(messageOf(policySchema, { ...examplePolicy, rules })).toBe(
      "test.yaml: rules[1].id must differ from every id above it",
    );
  });

  test("carries the code, the first field and the number of problems for programs", () => {
    expect(() => parse(sourceSchema, { name: 1, origin: 1 }, { what: "x" })).toThrowError(
      expect.objectContaining({ code: "bad-input", details: { field: "name", problems: 2 } }),
    );
  });

  test("leads to its line by the path of each problem, down to an unknown field", () => {
    const problems = findProblems(configSchema, { ...exampleConfig, track: { modus: "observe" } });
    expect(problems).toEqual([
      { path: ["track", "modus"], field: "track", message: expect.stringContaining("unknown field") },
    ]);
    expect(findProblems(configSchema, exampleConfig)).toEqual([]);
  });
});

describe("the content of bad input", () => {
  const secret = "sk_live_51HunterTwo";
  const leaves = z.union([z.string(), z.number(), z.boolean(), z.null()]);

  // Every place of an example, one after the other, takes the secret: as a value, in a list, in an object, as a name.
  function* spoiled(value: unknown): Generator<unknown> {
    yield* [secret, [secret], { [secret]: secret }, { kind: secret }];
    if (leaves.safeParse(value).success) return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries())
        for (const bad of spoiled(item)) yield value.with(index, bad);
      return;
    }
    const object = value as Record<string, unknown>; // neither a leaf nor a list
    yield { ...object, [secret]: 1 };
    for (const [key, item] of Object.entries(object))
      for (const bad of spoiled(item)) yield { ...object, [key]: bad };
  }

  test.each([
    ["configuration", configSchema, exampleConfig],
    ["policy", policySchema, examplePolicy],
    ["verdict", verdictSchema, exampleVerdict],
  ] as const)("never appears in an error about a %s, wherever it stands", (_name, schema, example) => {
    let refused = 0;
    for (const value of spoiled(example)) {
      const problems = findProblems(schema, value);
      if (problems.length > 0) refused += 1;
      for (const { field, message } of problems) {
        expect(field).not.toContain(secret);
        expect(message).not.toContain(secret);
      }
    }
    expect(refused).toBeGreaterThan(50);
  });

  test("never leads to anything but a SchemaError, whatever the value", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(messageOf(policySchema, value)).toMatch(/^test\.yaml: /);
      }),
    );
  });

  test("nested deep enough to exhaust a stack is refused in a sentence", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level += 1) deep = [deep];
    expect(messageOf(policySchema, { ...examplePolicy, rules: deep })).toContain(
      "rules[0] must be an object",
    );
    expect(messageOf(waiverSchema, deep)).toContain("must be an object");
  });
});
