// Segments in the ledger: committing them with what belongs to them, and which of them are current.
import { contentId, type SegmentManifest } from "@yurai/schema";
import { LedgerError } from "./error.ts";
import { areOrdinalRanges, rangesOverlap } from "./ordinal-ranges.ts";
import { type NewRow, type ReadProgress, readKey, type SegmentCommit } from "./row-kinds.ts";
import { groupByKey, type LedgerRow, readRows, type RowQuery } from "./row-query.ts";
import type { Transaction } from "./tables.ts";

/** What one transaction makes true: segments that are whole on disk, and all that is known from writing them. */
export interface SegmentBatch {
  /** The run that wrote them. Missing for a merge, which keeps the runs of what it replaces. */
  readonly run?: string;
  /** Manifests of segments that are sealed, fsynced and renamed. */
  readonly manifests: readonly SegmentManifest[];
  /** What was read for them; refused when a part of it was committed before. */
  readonly reads?: readonly ReadProgress[];
  /** Roll-ups, gaps, the end of the run: rows that stand or fall with the segments. */
  readonly rows?: readonly NewRow[];
}

/** A segment that is part of the answer: committed and not replaced. */
export interface CurrentSegment extends SegmentCommit {
  /** Id of the row that committed it. */
  readonly rowId: string;
  readonly at: string;
}

/** The segments of a selection. */
export interface SegmentSelection {
  readonly current: readonly CurrentSegment[];
  /**
   * Ids of the segments the records were first written to, current or merged since. A merged segment can hold records of
   * other runs as well: a record belongs to the selection when the first part of its id is one of these.
   */
  readonly firstIds: readonly string[];
}

/**
 * Turns a batch of segments into rows, after looking under the write lock that it can still become true.
 *
 * @throws LedgerError `segment-committed`, `segment-not-current` (another merge was faster), `read-twice`, `row-invalid`
 */
export async function segmentRows(query: Transaction, batch: SegmentBatch): Promise<readonly NewRow[]> {
  const ids = batch.manifests.map((manifest) => contentId(manifest));
  await refuseCommitted(query, ids);
  const replaced = await readReplaced(
    query,
    batch.manifests.flatMap((manifest) => manifest.replaces),
  );
  await refuseReadTwice(query, batch.reads ?? []);
  const commits = batch.manifests.map((manifest, index): NewRow => {
    const before = manifest.replaces.flatMap((id) => replaced.get(id)?.runs ?? []);
    const runs = [...new Set([...(batch.run === undefined ? [] : [batch.run]), ...before])].sort();
    // `ids` has one id for each manifest.
    return { kind: "segment", body: { id: ids[index] as string, runs, manifest } };
  });
  const reads = (batch.reads ?? []).map((body): NewRow => ({ kind: "read", body }));
  return [...commits, ...reads, ...(batch.rows ?? [])];
}

/** Reads current segments, all or those found by a key, in the order they were committed. Two queries. */
export async function readSegments(query: Transaction, key?: RowQuery["key"]): Promise<SegmentSelection> {
  const rows = await readSegmentRows(query, key);
  const replaced = await readReplacedIds(query);
  return {
    current: rows
      .filter((row) => !replaced.has(row.body.id))
      .map((row) => ({ ...row.body, rowId: row.id, at: row.at })),
    firstIds: rows.filter((row) => row.body.manifest.replaces.length === 0).map((row) => row.body.id),
  };
}

/** Ids of all current segments, from the keys alone: verify asks for them when bodies may be altered. */
export async function currentSegmentIds(query: Transaction): Promise<readonly string[]> {
  const committed = await committedSegmentIds(query);
  const replaced = await readReplacedIds(query);
  return [...committed].filter((id) => !replaced.has(id));
}

/** Ids of every segment that was ever committed, current or replaced. */
export async function committedSegmentIds(query: Transaction): Promise<ReadonlySet<string>> {
  const found = await query
    .selectFrom("row_keys")
    .select("value")
    .where("name", "=", "id")
    .where("kind", "=", "segment")
    .orderBy("seq")
    .execute();
  return new Set(found.map((row) => row.value));
}

async function readSegmentRows(
  query: Transaction,
  key: RowQuery["key"],
): Promise<readonly LedgerRow<SegmentCommit>[]> {
  const rows = await readRows(query, { kinds: ["segment"], ...(key && { key }) });
  // Only segmentRows makes rows of this kind.
  return rows as readonly LedgerRow<SegmentCommit>[];
}

/** Asked of the keys, not of the rows: a tombstone keeps the `replaces` of an erased merge. */
async function readReplacedIds(query: Transaction): Promise<ReadonlySet<string>> {
  const found = await query.selectFrom("row_keys").select("value").where("name", "=", "replaces").execute();
  return new Set(found.map((row) => row.value));
}

async function refuseCommitted(query: Transaction, ids: readonly string[]): Promise<void> {
  const rows = await readSegmentRows(query, { name: "id", values: ids });
  if (rows.length === 0 && new Set(ids).size === ids.length) return;
  const message = `${Math.max(rows.length, 1)} of ${ids.length} segments are in the ledger already; nothing was written; the earlier commit holds`;
  throw new LedgerError("segment-committed", message);
}

async function readReplaced(
  query: Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SegmentCommit>> {
  if (ids.length === 0) return new Map();
  const { current } = await readSegments(query, { name: "id", values: ids });
  if (current.length < ids.length) {
    const message = `${ids.length - current.length} of ${ids.length} segments to replace are not current: another merge was faster; nothing was written; merge what is current`;
    throw new LedgerError("segment-not-current", message);
  }
  return new Map(current.map((segment) => [segment.id, segment]));
}

async function refuseReadTwice(query: Transaction, reads: readonly ReadProgress[]): Promise<void> {
  if (!reads.every((read) => areOrdinalRanges(read.ranges))) {
    throw new LedgerError(
      "row-invalid",
      "ranges that were read must be whole numbers, ascending and apart; join them first",
    );
  }
  const before = await readRows(query, { kinds: ["read"], key: { name: "id", values: reads.map(readKey) } });
  const known = groupByKey(before as readonly LedgerRow<ReadProgress>[], "id");
  for (const key of new Set(reads.map(readKey))) {
    const old = (known.get(key) ?? []).flatMap((row) => row.body.ranges);
    const ranges = [...old, ...reads.filter((read) => readKey(read) === key).flatMap((read) => read.ranges)];
    if (!rangesOverlap(ranges)) continue;
    throw new LedgerError(
      "read-twice",
      "a part of what was read is in this run already: another process read it too; nothing was written",
    );
  }
}
