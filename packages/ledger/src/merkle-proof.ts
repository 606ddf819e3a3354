// Inclusion and consistency proofs: planned as ranges of leaves (pure), filled from stored subtrees, verified without a tree.
import { foldPeaks, nodeHash, peakPlaces, type NodePlace } from "./merkle.ts";

/** Leaves from `start` up to but without `end`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** Gives the hash of a complete subtree. */
export type ReadNode = (place: NodePlace) => Uint8Array;

/**
 * The subtrees whose hashes prove that leaf `index` is in the tree of the first `size` leaves: PATH of RFC 6962, 2.1.1.
 * At most log2(size) + 1 ranges. Throws a RangeError unless 0 <= index < size.
 */
export function inclusionPath(index: number, size: number): readonly LeafRange[] {
  if (!isWhole(index) || !isWhole(size) || index >= size) throw new RangeError("index must be below size");
  const path: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const split = start + largestPowerBelow(end - start);
    const goesLeft = index < split;
    path.push(goesLeft ? { start: split, end } : { start, end: split });
    if (goesLeft) end = split;
    else start = split;
  }
  return path.toReversed();
}

/**
 * The subtrees whose hashes prove that the tree of `first` leaves is the beginning of the tree of `second`: PROOF of
 * RFC 6962, 2.1.2. Empty when the sizes are equal or `first` is 0. Throws a RangeError unless 0 <= first <= second.
 */
export function consistencyPath(first: number, second: number): readonly LeafRange[] {
  if (!isWhole(first) || !isWhole(second) || first > second)
    throw new RangeError("first must not exceed second");
  if (first === 0 || first === second) return [];
  const path: LeafRange[] = [];
  let start = 0;
  let end = second;
  while (end !== first) {
    const split = start + largestPowerBelow(end - start);
    const goesLeft = first <= split;
    path.push(goesLeft ? { start: split, end } : { start, end: split });
    if (goesLeft) end = split;
    else start = split;
  }
  // The verifier knows the old root, so the old tree is named only when it is not one whole subtree from leaf 0.
  if (start > 0) path.push({ start, end });
  return path.toReversed();
}

/** The complete subtrees that a path needs, so that a store can read them in one go. */
export function pathPlaces(path: readonly LeafRange[]): readonly NodePlace[] {
  return path.flatMap(({ start, end }) => peakPlaces(end - start, start));
}

/** Turns a path into the proof's hashes. */
export function fillPath(path: readonly LeafRange[], read: ReadNode): readonly Uint8Array[] {
  return path.map(({ start, end }) => foldPeaks(peakPlaces(end - start, start).map(read)));
}

/** True when the proof leads from the leaf's hash to the root (RFC 9162, 2.1.3.2, the same tree as RFC 6962). Never throws. */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isWhole(index) || !isWhole(size) || index >= size) return false;
  let node = leaf;
  let position = index;
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      node = nodeHash(sibling, node);
      // A last node without a right sibling rises unhashed until it is a right child.
      while (position % 2 === 0 && position !== 0) {
        position = half(position);
        last = half(last);
      }
    } else {
      node = nodeHash(node, sibling);
    }
    position = half(position);
    last = half(last);
  }
  return last === 0 && sameBytes(node, root);
}

/** True when the proof shows that the tree with `firstRoot` is the beginning of the one with `secondRoot` (RFC 9162, 2.1.4.2). Never throws. */
export function verifyConsistency(
  first: number,
  second: number,
  proof: readonly Uint8Array[],
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
): boolean {
  if (!isWhole(first) || !isWhole(second) || first > second) return false;
  if (first === second) return proof.length === 0 && sameBytes(firstRoot, secondRoot);
  if (first === 0) return proof.length === 0 && sameBytes(firstRoot, foldPeaks([]));
  const hashes = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof;
  const [start, ...rest] = hashes;
  if (!start) return false;
  return walkConsistency(first, second, start, rest, firstRoot, secondRoot);
}

function walkConsistency(
  first: number,
  second: number,
  start: Uint8Array,
  rest: readonly Uint8Array[],
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
): boolean {
  let position = first - 1;
  let last = second - 1;
  while (position % 2 === 1) {
    position = half(position);
    last = half(last);
  }
  let old = start;
  let grown = start;
  for (const hash of rest) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      old = nodeHash(hash, old);
      grown = nodeHash(hash, grown);
      while (position % 2 === 0 && position !== 0) {
        position = half(position);
        last = half(last);
      }
    } else {
      grown = nodeHash(grown, hash);
    }
    position = half(position);
    last = half(last);
  }
  return last === 0 && sameBytes(old, firstRoot) && sameBytes(grown, secondRoot);
}

/** The largest power of two below `count`, for `count` of 2 or more. */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

// Halving, not shifting: `>>` works on 32 bits and a log may grow beyond them.
function half(value: number): number {
  return Math.floor(value / 2);
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isPowerOfTwo(value: number): boolean {
  return 2 ** Math.round(Math.log2(value)) === value;
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
