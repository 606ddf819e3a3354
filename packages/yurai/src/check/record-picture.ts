// The picture of a matched record, read again from where it came: kept, a file, or a place in a container.
import type { RecordRow, Segment, TextIndex } from "@yurai/fingerprint";
import { sha256Hex, type RecordId } from "@yurai/schema";
import type { MissingPicture } from "@yurai/report";
import { readImage } from "@yurai/track";
import { recordTextReader } from "./passage-text.ts";
import type { ReadPicture } from "./picture-pairs.ts";

/** Reads the pictures of records again, unless their source is one that nobody wanted read again. */
export function recordPictureReader(index: TextIndex, folder: string): ReadPicture {
  const readKept = recordTextReader(index, folder);
  return async (records) => {
    const rows = await rowsOf(index, records);
    const pictures: Awaited<ReturnType<ReadPicture>>[number][] = [];
    for (const [at, row] of rows.entries()) {
      if (row === null || !mayReread(index, row)) pictures.push("not-kept");
      else pictures.push(await pictureOf(row, records[at]!));
    }
    return pictures;
  };

  async function pictureOf(row: RecordRow, record: RecordId): Promise<Uint8Array | MissingPicture> {
    const found = await readImage(row.facts.locator, { baseFolder: folder });
    if (typeof found !== "string") return (await isOf(index, record, found)) ? found : "text-changed";
    // A bundle may carry what a record without a text is.
    const kept = row.characters === 0 ? await readKept(row) : found;
    if (typeof kept !== "string") return kept;
    return found === "image-changed" ? "text-changed" : found;
  }
}

/** Whether a picture is that of a record: its digest leads there. */
async function isOf(index: TextIndex, record: RecordId, bytes: Uint8Array): Promise<boolean> {
  const { found, count } = await index.lookup({ digest: sha256Hex(bytes) });
  const isFound = found.some((one) => keyOf(one.record) === keyOf(record));
  // Of very many records with one picture not all are listed.
  return isFound || count > found.length;
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
