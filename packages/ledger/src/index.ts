export { Ledger, openLedger } from "./ledger.ts";
export { LedgerError } from "./error.ts";
export { ledgerFile, ledgerFileName } from "./home.ts";
export { maxBatchRows, maxBodyByteLength } from "./row.ts";
export { hasOrdinal, joinRanges } from "./ordinal-ranges.ts";
export { walkBases } from "./models.ts";
export { addRollUps } from "./host-roll-ups.ts";
export { formatHead, isSignedHead, parseHead, signHead, verifyHead } from "./head.ts";
export { createKeyFiles, keyId, readPrivateKey, readPublicKey } from "./keys.ts";
export { createSecretKey, readSecretKey } from "./secret-key.ts";
export { openEnvelope, signStatement, statementAbout } from "./attestation.ts";
export { checkConsistency, checkInclusion } from "./proof.ts";
export { appendLeaves, emptyRoot, foldPeaks, leafHash, merkleRoot, nodeHash, peakPlaces } from "./merkle.ts";
export {
  consistencyPath,
  fillPath,
  inclusionPath,
  pathPlaces,
  verifyConsistency,
  verifyInclusion,
} from "./merkle-proof.ts";

export type { Appended, Erased, LedgerOptions } from "./ledger.ts";
export type { LedgerErrorCode } from "./error.ts";
export type { NewRow, RowBodies, RowKind } from "./row-kinds.ts";
export type {
  HostRollUps,
  LegalHold,
  OrdinalRange,
  ReadProgress,
  RunCounts,
  Screening,
  SegmentCommit,
  SourceLicence,
  SourceReliance,
} from "./row-kinds.ts";
export type { LedgerRow, RowQuery } from "./row-query.ts";
export type { RowKeys } from "./row.ts";
export type { SourceView, Stated } from "./sources.ts";
export type { RunView } from "./runs.ts";
export type { LineageStep, ModelLineage, ModelView } from "./models.ts";
export type { GapFilter, GapView } from "./gaps.ts";
export type { HostTotal } from "./host-roll-ups.ts";
export type { CurrentSegment, SegmentBatch, SegmentSelection } from "./segments.ts";
export type { SegmentComparison } from "./segment-folders.ts";
export type { ErasureReason, Tombstone } from "./erase.ts";
export type { SignedHead, TreeHead } from "@yurai/schema";
export type { Envelope, Statement, Subject } from "./attestation.ts";
export type { KeyFiles } from "./keys.ts";
export type { ConsistencyProof, InclusionProof } from "./proof.ts";
export type {
  LedgerProblem,
  LedgerProblemCode,
  LedgerProof,
  VerifyOptions,
  VerifyReport,
} from "./verify-report.ts";
export type { MerkleGrowth, MerkleNode, NodePlace } from "./merkle.ts";
export type { LeafRange, ReadNode } from "./merkle-proof.ts";
