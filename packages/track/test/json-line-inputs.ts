/** Chunks of JSON Lines for property tests: rows in every spelling, damaged ones, and what is none. */
import * as fc from "fast-check";

const key = fc.constantFrom('"text"', '"text"', '"url"', '"本文"', '""', '"other"', '"te"', '"t\\u0065xt"');
const escapedUnit = fc
  .integer({ min: 0, max: 0xffff })
  .map((code) => `\\u${code.toString(16).padStart(4, "0")}`);
const surrogate = fc
  .integer({ min: 0xd7ff, max: 0xe001 })
  .map((code) => `\\u${code.toString(16).toUpperCase()}`);
const pair = fc
  .tuple(fc.integer({ min: 0xd800, max: 0xdbff }), fc.integer({ min: 0xdc00, max: 0xdfff }))
  .map(([high, low]) => `\\u${high.toString(16)}\\u${low.toString(16)}`);
const piece = fc.oneof(
  escapedUnit,
  surrogate,
  pair,
  fc.constantFrom(
    "\\n",
    "\\/",
    '\\"',
    "\\\\",
    "\\b",
    "\\f",
    "\\r",
    "\\t",
    "a",
    "日",
    "😀",
    "é",
    "\u2028",
    "\u007f",
  ),
  fc.constantFrom("a plain run of some letters", "{[:,]}", "x".repeat(16), "x".repeat(33)),
);
const string = fc.array(piece, { maxLength: 8 }).map((parts) => `"${parts.join("")}"`);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.constantFrom("0", "-0", "1e999", "-1E-999", `1${"0".repeat(40)}`, "0.5e+3", "1.0"),
);
const scalar = fc.oneof(string, number, fc.constantFrom("true", "false", "null"));
const space = fc.constantFrom("", "", "", " ", "\t", " \r ");
const value = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc
      .tuple(fc.array(tie("value"), { maxLength: 3 }), space)
      .map(([all, gap]) => `[${gap}${all.join(`${gap},`)}${gap}]`),
    fc
      .tuple(fc.array(fc.tuple(string, tie("value")), { maxLength: 3 }), space)
      .map(([all, gap]) => `{${gap}${all.map(([name, item]) => `${name}${gap}:${item}`).join(`,${gap}`)}}`),
    fc.integer({ min: 29, max: 33 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  ),
})).value;
const member = fc.tuple(key, fc.oneof({ weight: 3, arbitrary: string }, { weight: 1, arbitrary: value }));
const row = fc.tuple(fc.array(member, { maxLength: 5 }), space).map(([members, gap]) => {
  const all = members.map(([name, item]) => `${gap}${name}${gap}:${gap}${item}${gap}`);
  return `${gap}{${all.join(",")}${gap}}${gap}`;
});
const other = fc.constantFrom(
  "",
  "  ",
  " ".repeat(64),
  "\t\r",
  "\u00a0",
  "[]",
  '"a"',
  "7",
  "{}",
  '{"text":"cut',
  '{"text":"a"}}',
  "\ufeff{}",
);
const line = fc.oneof({ weight: 6, arbitrary: row }, { weight: 1, arbitrary: other });
const feed = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r\r\n");

/** Lines with the feeds behind them; the last may have none. */
const lines = fc.tuple(fc.array(fc.tuple(line, feed), { maxLength: 6 }), fc.oneof(line, fc.constant("")));

/** Rows that JSON.parse takes, among lines that are no rows. */
export const anyLines: fc.Arbitrary<Uint8Array> = lines.map(([all, last]) =>
  Buffer.from(all.map(([text, end]) => text + end).join("") + last),
);

/** Rows alone, each with its feed. */
export const plainChunk: fc.Arbitrary<Uint8Array> = fc
  .array(row, { maxLength: 6 })
  .map((rows) => Buffer.from(rows.map((text) => `${text}\n`).join("")));

const noise = fc.constantFrom(...Buffer.from('{}[]",:\\ue+-.0159 tfn\u0000\u001f\u007f\n\r\ud83d日'));
const edits = fc.array(fc.tuple(fc.nat(400), noise, fc.nat(2)), { minLength: 1, maxLength: 3 });
const edited = fc.tuple(anyLines, edits).map(([chunk, places]) => {
  let bytes = [...chunk];
  for (const [at, byte, cut] of places) {
    const place = at % (bytes.length + 1);
    bytes = [...bytes.slice(0, place), byte, ...bytes.slice(place + cut)];
  }
  return Uint8Array.from(bytes);
});
const letters = fc.constantFrom(...Buffer.from('{}"text:[],\\u0123 -.eE+ntrufalse日\n\r'));

/** The same, damaged anywhere, and bytes that were never rows. */
export const damaged: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 3, arbitrary: edited },
  { weight: 1, arbitrary: fc.array(letters, { maxLength: 60 }).map((bytes) => Uint8Array.from(bytes)) },
);
