import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, maxJsonDepth, SchemaError } from "@yurai/schema";

function double(hex: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${hex}`));
  return view.getFloat64(0);
}

// RFC 8785, appendix B.
const numbers: readonly (readonly [hex: string, text: string])[] = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
];

// The test data that RFC 8785, appendix F, points to: text as it comes in, UTF-8 as it must go out.
const documents: readonly (readonly [name: string, input: string, output: string])[] = [
  ["arrays", '[ 56, { "d": true, "10": null, "1": [ ] } ]', '[56,{"1":[],"10":null,"d":true}]'],
  [
    "french",
    '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}',
    '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}',
  ],
  [
    "structures",
    '{"1":{"f":{"f":"hi","F":5},"\\n":56.0},"10":{},"":"empty","a":{},"111":[{"e":"yes","E":"no"}],"A":{}}',
    '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
  ],
  ["unicode", '{"Unnormalized Unicode":"A\\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'],
  [
    "values",
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  ],
  [
    "weird",
    '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\u000a":"Newline","1":"One","\\u0080":"Control\\u007f","\\ud83d\\ude02":"Smiley","\\u00f6":"Latin Small Letter O With Diaeresis","\\ufb33":"Hebrew Letter Dalet With Dagesh","</script>":"Browser Challenge"}',
    '{"\\n":"Newline","\\r":"Carriage Return","1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😂":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  ],
];

describe("canonical JSON", () => {
  test.each(numbers)("the double %s of RFC 8785 is written %s", (hex, text) => {
    expect(canonicalJson(double(hex))).toBe(text);
  });

  test.each(documents)("the document '%s' of RFC 8785 comes out byte for byte", (_name, input, output) => {
    expect(canonicalJson(JSON.parse(input))).toBe(output);
  });

  test("members are sorted by UTF-16 code units, as in RFC 8785 section 3.2.3", () => {
    const shuffled = JSON.parse(
      '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}',
    );
    expect(canonicalJson(shuffled).match(/:(\d)/g)?.join("")).toBe(":2:4:6:7:1:5:3");
  });

  test("what is written reads back as the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("the order in which members were written does not matter", () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.integer()), { selector: ([name]) => name });
    fc.assert(
      fc.property(entries, (members) => {
        const forward = canonicalJson(Object.fromEntries(members));
        expect(canonicalJson(Object.fromEntries(members.toReversed()))).toBe(forward);
      }),
    );
  });

  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = [cyclic];
  const refused: readonly (readonly [string, unknown])[] = [
    ["NaN", double("7fffffffffffffff")],
    ["an infinity", double("7ff0000000000000")],
    ["undefined", undefined],
    ["an undefined member", { a: undefined }],
    ["a hole in a list", [1, , 2]], // oxlint-disable-line no-sparse-arrays
    ["a bigint", 1n],
    ["a function", () => 1],
    ["a symbol as a name", { [Symbol("a")]: 1 }],
    ["a lone surrogate", "a\ud800b"],
    ["a lone surrogate in a name", { "\udc00": 1 }],
    ["a date", new Date(0)],
    ["a map", new Map([["a", 1]])],
    ["bytes", new Uint8Array(2)],
    ["a cycle", cyclic],
  ];
  test.each(refused)("%s has none", (_name, value) => {
    expect(() => canonicalJson({ nested: [value] })).toThrowError(
      expect.objectContaining({ code: "not-canonical", name: "SchemaError" }),
    );
  });

  test("nesting is limited, so that a hostile value cannot exhaust the stack", () => {
    let deep: unknown = 1;
    for (let level = 0; level < maxJsonDepth; level += 1) deep = [deep];
    expect(canonicalJson(deep)).toHaveLength(2 * maxJsonDepth + 1);
    expect(() => canonicalJson([deep])).toThrow(SchemaError);
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(() => canonicalJson(deep)).toThrow(SchemaError);
  });

  test("the same object twice is no cycle", () => {
    const shared = { a: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });

  test("an object without prototype and one made elsewhere are objects like any other", () => {
    expect(canonicalJson(Object.assign(Object.create(null), { b: 1, a: 2 }))).toBe('{"a":2,"b":1}');
  });

  test("the message of a refusal does not repeat the value", () => {
    const secret = "hunter2\ud800";
    expect(() => canonicalJson({ [secret]: secret })).toThrowError(/^(?!.*hunter2)/s);
  });
});
