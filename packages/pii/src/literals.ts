const encoder = new TextEncoder();
const tableBits = 16;
const aWord = /^[\x20-\x7e]*[a-z]$/i;

/** A literal to look for and what it is for. */
export interface Literal {
  /** UTF-8 with ASCII in lower case, at least three bytes. */
  readonly bytes: Uint8Array;
  /** Whether it ends in a Latin letter, so that a word may not go on after it when it is a label. */
  readonly isWord: boolean;
  /** What it was registered for. */
  readonly uses: number[];
}

/** Literals that are found by a hash of their first three bytes. */
export interface LiteralTable {
  /** For each hash one more than the place in `chains`, or 0. */
  readonly heads: Uint16Array;
  readonly chains: readonly (readonly number[])[];
  readonly literals: readonly Literal[];
  /** For each byte, 1 when some literal begins with it. */
  readonly firstBytes: Uint8Array;
}

/** Builds the table of `[literal, use]` pairs; a space also stands for "_", "-" and nothing. */
export function literalTable(entries: Iterable<readonly [string, number]>): LiteralTable {
  const byText = new Map<string, Literal>();
  for (const [text, use] of entries) for (const spelling of spellings(text)) register(byText, spelling, use);
  const literals = [...byText.values()];
  const heads = new Uint16Array(1 << tableBits);
  const chains: number[][] = [];
  const firstBytes = new Uint8Array(256);
  for (const [index, { bytes }] of literals.entries()) {
    const slot = hashOf(bytes[0]!, bytes[1]!, bytes[2]!);
    if (heads[slot] === 0) heads[slot] = chains.push([]);
    chains[heads[slot]! - 1]!.push(index);
    firstBytes[bytes[0]!] = 1;
    if (bytes[0]! >= 0x61 && bytes[0]! <= 0x7a) firstBytes[bytes[0]! - 0x20] = 1;
  }
  for (const chain of chains) chain.sort((a, b) => literals[b]!.bytes.length - literals[a]!.bytes.length);
  return { heads, chains, literals, firstBytes };
}

/** Adds the place and the number of each literal that the bytes spell at `at` to `found`, the longest first. */
export function addLiteralsAt(table: LiteralTable, bytes: Uint8Array, at: number, found: number[]): void {
  if (at + 3 > bytes.length) return;
  const slot = hashOf(lower(bytes[at]!), lower(bytes[at + 1]!), lower(bytes[at + 2]!));
  const head = table.heads[slot]!;
  if (head === 0) return;
  for (const index of table.chains[head - 1]!)
    if (spells(table.literals[index]!.bytes, bytes, at)) found.push(at, index);
}

/** Whether a word that ends before `end` is longer: more small letters, but for the s of a plural. */
export function goesOn(bytes: Uint8Array, end: number): boolean {
  const next = bytes[end] ?? 0;
  if (next < 0x61 || next > 0x7a) return false;
  return next !== 0x73 || isLatinLetter(bytes[end + 1]);
}

/** Whether the byte is an ASCII letter. */
export function isLatinLetter(byte: number | undefined): boolean {
  const letter = (byte ?? 0) | 0x20;
  return letter >= 0x61 && letter <= 0x7a;
}

function spellings(text: string): readonly string[] {
  if (!text.includes(" ")) return [text];
  return [" ", "_", "-", ""].map((joint) => text.replaceAll(" ", joint));
}

function register(byText: Map<string, Literal>, text: string, use: number): void {
  const bytes = encoder.encode(text).map(lower);
  if (bytes.length < 3) return;
  const key = String.fromCharCode(...bytes);
  const known = byText.get(key) ?? { bytes, isWord: aWord.test(text), uses: [] };
  if (!known.uses.includes(use)) known.uses.push(use);
  byText.set(key, known);
}

function spells(literal: Uint8Array, bytes: Uint8Array, at: number): boolean {
  if (at + literal.length > bytes.length) return false;
  for (let i = 3; i < literal.length; i++) if (literal[i] !== lower(bytes[at + i]!)) return false;
  // The hash can collide, so the first three count too.
  return (
    literal[0] === lower(bytes[at]!) &&
    literal[1] === lower(bytes[at + 1]!) &&
    literal[2] === lower(bytes[at + 2]!)
  );
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

function hashOf(a: number, b: number, c: number): number {
  return Math.imul(a | (b << 8) | (c << 16), 0x9e3779b1) >>> (32 - tableBits);
}
