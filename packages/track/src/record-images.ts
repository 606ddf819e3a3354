/** Pictures on their way into a segment: decoded and printed a few at a time, in the worker. */
import { contentDigest, FingerprintError, type RecordedPicture } from "@yurai/fingerprint";
import { decoderVersion, isComparable, printImage } from "@yurai/fingerprint/images";
import type { RecordFacts, Signal, Timestamp } from "@yurai/schema";
import type { Batch, SeenGap } from "./batch.ts";
import { placeOfLocator } from "./capture.ts";
import { imageMetadata } from "./image-metadata/image-metadata.ts";

/** Pictures that are decoded at once: decoding has threads of its own. */
const together = 4;

/** Signals of one record at most, as the schema has it. */
const maxSignals = 1_000;

/** A picture as it is recorded, the facts of its record with what the file says itself, and what it lacks. */
export interface PrintedImage {
  readonly picture: RecordedPicture;
  readonly facts: RecordFacts;
  readonly gaps: readonly SeenGap[];
}

/**
 * Prints every picture of a batch; null for records without one. A picture that can't be decoded is recorded all the same,
 * found by its digest, and a gap; so is one that holds too little to be compared.
 *
 * @param facts one for each record
 * @param at when signals were seen
 */
export async function printImages(
  bytes: Uint8Array,
  { starts, ends }: NonNullable<Batch["images"]>,
  facts: readonly RecordFacts[],
  at: Timestamp,
): Promise<readonly (PrintedImage | null)[]> {
  const printed: (PrintedImage | null)[] = facts.map(() => null);
  const wanted = facts.flatMap((_, i) => (ends[i]! > 0 ? [i] : []));
  for (let from = 0; from < wanted.length; from += together) {
    const group = wanted.slice(from, from + together).map(async (i) => {
      printed[i] = await printOne(bytes.subarray(starts[i]!, ends[i]!), facts[i]!, at);
    });
    await Promise.all(group);
  }
  return printed;
}

async function printOne(file: Uint8Array, facts: RecordFacts, at: Timestamp): Promise<PrintedImage> {
  const picture = { digest: contentDigest(file), byteLength: file.byteLength };
  const known = withSignals(facts, file, at);
  const where = placeOfLocator(facts.locator);
  try {
    const print = await printImage(file);
    const gaps: readonly SeenGap[] = isComparable(print)
      ? []
      : [{ kind: "image-not-comparable", count: 1, where }];
    return { picture: { ...picture, print, decoder: await decoderVersion() }, facts: known, gaps };
  } catch (error) {
    if (!(error instanceof FingerprintError)) throw error;
    return {
      picture: { ...picture, print: null, decoder: "none" },
      facts: known,
      gaps: [{ kind: "failed-row", count: 1, code: error.code, where }],
    };
  }
}

/** What the file says of training, beside what the loader knows. */
function withSignals(facts: RecordFacts, file: Uint8Array, at: Timestamp): RecordFacts {
  const found = imageMetadata(file)?.signals ?? [];
  if (found.length === 0) return facts;
  const own = found.map((signal): Signal => ({ ...signal, where: { kind: "embedded" }, at }));
  return { ...facts, signals: [...(facts.signals ?? []), ...own].slice(0, maxSignals) };
}
