import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isDense,
  normalForm,
  normalFormVersion,
  normalise,
  normaliseUtf8,
  spanOf,
  type NormalText,
} from "../src/text/normal-form.ts";
import { propertiesOf, propertyCombiningClass } from "../src/text/unicode-lookup.ts";
import { unicodeVersion } from "../src/text/unicode-tables.ts";
import { generateTables, isDenseByScripts } from "../tables/generate.ts";
import { hardText, isUnicode17, longestMarkRun, longRun, referenceForm } from "./normal-form-reference.ts";

const many = { numRuns: 3_000 };

interface Golden {
  readonly version: string;
  readonly unicode: string;
  readonly everyCodePointSha256: string;
  readonly vectors: readonly { readonly input: readonly number[]; readonly output: readonly number[] }[];
}

describe("the normal form", () => {
  test("of a normal form is itself", () => {
    fc.assert(
      fc.property(fc.oneof(hardText, longRun), (text) => {
        const once = normalForm(text);
        expect(normalForm(once)).toBe(once);
      }),
      many,
    );
  });

  test.skipIf(!isUnicode17)("equals the definition written with String.prototype.normalize", () => {
    fc.assert(
      fc.property(hardText, (text) => {
        fc.pre(longestMarkRun(text) <= 30);
        expect(normalForm(text)).toBe(referenceForm(text));
      }),
      { numRuns: 10_000 },
    );
  });

  test.skipIf(!isUnicode17)(
    "equals the definition on every assigned code point, whole, decomposed and after a base",
    () => {
      const wrong: number[] = [];
      for (let c = 0; c < 0x110000; c += c < 0x34000 || c >> 12 === 0xe0 ? 1 : 251) {
        const character = String.fromCodePoint(c);
        const expected = referenceForm(character);
        if (normalForm(character) !== expected || normalForm(character.normalize("NFD")) !== expected)
          wrong.push(c);
        if (normalForm(`e\u0301${character}`) !== referenceForm(`e\u0301${character}`)) wrong.push(c);
      }
      expect(wrong).toEqual([]);
    },
  );

  test.skipIf(!isUnicode17)("keeps the first 30 marks of a run in canonical order", () => {
    fc.assert(
      fc.property(longRun, (text) => {
        // A starter among the marks ends the run, U+0345 changes, and what is ignored does not count.
        const run = Array.from(text.normalize("NFD")).filter(
          (c) => combiningClassOf(c) > 0 && c !== "\u0345",
        );
        const marks = Array.from(run.join("").normalize("NFD")).filter((c) => referenceForm(c) === c);
        expect(normalForm(`e${marks.toReversed().join("")}`)).toBe(
          `e${Array.from(marks.toReversed().join("").normalize("NFD")).slice(0, 30).join("")}`.normalize(
            "NFC",
          ),
        );
      }),
      many,
    );
  });

  test("is the same for the four Unicode normalisation forms of a text, however long its runs", () => {
    fc.assert(
      fc.property(fc.oneof(hardText, longRun), (text) => {
        const expected = normalForm(text);
        for (const form of ["NFC", "NFD", "NFKC", "NFKD"])
          expect(normalForm(text.normalize(form))).toBe(expected);
      }),
      many,
    );
  });

  test("ignores spaces, line breaks, punctuation, soft hyphens and zero-width characters anywhere", () => {
    const separators = [
      " ",
      "\n",
      "\r\n",
      "\t",
      "\u3000",
      "\u2028",
      "、",
      "。",
      "-",
      "“",
      "!",
      "\u00AD",
      "\u200B",
    ];
    const separator = fc.constantFrom(...separators, "\u200D", "\uFEFF", "\uFE0F", "\u034F", "");
    fc.assert(
      fc.property(hardText, fc.infiniteStream(separator), (text, stream) => {
        const spaced = Array.from(text, (character) => character + stream.next().value).join("");
        expect(normalForm(spaced)).toBe(normalForm(text));
      }),
      many,
    );
  });

  test("ignores the width of letters, digits and kana", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0x21, max: 0x7e })), (ascii) => {
        const wide = String.fromCodePoint(...ascii.map((c) => c + 0xfee0));
        expect(normalForm(wide)).toBe(normalForm(String.fromCodePoint(...ascii)));
      }),
      many,
    );
    expect(normalForm("ｶﾞｷﾞｸﾞ ﾊﾟﾋﾟ ｱｲｳ")).toBe("ガギグパピアイウ");
  });

  test("ignores the case of every code point but dotless i", () => {
    const distinct: number[] = [];
    for (let c = 0; c < 0x34000; c++) {
      const character = String.fromCodePoint(c);
      const expected = normalForm(character);
      if (
        normalForm(character.toUpperCase()) !== expected ||
        normalForm(character.toLowerCase()) !== expected
      )
        distinct.push(c);
    }
    expect(distinct).toEqual([0x131]);
    expect(normalForm("DIŞ")).not.toBe(normalForm("dış"));
  });

  test("takes final sigma for sigma, ß and ẞ for ss, and iota subscript for iota", () => {
    expect(normalForm("ὈΔΥΣΣΕΎΣ")).toBe(normalForm("ὀδυσσεύς"));
    expect(normalForm("Straße")).toBe("strasse");
    expect(normalForm("STRAẞE")).toBe("strasse");
    for (const spelling of ["ᾴ", "ᾼ\u0301", "α\u0345\u0301", "α\u0301\u0345"])
      expect(normalForm(spelling)).toBe("άι");
  });

  test("composes starters with starters: jamo and Indic vowels", () => {
    expect(normalForm("\u1112\u1161\u11AB\u1100\u1173\u11AF")).toBe("한글");
    expect(normalForm("하\u11AB")).toBe("한");
    expect(normalForm("\u0DD9\u0DCF\u0DCA")).toBe("\u0DDD");
    expect(normalForm("\u1100\u0301\u1161")).toBe("\u1100\u0301\u1161");
  });

  test("of 10 MB of alternating combining marks is 30 marks, soon", { timeout: 60_000 }, () => {
    const hostile = `a${"\u0301\u0316".repeat(2_500_000)}`;
    expect(normalForm(hostile)).toBe(`a${"\u0316".repeat(30)}`);
    expect(normaliseUtf8(new TextEncoder().encode(hostile)).length).toBe(31);
  });

  test("of any string or bytes is letters, numbers and marks, and no case throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 64 }), (text, bytes) => {
        expect(normalForm(text)).toMatch(/^[\p{L}\p{N}\p{M}]*$/u);
        expect(characterString(normaliseUtf8(bytes))).toMatch(/^[\p{L}\p{N}\p{M}]*$/u);
      }),
      many,
    );
  });

  test("grows past the size of its source: U+FDFA gives 15 characters", () => {
    const { length } = normalise("\uFDFA".repeat(30_000));
    expect(length).toBe(450_000);
    expect(normaliseUtf8(new TextEncoder().encode("\uFDFA".repeat(30_000))).length).toBe(450_000);
  });
});

