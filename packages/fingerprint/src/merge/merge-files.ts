/** The files of a merged segment, each from the same file of every part. Memory stays flat. */
import { hostSections } from "../segment/host-sections.ts";
import { KeptTextWriter } from "../write/kept-text.ts";
import { keptEntries } from "./kept-entries.ts";
import { mergedPostings, remainingPostings } from "./merge-postings.ts";
import type { SegmentPart } from "./merge-part.ts";
import { mergedHosts } from "./merge-hosts.ts";
import { mergeImages, remainingPictures } from "./merge-images.ts";
import { mergeNear, type NearIndex } from "../segment/near-index.ts";
import { writeSortedPostings } from "../segment/postings-writer.ts";
import { recordBytesSection, recordLengthByteLength } from "../segment/record-bounds.ts";
import type { RecordGroup } from "../segment/record-reader.ts";
import { RecordTableWriter } from "../segment/record-table.ts";
import {
  imagesName,
  keysName,
  nearName,
  nearPassagesName,
  passagesName,
  recordsName,
  textName,
} from "../segment/segment-files.ts";
import type { UnsealedFolder } from "../write/unsealed-folder.ts";

/** A segment's texts are copied packed when there are so many bytes; fewer are packed anew, so that frames stay large. */
const copiedTextByteLength = 1_048_576;

/** Copies rows and kept texts, in the parts' order. */
export function mergeRecords(folder: UnsealedFolder, parts: readonly SegmentPart[]): void {
  const records = new RecordTableWriter(folder.file(recordsName));
  const texts = new KeptTextWriter(folder.file(textName));
  try {
    for (const part of parts) copyRows(part, records, keepTexts(part, texts));
    records.finish();
    texts.finish();
  } catch (error) {
    records.close();
    texts.close();
    throw error;
  }
}

function copyRows(
  { segment, records: gaps }: SegmentPart,
  table: RecordTableWriter,
  startOf: (group: RecordGroup, row: number) => number | null,
): void {
  let first = 0;
  for (const group of segment.records.groups()) {
    for (let row = 0; row < group.rowCount; row++) {
      const ordinal = first + row;
      if (gaps.moved(ordinal) >= 0)
        table.copy(group, row, { segment: segment.id, ordinal }, startOf(group, row));
    }
    first += group.rowCount;
  }
}

/** Says where each row's text begins among the kept ones, having copied all of them or copying one after the other. */
function keepTexts(
  { segment: { texts }, records }: SegmentPart,
  kept: KeptTextWriter,
): (group: RecordGroup, row: number) => number | null {
  if (texts === null) return () => null;
  // A frame holds several texts: with one to leave out, none is copied packed.
  const isCopied = records.removed === 0 && texts.byteLength >= copiedTextByteLength;
  const base = isCopied ? kept.appendAll(texts) : 0;
  return (group, row) => {
    const start = group.textStart(row);
    if (start === null) return null;
    return isCopied ? base + start : kept.append(texts.read(start, start + group.textByteLength(row)));
  };
}

/** Merges `keys.idx`. */
export function mergeKeys(folder: UnsealedFolder, parts: readonly SegmentPart[]): void {
  const bases = runningSums(parts.map(({ recordCount }) => recordCount));
  const streams = parts.map(({ segment, records }, i) => ({
    postings: segment.keys,
    base: bases[i]!,
    gaps: records,
  }));
  writeSortedPostings(folder.file(keysName), mergedPostings(streams), {
    count: remainingPostings(streams),
    maxValue: bases.at(-1)! - 1,
    sections: hostSections(() =>
      mergedHosts(
        parts.map(({ segment, records }, i) => ({
          table: segment.hosts,
          base: bases[i]!,
          gaps: records,
        })),
      ),
    ),
  });
}

/** Merges `passages.idx` and returns how many postings it has. */
export function mergePassages(folder: UnsealedFolder, parts: readonly SegmentPart[]): number {
  const bases = runningSums(parts.map(({ byteLength }) => byteLength));
  const streams = parts.map(({ segment, bytes }, i) => ({
    postings: segment.passages!.postings,
    base: bases[i]!,
    gaps: bytes,
  }));
  const { count } = writeSortedPostings(folder.file(passagesName), mergedPostings(streams), {
    count: remainingPostings(streams),
    maxValue: Math.max(bases.at(-1)! - 1, 0),
    sections: [{ name: recordBytesSection, bytes: recordLengths(parts) }],
  });
  return count;
}

function* recordLengths(parts: readonly SegmentPart[]): Generator<Uint8Array> {
  for (const { segment, records: gaps } of parts) {
    const source = segment.passages!.postings.range(recordBytesSection);
    yield* keptEntries({ source, entryByteLength: recordLengthByteLength, gaps });
  }
}

/** Merges `near.idx`, and `near-passages.idx` where the parts have one. */
export function mergeSignatures(folder: UnsealedFolder, parts: readonly SegmentPart[]): void {
  const bases = runningSums(parts.map(({ recordCount }) => recordCount));
  const inputs = (indexes: readonly NearIndex[]): Parameters<typeof mergeNear>[1] =>
    parts.map(({ records }, i) => ({ index: indexes[i]!, records, recordBase: bases[i]! }));
  mergeNear(folder.file(nearName), inputs(parts.map(({ segment }) => segment.near!)));
  if (parts[0]!.segment.nearPassages === null) return;
  mergeNear(folder.file(nearPassagesName), inputs(parts.map(({ segment }) => segment.nearPassages!)));
}

/** Whether any of the parts' pictures stays. */
export function havePictures(parts: readonly SegmentPart[]): boolean {
  return parts.some(
    ({ segment: { images }, records }) => images !== null && remainingPictures(images, records) > 0,
  );
}

/** Merges `images.idx` of the parts that have one. */
export function mergePictures(folder: UnsealedFolder, parts: readonly SegmentPart[]): void {
  const bases = runningSums(parts.map(({ recordCount }) => recordCount));
  const inputs = parts.flatMap(({ segment: { images: table }, records }, i) =>
    table === null ? [] : [{ table, records, recordBase: bases[i]! }],
  );
  mergeImages(folder.file(imagesName), inputs);
}

/** 0 and the sum so far after each value: where each part begins, and where the last ends. */
function runningSums(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) sums.push(sums.at(-1)! + value);
  return sums;
}
