/** What a merge takes of a segment: all of it, or all but some records. */
import type { RecordId } from "@yurai/schema";
import { FingerprintError } from "../error.ts";
import { Gaps } from "./gaps.ts";
import type { SourceCount } from "../segment/manifest.ts";
import type { RecordRow } from "../segment/record-row.ts";
import type { Segment } from "../segment/segment.ts";

/** A segment with what is left out of it. */
export interface SegmentPart {
  readonly segment: Segment;
  /** Numbers of the records that are left out. */
  readonly records: Gaps;
  /** Their bytes in the concatenation of the segment's texts. */
  readonly bytes: Gaps;
  /** What stays. */
  readonly recordCount: number;
  readonly byteLength: number;
  /** What stays of each source; a source of which nothing does is not there. */
  readonly sources: readonly SourceCount[];
}

/** All of a segment. */
export function partOf(segment: Segment): SegmentPart {
  const { counts, sources } = segment.manifest;
  const { records: recordCount, bytes: byteLength } = counts;
  return { segment, records: new Gaps(), bytes: new Gaps(), recordCount, byteLength, sources };
}

/** A segment without the records of which `keep` says false. Reads every row. */
export async function partWithout(
  segment: Segment,
  keep: (row: RecordRow, id: RecordId) => boolean,
): Promise<SegmentPart> {
  const records = new Gaps();
  const bytes = new Gaps();
  const sources = new Map(segment.manifest.sources.map((source) => [source.name, source]));
  let ordinal = 0;
  let byteStart = 0;
  for await (const rows of segment.records.batches()) {
    for (const row of rows) {
      const byteEnd = byteStart + row.byteLength;
      if (!keep(row, recordId(segment, row, ordinal))) {
        records.push(ordinal, ordinal + 1);
        bytes.push(byteStart, byteEnd);
        subtract(sources, row);
      }
      ordinal++;
      byteStart = byteEnd;
    }
  }
  return {
    segment,
    records,
    bytes,
    recordCount: ordinal - records.removed,
    byteLength: byteStart - bytes.removed,
    sources: [...sources.values()].filter((source) => source.records > 0),
  };
}

/** The id that a row's record has kept since it was first written. */
function recordId(segment: Segment, row: RecordRow, ordinal: number): RecordId {
  return row.first ?? { segment: segment.id, ordinal };
}

/** What stays of every source in all parts together. */
export function joinSources(parts: readonly SegmentPart[]): SourceCount[] {
  const joined = new Map<string, SourceCount>();
  for (const source of parts.flatMap(({ sources }) => sources)) {
    const before = joined.get(source.name);
    joined.set(source.name, {
      name: source.name,
      evidence: source.evidence,
      records: source.records + (before?.records ?? 0),
      characters: source.characters + (before?.characters ?? 0),
      bytes: source.bytes + (before?.bytes ?? 0),
    });
  }
  return [...joined.values()];
}

function subtract(sources: Map<string, SourceCount>, { facts, characters, byteLength }: RecordRow): void {
  const before = sources.get(facts.source);
  if (before === undefined) throw damagedSources();
  sources.set(facts.source, {
    ...before,
    records: before.records - 1,
    characters: before.characters - characters,
    bytes: before.bytes - byteLength,
  });
}

function damagedSources(): FingerprintError {
  return new FingerprintError(
    "segment-damaged",
    "A record of a segment has a source that its manifest does not count. Restore the segment from a copy, or track its sources again.",
  );
}
