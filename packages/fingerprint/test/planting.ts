/**
 * Builders for the guarantee's tests: runs of an exact length, planted in a record and in an output whose contexts
 * have nothing in common, so that only the run itself can be found.
 */
import { anchorLength, cutAnchors, hashEveryPosition, type AnchorProfile } from "../src/text/anchors.ts";
import { normalise } from "../src/text/normal-form.ts";

/** Small, seeded generator (mulberry32), so that a failure can be repeated by its seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Alphabets that share no character, so that contexts never lengthen a run by chance. */
export const alphabets = {
  runOther: "abcdefghijklm0123456789",
  recordOther: "nopqrs",
  outputOther: "tuvwxyz",
  runDense: "春夏秋冬山川草木花鳥風月日本語文章あいうえおかきくけこアイウエオ",
  recordDense: "東西南北上下左右",
  outputDense: "赤青黄白黒紫",
} as const;

/** A text of `length` characters drawn from an alphabet. */
export function draw(random: () => number, alphabet: string, length: number): string {
  const letters = [...alphabet];
  let text = "";
  for (let i = 0; i < length; i++) text += letters[Math.floor(random() * letters.length)]!;
  return text;
}

/** A text of `length` characters, each dense with the given probability. */
export function drawMixed(
  random: () => number,
  { dense, other, share }: { readonly dense: string; readonly other: string; readonly share: number },
  length: number,
): string {
  let text = "";
  for (let i = 0; i < length; i++) text += draw(random, random() < share ? dense : other, 1);
  return text;
}

/** Whether the engine's two halves, cut and query, meet in a run: an anchor of the record is hit by the output. */
export function meets(record: string, output: string, build: Build): boolean {
  const recordText = normalise(record);
  const cut = cutAnchors(recordText, build.corpus);
  const every = hashEveryPosition(normalise(output), build.query);
  const known = new Set<string>();
  for (let i = 0; i < every.count; i++) known.add(`${every.hi[i]!}:${every.lo[i]!}`);
  for (let i = 0; i < cut.count; i++) {
    if (build.dropped?.(i) === true) continue;
    if (known.has(`${cut.hi[i]!}:${cut.lo[i]!}`)) return true;
  }
  return false;
}

/** A build of the engine: the shipped one, or one that was weakened on purpose. */
export interface Build {
  readonly corpus: AnchorProfile;
  readonly query: AnchorProfile;
  /** Anchors, by number, that the corpus side forgets. */
  readonly dropped?: (index: number) => boolean;
}

/** The shortest prefix of a text that the exact predicate of the design promises to find, computed the slow way. */
export function shortestPromised(text: string, profile: AnchorProfile): number {
  const { characters, length } = normalise(text);
  let weight = 0;
  let needed = 0;
  for (let i = 0; i < length; i++) {
    const k = anchorLength(characters[i]!, profile);
    needed = Math.max(needed, i + k);
    if (weight >= profile.weightStep - 7) return needed;
    weight += k === profile.denseCharacters ? 18 : 7;
  }
  return Number.POSITIVE_INFINITY;
}
