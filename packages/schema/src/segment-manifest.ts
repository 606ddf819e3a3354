import { z } from "zod";
import { count, digest, name, timestamp } from "./scalar.ts";
import type { Digest, Timestamp } from "./scalar.ts";
import { evidenceModes } from "./source.ts";
import type { Evidence } from "./source.ts";

/** How anchors were chosen and hashed; see the guarantee of `@yurai/fingerprint`. */
export interface AnchorAlgorithm {
  readonly profile: "standard" | "close";
  /** Weight between two anchors. */
  readonly weightStep: number;
  /** Characters under one hash when the first of them is dense. */
  readonly denseCharacters: number;
  /** Characters under one hash otherwise. */
  readonly otherCharacters: number;
  readonly denseWeight: number;
  readonly otherWeight: number;
  /** Name and version of the 64-bit hash. */
  readonly hash: string;
  /** Seed of the hash in hex digits; missing when its name and version fix it. */
  readonly seed?: string;
}

/** How signatures for resemblance were made; see `minhash.ts` of `@yurai/fingerprint`. */
export interface MinhashAlgorithm {
  /** Name and version of the signature. */
  readonly version: string;
  readonly seed: number;
  /** Name and version of the hash of a shingle. */
  readonly hash: string;
  readonly slots: number;
  /** Bits kept of a slot. */
  readonly storedBits: number;
  readonly bands: number;
  readonly bandSlots: number;
  /** Characters of a shingle that begins with a dense one. */
  readonly denseCharacters: number;
  /** Characters of any other shingle. */
  readonly otherCharacters: number;
  /** Weight of a passage; missing when only whole records have signatures. */
  readonly passageWeight?: number;
}

/** How pictures were hashed; see `@yurai/fingerprint/images`. */
interface ImageAlgorithm {
  /** Name and version of the perceptual hash. */
  readonly hash: string;
  /** Name and version of keypoints and their descriptors. */
  readonly keypoints: string;
  /** Name and version of the words that keypoints are found by. */
  readonly words: string;
}

/**
 * Every algorithm, version and parameter that made the files of a segment. A reader refuses a segment that names any it
 * does not know.
 */
export interface SegmentAlgorithms {
  readonly normalForm: string;
  /** Missing when no passages are indexed. */
  readonly anchors?: AnchorAlgorithm;
  /** Missing when no signatures are stored. */
  readonly minhash?: MinhashAlgorithm;
  /** Missing when the segment has no pictures. */
  readonly images?: ImageAlgorithm;
  readonly digest: string;
  readonly urlKey: string;
  /** Hash of whole texts. */
  readonly textKey?: string;
}

/** What one source has in a segment. */
export interface SegmentSource {
  readonly name: string;
  readonly evidence: Evidence;
  readonly records: number;
  /** Characters of the normal form. */
  readonly characters: number;
  /** Bytes of the texts in UTF-8. */
  readonly bytes: number;
}

/** One file of a segment. */
export interface SegmentFile {
  /** A plain file name, without a folder. */
  readonly name: string;
  readonly byteLength: number;
  readonly sha256: Digest;
}

/** What a segment is: who wrote it, how, from which sources, and the digests of its files. Its content id is the segment's id. */
export interface SegmentManifest {
  readonly format: "yurai-segment";
  readonly version: 1;
  readonly writer: { readonly tool: string; readonly version: string };
  readonly createdAt: Timestamp;
  readonly algorithms: SegmentAlgorithms;
  readonly sources: readonly SegmentSource[];
  readonly counts: {
    readonly records: number;
    readonly characters: number;
    readonly bytes: number;
    readonly anchors: number;
  };
  /** Ids of the segments that this one was merged from. */
  readonly replaces: readonly Digest[];
  readonly files: readonly SegmentFile[];
}

const anchorAlgorithmSchema: z.ZodType<AnchorAlgorithm> = z.strictObject({
  profile: z.enum(["standard", "close"]),
  weightStep: count,
  denseCharacters: count,
  otherCharacters: count,
  denseWeight: count,
  otherWeight: count,
  hash: name,
  seed: name.exactOptional(),
});

const minhashAlgorithmSchema: z.ZodType<MinhashAlgorithm> = z.strictObject({
  version: name,
  seed: count,
  hash: name,
  slots: count,
  storedBits: count,
  bands: count,
  bandSlots: count,
  denseCharacters: count,
  otherCharacters: count,
  passageWeight: count.exactOptional(),
});

const imageAlgorithmSchema: z.ZodType<ImageAlgorithm> = z.strictObject({
  hash: name,
  keypoints: name,
  words: name,
});

const segmentAlgorithmsSchema: z.ZodType<SegmentAlgorithms> = z.strictObject({
  normalForm: name,
  anchors: anchorAlgorithmSchema.exactOptional(),
  minhash: minhashAlgorithmSchema.exactOptional(),
  images: imageAlgorithmSchema.exactOptional(),
  digest: name,
  urlKey: name,
  textKey: z.exactOptional(name),
});

const segmentSourceSchema: z.ZodType<SegmentSource> = z.strictObject({
  name,
  evidence: z.enum(evidenceModes),
  records: count,
  characters: count,
  bytes: count,
});

// A manifest may come from elsewhere: its file names must not lead out of the segment's folder.
const fileName = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9]+)+$/, { error: 'must be a plain file name such as "keys.idx"' });

const segmentFileSchema: z.ZodType<SegmentFile> = z.strictObject({
  name: fileName,
  byteLength: count,
  sha256: digest,
});

export const segmentManifestSchema: z.ZodType<SegmentManifest> = z.strictObject({
  format: z.literal("yurai-segment"),
  version: z.literal(1),
  writer: z.strictObject({ tool: name, version: name }),
  createdAt: timestamp,
  algorithms: segmentAlgorithmsSchema,
  sources: z.array(segmentSourceSchema).max(100_000),
  counts: z.strictObject({ records: count, characters: count, bytes: count, anchors: count }),
  replaces: z.array(digest).max(100_000),
  files: z.array(segmentFileSchema).max(100),
});
