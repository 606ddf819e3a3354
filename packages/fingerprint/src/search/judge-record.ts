/** One record that an output hit: verified on its text, or listed as unverified. */
import type { RecordId } from "@yurai/schema";
import type { AnchorProfile } from "../text/anchors.ts";
import type { MissingText, ReadText } from "./evidence.ts";
import type { NearCopyLimits } from "./near-copy.ts";
import { spanOf, type NormalText } from "../text/normal-form.ts";
import type { RecordMatch, UnverifiedMatch, UnverifiedReason } from "./query-result.ts";
import type { RecordRow } from "../segment/record-row.ts";
import type { RecordTexts } from "./record-texts.ts";
import { heldBytes, readWindow, type RecordBytes } from "./record-window.ts";
import {
  coveredCharacters,
  outputMaximal,
  verifyWhole,
  type AlignedRun,
  type Candidate,
  type Run,
} from "./runs.ts";
import type { Segment } from "../segment/segment.ts";
import { longestChain } from "./steps.ts";
import { verifyRecord } from "./verify-record.ts";

/** Where records' texts come from, and those that were read lately. */
export interface TextSource {
  readonly readText: ReadText;
  readonly texts: RecordTexts;
}

/** The hits of one record. */
export interface RecordHits {
  readonly ordinal: number;
  readonly candidates: readonly Candidate[];
  readonly whole: boolean;
}

/** What one segment adds to a result. */
export interface SegmentResult {
  readonly matches: RecordMatch[];
  readonly unverified: UnverifiedMatch[];
  readonly beyondPositions: number[];
  beyond: number;
  hits: number;
  comparedCharacters: number;
  collisions: number;
}

/** What is the same for every record of a segment; without `source` a bound was reached. */
export interface JudgeContext {
  readonly segment: Segment;
  readonly output: NormalText;
  readonly source: TextSource | null;
  readonly profile: AnchorProfile;
  readonly maxComparedCharacters: number;
  readonly nearCopy: NearCopyLimits | null;
}

/** Verifies one record's hits on its text, or lists them as unverified. */
export async function judgeRecord(
  hits: RecordHits,
  { segment, output, source, profile, maxComparedCharacters, nearCopy }: JudgeContext,
  result: SegmentResult,
): Promise<void> {
  const [row] = await segment.records.rows([hits.ordinal]);
  const record = row!.first ?? { segment: segment.id, ordinal: hits.ordinal };
  const bytes = source === null ? "work-limit" : await bytesOf(segment, hits.ordinal, row!, source);
  if (typeof bytes === "string") {
    result.unverified.push(unverified(output, record, row!, hits, bytes, profile));
    return;
  }
  const whole = hits.whole ? wholeRun(output, bytes, profile, result) : undefined;
  const verified = verifyRecord(output, bytes, hits.candidates, {
    profile,
    maxComparedCharacters: maxComparedCharacters - result.comparedCharacters,
    nearCopy,
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
  result.matches.push({
    record,
    row: row!,
    runs: outputMaximal(runs).map(publicRun),
    runCount: runs.length + verified.heldRuns,
    coveredCharacters: coveredCharacters(runs),
    nearCopies: verified.copies,
    nearlyCoveredCharacters: coveredCharacters([...runs, ...verified.alike]),
    whole: whole !== undefined,
  });
}

function wholeRun(
  output: NormalText,
  bytes: RecordBytes,
  profile: AnchorProfile,
  result: SegmentResult,
): AlignedRun | undefined {
  const text = readWindow(bytes, 0, bytes.byteLength);
  result.comparedCharacters += text.length;
  return verifyWhole(output, text, profile);
}

/** Where a run lies in what happened to be read of the record is left out. */
function publicRun(run: AlignedRun): Run {
  const { output, record, characters, denseCharacters, outputCharacter, guaranteed } = run;
  return { output, record, characters, denseCharacters, outputCharacter, guaranteed };
}

/** A kept text is read from the segment in parts; what is read again is read whole, for its digest. */
export async function bytesOf(
  segment: Segment,
  ordinal: number,
  row: RecordRow,
  { readText, texts }: TextSource,
): Promise<RecordBytes | MissingText> {
  const kept = segment.keptBytes(row);
  if (kept !== null) return kept;
  const held = texts.get(segment.id, ordinal);
  if (held !== undefined) return heldBytes(held);
  const bytes = await readText(row);
  if (typeof bytes === "string") return bytes;
  texts.set(segment.id, ordinal, bytes);
  return heldBytes(bytes);
}

function same(a: Run, b: Run): boolean {
  return (
    a.outputCharacter === b.outputCharacter &&
    a.characters === b.characters &&
    a.record.start === b.record.start
  );
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
