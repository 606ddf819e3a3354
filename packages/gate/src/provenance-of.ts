import { sha256Hex } from "@yurai/schema";
import type { Digest, Provenance, RecordFacts, RecordId } from "@yurai/schema";
import { GateError } from "./error.ts";

/** A record that an output matched, as it lies in its segment. */
export interface MatchedRecord {
  readonly record: RecordId;
  readonly facts: RecordFacts;
}

/** What is known about a record: where it comes from, and the words that must go out with its content. */
export interface KnownRecord {
  readonly provenance: Provenance;
  /** The notice to ship, exactly: copyright lines, licence text or a reference to it. Missing when none is recorded. */
  readonly attributionText?: string;
}

/**
 * Says where records come from: one batched read for each output, in the order asked. Null for a record that nothing is
 * known about; then the checks that needed it have failed.
 */
export type ProvenanceOf = (
  records: readonly MatchedRecord[],
) => readonly (KnownRecord | null)[] | Promise<readonly (KnownRecord | null)[]>;

/** A known record with the digest of its words. */
export interface AttributableRecord extends KnownRecord {
  readonly attribution?: Digest;
}

/** A record that a search came upon. */
export interface TouchedRecord {
  readonly record: RecordId;
  readonly row: { readonly facts: RecordFacts };
}

/** What was learnt about the records of a query. */
export interface RecordsRead {
  readonly get: (record: RecordId) => AttributableRecord | undefined;
  /** Records that nothing is known about. */
  readonly unknown: number;
}

/**
 * Reads the provenance of every record that a query touched, each once.
 *
 * @throws GateError `bad-provenance` when the function gives another number of answers than it was asked
 */
export async function readProvenance(
  touched: readonly TouchedRecord[],
  provenanceOf: ProvenanceOf,
): Promise<RecordsRead> {
  const asked = new Map<string, MatchedRecord>();
  for (const { record, row } of touched) asked.set(recordKey(record), { record, facts: row.facts });
  // Sorted, so that what the function sees does not depend on the order of segments.
  const keys = [...asked.keys()].sort();
  const answers = keys.length === 0 ? [] : await provenanceOf(keys.map((key) => asked.get(key)!));
  if (answers.length !== keys.length)
    throw new GateError(
      "bad-provenance",
      `provenanceOf gave ${answers.length} answers for ${keys.length} records; it must give one for each, in order`,
    );
  const digests = new Map<string, Digest>();
  const known = new Map<string, AttributableRecord>();
  for (const [index, key] of keys.entries()) {
    const answer = answers[index];
    if (answer !== null && answer !== undefined) known.set(key, withDigest(answer, digests));
  }
  return { get: (record) => known.get(recordKey(record)), unknown: keys.length - known.size };
}

/** A text that tells records apart and sorts them. */
export function recordKey({ segment, ordinal }: RecordId): string {
  return `${segment}/${String(ordinal).padStart(10, "0")}`;
}

function withDigest(record: KnownRecord, digests: Map<string, Digest>): AttributableRecord {
  const text = record.attributionText;
  if (text === undefined || text === "") return { provenance: record.provenance };
  const attribution = digests.get(text) ?? sha256Hex(text);
  digests.set(text, attribution);
  return { ...record, attribution };
}
