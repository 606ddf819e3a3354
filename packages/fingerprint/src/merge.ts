/**
 * Merges segments into one. Records keep their ids, so every answer stays the same whatever is merged, and in any
 * order. Postings are already sorted in each segment; they are merged as streams, and memory stays flat beside the
 * records' lengths and hosts.
 */
import type { RecordId, SegmentManifest } from "@yurai/schema";
import { hostOf } from "./canonical-url.ts";
import { withIoCode } from "./durable.ts";
import { FingerprintError } from "./error.ts";
import { HostTableBuilder } from "./host-table.ts";
import { mergeImages } from "./image-table.ts";
import { KeptTextWriter } from "./kept-text.ts";
import type { SourceCount, StoredPrints } from "./manifest.ts";
import { mergeNear } from "./near-index.ts";
import { writeSortedPostings } from "./postings-writer.ts";
import { mergedPostings } from "./merge-postings.ts";
import { RecordLengths, recordBytesSection } from "./record-bounds.ts";
import type { RecordRow } from "./record-row.ts";
import { RecordTableWriter } from "./record-table.ts";
import {
  imagesName,
  keysName,
  nearName,
  nearPassagesName,
  passagesName,
  recordsName,
  segmentFolder,
  textName,
} from "./segment-files.ts";
import { defaultWriter } from "./segment-writer.ts";
import { openSegment, type Segment } from "./segment.ts";
import { UnsealedFolder, type SealedSegment } from "./unsealed-folder.ts";

/** How segments are merged. */
export interface MergeOptions {
  /** Who merges; goes into the manifest. */
  readonly writer?: SegmentManifest["writer"];
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
}

/**
 * Merges segments of a home into a new one that names them in `replaces`; the old folders stay. n log k in the
 * postings of k segments.
 *
 * @throws FingerprintError `bad-input` for fewer than two segments or different anchor profiles or signatures; as `openSegment`;
 *   `segment-io` when the disk refuses
 */
export async function mergeSegments(
  home: string,
  ids: readonly string[],
  options: MergeOptions = {},
): Promise<SealedSegment> {
  const segments: Segment[] = [];
  try {
    for (const id of ids) segments.push(await openSegment(segmentFolder(home, id)));
    const prints = commonPrints(segments);
    return await merge(home, segments, prints, options);
  } finally {
    for (const segment of segments) segment.close();
  }
}

function commonPrints(segments: readonly Segment[]): StoredPrints {
  const profiles = new Set(segments.map(({ passages }) => passages?.profile ?? null));
  const minhash = new Set(segments.map(({ near }) => near !== null));
  if (segments.length >= 2 && profiles.size === 1 && minhash.size === 1)
    return {
      profile: [...profiles][0]!,
      minhash: [...minhash][0]!,
      images: segments.some(({ images }) => images !== null),
    };
  throw new FingerprintError(
    "bad-input",
    "A merge takes two or more segments that store their passages with one profile, and all or none of them signatures. Merge each kind apart.",
  );
}

async function merge(
  home: string,
  segments: readonly Segment[],
  prints: StoredPrints,
  { writer = defaultWriter, now = () => new Date() }: MergeOptions,
): Promise<SealedSegment> {
  const folder = new UnsealedFolder(home);
  try {
    const { lengths, hosts } = await mergeRecords(folder, segments);
    return withIoCode(() => {
      mergeKeys(folder, segments, hosts);
      if (prints.profile !== null) mergePassages(folder, segments, lengths);
      if (prints.minhash) mergeSignatures(folder, segments);
      if (prints.images) mergePictures(folder, segments);
      return folder.seal({
        prints,
        sources: mergeSources(segments),
        anchors: segments.reduce((sum, { manifest }) => sum + manifest.counts.anchors, 0),
        writer,
        createdAt: now(),
        replaces: segments.map(({ id }) => id),
      });
    });
  } catch (error) {
    folder.remove();
    throw error;
  }
}

