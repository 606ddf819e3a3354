/**
 * Standard texts: what everyone repeats, such as the text of a licence or a template of the user's own. The part of a
 * match that lies in one is told apart from the rest of it, before any threshold is applied.
 *
 * Laid as anchors of profile `close` over the standard texts and looked up at every position of the output, so a passage
 * of 41 characters (19 dense) is told apart wherever it lies. Shorter ones never are: the words "of the software" must
 * not take a passage of someone's book apart.
 */
import { closeProfile, cutAnchors, guaranteed, hashEveryPosition, normalise } from "@yurai/fingerprint";
import type { NormalText } from "@yurai/fingerprint";
import { GateError } from "./error.ts";

/** A text by name. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Part of an output, in characters of its normal form, `to` excluded. */
export interface CharacterRange {
  readonly from: number;
  readonly to: number;
}

/** Part of an output that is also in a standard text. */
export interface StandardPassage extends CharacterRange {
  /** Name of the standard text; of several the one that it shares the longest passage with. */
  readonly name: string;
}

/** Finds standard texts in outputs. Made by `matchStandardTexts`. */
export interface StandardTexts {
  readonly count: number;
  /** Returns the passages of an output that standard texts hold, in order; they may overlap. */
  readonly find: (output: NormalText) => readonly StandardPassage[];
}

// A key with more places than this names a repeated phrase; the rest of its places are covered by their neighbours.
const maxPlaces = 256;

/**
 * Builds a matcher from texts. Takes time and memory in proportion to their length: keep it for a whole file of outputs.
 *
 * @throws GateError `bad-standard-text` for a text of fewer than about 41 characters (19 dense), naming it
 */
export function matchStandardTexts(texts: readonly NamedText[]): StandardTexts {
  const known = texts.map(({ name, text }) => ({ name, characters: normalise(text) }));
  for (const { name, characters } of known) {
    if (guaranteed(characters.characters, { profile: closeProfile })) continue;
    throw new GateError(
      "bad-standard-text",
      `the standard text "${name}" is too short to be told apart: it must have at least 41 letters and digits, or 19 ` +
        "of Japanese, Chinese, Korean or Thai",
    );
  }
  const places = new Map<number, Place[]>();
  for (const [index, { characters }] of known.entries()) addPlaces(places, index, characters);
  return { count: texts.length, find: (output) => findPassages(output, known, places) };
}

/** A matcher that knows no text. */
export const noStandardTexts: StandardTexts = { count: 0, find: () => [] };

/** Where an anchor lies: which text, and at which of its characters. */
interface Place {
  readonly text: number;
  readonly character: number;
}

interface KnownText {
  readonly name: string;
  readonly characters: NormalText;
}

function addPlaces(places: Map<number, Place[]>, text: number, characters: NormalText): void {
  const { count, hi, lo, positions } = cutAnchors(characters, closeProfile);
  for (let i = 0; i < count; i++) {
    const key = keyOf(hi[i]!, lo[i]!);
    const place = { text, character: positions[i]! };
    const known = places.get(key);
    if (known === undefined) places.set(key, [place]);
    else if (known.length < maxPlaces) known.push(place);
  }
}

function findPassages(
  output: NormalText,
  known: readonly KnownText[],
  places: ReadonlyMap<number, readonly Place[]>,
): readonly StandardPassage[] {
  if (known.length === 0) return [];
  const { count, hi, lo, positions } = hashEveryPosition(output, closeProfile);
  const found: StandardPassage[] = [];
  // By text and alignment: how far the output is known to agree already.
  const reached = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const at = positions[i]!;
    for (const { text, character } of places.get(keyOf(hi[i]!, lo[i]!)) ?? []) {
      const alignment = `${text}:${character - at}`;
      if ((reached.get(alignment) ?? 0) > at) continue;
      const range = extend(output.characters, known[text]!.characters.characters, at, character);
      reached.set(alignment, range.to);
      // The predicate, so that what counts does not depend on where the anchors happen to lie.
      const characters = output.characters.subarray(range.from, range.to);
      if (!guaranteed(characters, { profile: closeProfile })) continue;
      found.push({ ...range, name: known[text]!.name });
    }
  }
  return found.sort((a, b) => a.from - b.from || b.to - a.to || (a.name < b.name ? -1 : 1));
}

/** The range of the output in which it agrees with a text around one pair of places; empty when that pair differs. */
function extend(output: Uint32Array, text: Uint32Array, at: number, character: number): CharacterRange {
  const shift = character - at;
  let to = at;
  while (to < output.length && to + shift < text.length && output[to] === text[to + shift]) to++;
  if (to === at) return { from: at, to: at };
  let from = at;
  while (from > 0 && from + shift > 0 && output[from - 1] === text[from + shift - 1]) from--;
  return { from, to };
}

/** 53 bits of a hash as one number; what collides is told apart by its characters. */
function keyOf(hi: number, lo: number): number {
  return hi * 0x20_0000 + (lo >>> 11);
}
