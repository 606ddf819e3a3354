/** Pictures on their way into a segment: decoded and printed a few at a time, in the worker. */
import { contentDigest, FingerprintError, type RecordedImage, type TextBatch } from "@yurai/fingerprint";
import { decoderVersion, printImage } from "@yurai/fingerprint/images";
import type { RecordFacts } from "@yurai/schema";
import type { SeenGap } from "./batch.ts";

/** Pictures that are decoded at once: decoding has threads of its own. */
const together = 4;

/** A picture as it is recorded, and why it could not be decoded. */
export interface PrintedImage {
  readonly image: RecordedImage;
  readonly gap?: SeenGap;
}

/**
 * Prints every file of a batch. One that can't be decoded is a record all the same, found by its digest and URL, and a gap.
 *
 * @param facts one for each file
 */
export async function printImages(
  { bytes, offsets }: TextBatch,
  facts: readonly RecordFacts[],
): Promise<readonly PrintedImage[]> {
  const printed: PrintedImage[] = [];
  for (let from = 0; from < facts.length; from += together) {
    const some = facts.slice(from, from + together);
    const group = some.map((fact, i) =>
      printOne(bytes.subarray(offsets[from + i]!, offsets[from + i + 1]!), fact),
    );
    printed.push(...(await Promise.all(group)));
  }
  return printed;
}

async function printOne(file: Uint8Array, facts: RecordFacts): Promise<PrintedImage> {
  const record = { facts, digest: contentDigest(file), byteLength: file.byteLength };
  try {
    const print = await printImage(file);
    return { image: { ...record, print, decoder: await decoderVersion() } };
  } catch (error) {
    if (!(error instanceof FingerprintError)) throw error;
    const { locator } = facts;
    const path = locator.kind === "file" || locator.kind === "row" ? { where: { path: locator.path } } : {};
    return {
      image: { ...record, print: null, decoder: "none" },
      gap: { kind: "failed-row", count: 1, code: error.code, ...path },
    };
  }
}
