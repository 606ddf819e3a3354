export { normalise, normaliseUtf8, hashEveryPosition } from "./query-kernel.ts";
export { normalForm, spanOf, isDense, normalFormVersion } from "./normal-form.ts";
export { cutAnchors, guaranteed, standardProfile, closeProfile } from "./anchors.ts";
export { shinglesOf, signatureOf } from "./minhash-kernel.ts";
export { jaccard } from "./minhash.ts";
export { fingerprint, textBatch } from "./fingerprint.ts";
export { contentDigest, parseDigest, urlKey } from "./content-key.ts";
export { textKey } from "./text-key.ts";
export { canonicalUrl, hostOf, isUrl } from "./canonical-url.ts";
export { createSegment, SegmentWriter } from "./segment-writer.ts";
export { mergeSegments, rewriteSegments } from "./merge.ts";
export { openSegment, verifySegment, Segment } from "./segment.ts";
export { listSegments, findLeftovers, keepLeftover, removeLeftover } from "./leftovers.ts";
export { openIndex, TextIndex } from "./text-index.ts";
export { readFromFiles, firstText } from "./evidence.ts";
export { FingerprintError } from "./error.ts";

export type { NormalText } from "./normal-form.ts";
export type { AnchorHashes, AnchorProfile, HashedLengths } from "./anchors.ts";
export type { TextBatch, Fingerprints, FingerprintOptions, SignedTexts } from "./fingerprint.ts";
export type { Key } from "./content-key.ts";
export type { RecordedImage, SegmentWriterOptions } from "./segment-writer.ts";
export type { SealedSegment } from "./unsealed-folder.ts";
export type { MergeOptions, RewriteOptions, Rewritten } from "./merge.ts";
export type { Leftover } from "./leftovers.ts";
export type { OpenIndexOptions } from "./text-index.ts";
export type {
  QueryLimits,
  QueryResult,
  RecordMatch,
  UnverifiedMatch,
  UnverifiedReason,
} from "./query-result.ts";
export type { Run, Span } from "./runs.ts";
export type { NearCopy, NearCopyLimits } from "./near-copy.ts";
export type { Resemblance } from "./resemblance.ts";
export type { Lookup, LookupTarget, FoundRecord } from "./lookup.ts";
export type { RecordRow } from "./record-row.ts";
export type { ReadText, RecordText, MissingText } from "./evidence.ts";
export type { FingerprintErrorCode } from "./error.ts";
