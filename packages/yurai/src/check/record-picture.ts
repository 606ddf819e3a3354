// The picture of a matched record, read again from where it came: kept, a file, or a place in a container.
import type { RecordRow, Segment, TextIndex } from "@yurai/fingerprint";
import type { RecordId } from "@yurai/schema";
import { recordTextReader } from "./passage-text.ts";
import type { ReadPicture } from "./picture-pairs.ts";

/** Reads the pictures of records again, unless their source is one that nobody wanted read again. */
export function recordPictureReader(index: TextIndex, folder: string): ReadPicture {
  const read = recordTextReader(index, folder);
  return async (records) => {
    const rows = await rowsOf(index, records);
    const pictures: Awaited<ReturnType<ReadPicture>>[number][] = [];
    for (const row of rows)
      pictures.push(row === null || !mayReread(index, row) ? "not-kept" : await read(row));
    return pictures;
  };
}

function mayReread(index: TextIndex, { facts }: RecordRow): boolean {
  const asked = index.segments.flatMap(({ manifest }) =>
    manifest.sources.filter(({ name }) => name === facts.source).map(({ evidence }) => evidence),
  );
  return !asked.includes("none");
}

/** A record keeps its first id through every merge, so merged segments are read through for it. */
async function rowsOf(
  index: TextIndex,
  records: readonly RecordId[],
): Promise<readonly (RecordRow | null)[]> {
  const rows = [...(await index.records(records))];
  const missing = new Map(
    records.flatMap((record, at) => (rows[at] === null ? [[keyOf(record), at] as const] : [])),
  );
  for (const segment of index.segments)
    if (missing.size > 0) for (const [at, row] of await mergedRows(segment, missing)) rows[at] = row;
  return rows;
}

/** Finds records in a segment by their first ids. */
async function mergedRows(
  segment: Segment,
  missing: Map<string, number>,
): Promise<readonly (readonly [number, RecordRow])[]> {
  const found: (readonly [number, RecordRow])[] = [];
  for await (const batch of segment.records.batches()) {
    const wanted = batch.filter((row) => row.first !== null && missing.has(keyOf(row.first)));
    found.push(...wanted.map((row) => [missing.get(keyOf(row.first!))!, row] as const));
  }
  return found;
}

function keyOf({ segment, ordinal }: RecordId): string {
  return `${segment}:${ordinal}`;
}
