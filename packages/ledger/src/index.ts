export { appendLeaves, emptyRoot, foldPeaks, leafHash, merkleRoot, nodeHash, peakPlaces } from "./merkle.ts";
export { consistencyPath, fillPath, inclusionPath, pathPlaces, verifyConsistency, verifyInclusion } from "./merkle-proof.ts";
export type { MerkleGrowth, MerkleNode, NodePlace } from "./merkle.ts";
export type { LeafRange, ReadNode } from "./merkle-proof.ts";
