// The Merkle tree of RFC 6962, section 2.1, over SHA-256: hashing and appending. Proofs are in merkle-proof.ts.
import { hash } from "node:crypto";

/** A complete subtree of `2 ** level` leaves that starts at leaf `position * 2 ** level`. Level 0 is a leaf. */
export interface NodePlace {
  readonly level: number;
  readonly position: number;
}

/** A complete subtree and its hash of 32 bytes. */
export interface MerkleNode extends NodePlace {
  readonly hash: Uint8Array;
}

/** What appending leaves brings: every subtree that became complete, and the peaks and root of the new tree. */
export interface MerkleGrowth {
  readonly size: number;
  /** New complete subtrees of level 1 and above, in the order they arose. */
  readonly nodes: readonly MerkleNode[];
  /** The largest complete subtrees of the new tree, left to right (so from large to small). */
  readonly peaks: readonly MerkleNode[];
  readonly root: Uint8Array;
}

const leafPrefix: Uint8Array = Uint8Array.of(0);
const nodePrefix: Uint8Array = Uint8Array.of(1);
const encoder = new TextEncoder();

/** Hashes one entry as a leaf: SHA-256 of a zero byte and the entry; text counts as UTF-8. 32 bytes (RFC 6962, 2.1). */
export function leafHash(entry: Uint8Array | string): Uint8Array {
  return sha256(leafPrefix, typeof entry === "string" ? encoder.encode(entry) : entry);
}

/** Hashes two neighbouring subtrees: SHA-256 of a byte 1, the left hash and the right hash (RFC 6962, 2.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(nodePrefix, left, right);
}

/** The root of the tree without leaves: SHA-256 of nothing (RFC 6962, 2.1). */
export function emptyRoot(): Uint8Array {
  return sha256();
}

/** The root over leaf hashes of 32 bytes each, in order (RFC 6962, 2.1). */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  return appendLeaves(0, [], leaves).root;
}

/**
 * Where the peaks of a tree lie: the largest complete subtrees, left to right, one for each set bit of `size`.
 * A range that starts elsewhere gives its first leaf, a multiple of a power of two of at least `size`.
 */
export function peakPlaces(size: number, firstLeaf: number = 0): readonly NodePlace[] {
  const places: NodePlace[] = [];
  let start = firstLeaf;
  for (let rest = size; rest > 0;) {
    const level = Math.floor(Math.log2(rest));
    places.push({ level, position: start / 2 ** level });
    start += 2 ** level;
    rest -= 2 ** level;
  }
  return places;
}

/** Folds the hashes of peaks, left to right, into the root of their tree. No peaks give the empty root. */
export function foldPeaks(peaks: readonly Uint8Array[]): Uint8Array {
  if (peaks.length === 0) return emptyRoot();
  return peaks.reduceRight((right, left) => nodeHash(left, right));
}

/**
 * Appends leaf hashes to a tree that is known only by its size and peaks.
 *
 * Costs O(leaves + log size): the leaves before are never touched.
 */
export function appendLeaves(
  size: number,
  peaks: readonly MerkleNode[],
  leaves: readonly Uint8Array[],
): MerkleGrowth {
  const stack: MerkleNode[] = [...peaks];
  const nodes: MerkleNode[] = [];
  let position = size;
  for (const leaf of leaves) {
    stack.push({ level: 0, position, hash: leaf });
    position += 1;
    mergeEqualPeaks(stack, nodes);
  }
  return { size: position, nodes, peaks: stack, root: foldPeaks(stack.map((peak) => peak.hash)) };
}

/** While the two rightmost peaks are equally large they are the halves of a larger complete subtree. */
function mergeEqualPeaks(stack: MerkleNode[], nodes: MerkleNode[]): void {
  for (;;) {
    const right = stack.at(-1);
    const left = stack.at(-2);
    if (!left || !right || left.level !== right.level) return;
    const merged = {
      level: left.level + 1,
      position: left.position / 2,
      hash: nodeHash(left.hash, right.hash),
    };
    stack.splice(-2, 2, merged);
    nodes.push(merged);
  }
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return new Uint8Array(hash("sha256", bytes, "buffer"));
}
