// Proofs from stored subtrees, in hex, so that they can be written into exports and verified without the ledger.
import { LedgerError } from "./error.ts";
import { readHead, readNodes, readRootAt } from "./log.ts";
import {
  consistencyPath,
  fillPath,
  inclusionPath,
  type LeafRange,
  pathPlaces,
  verifyConsistency,
  verifyInclusion,
} from "./merkle-proof.ts";
import { fromHex, toHex } from "./row.ts";
import type { Transaction } from "./tables.ts";

/** Shows that a row is in the log whose first `size` rows have `root`. All hashes are 64 hex digits. */
export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  /** The row's id, which is its leaf. */
  readonly leaf: string;
  readonly root: string;
  readonly hashes: readonly string[];
}

/** Shows that the log of `firstSize` rows is the beginning of the log of `secondSize`. All hashes are 64 hex digits. */
export interface ConsistencyProof {
  readonly firstSize: number;
  readonly firstRoot: string;
  readonly secondSize: number;
  readonly secondRoot: string;
  readonly hashes: readonly string[];
}

/** True when the proof holds. Compare its root with a head you trust, and its leaf with the row's text. */
export function checkInclusion(proof: InclusionProof): boolean {
  return verifyInclusion(
    fromHex(proof.leaf),
    proof.index,
    proof.size,
    proof.hashes.map(fromHex),
    fromHex(proof.root),
  );
}

/** True when the proof holds. Compare its roots with heads you trust. */
export function checkConsistency(proof: ConsistencyProof): boolean {
  const { firstSize, secondSize, firstRoot, secondRoot } = proof;
  return verifyConsistency(
    firstSize,
    secondSize,
    proof.hashes.map(fromHex),
    fromHex(firstRoot),
    fromHex(secondRoot),
  );
}

/** Proves a row. Costs O(log size). Throws `row-unknown`, `size-unknown`. */
export async function proveInclusion(
  query: Transaction,
  id: string,
  atSize: number | undefined,
): Promise<InclusionProof> {
  const row = await query.selectFrom("rows").select("seq").where("id", "=", id).executeTakeFirst();
  if (!row) throw new LedgerError("row-unknown", "no row of this ledger has that id; check the id");
  const size = await knownSize(query, atSize, row.seq + 1);
  const hashes = await fill(query, inclusionPath(row.seq, size));
  return { index: row.seq, size, leaf: id, root: await readRootAt(query, size), hashes };
}

/** Proves that a log only grew. Costs O(log size). Throws `size-unknown`. */
export async function proveConsistency(
  query: Transaction,
  firstSize: number,
  atSize: number | undefined,
): Promise<ConsistencyProof> {
  const secondSize = await knownSize(query, atSize, firstSize);
  if (!Number.isSafeInteger(firstSize) || firstSize < 1) throw unknownSize();
  const hashes = await fill(query, consistencyPath(firstSize, secondSize));
  const firstRoot = await readRootAt(query, firstSize);
  return { firstSize, firstRoot, secondSize, secondRoot: await readRootAt(query, secondSize), hashes };
}

async function knownSize(query: Transaction, wanted: number | undefined, atLeast: number): Promise<number> {
  const current = (await readHead(query))?.size ?? 0;
  const size = wanted ?? current;
  if (!Number.isSafeInteger(size) || size > current || size < atLeast) throw unknownSize();
  return size;
}

async function fill(query: Transaction, path: readonly LeafRange[]): Promise<readonly string[]> {
  const nodes = await readNodes(query, pathPlaces(path));
  const hashes = new Map(nodes.map((node) => [`${node.level}/${node.position}`, node.hash]));
  // readNodes has answered every place of the path, or thrown.
  return fillPath(path, (place) => hashes.get(`${place.level}/${place.position}`) as Uint8Array).map(toHex);
}

function unknownSize(): LedgerError {
  return new LedgerError(
    "size-unknown",
    "the ledger has no such size, or the row came later; give a size between the row and the head",
  );
}
