/**
 * Merges segments into one, and rewrites segments without some of their records. Records keep their ids, so every answer
 * stays the same whatever is merged, and in any order.
 */
import type { RecordId, SegmentManifest } from "@yurai/schema";
import { withIoCode } from "../write/durable.ts";
import { FingerprintError } from "../error.ts";
import type { StoredPrints } from "../segment/manifest.ts";
import {
  havePictures,
  mergeKeys,
  mergePassages,
  mergePictures,
  mergeRecords,
  mergeSignatures,
} from "./merge-files.ts";
import { joinSources, partOf, partWithout, type SegmentPart } from "./merge-part.ts";
import type { RecordRow } from "../segment/record-row.ts";
import { segmentFolder } from "../segment/segment-files.ts";
import { defaultWriter } from "../write/segment-writer.ts";
import { openSegment, type Segment } from "../segment/segment.ts";
import { UnsealedFolder, type SealedSegment } from "../write/unsealed-folder.ts";

/** How segments are merged. */
export interface MergeOptions {
  /** Who merges; goes into the manifest. */
  readonly writer?: SegmentManifest["writer"];
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
}

/** How segments are rewritten. */
export interface RewriteOptions extends MergeOptions {
  /** Asked once for every record: false leaves it out. `id` is the one that it keeps through merges. */
  readonly keep: (row: RecordRow, id: RecordId) => boolean;
}

/**
 * What came of rewriting segments: `unchanged` when no record was left out, and nothing written; `empty` when every record
 * was, so that there is nothing to write; else a new segment that names the old ones in `replaces`.
 */
export type Rewritten =
  | { readonly kind: "unchanged" }
  | { readonly kind: "empty"; readonly dropped: number }
  | { readonly kind: "rewritten"; readonly dropped: number; readonly sealed: SealedSegment };

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
  if (ids.length < 2) throw new FingerprintError("bad-input", "A merge takes two or more segments.");
  return withSegments(home, ids, async (segments) => merge(home, segments.map(partOf), options));
}

/**
 * Writes one or more segments of a home anew without some of their records: of those the new segment has no posting, key,
 * host, signature, text, length or row, and answers as if they had never been added. The others keep their ids.
 * The old folders, which still hold all, stay: the caller commits the new segment, then removes them. Reads postings
 * twice; memory grows with the stretches of records that are left out.
 *
 * @throws FingerprintError `bad-input` for no segment or different anchor profiles or signatures; as `openSegment`;
 *   `segment-io` when the disk refuses; whatever `keep` throws
 */
export async function rewriteSegments(
  home: string,
  ids: readonly string[],
  options: RewriteOptions,
): Promise<Rewritten> {
  if (ids.length === 0) throw new FingerprintError("bad-input", "There is no segment to rewrite.");
  return withSegments(home, ids, async (segments) => {
    const parts: SegmentPart[] = [];
    for (const segment of segments) parts.push(await partWithout(segment, options.keep));
    const dropped = parts.reduce((sum, { records }) => sum + records.removed, 0);
    if (dropped === 0) return { kind: "unchanged" };
    const remaining = parts.reduce((sum, part) => sum + part.recordCount, 0);
    if (remaining === 0) return { kind: "empty", dropped };
    return { kind: "rewritten", dropped, sealed: await merge(home, parts, options) };
  });
}

async function withSegments<T>(
  home: string,
  ids: readonly string[],
  use: (segments: readonly Segment[]) => Promise<T>,
): Promise<T> {
  const segments: Segment[] = [];
  try {
    for (const id of ids) segments.push(await openSegment(segmentFolder(home, id), { toScan: true }));
    return await use(segments);
  } finally {
    for (const segment of segments) segment.close();
  }
}

function commonPrints(parts: readonly SegmentPart[]): StoredPrints {
  const profiles = new Set(parts.map(({ segment }) => segment.passages?.profile ?? null));
  const minhash = new Set(parts.map(({ segment }) => segment.near !== null));
  if (profiles.size === 1 && minhash.size === 1)
    return { profile: [...profiles][0]!, minhash: [...minhash][0]!, images: havePictures(parts) };
  throw new FingerprintError(
    "bad-input",
    "One segment is made of segments that store their passages with one profile, and all or none of them signatures. Take each kind apart.",
  );
}

async function merge(
  home: string,
  parts: readonly SegmentPart[],
  { writer = defaultWriter, now = () => new Date() }: MergeOptions,
): Promise<SealedSegment> {
  const prints = commonPrints(parts);
  const folder = new UnsealedFolder(home);
  try {
    return withIoCode(() => {
      mergeRecords(folder, parts);
      mergeKeys(folder, parts);
      const anchors = prints.profile === null ? 0 : mergePassages(folder, parts);
      if (prints.minhash) mergeSignatures(folder, parts);
      if (prints.images) mergePictures(folder, parts);
      return folder.seal({
        prints,
        sources: joinSources(parts),
        anchors,
        writer,
        createdAt: now(),
        replaces: parts.map(({ segment }) => segment.id),
      });
    });
  } catch (error) {
    folder.remove();
    throw error;
  }
}
