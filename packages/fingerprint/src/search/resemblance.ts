/**
 * Resemblance: records, or passages of them, that share much of their wording with an output as a whole, in any order.
 *
 *   the output's signature -> bands that agree -> estimate from the stored signatures
 *     -> the record's text -> exact Jaccard similarity of the shingles      (verified)
 *     -> no text to be had -> the estimate                                  (not verified)
 *
 * It finds what near copies can't: text in which no exact run is left that an anchor lies in. Bands are met by
 * chance, 1 - (1 - s^4)^16 at similarity s, so this tier carries no guarantee.
 */
import type { RecordId } from "@yurai/schema";
import type { AnchorHashes } from "../text/anchors.ts";
import { bytesOf, type TextSource } from "./judge-record.ts";
import { cutPassages, jaccard, shingleLengths, shinglesIn, type CharacterSpan } from "../text/minhash.ts";
import { shinglesOf, signatureOf } from "../wasm/minhash-kernel.ts";
import { findNear, passageAt, type NearCandidate, type NearIndex } from "../segment/near-index.ts";
import { spanOf, type NormalText } from "../text/normal-form.ts";
import { readWindow, type RecordBytes } from "./record-window.ts";
import type { RecordRow } from "../segment/record-row.ts";
import type { Span } from "./runs.ts";
import type { Segment } from "../segment/segment.ts";

/** A record that resembles the output, or has a passage that resembles one of the output's. */
export interface Resemblance {
  readonly record: RecordId;
  readonly row: RecordRow;
  /** Jaccard similarity of the shingles: exact when verified, else an estimate: standard error up to 0.045, leaning upwards by 0.02 at most. */
  readonly similarity: number;
  readonly verified: boolean;
  /** Whether whole texts were compared, or passages of about 1,024 characters (399 dense). */
  readonly of: "records" | "passages";
  /** In UTF-16 units of the output. */
  readonly output: Span;
  /** In bytes of the record's text. */
  readonly recordSpan: Span;
}

/** Resemblances in one segment, the most similar first; at most one a record. */
export interface Resemblances {
  readonly list: readonly Resemblance[];
  /** Signatures that share a band but were not looked at. */
  readonly beyond: number;
}

/** A part of the output with its shingles and signature. */
interface Part {
  readonly span: CharacterSpan;
  readonly shingles: AnchorHashes;
  readonly signature: Uint32Array;
}

/** An output made ready for any number of segments. */
export interface ResemblanceQuery {
  readonly output: NormalText;
  readonly whole: Part;
  /** Made when a segment that has signatures of passages is asked: few have. */
  readonly passages: () => readonly Part[];
}

/** Signatures looked at for one part of the output in one segment. */
const maxCandidates = 256;
/** How far an estimate may fall short where the text decides: three standard errors. */
const estimateMargin = 0.13;

/** Makes the signature of an output, and those of its passages when they are asked for. Linear. */
export function resemblanceQuery(output: NormalText): ResemblanceQuery {
  const shingles = shinglesOf(output);
  const part = (span: CharacterSpan): Part => {
    const inside = shinglesIn(shingles, span);
    return { span, shingles: inside, signature: signatureOf(inside) };
  };
  const whole = part({ from: 0, to: output.length });
  let passages: readonly Part[] | undefined;
  const cut = (): readonly Part[] => {
    const spans = cutPassages(output);
    return spans.length === 1 ? [whole] : spans.map(part);
  };
  return { output, whole, passages: () => (passages ??= cut()) };
}

/** Finds what resembles the output in one segment. */
export async function findResemblances(
  segment: Segment,
  query: ResemblanceQuery,
  similarity: number,
  source: TextSource,
): Promise<Resemblances> {
  const found = new Map<number, Resemblance>();
  let beyond = 0;
  const judge = async (index: NearIndex, part: Part, of: Resemblance["of"]): Promise<void> => {
    if (part.shingles.count === 0) return;
    const least = Math.max(0, similarity - estimateMargin);
    const near = findNear(index, part.signature, { similarity: least, limit: maxCandidates });
    beyond += near.beyond;
    for (const candidate of near.candidates) {
      const one = await verified(segment, { index, candidate, part, of }, query.output, source);
      const before = found.get(one.ordinal);
      if (one.resemblance.similarity < similarity) continue;
      if (before === undefined || isBetter(one.resemblance, before)) found.set(one.ordinal, one.resemblance);
    }
  };
  if (segment.near !== null) await judge(segment.near, query.whole, "records");
  if (segment.nearPassages !== null)
    for (const part of query.passages()) await judge(segment.nearPassages, part, "passages");
  const list = [...found.values()].sort((a, b) => b.similarity - a.similarity);
  return { list, beyond };
}

interface Judged {
  readonly index: NearIndex;
  readonly candidate: NearCandidate;
  readonly part: Part;
  readonly of: Resemblance["of"];
}

/** Compares the texts where the record's can be had. */
async function verified(
  segment: Segment,
  { index, candidate, part, of }: Judged,
  output: NormalText,
  source: TextSource,
): Promise<{ readonly ordinal: number; readonly resemblance: Resemblance }> {
  const { rowCount } = segment.records;
  const passage = of === "passages" ? passageAt(index, candidate.number, rowCount) : undefined;
  const ordinal = passage?.ordinal ?? candidate.number;
  const [row] = await segment.records.rows([ordinal]);
  const text = await bytesOf(segment, ordinal, row!, source);
  const start = passage?.byteStart ?? 0;
  const recordSpan = { start, end: start + (passage?.byteLength ?? row!.byteLength) };
  const isRead = typeof text !== "string";
  const resemblance: Resemblance = {
    record: row!.first ?? { segment: segment.id, ordinal },
    row: row!,
    similarity: isRead ? jaccard(part.shingles, shinglesBetween(text, recordSpan)) : candidate.similarity,
    verified: isRead,
    of,
    output: spanOf(output, part.span.from, part.span.to),
    recordSpan,
  };
  return { ordinal, resemblance };
}

/**
 * The shingles of a part of a record's text, from a window that holds them: a word start is one by what stands before it,
 * and the last shingles reach beyond the part.
 */
function shinglesBetween(record: RecordBytes, { start, end }: Span): AnchorHashes {
  for (let margin = windowMargin; ; margin *= 8) {
    const text = readWindow(record, start - margin, end + margin);
    const from = indexOf(text, start);
    const to = indexOf(text, end);
    const isWhole = (text.isStart || from > 0) && (text.isEnd || text.length - to >= longestShingle);
    if (isWhole) return shinglesIn(shinglesOf(text), { from, to });
  }
}

/** Bytes read around a passage at first. */
const windowMargin = 256;
const longestShingle = Math.max(shingleLengths.denseCharacters, shingleLengths.otherCharacters);

/** The first character whose source begins at a byte or behind it. */
function indexOf(text: NormalText, byte: number): number {
  let index = 0;
  while (index < text.length && text.starts[index]! < byte) index++;
  return index;
}

/** Whole records say more than passages of the same similarity. */
function isBetter(a: Resemblance, b: Resemblance): boolean {
  return Number(a.verified) - Number(b.verified) > 0 || a.similarity > b.similarity;
}
