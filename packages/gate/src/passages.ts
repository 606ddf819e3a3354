/**
 * Matches made ready to be judged: records that say nothing new folded into the one that
 * does.
 *
 * A record is folded only into one with the same source, terms, opt-out, reliance and attribution, each of whose runs
 * holds one of its own. So what is listed gets shorter, and what is decided does not change.
 */
import { canonicalJson } from "@yurai/schema";
import type { RecordMatch, Run } from "@yurai/fingerprint";
import { provenanceFacts } from "./facts.ts";
import { recordKey } from "./provenance-of.ts";
import type { AttributableRecord, RecordsRead } from "./provenance-of.ts";
import { remembered } from "./remembered.ts";
import type { CharacterRange } from "./standard-texts.ts";

/** A run with its range of the output. */
export interface RangedRun extends CharacterRange {
  readonly run: Run;
}

/** What an output shares with one record, and with others that share no more. */
export interface Passage {
  readonly match: RecordMatch;
  readonly known: AttributableRecord;
  /** Runs of which none holds another, in the order of the output. */
  readonly runs: readonly RangedRun[];
  /** Records that were folded into this one. */
  readonly otherRecords: number;
  /** Equal for records that rules cannot tell apart. */
  readonly factsKey: string;
}

/** Folds matches into passages. The order of the matches does not matter. */
export function foldMatches(matches: readonly RecordMatch[], records: RecordsRead): readonly Passage[] {
  const passages = matches.flatMap((match): Passage[] => {
    const known = records.get(match.record);
    if (known === undefined) return [];
    // None holds another, so in this order their ends ascend as well.
    const runs = match.runs.map(ranged).sort((a, b) => a.from - b.from);
    return [{ match, known, runs, otherRecords: 0, factsKey: factsKeyOf(known) }];
  });
  const groups = Map.groupBy(passages.sort(byCoverage), ({ factsKey }) => factsKey);
  return [...groups.values()].flatMap(fold).sort(byCoverage);
}

/** A text that is equal for records which no rule can tell apart. */
export const factsKeyOf: (known: AttributableRecord) => string = remembered(
  ({ provenance, attribution }: AttributableRecord) => {
    const { terms, ...facts } = provenanceFacts(provenance);
    // The facts have one order; a source's terms come in any, and are the same object for many records.
    return JSON.stringify([facts, terms === undefined ? null : termsKeyOf(terms), attribution ?? null]);
  },
);

const termsKeyOf = remembered(canonicalJson);

/** Each passage is folded into the first before it that holds it; passages come with the largest first. */
function fold(passages: readonly Passage[]): readonly Passage[] {
  const leads: { passage: Passage; otherRecords: number }[] = [];
  for (const passage of passages) {
    const lead = leads.find(({ passage: larger }) => isWithin(passage.runs, larger.runs));
    if (lead === undefined) leads.push({ passage, otherRecords: 0 });
    else lead.otherRecords += 1;
  }
  return leads.map(({ passage, otherRecords }) => ({ ...passage, otherRecords }));
}

function ranged(run: Run): RangedRun {
  return { run, from: run.outputCharacter, to: run.outputCharacter + run.characters };
}

/** Whether each of the ranges lies in one of the larger ones. Both are maximal: their starts and ends ascend. */
function isWithin(ranges: readonly CharacterRange[], larger: readonly CharacterRange[]): boolean {
  let at = 0;
  for (const { from, to } of ranges) {
    while (at < larger.length && larger[at]!.to < to) at++;
    if (at === larger.length || larger[at]!.from > from) return false;
  }
  return true;
}

function byCoverage(a: Passage, b: Passage): number {
  const [keyA, keyB] = [recordKey(a.match.record), recordKey(b.match.record)];
  return b.match.coveredCharacters - a.match.coveredCharacters || (keyA < keyB ? -1 : Number(keyA > keyB));
}