describe("the UTF-8 twin", () => {
  test("gives the characters of the decoded string for any bytes", () => {
    const broken = fc
      .tuple(hardText, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0x7f, max: 0xff })), { maxLength: 6 }))
      .map(([text, edits]) => {
        const bytes = new TextEncoder().encode(text);
        for (const [at, value] of edits) if (bytes.length > 0) bytes[at % bytes.length] = value;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        const expected = normalise(new TextDecoder().decode(bytes));
        expect(characterString(normaliseUtf8(bytes))).toBe(characterString(expected));
      }),
      { numRuns: 10_000 },
    );
  });

  test("gives the spans of the string, counted in bytes", () => {
    fc.assert(
      fc.property(fc.oneof(hardText, longRun), (text) => {
        const units = normalise(text);
        const bytes = normaliseUtf8(new TextEncoder().encode(text));
        const byteAt = byteOffsets(text);
        expect(bytes.characters).toEqual(units.characters);
        expect(bytes.starts).toEqual(units.starts.map((unit) => byteAt[unit]!));
        expect(bytes.ends).toEqual(units.ends.map((unit) => byteAt[unit]!));
      }),
      many,
    );
  });
});

describe("spans", () => {
  // A cut is a place where a starter begins that shares no source with what is before it: 0, the length, or an
  // index i whose character has combining class 0 and starts at or after the end of every earlier character.
  test("between any two cuts lead to source text whose normal form is exactly those characters", () => {
    fc.assert(
      fc.property(fc.oneof(hardText, longRun), fc.nat(), fc.nat(), (text, a, b) => {
        const normal = normalise(text);
        const cuts = cutsOf(normal);
        const [from, to] = [cuts[a % cuts.length]!, cuts[b % cuts.length]!].sort((x, y) => x - y) as [
          number,
          number,
        ];
        const { start, end } = spanOf(normal, from, to);
        expect(normalise(text.slice(start, end)).characters).toEqual(normal.characters.slice(from, to));
      }),
      many,
    );
  });

  test("from first to last cover all that is kept", () => {
    fc.assert(
      fc.property(hardText, (text) => {
        fc.pre(longestMarkRun(text) <= 30);
        const normal = normalise(text);
        const { start, end } = spanOf(normal, 0, normal.length);
        expect(normalForm(text.slice(0, start))).toBe("");
        expect(normalForm(text.slice(end))).toBe("");
      }),
      many,
    );
  });

  test("of a range are the least start and the greatest end in it, and never empty", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(hardText, longRun), { maxLength: 4 }),
        fc.nat(),
        fc.nat(),
        (texts, a, b) => {
          const normal = normalise(texts.join(""));
          fc.pre(normal.length > 0);
          const from = a % normal.length;
          const to = from + 1 + (b % (normal.length - from));
          const start = Math.min(...normal.starts.slice(from, to));
          const end = Math.max(...normal.ends.slice(from, to));
          expect(spanOf(normal, from, to)).toEqual({ start, end });
          expect(end).toBeGreaterThan(start);
        },
      ),
      many,
    );
  });

  test("of an empty range are empty, and of a range outside the text refused", () => {
    const normal = normalise("-ab-");
    expect(spanOf(normal, 1, 1)).toEqual({ start: 2, end: 2 });
    expect(spanOf(normal, 2, 2)).toEqual({ start: 3, end: 3 });
    expect(spanOf(normalise(""), 0, 0)).toEqual({ start: 0, end: 0 });
    for (const [from, to] of [
      [-1, 1],
      [1, 0],
      [0, 3],
    ] as const)
      expect(() => spanOf(normal, from, to)).toThrow(RangeError);
  });
});

