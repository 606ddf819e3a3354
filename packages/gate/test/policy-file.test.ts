import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GateError } from "../src/error.ts";
import { findPolicyProblems, readPolicy, writePolicy } from "../src/policy-file.ts";
import { presetNames, presets } from "../src/presets.ts";
import { maxYamlLength, readYaml } from "../src/yaml-document.ts";

const minimal = `# who keeps it: legal
format: yurai-policy
version: 1
name: house
use: publish
requiredChecks: [verbatim]
thresholds:
  verbatim: { dense: 50, other: 119 }
  nearCopy:
    characters: { dense: 200, other: 500 }
    similarity: 0.9
  unverifiedAnchors: 2
rules:
  - id: outputs-forbidden
    when:
      kind: verbatim
      terms: { distributeOutputs: no }
    action: block
    reason: The terms say so.
otherwise: report
`;

describe("readPolicy", () => {
  test("reads YAML, where a bare no is the word no", () => {
    const policy = readPolicy(minimal);
    expect(policy.rules[0]?.when.terms).toEqual({ distributeOutputs: "no" });
  });

  test.each(presetNames)("reads back what writePolicy wrote of %s, as YAML and as JSON", (name) => {
    expect(readPolicy(writePolicy(presets[name]))).toEqual(presets[name]);
    expect(readPolicy(JSON.stringify(presets[name], null, 2))).toEqual(presets[name]);
  });

  test.each([
    [
      "an unknown field, with what was meant",
      "otherwise: report",
      "otherwize: report",
      20,
      1,
      /did you mean "otherwise"/,
    ],
    ["an unknown field of a rule", "    action: block", "    acton: block", 18, 5, /did you mean "action"/],
    ["a wrong value", "action: block", "action: stop", 18, 5, /must be one of "report", "attribute"/],
    [
      "a wrong question of the terms",
      "distributeOutputs: no",
      "distributeOutput: no",
      17,
      16,
      /did you mean "distributeOutputs"/,
    ],
    ["a wrong number", "dense: 50,", "dense: 0,", 8, 15, /at least 1/],
    ["a missing field, at what lacks it", "    reason: The terms say so.\n", "", 14, 5, /is missing/],
    ["a field that stands twice", "version: 1\n", "version: 1\nversion: 1\n", 4, 1, /twice/],
    ["an alias", "dense: 50,", "dense: *d,", 8, 22, /alias|valid YAML/],
    ["an anchor", "use: publish", "use: &u publish", 5, 9, /anchor/],
    ["an unknown tag", "use: publish", "use: !env HOME", 5, 6, /tag/],
    [
      "a field of a rule that stands twice",
      "    action: block",
      "    action: block\n    action: report",
      19,
      5,
      /twice/,
    ],
    ["a second document", "otherwise: report\n", "otherwise: report\n---\na: 1\n", 21, 1, /second document/],
    ["broken YAML", "requiredChecks: [verbatim]", "requiredChecks: [verbatim", 7, 1, /./],
  ])("names line and column of %s", (_what, from, to, line, column, message) => {
    const text = minimal.replace(from, to);
    expect(text).not.toBe(minimal);
    const [problem] = findPolicyProblems(text);
    expect(problem?.message).toMatch(message);
    expect([problem?.line, problem?.column]).toEqual([line, column]);
    const error = thrownBy(() => readPolicy(text, { file: "p.yaml" }));
    expect(error).toMatchObject({ code: "bad-policy", details: { line, column } });
    expect(error.message).toContain(`p.yaml:${line}:${column}: `);
  });

  test("lists every problem, and quotes none of the file's content", () => {
    const text = minimal.replace("action: block", "action: hunter2").replace("dense: 50", "dense: hunter2");
    expect(findPolicyProblems(text)).toHaveLength(2);
    expect(thrownBy(() => readPolicy(text)).message).not.toContain("hunter2");
  });

  test.each([
    ["aliases that stand for a billion values", bomb()],
    ["a hundred thousand brackets", `rules: ${"[".repeat(100_000)}`],
    ["a hundred thousand braces", "{a: ".repeat(100_000)],
    ["a hundred thousand dashes", "- ".repeat(100_000)],
    ["a hundred thousand question marks", "? ".repeat(100_000)],
    ["ever deeper indentation", [...Array(1_000).keys()].map((i) => `${" ".repeat(i)}a:`).join("\n")],
    ["more text than a policy has", `# ${"x".repeat(maxYamlLength)}`],
    ["nothing", ""],
    ["a lone scalar", "hello"],
    ["nulls", "\0\0\0"],
  ])("refuses %s with a problem", (_what, text) => {
    const problems = findPolicyProblems(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]!.line).toBeGreaterThanOrEqual(1);
    expect(() => readPolicy(text)).toThrow(GateError);
  });

  test("a key named __proto__ is an unknown field and reaches no prototype", () => {
    const problems = findPolicyProblems(`${minimal}__proto__:\n  polluted: true\n`);
    expect(problems.length).toBeGreaterThan(0);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  test("never throws anything but its own error, on any text and any damage", () => {
    const damaged = fc
      .tuple(fc.nat(minimal.length), fc.nat(20), fc.string({ maxLength: 8 }))
      .map(([at, count, put]) => minimal.slice(0, at) + put + minimal.slice(at + count));
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string(), fc.string({ unit: "binary" })), (text) => {
        for (const { line, column } of findPolicyProblems(text)) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test("readYaml reads any JSON value within its limits as JSON.parse does", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: "grapheme-ascii" }), (value) => {
      const text = JSON.stringify({ value });
      const reading = readYaml(text);
      expect(reading.ok && reading.value).toEqual(JSON.parse(text));
    }),
  );
});

function bomb(): string {
  const lines = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 20; i++)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(i === 1 ? "*a" : `*a${i - 1}`)
        .join(", ")}]`,
    );
  return lines.join("\n");
}

function thrownBy(run: () => unknown): GateError {
  try {
    run();
  } catch (error) {
    if (error instanceof GateError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
