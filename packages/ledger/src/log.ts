// The Merkle log inside a transaction: read the head, append rows, read subtrees for proofs.
import { LedgerError } from "./error.ts";
import { appendLeaves, foldPeaks, type MerkleNode, type NodePlace, peakPlaces } from "./merkle.ts";
import { type PlacedRow, type PreparedRow, fromHex, keyPairs, placeRow, toHex } from "./row.ts";
import type { Transaction } from "./tables.ts";

/** The head as the table of heads has it. */
export interface StoredHead {
  readonly size: number;
  /** 64 lower-case hex digits. */
  readonly root: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What an append made in the log. */
export interface LogAppend {
  readonly head: StoredHead;
  readonly rows: readonly PlacedRow[];
}

/** How many rows one INSERT takes, well under SQLite's limit of 32,766 parameters. */
const insertRows = 1_000;
/** How many subtrees one SELECT asks for. */
const selectPlaces = 500;

/** Reads the last head, or undefined in a log without rows. */
export async function readHead(query: Transaction): Promise<StoredHead | undefined> {
  const head = await query
    .selectFrom("heads")
    .selectAll()
    .orderBy("size", "desc")
    .limit(1)
    .executeTakeFirst();
  return head && { size: head.size, root: toHex(head.root), at: head.at };
}

/**
 * Appends rows to the log: rows, keys, new subtrees, head. The caller holds the write lock and commits.
 *
 * Costs O(rows + log size).
 *
 * @throws LedgerError `ledger-damaged` when the stored subtrees do not lead to the stored head
 */
export async function appendToLog(
  query: Transaction,
  rows: readonly PreparedRow[],
  at: string,
): Promise<LogAppend> {
  const before = await readHead(query);
  const size = before?.size ?? 0;
  const peaks = await readNodes(query, peakPlaces(size));
  if (before && toHex(foldPeaks(peaks.map((peak) => peak.hash))) !== before.root) throw brokenHead(size);
  const placed = rows.map((row, offset) => placeRow(row, size + offset));
  const grown = appendLeaves(
    size,
    peaks,
    placed.map((row) => fromHex(row.id)),
  );
  await insertPlaced(query, placed);
  await insertNodes(query, grown.nodes);
  await query.insertInto("heads").values({ size: grown.size, root: grown.root, at }).execute();
  return { head: { size: grown.size, root: toHex(grown.root), at }, rows: placed };
}

/** Reads the hashes of complete subtrees, in the order asked for. Throws `ledger-damaged` when one is missing. */
export async function readNodes(
  query: Transaction,
  places: readonly NodePlace[],
): Promise<readonly MerkleNode[]> {
  const found = new Map<string, Uint8Array>();
  const leaves = places.filter((place) => place.level === 0).map((place) => place.position);
  for (const part of slices(leaves, selectPlaces)) {
    const rows = await query.selectFrom("rows").select(["seq", "id"]).where("seq", "in", part).execute();
    for (const row of rows) found.set(`0/${row.seq}`, fromHex(row.id));
  }
  for (const part of slices(
    places.filter((place) => place.level > 0),
    selectPlaces,
  )) {
    const nodes = await query
      .selectFrom("nodes")
      .selectAll()
      .where((where) =>
        where.or(
          part.map(({ level, position }) =>
            where.and([where("level", "=", level), where("position", "=", position)]),
          ),
        ),
      )
      .execute();
    for (const node of nodes) found.set(`${node.level}/${node.position}`, node.hash);
  }
  return places.map((place) => withHash(place, found));
}

/** The root of the first `size` rows, as 64 hex digits, from stored subtrees. */
export async function readRootAt(query: Transaction, size: number): Promise<string> {
  const peaks = await readNodes(query, peakPlaces(size));
  return toHex(foldPeaks(peaks.map((peak) => peak.hash)));
}

/** Cuts a list into parts of at most `length` items. */
export function* slices<Item>(items: readonly Item[], length: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += length) yield items.slice(start, start + length);
}

function withHash(place: NodePlace, found: ReadonlyMap<string, Uint8Array>): MerkleNode {
  const hash = found.get(`${place.level}/${place.position}`);
  if (hash) return { ...place, hash };
  const message = `the ledger's Merkle log lacks subtree ${place.level}/${place.position}; run yurai verify to see what was changed`;
  throw new LedgerError("ledger-damaged", message);
}

async function insertPlaced(query: Transaction, placed: readonly PlacedRow[]): Promise<void> {
  for (const part of slices(placed, insertRows)) {
    const values = part.map((row) => ({ seq: row.index, id: row.id, kind: row.kind, body: row.text }));
    await query.insertInto("rows").values(values).execute();
  }
  const keys = placed.flatMap((row) =>
    keyPairs(row.keys).map((pair) => ({ ...pair, kind: row.kind, seq: row.index })),
  );
  for (const part of slices(keys, insertRows)) await query.insertInto("row_keys").values(part).execute();
}

async function insertNodes(query: Transaction, nodes: readonly MerkleNode[]): Promise<void> {
  for (const part of slices(nodes, insertRows)) await query.insertInto("nodes").values(part).execute();
}

function brokenHead(size: number): LedgerError {
  const message = `the ledger's head of ${size} rows does not match its Merkle log; run yurai verify to see what was changed`;
  return new LedgerError("ledger-damaged", message);
}
