export { normalise, normaliseUtf8, hashEveryPosition } from "./wasm/query-kernel.ts";
export { normalForm, spanOf, isDense, normalFormVersion } from "./text/normal-form.ts";
export { cutAnchors, guaranteed, standardProfile, closeProfile } from "./text/anchors.ts";
export { shinglesOf, signatureOf } from "./wasm/minhash-kernel.ts";
export { jaccard } from "./text/minhash.ts";
export { fingerprint, textBatch } from "./text/fingerprint.ts";
export { contentDigest, parseDigest, urlKey } from "./text/content-key.ts";
export { textKey } from "./text/text-key.ts";
export { canonicalUrl, hostOf, isUrl } from "./text/canonical-url.ts";
export { createSegment, SegmentWriter } from "./write/segment-writer.ts";
export { mergeSegments, rewriteSegments } from "./merge/merge.ts";
export { openSegment, verifySegment, Segment } from "./segment/segment.ts";
export { listSegments, findLeftovers, keepLeftover, removeLeftover } from "./write/leftovers.ts";
export { openIndex, TextIndex } from "./search/text-index.ts";
export { readFromFiles, firstText } from "./search/evidence.ts";
export { FingerprintError } from "./error.ts";

export type { NormalText } from "./text/normal-form.ts";
export type { AnchorHashes, AnchorProfile, HashedLengths } from "./text/anchors.ts";
export type { TextBatch, Fingerprints, FingerprintOptions, SignedTexts } from "./text/fingerprint.ts";
export type { Key } from "./text/content-key.ts";
export type { AppendedBatch, RecordedImage, SegmentWriterOptions } from "./write/segment-writer.ts";
export type { RecordedPicture } from "./images/image-table.ts";
export type { SealedSegment } from "./write/unsealed-folder.ts";
export type { MergeOptions, RewriteOptions, Rewritten } from "./merge/merge.ts";
export type { Leftover } from "./write/leftovers.ts";
export type { OpenIndexOptions } from "./search/text-index.ts";
export type {
  QueryLimits,
  QueryResult,
  RecordMatch,
  UnverifiedMatch,
  UnverifiedReason,
} from "./search/query-result.ts";
export type { Run, Span } from "./search/runs.ts";
export type { NearCopy, NearCopyLimits } from "./search/near-copy.ts";
export type { Resemblance } from "./search/resemblance.ts";
export type { Lookup, LookupTarget, FoundRecord } from "./search/lookup.ts";
export type { RecordRow } from "./segment/record-row.ts";
export type { ReadText, RecordText, MissingText } from "./search/evidence.ts";
export type { FingerprintErrorCode } from "./error.ts";