/** Copies rows and kept texts, in the segments' order. */
async function mergeRecords(
  folder: UnsealedFolder,
  segments: readonly Segment[],
): Promise<{ readonly lengths: RecordLengths; readonly hosts: HostTableBuilder }> {
  const records = new RecordTableWriter(folder.file(recordsName));
  const texts = new KeptTextWriter(folder.file(textName));
  const lengths = new RecordLengths();
  const hosts = new HostTableBuilder();
  try {
    for await (const { segment, row, id } of rowsOf(segments)) {
      const text = segment.keptText(row);
      const host = hostOf(row.facts.url);
      if (host !== "") hosts.add(host, lengths.count);
      records.append({ ...row, first: id, textStart: typeof text === "string" ? null : texts.append(text) });
      lengths.push(row.byteLength);
    }
    records.finish();
    texts.finish();
    return { lengths, hosts };
  } catch (error) {
    records.close();
    texts.close();
    throw error;
  }
}

/** Every row with the segment that holds it and the record's id. */
async function* rowsOf(
  segments: readonly Segment[],
): AsyncGenerator<{ readonly segment: Segment; readonly row: RecordRow; readonly id: RecordId }> {
  for (const segment of segments) {
    let ordinal = 0;
    for await (const rows of segment.records.batches()) {
      yield* rows.map((row, i) => ({
        segment,
        row,
        id: row.first ?? { segment: segment.id, ordinal: ordinal + i },
      }));
      ordinal += rows.length;
    }
  }
}

function mergeKeys(folder: UnsealedFolder, segments: readonly Segment[], hosts: HostTableBuilder): void {
  const bases = runningSums(segments.map(({ manifest }) => manifest.counts.records));
  const streams = segments.map(({ keys }, i) => ({ postings: keys, base: bases[i]! }));
  writeSortedPostings(folder.file(keysName), mergedPostings(streams), {
    count: streams.reduce((sum, { postings }) => sum + postings.count, 0),
    maxValue: bases.at(-1)! - 1,
    sections: hosts.sections(),
  });
}

function mergePassages(folder: UnsealedFolder, segments: readonly Segment[], lengths: RecordLengths): void {
  const bases = runningSums(segments.map(({ manifest }) => manifest.counts.bytes));
  const streams = segments.map(({ passages }, i) => ({ postings: passages!.postings, base: bases[i]! }));
  writeSortedPostings(folder.file(passagesName), mergedPostings(streams), {
    count: streams.reduce((sum, { postings }) => sum + postings.count, 0),
    maxValue: Math.max(bases.at(-1)! - 1, 0),
    sections: [{ name: recordBytesSection, bytes: lengths.bytes() }],
  });
}

function mergeSignatures(folder: UnsealedFolder, segments: readonly Segment[]): void {
  const bases = runningSums(segments.map(({ manifest }) => manifest.counts.records));
  mergeNear(
    folder.file(nearName),
    segments.map(({ near }) => near!),
    bases,
  );
  if (segments[0]!.nearPassages === null) return;
  mergeNear(
    folder.file(nearPassagesName),
    segments.map(({ nearPassages }) => nearPassages!),
    bases,
  );
}

function mergePictures(folder: UnsealedFolder, segments: readonly Segment[]): void {
  const bases = runningSums(segments.map(({ manifest }) => manifest.counts.records));
  const pictured = segments.flatMap(({ images }, i) =>
    images === null ? [] : [{ images, base: bases[i]! }],
  );
  mergeImages(
    folder.file(imagesName),
    pictured.map(({ images }) => images),
    pictured.map(({ base }) => base),
  );
}

/** 0 and the sum so far after each value: where each segment begins, and where the last ends. */
function runningSums(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) sums.push(sums.at(-1)! + value);
  return sums;
}

function mergeSources(segments: readonly Segment[]): SourceCount[] {
  const merged = new Map<string, SourceCount>();
  for (const source of segments.flatMap(({ manifest }) => manifest.sources)) {
    const before = merged.get(source.name);
    merged.set(source.name, {
      name: source.name,
      evidence: source.evidence,
      records: source.records + (before?.records ?? 0),
      characters: source.characters + (before?.characters ?? 0),
      bytes: source.bytes + (before?.bytes ?? 0),
    });
  }
  return [...merged.values()];
}