describe("density", () => {
  test.skipIf(!isUnicode17)(
    "is what Node's own Unicode data says of the scripts, for every code point",
    () => {
      const wrong: number[] = [];
      for (let c = 0; c < 0x110000; c++)
        if (isDense(c) !== isDenseByScripts(String.fromCodePoint(c))) wrong.push(c);
      expect(wrong).toEqual([]);
    },
  );

  test("holds for kanji, kana and the long vowel mark, and not for letters and digits of alphabets", () => {
    for (const character of "由あアー々한ไກកမ၀ꀀ\u3099")
      expect(isDense(character.codePointAt(0)!)).toBe(true);
    for (const character of "aяع1\u0301\u02bc\u0316ம") expect(isDense(character.codePointAt(0)!)).toBe(false);
  });
});

describe("what is stored", () => {
  const golden = JSON.parse(
    readFileSync(new URL("golden/normal-form.json", import.meta.url), "utf8"),
  ) as Golden; // our own file, checked in

  test("the golden vectors of text-1 still hold", () => {
    expect([normalFormVersion, unicodeVersion]).toEqual([golden.version, golden.unicode]);
    expect(golden.vectors.length).toBeGreaterThan(30);
    for (const { input, output } of golden.vectors)
      expect(Array.from(normalise(String.fromCodePoint(...input)).characters)).toEqual(output);
  });

  test("the normal form of every single code point still has the golden digest", () => {
    const hash = createHash("sha256");
    for (let c = 0; c < 0x40000; c++) hash.update(`${normalForm(String.fromCodePoint(c))}\n`);
    for (let plane = 0x40000; plane < 0x110000; plane += 0x10000)
      hash.update(`${normalForm(planeText(plane))}\n`);
    expect(hash.digest("hex")).toBe(golden.everyCodePointSha256);
  });

  test.skipIf(!isUnicode17)("the checked-in tables are what the generator writes", () => {
    const checkedIn = readFileSync(new URL("../src/text/unicode-tables.ts", import.meta.url), "utf8");
    expect(generateTables() === checkedIn).toBe(true);
  });
});

function combiningClassOf(character: string): number {
  return propertiesOf(character.codePointAt(0)!) & propertyCombiningClass;
}

function characterString({ characters }: NormalText): string {
  return String.fromCodePoint(...characters);
}

function planeText(start: number): string {
  return Array.from({ length: 0x10000 }, (_, i) => String.fromCodePoint(start + i)).join("");
}

function cutsOf(normal: NormalText): number[] {
  const cuts = [0];
  let reached = normal.ends[0] ?? 0;
  for (let i = 1; i < normal.length; i++) {
    const isStarter = (propertiesOf(normal.characters[i]!) & propertyCombiningClass) === 0;
    if (isStarter && normal.starts[i]! >= reached) cuts.push(i);
    reached = Math.max(reached, normal.ends[i]!);
  }
  return [...cuts, normal.length];
}

/** The byte offset of every UTF-16 offset that a character may begin or end at. */
function byteOffsets(text: string): number[] {
  const offsets: number[] = [];
  let byte = 0;
  let unit = 0;
  for (const character of text) {
    offsets[unit] = byte;
    unit += character.length;
    byte += new TextEncoder().encode(character).length;
  }
  offsets[unit] = byte;
  return offsets;
}
