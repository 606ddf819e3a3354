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
import type { RecordId } from "@yurai/schema";
import { standardProfile, type AnchorHashes, type AnchorProfile } from "./anchors.ts";
import { collectCandidates } from "./candidates.ts";
import type { MissingText, ReadText } from "./evidence.ts";
import { findNearCopies, type NearCopy, type NearCopyLimits } from "./near-copy.ts";
import { spanOf, type NormalText } from "./normal-form.ts";
import { hashEveryPosition, normaliseUtf8 } from "./query-kernel.ts";
import type { NormalTexts } from "./normal-texts.ts";
import type { RecordRow } from "./record-row.ts";
import { findResemblances, resemblanceQuery, type Resemblance } from "./resemblance.ts";
import {
  coveredCharacters,
  outputMaximal,
  verifyRuns,
  verifyWhole,
  type Candidate,
  type Run,
  type Span,
} from "./runs.ts";
import type { Segment } from "./segment.ts";
import { longestChain } from "./steps.ts";
import { textKey } from "./text-key.ts";

/** Bounds of the work for one output, in counts. */
export interface QueryLimits {
  /** Hits listed in one segment. Default 200,000. */
  readonly maxCandidates?: number;
  /** Records in one segment whose text is read. Default 1,000. */
  readonly maxRecords?: number;
  /** Characters normalised and compared in one segment. Default 50 million. */
  readonly maxComparedCharacters?: number;
  /** What counts as a near copy; null looks for none. Default: 80 % alike, from 119 characters or 47 dense ones. */
  readonly nearCopy?: NearCopyLimits | null;
  /** Least Jaccard similarity of what resembles the output, above 0; null looks for none, the default. */
  readonly resemblance?: number | null;
}

/** A record that shares at least one verified exact run with the output. */
export interface RecordMatch {
  readonly record: RecordId;
  readonly row: RecordRow;
  /** Every maximal exact run whose part of the output no other one holds, longest first. */
  readonly runs: readonly Run[];
  /** How many there are in all, in every place of the record. */
  readonly runCount: number;
  /** Characters of the output that at least one of all runs covers. */
  readonly coveredCharacters: number;
  /** Stretches that the record has with a few edits, the longest first; exact ones are among the runs alone. */
  readonly nearCopies: readonly NearCopy[];
  /** Characters of the output that runs cover, with what is alike around and between them, however short. */
  readonly nearlyCoveredCharacters: number;
  /** Whether output and record have one and the same normal form. */
  readonly whole: boolean;
}

/** Why a hit could not be verified: no text, or beyond a bound of the work. */
export type UnverifiedReason = MissingText | "work-limit";

/** A record whose anchors hit, but whose text was not compared. Never proof of a common run. */
export interface UnverifiedMatch {
  readonly record: RecordId;
  readonly row: RecordRow;
  readonly reason: UnverifiedReason;
  /** Anchors that hit. */
  readonly anchors: number;
  /** Longest chain of anchors in step; two or more are worth a review. */
  readonly inStep: number;
  /** From the first anchor that hit to the last, in UTF-16 units of the output. */
  readonly output: Span;
  /** Whether the key of the whole text is the same. */
  readonly whole: boolean;
}

/** What a query found, and what it looked at. */
export interface QueryResult {
  /** Characters of the output's normal form. */
  readonly characters: number;
  /** Verified matches, longest run first. */
  readonly matches: readonly RecordMatch[];
  readonly unverified: readonly UnverifiedMatch[];
  /** What resembles the output, the most similar first; empty unless the limits ask for it. */
  readonly resemblances: readonly Resemblance[];
  /** Segments that were searched for passages and whole texts. */
  readonly searched: readonly string[];
  /** Segments written without passages: only whole texts were looked up. */
  readonly withoutPassages: readonly string[];
  /** Segments written without signatures: nothing in them was looked at for resemblance. */
  readonly withoutSignatures: readonly string[];
  /** Hits beyond the bounds: counted, in no list above. */
  readonly beyondLimits: { readonly hits: number; readonly output: readonly Span[] };
  readonly work: {
    readonly hits: number;
    readonly comparedCharacters: number;
    readonly collisions: number;
    /** Signatures that may resemble the output and were not looked at. */
    readonly signaturesBeyond: number;
  };
}

/** What one segment adds to a result. */
interface SegmentResult {
  readonly matches: RecordMatch[];
  readonly unverified: UnverifiedMatch[];
  readonly beyondPositions: number[];
  beyond: number;
  hits: number;
  comparedCharacters: number;
  collisions: number;
}

/** The hits of one record. */
interface RecordHits {
  readonly ordinal: number;
  readonly candidates: readonly Candidate[];
  readonly whole: boolean;
}

/** Where records' texts come from, and those that were read lately. */
export interface TextSource {
  readonly readText: ReadText;
  readonly texts: NormalTexts;
}

/** Holds an output against segments. See `TextIndex.query`. */
export async function query(
  segments: readonly Segment[],
  output: NormalText,
  source: TextSource,
  limits: QueryLimits,
): Promise<QueryResult> {
  const hashesOf = rememberedHashes(output);
  const results: SegmentResult[] = [];
  for (const segment of segments) results.push(await querySegment(segment, output, hashesOf, source, limits));
  const resembling = await resemblancesIn(segments, output, source.readText, limits.resemblance ?? null);
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
  readText: ReadText,
  similarity: number | null,
): Promise<{ readonly list: readonly Resemblance[]; readonly beyond: number }> {
  if (similarity === null) return { list: [], beyond: 0 };
  const asked = resemblanceQuery(output);
  const list: Resemblance[] = [];
  let beyond = 0;
  for (const segment of segments) {
    const found = await findResemblances(segment, asked, similarity, readText);
    list.push(...found.list);
    beyond += found.beyond;
  }
  return { list: list.sort((a, b) => b.similarity - a.similarity || byId(a.record, b.record)), beyond };
}

