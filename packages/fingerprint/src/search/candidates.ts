/** Candidates: which records an output's hashes hit, and where. One segment at a time; nothing that hits is dropped. */
import type { AnchorHashes } from "../text/anchors.ts";
import { recordAt } from "../segment/record-bounds.ts";
import type { Candidate } from "./runs.ts";
import type { Passages } from "../segment/segment.ts";

/** Postings of one key that are listed at once; keys with more wait until the rarer ones are done. */
const shortList = 64;

/** What one segment's anchors say about an output. */
export interface Candidates {
  /** Hits by the record's number in the segment. */
  readonly byRecord: ReadonlyMap<number, readonly Candidate[]>;
  /** Hits that are listed above. */
  readonly listed: number;
  /** Hits beyond the limit: counted, not listed. */
  readonly beyond: number;
  /** Output positions whose hits are not all listed. */
  readonly beyondPositions: readonly number[];
}

/** Positions with a key of many postings, and how many. */
interface LongKey {
  readonly index: number;
  readonly count: number;
}

/**
 * Collects the hits of one output in one segment, keys with few postings first: they say more, and boilerplate can't
 * crowd them out.
 *
 * @param limit most hits to list
 */
export function collectCandidates(hashes: AnchorHashes, passages: Passages, limit: number): Candidates {
  const { postings } = passages;
  const byRecord = new Map<number, Candidate[]>();
  const long: LongKey[] = [];
  let listed = 0;
  for (const index of postings.probe(hashes.hi, hashes.lo, hashes.count)) {
    const hit = postings.find(hashes.hi[index]!, hashes.lo[index]!, shortList);
    if (hit.count > hit.values.length || listed + hit.count > limit) long.push({ index, count: hit.count });
    else listed += addAll(byRecord, passages, hashes.positions[index]!, hit.values);
  }
  let beyond = 0;
  const beyondPositions: number[] = [];
  for (const { index, count } of long.sort((a, b) => a.count - b.count || a.index - b.index)) {
    const room = Math.min(count, limit - listed);
    const hit = postings.find(hashes.hi[index]!, hashes.lo[index]!, room);
    listed += addAll(byRecord, passages, hashes.positions[index]!, hit.values);
    if (room === count) continue;
    beyond += count - room;
    beyondPositions.push(hashes.positions[index]!);
  }
  return { byRecord, listed, beyond, beyondPositions };
}

function addAll(
  byRecord: Map<number, Candidate[]>,
  { bounds }: Passages,
  character: number,
  values: Float64Array,
): number {
  for (const value of values) {
    const record = recordAt(bounds, value);
    const candidate = { character, byte: value - bounds[record]! };
    const known = byRecord.get(record);
    if (known === undefined) byRecord.set(record, [candidate]);
    else known.push(candidate);
  }
  return values.length;
}
