/** Pictures on their way into a segment: decoded and printed a few at a time, in the worker. */
import { contentDigest, FingerprintError, type RecordedPicture } from "@yurai/fingerprint";
import { decoderVersion, isComparable, printImage } from "@yurai/fingerprint/images";
import type { RecordFacts, Signal, Timestamp } from "@yurai/schema";
import type { Batch, SeenGap } from "./batch.ts";
import { placeOfLocator } from "./capture.ts";
import { imageMetadata } from "./image-metadata/image-metadata.ts";
import type { EmbeddedSignal } from "./image-metadata/synthetic-marks.ts";

/** Pictures that are decoded at once: decoding has threads of its own. */
const together = 4;

/** Signals of one record at most, as the schema has it. */
const maxSignals = 1_000;

/** A file with a picture as it is recorded, what it says of training, and what it lacks. */
export interface PrintedFile {
  readonly picture: RecordedPicture;
  readonly signals: readonly EmbeddedSignal[];
  readonly gap?: Omit<SeenGap, "where">;
}

/**
 * Returns what prints the pictures of a batch; null for records without one. Each is begun at once or as soon as fewer than
 * `atOnce` are under way, those of other batches counted: the next batch's decode while this one's are recorded. A promise
 * settles when nothing looks at its bytes any more, whatever went wrong.
 *
 * @param print prints one file
 */
export function picturePrinter<Printed = PrintedFile>(
  print: (file: Uint8Array) => Promise<Printed>,
  atOnce: number = together,
): (bytes: Uint8Array, images: NonNullable<Batch["images"]>) => Promise<readonly (Printed | null)[]> {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  const printInTurn = async (file: Uint8Array): Promise<Printed> => {
    if (underWay < atOnce) underWay++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await print(file);
    } finally {
      const next = waiting.shift();
      if (next === undefined) underWay--;
      else next();
    }
  };
  return async (bytes, { starts, ends }) => {
    const begun = Array.from(starts, (start, i) =>
      ends[i]! > 0 ? printInTurn(bytes.subarray(start, ends[i])) : null,
    );
    const settled = await Promise.allSettled(begun);
    return settled.map((one) => {
      if (one.status === "rejected") throw one.reason;
      return one.value;
    });
  };
}

/** Prints a file. One that can't be decoded is recorded all the same, found by its digest; so is one that holds too little to be compared. */
export async function printFile(file: Uint8Array): Promise<PrintedFile> {
  const known = { digest: contentDigest(file), byteLength: file.byteLength };
  const signals = imageMetadata(file)?.signals ?? [];
  try {
    const print = await printImage(file);
    const picture = { ...known, print, decoder: await decoderVersion() };
    if (isComparable(print)) return { picture, signals };
    return { picture, signals, gap: { kind: "image-not-comparable", count: 1 } };
  } catch (error) {
    if (!(error instanceof FingerprintError)) throw error;
    const picture = { ...known, print: null, decoder: "none" };
    return { picture, signals, gap: { kind: "image-not-read", count: 1, code: error.code } };
  }
}

/** Takes a file's digest and what it says itself, where nothing is indexed. */
export async function digestFile(file: Uint8Array): Promise<PrintedFile> {
  const picture = {
    digest: contentDigest(file),
    byteLength: file.byteLength,
    print: null,
    decoder: "none",
  };
  return { picture, signals: imageMetadata(file)?.signals ?? [] };
}

/**
 * What the loader knows of a record, and what the file of its picture says of training.
 *
 * @param at when signals were seen
 */
export function factsWithSignals(
  facts: RecordFacts,
  found: readonly EmbeddedSignal[],
  at: Timestamp,
): RecordFacts {
  if (found.length === 0) return facts;
  const before = facts.signals ?? [];
  // Readers of crawls look into files as well.
  const isKnown = ({ kind, value }: { readonly kind: string; readonly value: string }): boolean =>
    before.some(
      (signal) => signal.where.kind === "embedded" && signal.kind === kind && signal.value === value,
    );
  const own = found
    .filter((signal) => !isKnown(signal))
    .map(({ part, ...signal }): Signal => ({ ...signal, where: { kind: "embedded", part }, at }));
  return { ...facts, signals: [...before, ...own].slice(0, maxSignals) };
}

/** The gap that a picture leaves, with its place. */
export function gapOf({ gap }: PrintedFile, { locator }: RecordFacts): SeenGap | undefined {
  return gap === undefined ? undefined : { ...gap, where: placeOfLocator(locator) };
}
