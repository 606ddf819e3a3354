/** The merge of pictures: `images.idx` of several segments in one, without the pictures of records that are left out. */
import { Gaps } from "./gaps.ts";
import { digestByteLength } from "../text/content-key.ts";
import { hashByteLength } from "../images/hamming.ts";
import { encodeDecoders, encodePicture, type ImageTable } from "../images/image-table.ts";
import { keptEntries } from "./kept-entries.ts";
import { pointByteLength } from "../images/keypoints.ts";
import { mergedPostings, remainingPostings, type PostingStream } from "./merge-postings.ts";
import { writeSortedPostings, type SectionContent } from "../segment/postings-writer.ts";

/** A file of pictures that is merged. */
export interface MergedImages {
  readonly table: ImageTable;
  /** Records of its segment that are left out. */
  readonly records: Gaps;
  /** Records before it in the new segment. */
  readonly recordBase: number;
}

/** With what is left out together with those records. */
interface Part extends MergedImages {
  readonly pictures: Gaps;
  readonly keypoints: Gaps;
}

/** How many pictures stay. */
export function remainingPictures(table: ImageTable, records: Gaps): number {
  return table.count - gapsOf(table, records).pictures.removed;
}

/** Merges files of pictures into a new one, in the segments' order. Memory stays flat. */
export function mergeImages(path: string, inputs: readonly MergedImages[]): void {
  const parts = inputs.map((input): Part => ({ ...input, ...gapsOf(input.table, input.records) }));
  const streams: PostingStream[] = [];
  let keypointCount = 0;
  for (const { table, keypoints: gaps } of parts) {
    streams.push({ postings: table.words, base: keypointCount, gaps });
    keypointCount += table.keypointStart(table.count) - gaps.removed;
  }
  // Decoders are listed for a whole file: those of pictures that are left out stay named.
  const decoders = new Set(parts.flatMap(({ table }) => table.decoders()));
  writeSortedPostings(path, mergedPostings(streams), {
    count: remainingPostings(streams),
    maxValue: Math.max(keypointCount - 1, 0),
    sections: [
      section(parts, "hashes", hashByteLength, "pictures"),
      section(parts, "digests", digestByteLength, "pictures"),
      { name: "pictures", bytes: movedPictures(parts) },
      section(parts, "places", pointByteLength, "keypoints"),
      section(parts, "descriptors", hashByteLength, "keypoints"),
      { name: "decoders", bytes: encodeDecoders(decoders) },
    ],
  });
}

function gapsOf(table: ImageTable, records: Gaps): Pick<Part, "pictures" | "keypoints"> {
  const [pictures, keypoints] = [new Gaps(), new Gaps()];
  for (let number = 0; number < table.count; number++) {
    if (records.moved(table.picture(number).ordinal) >= 0) continue;
    pictures.push(number, number + 1);
    keypoints.push(table.keypointStart(number), table.keypointStart(number + 1));
  }
  return { pictures, keypoints };
}

function section(
  parts: readonly Part[],
  name: string,
  entryByteLength: number,
  of: "pictures" | "keypoints",
): SectionContent {
  return { name, bytes: entriesOf(parts, name, entryByteLength, of) };
}

function* entriesOf(
  parts: readonly Part[],
  name: string,
  entryByteLength: number,
  of: "pictures" | "keypoints",
): Generator<Uint8Array> {
  for (const part of parts)
    yield* keptEntries({ source: part.table.words.range(name), entryByteLength, gaps: part[of] });
}

function* movedPictures(parts: readonly Part[]): Generator<Uint8Array> {
  let keypointEnd = 0;
  for (const { table, records, recordBase, pictures } of parts) {
    for (const { start, end } of pictures.kept(table.count)) {
      for (let number = start; number < end; number++) {
        const { ordinal, ...picture } = table.picture(number);
        keypointEnd += table.keypointStart(number + 1) - table.keypointStart(number);
        yield encodePicture(records.moved(ordinal) + recordBase, picture, keypointEnd);
      }
    }
  }
}
