import * as fc from "fast-check";
import { isUtf8 } from "node:buffer";
import { describe, expect, test } from "vitest";
import { JsonFields } from "../src/json-fields.ts";
import { escapedString, missing, otherValue, plainString } from "../src/json-lines.ts";
import { unescapeInto } from "../src/json-unescape.ts";

const names = ["text", "url", "本文", ""];
const fields = new JsonFields(names);

/** What the finder says of each field: as bytes of UTF-8 for a string, as a value for anything else. */
function found(bytes: Uint8Array): Record<string, unknown> | undefined {
  // In the middle of other bytes, so that what lies around the row must not matter.
  const around = Buffer.concat([Buffer.from('{"'), bytes, Buffer.from('"}x')]);
  if (!fields.find(around, 2, 2 + bytes.byteLength)) return undefined;
  return Object.fromEntries(
    names.flatMap((name, i) => {
      const [start, end] = [fields.starts[i]!, fields.ends[i]!];
      if (fields.kinds[i] === missing) return [];
      if (fields.kinds[i] === otherValue)
        return [[name, JSON.parse(around.subarray(start, end).toString("utf8")) as unknown]];
      const copy = Buffer.from(around);
      const textEnd = fields.kinds[i] === plainString ? end : unescapeInto(copy, start, end, start);
      return [[name, Buffer.from(copy.subarray(start, textEnd)).toString("hex")]];
    }),
  );
}

/** What JSON.parse says of the same row. */
function parsed(bytes: Uint8Array): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const row = value as Record<string, unknown>;
  return Object.fromEntries(
    names.flatMap((name) => {
      if (!Object.hasOwn(row, name)) return [];
      const field = row[name];
      return [[name, typeof field === "string" ? Buffer.from(field, "utf8").toString("hex") : field]];
    }),
  );
}

/** Both say the same, or the finder leaves the row to JSON.parse. Returns whether it took it. */
function agrees(bytes: Uint8Array): boolean {
  const own = found(bytes);
  expect(own).toEqual(own === undefined ? undefined : parsed(bytes));
  return own !== undefined;
}

const key = fc.constantFrom(...names, "other", "te", "texts", "a");
const unit = fc.constantFrom(
  "a",
  "\\",
  '"',
  "/",
  "\n",
  "\u0000",
  "é",
  "日",
  "😀",
  "\ud83d",
  "\ude00",
  "\u2028",
);
const string = fc.array(unit, { maxLength: 12 }).map((units) => units.join(""));
const scalar = fc.oneof(string, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(string, tie("value"), { maxKeys: 3 }),
  ),
})).value;
const escapedUnit = fc
  .integer({ min: 0, max: 0xffff })
  .map((code) => `\\u${code.toString(16).padStart(4, "0")}`);
const surrogate = fc.integer({ min: 0xd7ff, max: 0xe001 }).map((code) => `\\u${code.toString(16)}`);
/** JSON strings in every spelling, most of them no output of JSON.stringify. */
const spelled = fc
  .array(
    fc.oneof(escapedUnit, surrogate, fc.constantFrom("\\n", "\\/", '\\"', "\\\\", "a", "日", "😀", "\\b")),
    {
      maxLength: 8,
    },
  )
  .map((parts) => `"${parts.join("")}"`);
const space = fc.constantFrom("", "", " ", "\t", " \r ");

function object(members: readonly (readonly [string, string])[], gaps: string): string {
  const all = members.map(([name, text]) => `${gaps}${JSON.stringify(name)}${gaps}:${gaps}${text}${gaps}`);
  return `${gaps}{${all.join(",")}${gaps}}${gaps}`;
}

const member = fc.tuple(
  key,
  fc.oneof(
    spelled,
    value.map((item) => JSON.stringify(item)),
  ),
);
const row = fc
  .tuple(fc.array(member, { maxLength: 6 }), space)
  .map(([members, gaps]) => object(members, gaps));

describe("the fields of a row of JSON", () => {
  test("are those of JSON.parse: same text, last of equal keys, every escape and half a pair", () => {
    let taken = 0;
    fc.assert(
      fc.property(row, (text) => {
        if (agrees(Buffer.from(text))) taken++;
      }),
      { numRuns: 3_000 },
    );
    expect(taken).toBe(3_000);
  });

  test("are left to JSON.parse or are its own where the row was damaged anywhere", () => {
    const noise = fc.constantFrom(...'{}[]",:\\ue+-.0159 tfn\u0000\u001f\u007fé');
    fc.assert(
      fc.property(row, fc.array(fc.tuple(fc.nat(200), noise, fc.nat(2)), { maxLength: 3 }), (text, edits) => {
        let damaged = text;
        for (const [at, letter, cut] of edits) {
          const place = at % (damaged.length + 1);
          damaged = damaged.slice(0, place) + letter + damaged.slice(place + cut);
        }
        const bytes = Buffer.from(damaged);
        agrees(bytes);
      }),
      { numRuns: 10_000 },
    );
  });

  test("of any bytes that are UTF-8 are those of JSON.parse or left to it", () => {
    const bytes = fc.array(fc.constantFrom(...Buffer.from('{}"text:[],\\u0123 -.eE+ntrufalse日')), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(bytes, (list) => {
        const line = Uint8Array.from(list);
        if (isUtf8(line)) agrees(line);
      }),
      { numRuns: 10_000 },
    );
  });

  test("are found in rows as they come", () => {
    const taken = [
      '{"text":"a"}',
      ' { "text" : "a" , "text" : 5 } ',
      '{"text":"\\ud83d\\ude00","url":[[{"a":[]}],{}],"":-0.5e+3}',
      "{}",
      '{"other":{"text":"inside"},"本文":null}',
    ];
    for (const line of taken) expect(agrees(Buffer.from(line))).toBe(true);
    const left = [
      "",
      "[]",
      '"text"',
      '{"te\\u0078t":"a"}',
      '{"text":01}',
      '{"text":"a"}}',
      '{"text":"a",}',
      "{,}",
    ];
    for (const line of [...left, `{"a":${"[".repeat(40)}${"]".repeat(40)}}`])
      expect(agrees(Buffer.from(line))).toBe(false);
    expect(fields.find(Buffer.from('{"text":"a\\n"}'), 0, 14)).toBe(true);
    expect(fields.kinds[0]).toBe(escapedString);
  });
});
