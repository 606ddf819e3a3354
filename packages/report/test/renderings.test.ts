// What holds for every rendering: no text of sources unless it was given to be shown, and nothing hostile gets through.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { languages } from "@yurai/schema";
import { canaries, facts, rows } from "./fixture.ts";
import { screens, verdictRenderings } from "./renderings.ts";
import type { VerdictRow } from "../src/index.ts";

const hostile = [
  "</script><script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "]]>--><!--",
  "\u001B[2J\u001B]8;;http://evil\u0007\u009b31m",
  "\u202Eevil\u2066\u2028\u2029\u0085\u0000\r\n::error::x",
  "%0A::set-output name=a::b",
  "| a | [x](javascript:alert(1)) ![i](http://evil/i.png) @team #1 |",
  "'; rm -rf ~ #`$(id)`",
  "\uD800\uDFFF\uDC00 lone",
  `z${"\u0301".repeat(200)}`,
  "constructor",
  "__proto__",
  "",
  " ".repeat(40),
  "長い名前".repeat(200),
] as const;

/** Replaces every string that comes from outside; codes of the schema stay, as parsing would have refused others. */
function poison<T>(data: T, text: string, key = ""): T {
  if (typeof data === "string") return (outside.test(key) ? text : data) as T;
  if (Array.isArray(data)) return data.map((item: unknown) => poison(item, text, key)) as T;
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, item]) => [name, poison(item, text, name)]),
  ) as T;
}

const outside =
  /^(id|source|url|path|name|value|expression|by|because|reference|userAgent|operator|purpose|host|field|category|licence|text|standardText|rule|code|home|next|file|reportPath|attributionPath|repository|commit|release|runtime|use|model|agent|exception)$/;

const bare = rows.map(({ snippets: _snippets, ...row }) => row);

describe("no text of outputs or sources appears", () => {
  test.each(verdictRenderings.filter((rendering) => !rendering.showsSnippets))(
    "in $file, even where passages were collected",
    ({ render }) => {
      for (const language of languages)
        for (const canary of canaries) expect(render(rows, facts, language)).not.toContain(canary);
    },
  );

  test.each(verdictRenderings.filter((rendering) => rendering.showsSnippets))(
    "in $file without passages, but does with them",
    ({ render }) => {
      for (const language of languages)
        for (const canary of canaries) {
          expect(render(bare, facts, language)).not.toContain(canary);
          expect(render(rows, facts, language).replaceAll(/\s*\n[\s|]*/g, "")).toContain(canary.slice(0, 4));
        }
    },
  );
});

// Attribution and JSON carry recorded text; they have their own escapes. Everything else is one line per fact.
const repaints = /(?![\n\t])\p{Cc}|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]|\p{Cs}/u;

describe.each(hostile.map((text, at) => ({ at, text })))("hostile string $at", ({ text }) => {
  test.each(verdictRenderings)("neither stops nor gets through $file", ({ render }) => {
    const poisoned = poison(rows, text) as readonly VerdictRow[];
    for (const language of languages)
      expect(render(poisoned, poison(facts, text), language)).not.toMatch(repaints);
  });

  test.each(screens)("neither stops nor gets through $file", ({ render }) => {
    for (const language of languages)
      expect(render(language, (data) => poison(data, text))).not.toMatch(repaints);
  });
});

test("no string at all stops a rendering or repaints a terminal", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      const poisoned = poison(rows.slice(11), text) as readonly VerdictRow[];
      for (const { render } of verdictRenderings)
        expect(render(poisoned, poison(facts, text), "ja")).not.toMatch(repaints);
      for (const { render } of screens)
        expect(render("en", (data) => poison(data, text))).not.toMatch(repaints);
    }),
    { numRuns: 15 },
  );
});
