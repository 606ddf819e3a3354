import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { configSchema, findProblems, policySchema, verdictSchema } from "@yurai/schema";
import { jsonSchemaFiles } from "../src/json-schema.ts";
import { exampleConfig, examplePolicy, exampleVerdict } from "./examples.ts";

const folder = new URL("../schemas/", import.meta.url);
// Formats stand beside patterns that say the same; ajv knows no formats of its own.
const ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false, allowUnionTypes: true });
const checks = new Map(jsonSchemaFiles().map(({ name, text }) => [name, ajv.compile(JSON.parse(text))]));

const shapes = [
  ["config.schema.json", configSchema, exampleConfig],
  ["policy.schema.json", policySchema, examplePolicy],
  ["verdict.schema.json", verdictSchema, exampleVerdict],
] as const;

/** Every copy of a value with one member removed, one unknown member added, or one leaf of another type. */
function* damaged(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const bad of damaged(item)) yield value.with(index, bad);
  } else if (typeof value === "object" && value !== null) {
    yield { ...value, unheardOf: 1 };
    for (const [key, item] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
      for (const bad of damaged(item)) yield { ...value, [key]: bad };
    }
  } else {
    yield* [null, typeof value === "string" ? 5 : "five", -1, "", "Ünheard of\n", [], {}];
  }
}

function accepts(schema: z.ZodType, value: unknown): boolean {
  return findProblems(schema, value).length === 0;
}

describe.each(shapes)("%s", (name, schema, example) => {
  const validate = checks.get(name) as (value: unknown) => boolean; // the map has every name of `shapes`

  test("is what the generator writes: run `npm run generate` after a change of the schemas", () => {
    const generated = jsonSchemaFiles().find((file) => file.name === name)?.text;
    expect(readFileSync(new URL(name, folder), "utf8")).toBe(generated);
  });

  test("accepts the example, as the schema in code does", () => {
    expect(findProblems(schema, example)).toEqual([]);
    expect(validate(example)).toBe(true);
  });

  test("refuses what the schema in code refuses, and accepts what it accepts, for every small damage", () => {
    const values = [...damaged(example)];
    const disputed = values.filter((value) => validate(value) !== accepts(schema, value));
    expect(disputed).toEqual([]);
    expect(values.filter((value) => !accepts(schema, value)).length).toBeGreaterThan(100);
  });

  test("describes its fields for editors", () => {
    const { properties } = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as {
      readonly properties: Readonly<Record<string, { readonly description?: string }>>;
    };
    const silent = Object.keys(properties).filter((field) => properties[field]?.description === undefined);
    expect(silent.filter((field) => !["format", "schemaVersion"].includes(field))).toEqual([]);
  });
});
