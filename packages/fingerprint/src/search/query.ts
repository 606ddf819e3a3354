/**
 * Queries: the hash of every position of an output, held against the anchors of every segment.
 *
 *   every position's hash -> filter in memory -> postings on disk -> candidates by record
 *     -> the record's text  -> maximal exact runs                    (a match)
 *     -> no text to be had  -> how many anchors hit, and in step     (unverified)
 *
 * Nothing that hits is dropped. Work is bounded by counts, never by time, so a replay gives the same answer; what
 * lies beyond a bound is reported as unverified, with its true count.
 */
import { standardProfile, type AnchorHashes, type AnchorProfile } from "../text/anchors.ts";
import { collectCandidates } from "./candidates.ts";
import type { Key } from "../text/content-key.ts";
import { judgeRecord, type RecordHits, type SegmentResult, type TextSource } from "./judge-record.ts";
import { spanOf, type NormalText } from "../text/normal-form.ts";
import { hashEveryPosition, textKey } from "../wasm/query-kernel.ts";
import { byId, type QueryLimits, type QueryResult } from "./query-result.ts";
import { findResemblances, resemblanceQuery, type Resemblance } from "./resemblance.ts";
import type { Candidate } from "./runs.ts";
import type { Segment } from "../segment/segment.ts";

/** Holds an output against segments. See `TextIndex.query`. */
export async function query(
  segments: readonly Segment[],
  output: NormalText,
  source: TextSource,
  limits: QueryLimits,
): Promise<QueryResult> {
  const hashesOf = rememberedHashes(output);
  const wholeKey = output.length === 0 ? null : textKey(output);
  const results: SegmentResult[] = [];
  for (const segment of segments)
    results.push(await querySegment(segment, { output, wholeKey, hashesOf }, source, limits));
  const resembling = await resemblancesIn(segments, output, source, limits.resemblance ?? null);
  const sum = (pick: (result: SegmentResult) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  return {
    characters: output.length,
    matches: results
      .flatMap(({ matches }) => matches)
      .sort(
        (a, b) => (b.runs[0]?.characters ?? 0) - (a.runs[0]?.characters ?? 0) || byId(a.record, b.record),
      ),
    unverified: results
      .flatMap(({ unverified }) => unverified)
      .sort((a, b) => b.inStep - a.inStep || b.anchors - a.anchors || byId(a.record, b.record)),
    resemblances: resembling.list,
    searched: segments.map(({ id }) => id),
    withoutPassages: segments.filter(({ passages }) => passages === null).map(({ id }) => id),
    withoutSignatures: segments.filter(({ near }) => near === null).map(({ id }) => id),
    beyondLimits: {
      hits: sum(({ beyond }) => beyond),
      output: results.flatMap(({ beyondPositions }) =>
        beyondPositions.map((position) => spanOf(output, position, position + 1)),
      ),
    },
    work: {
      hits: sum(({ hits }) => hits),
      comparedCharacters: sum(({ comparedCharacters }) => comparedCharacters),
      collisions: sum(({ collisions }) => collisions),
      signaturesBeyond: resembling.beyond,
    },
  };
}

async function resemblancesIn(
  segments: readonly Segment[],
  output: NormalText,
  source: TextSource,
  similarity: number | null,
): Promise<{ readonly list: readonly Resemblance[]; readonly beyond: number }> {
  if (similarity === null) return { list: [], beyond: 0 };
  const asked = resemblanceQuery(output);
  const list: Resemblance[] = [];
  let beyond = 0;
  for (const segment of segments) {
    const found = await findResemblances(segment, asked, similarity, source);
    list.push(...found.list);
    beyond += found.beyond;
  }
  return { list: list.sort((a, b) => b.similarity - a.similarity || byId(a.record, b.record)), beyond };
}

/** An output, and what every segment is asked for of it. */
interface Asked {
  readonly output: NormalText;
  /** Null for an output without characters, which equals no record. */
  readonly wholeKey: Key | null;
  readonly hashesOf: (profile: AnchorProfile) => AnchorHashes;
}

async function querySegment(
  segment: Segment,
  { output, wholeKey, hashesOf }: Asked,
  source: TextSource,
  {
    maxCandidates = 200_000,
    maxRecords = 1_000,
    maxComparedCharacters = 50_000_000,
    nearCopy = {},
  }: QueryLimits,
): Promise<SegmentResult> {
  const { passages } = segment;
  const profile = passages?.profile ?? standardProfile;
  const found = passages === null ? undefined : collectCandidates(hashesOf(profile), passages, maxCandidates);
  const records = groupByRecord(found?.byRecord ?? new Map(), wholeTexts(segment, wholeKey));
  const result: SegmentResult = {
    matches: [],
    unverified: [],
    beyondPositions: [...(found?.beyondPositions ?? [])],
    beyond: found?.beyond ?? 0,
    hits: (found?.listed ?? 0) + (found?.beyond ?? 0),
    comparedCharacters: 0,
    collisions: 0,
  };
  for (const [index, hits] of records.entries()) {
    const beyond = index >= maxRecords || result.comparedCharacters >= maxComparedCharacters;
    const reader = beyond ? null : source;
    const context = { segment, output, source: reader, profile, maxComparedCharacters, nearCopy };
    await judgeRecord(hits, context, result);
  }
  return result;
}

/** Records with the most hits first, so that a bound cuts off the least telling ones. */
function groupByRecord(
  byRecord: ReadonlyMap<number, readonly Candidate[]>,
  whole: ReadonlySet<number>,
): RecordHits[] {
  const hits: RecordHits[] = [...byRecord].map(([ordinal, candidates]) => ({
    ordinal,
    candidates,
    whole: whole.has(ordinal),
  }));
  for (const ordinal of whole)
    if (!byRecord.has(ordinal)) hits.push({ ordinal, candidates: [], whole: true });
  return hits.sort(
    (a, b) =>
      Number(b.whole) - Number(a.whole) || b.candidates.length - a.candidates.length || a.ordinal - b.ordinal,
  );
}

function wholeTexts(segment: Segment, key: Key | null): ReadonlySet<number> {
  const ordinals = new Set<number>();
  if (key === null) return ordinals;
  for (const batch of segment.keys.all(key.hi, key.lo)) for (const ordinal of batch) ordinals.add(ordinal);
  return ordinals;
}

function rememberedHashes(output: NormalText): (profile: AnchorProfile) => AnchorHashes {
  // By its lengths: every segment brings a profile of its own, and most of them are the same.
  const known = new Map<string, AnchorHashes>();
  return (profile) => {
    const key = `${profile.denseCharacters} ${profile.otherCharacters}`;
    const hashes = known.get(key) ?? hashEveryPosition(output, profile);
    known.set(key, hashes);
    return hashes;
  };
}