async function querySegment(
  segment: Segment,
  output: NormalText,
  hashesOf: (profile: AnchorProfile) => AnchorHashes,
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
  const records = groupByRecord(found?.byRecord ?? new Map(), wholeTexts(segment, output));
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
    await judge(hits, context, result);
  }
  return result;
}

/** What is the same for every record of a segment; without `source` a bound was reached. */
interface JudgeContext {
  readonly segment: Segment;
  readonly output: NormalText;
  readonly source: TextSource | null;
  readonly profile: AnchorProfile;
  readonly maxComparedCharacters: number;
  readonly nearCopy: NearCopyLimits | null;
}

/** Verifies one record's hits on its text, or lists them as unverified. */
async function judge(
  hits: RecordHits,
  { segment, output, source, profile, maxComparedCharacters, nearCopy }: JudgeContext,
  result: SegmentResult,
): Promise<void> {
  const [row] = await segment.records.rows([hits.ordinal]);
  const record = row!.first ?? { segment: segment.id, ordinal: hits.ordinal };
  const recordText = source === null ? "work-limit" : await normalTextOf(segment, hits.ordinal, row!, source);
  if (typeof recordText === "string") {
    result.unverified.push(unverified(output, record, row!, hits, recordText, profile));
    return;
  }
  const whole = hits.whole ? verifyWhole(output, recordText, profile) : undefined;
  result.comparedCharacters += recordText.length;
  const verified = verifyRuns(output, recordText, hits.candidates, {
    profile,
    maxComparedCharacters: maxComparedCharacters - result.comparedCharacters,
  });
  result.comparedCharacters += verified.comparedCharacters;
  result.collisions += verified.collisions;
  result.beyond += verified.skipped.length;
  for (const position of new Set(verified.skipped)) result.beyondPositions.push(position);
  const runs =
    whole === undefined ? verified.runs : [whole, ...verified.runs.filter((run) => !same(run, whole))];
  if (runs.length === 0 && verified.skipped.length > 0)
    result.unverified.push(unverified(output, record, row!, hits, "work-limit", profile));
  if (runs.length === 0) return;
  const near = nearCopy === null ? noNearCopies : findNearCopies(output, recordText, runs, nearCopy);
  result.comparedCharacters += near.comparedCharacters;
  result.matches.push({
    record,
    row: row!,
    runs: outputMaximal(runs),
    runCount: runs.length,
    coveredCharacters: coveredCharacters(runs),
    nearCopies: near.copies,
    nearlyCoveredCharacters: coveredCharacters([...runs, ...near.alike]),
    whole: whole !== undefined,
  });
}

const noNearCopies = { copies: [], alike: [], comparedCharacters: 0 };

async function normalTextOf(
  segment: Segment,
  ordinal: number,
  row: RecordRow,
  { readText, texts }: TextSource,
): Promise<NormalText | MissingText> {
  const held = texts.get(segment.id, ordinal);
  if (held !== undefined) return held;
  const kept = segment.keptText(row);
  const bytes = typeof kept === "string" ? await readText(row) : kept;
  if (typeof bytes === "string") return bytes;
  const text = normaliseUtf8(bytes);
  texts.set(segment.id, ordinal, text);
  return text;
}

function unverified(
  output: NormalText,
  record: RecordId,
  row: RecordRow,
  hits: RecordHits,
  reason: UnverifiedReason,
  profile: AnchorProfile,
): UnverifiedMatch {
  const characters = hits.candidates.map(({ character }) => character);
  const first = characters.reduce((a, b) => Math.min(a, b), output.length);
  const last = characters.reduce((a, b) => Math.max(a, b), -1);
  return {
    record,
    row,
    reason,
    anchors: new Set(characters).size,
    inStep: longestChain(output, hits.candidates, profile),
    output: hits.whole ? spanOf(output, 0, output.length) : spanOf(output, first, last + 1),
    whole: hits.whole,
  };
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

function wholeTexts(segment: Segment, output: NormalText): ReadonlySet<number> {
  if (output.length === 0) return new Set();
  const { hi, lo } = textKey(output);
  const ordinals = new Set<number>();
  for (const batch of segment.keys.all(hi, lo)) for (const ordinal of batch) ordinals.add(ordinal);
  return ordinals;
}

function rememberedHashes(output: NormalText): (profile: AnchorProfile) => AnchorHashes {
  const known = new Map<AnchorProfile, AnchorHashes>();
  return (profile) => {
    const hashes = known.get(profile) ?? hashEveryPosition(output, profile);
    known.set(profile, hashes);
    return hashes;
  };
}

function same(a: Run, b: Run): boolean {
  return (
    a.outputCharacter === b.outputCharacter &&
    a.characters === b.characters &&
    a.record.start === b.record.start
  );
}

function byId(a: RecordId, b: RecordId): number {
  if (a.segment !== b.segment) return a.segment < b.segment ? -1 : 1;
  return a.ordinal - b.ordinal;
}
