/**
 * Anchors in step: what can be said of a match whose text can't be had.
 *
 * The rule that lays anchors depends only on the characters between them. So where a record and an output share a
 * run, the record's next anchor lies exactly where the rule, applied to the output, would lay it. Two hits in one
 * record at such a distance are in step: together they are far better evidence than one hash that agrees, but they
 * don't show the characters between, and so are never called verbatim.
 */
import { denseWeight, otherWeight, type AnchorProfile } from "../text/anchors.ts";
import { isDense, type NormalText } from "../text/normal-form.ts";
import type { Candidate } from "./runs.ts";

/** Returns the length of the longest chain of anchors in step; 1 for single hits. n log n in the hits. */
export function longestChain(
  output: NormalText,
  candidates: readonly Candidate[],
  profile: AnchorProfile,
): number {
  const weights = prefixWeights(output);
  const sorted = candidates.toSorted((a, b) => b.character - a.character || b.byte - a.byte);
  /** Output character -> hits there that have been given a chain, last byte first. */
  const chains = new Map<number, { byte: number; length: number }[]>();
  let longest = 0;
  for (const { character, byte } of sorted) {
    const next = nextAnchor(weights, character, profile);
    const length = 1 + chainBehind(chains.get(next) ?? [], byte);
    longest = Math.max(longest, length);
    const here = chains.get(character);
    if (here === undefined) chains.set(character, [{ byte, length }]);
    else here.push({ byte, length });
  }
  return longest;
}

/** Length of the chain that begins at the nearest hit behind `byte`; hits are stored with falling bytes. */
function chainBehind(hits: readonly { byte: number; length: number }[], byte: number): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (hits[middle]!.byte > byte) low = middle + 1;
    else high = middle;
  }
  return hits[low - 1]?.length ?? 0;
}

/** Where the rule lays the anchor after one at `character`; beyond the text where there is none. */
function nextAnchor(weights: Uint32Array, character: number, profile: AnchorProfile): number {
  const wanted = weights[character]! + profile.weightStep;
  let low = character;
  let high = weights.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (weights[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of the text that was asked about last: hundreds of records may be without theirs. */
let known: { readonly text: NormalText; readonly weights: Uint32Array } | undefined;

/** Weight before every character; length n + 1. */
function prefixWeights(text: NormalText): Uint32Array {
  if (known?.text === text) return known.weights;
  const weights = new Uint32Array(text.length + 1);
  for (let i = 0; i < text.length; i++)
    weights[i + 1] = weights[i]! + (isDense(text.characters[i]!) ? denseWeight : otherWeight);
  known = { text, weights };
  return weights;
}
