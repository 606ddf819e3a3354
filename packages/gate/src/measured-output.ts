/** An output's normal form, with counts over any part of it in constant time. */
import { sha256Hex } from "@yurai/schema";
import type { Digest, RunLength } from "@yurai/schema";
import { isDense } from "@yurai/fingerprint";
import type { NormalText } from "@yurai/fingerprint";
import { remembered } from "./remembered.ts";
import type { CharacterRange, StandardPassage } from "./standard-texts.ts";

/** An output and what of it is standard text. */
export interface MeasuredOutput {
  readonly text: NormalText;
  readonly standard: readonly StandardPassage[];
  /** Length of a range; without what standard texts hold of it, when asked. */
  readonly lengthOf: (range: CharacterRange, options?: { readonly withoutStandard: boolean }) => RunLength;
  /** The standard text that holds most of a range, when one holds any. */
  readonly standardIn: (range: CharacterRange) => string | undefined;
  /** The character at which a UTF-16 offset of the output lies, or the next one that is kept. */
  readonly characterAt: (offset: number) => number;
  /** SHA-256 of the characters of a range, in UTF-8. */
  readonly fingerprintOf: (range: CharacterRange) => Digest;
}

/** Measures an output. Linear, and only when a length is asked for. */
export function measure(text: NormalText, standard: readonly StandardPassage[]): MeasuredOutput {
  const counts = remembered((text: NormalText) => countBoth(text, standard));
  return {
    text,
    standard,
    lengthOf: ({ from, to }, { withoutStandard } = { withoutStandard: false }) => {
      const { all, fresh } = counts(text);
      const { dense, other } = withoutStandard ? fresh : all;
      return { dense: dense[to]! - dense[from]!, other: other[to]! - other[from]! };
    },
    standardIn: (range) => longestIn(standard, range),
    characterAt: (offset) => {
      let low = 0;
      let high = text.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (text.starts[middle]! < offset) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    fingerprintOf: ({ from, to }) => sha256Hex(characterText(text.characters.subarray(from, to))),
  };
}

/** The sum of both parts of a length. */
export function total({ dense, other }: RunLength): number {
  return dense + other;
}

/** How many characters of each sort stand before each index; arrays of length n + 1. */
interface Counts {
  readonly dense: Uint32Array;
  readonly other: Uint32Array;
}

function countBoth(
  text: NormalText,
  standard: readonly StandardPassage[],
): { readonly all: Counts; readonly fresh: Counts } {
  const isDenseAt = Uint8Array.from(text.characters, (character) => Number(isDense(character)));
  const all = count(isDenseAt, undefined);
  if (standard.length === 0) return { all, fresh: all };
  const isStandard = new Uint8Array(text.length);
  for (const { from, to } of standard) isStandard.fill(1, from, to);
  return { all, fresh: count(isDenseAt, isStandard) };
}

function count(isDenseAt: Uint8Array, isLeftOut: Uint8Array | undefined): Counts {
  const dense = new Uint32Array(isDenseAt.length + 1);
  const other = new Uint32Array(isDenseAt.length + 1);
  let denseCount = 0;
  let counted = 0;
  for (let i = 0; i < isDenseAt.length; i++) {
    if (isLeftOut === undefined || isLeftOut[i] === 0) {
      denseCount += isDenseAt[i]!;
      counted++;
    }
    dense[i + 1] = denseCount;
    other[i + 1] = counted - denseCount;
  }
  return { dense, other };
}

function longestIn(standard: readonly StandardPassage[], { from, to }: CharacterRange): string | undefined {
  let longest = 0;
  let name: string | undefined;
  for (const passage of standard) {
    const shared = Math.min(to, passage.to) - Math.max(from, passage.from);
    if (shared < longest || shared <= 0) continue;
    // Of equal ones the first by name, whatever order the texts were given in.
    if (shared === longest && name !== undefined && name <= passage.name) continue;
    longest = shared;
    name = passage.name;
  }
  return name;
}

function characterText(characters: Uint32Array): string {
  const pieces: string[] = [];
  for (let i = 0; i < characters.length; i += 8_192)
    pieces.push(String.fromCodePoint(...characters.subarray(i, i + 8_192)));
  return pieces.join("");
}
