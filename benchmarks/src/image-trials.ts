/** Trials of picture search: copies that are in an index, and pictures that are not. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSegment, openIndex } from "@yurai/fingerprint";
import {
  decoderVersion,
  hammingDistance,
  ImageIndex,
  orientations,
  pdqHash,
  printImage,
  queryImage,
  type ImageBand,
  type ImageMatch,
} from "@yurai/fingerprint/images";
import { chanceOf } from "./pictures/chance.ts";
import type { Picture, PictureKind } from "./pictures/corpus.ts";
import type { Transform } from "./pictures/transforms.ts";

/** An index of pictures in a temporary folder. */
export interface PictureIndex extends Disposable {
  readonly pictures: readonly Picture[];
  readonly hashes: readonly Uint8Array[];
  readonly images: ImageIndex;
  readonly bytes: number;
}

/** Writes the pictures to one segment and opens it. */
export async function indexOf(pictures: readonly Picture[]): Promise<PictureIndex> {
  const home = mkdtempSync(join(tmpdir(), "yurai-image-recall-"));
  const writer = createSegment({ home, sources: { pictures: "none" } });
  const decoder = await decoderVersion();
  const hashes: Uint8Array[] = [];
  for (const [ordinal, picture] of pictures.entries()) {
    const file = await picture.draw();
    const print = await printImage(file);
    hashes.push(print.hash);
    const facts = { source: "pictures", locator: { kind: "ordinal", ordinal } } as const;
    writer.appendImages([{ facts, digest: digestOf(file), byteLength: file.byteLength, print, decoder }]);
  }
  const { manifest } = writer.seal();
  const index = await openIndex(home);
  const bytes = manifest.files.find(({ name }) => name === "images.idx")?.byteLength ?? 0;
  return {
    pictures,
    hashes,
    images: new ImageIndex(index.segments),
    bytes,
    [Symbol.dispose]: () => {
      index[Symbol.dispose]();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function digestOf(file: Buffer): Uint8Array {
  return createHash("sha256").update(file).digest().subarray(0, 16);
}

/** What a search said of a copy. */
export interface CopyTrial {
  readonly kind: PictureKind;
  readonly transform: string;
  /** Band of the original; null when it was not found. */
  readonly band: ImageBand | null;
  /** Whether plain PDQ at 31 bits finds it. */
  readonly byPlainHash: boolean;
  /** Whether the search said that the picture can't be compared. */
  readonly isIncomparable: boolean;
  /** Other pictures that were reported. */
  readonly others: readonly ImageMatch[];
}

/** Changes picture `number` of the index and asks for it. */
export async function tryCopy(index: PictureIndex, number: number, transform: Transform): Promise<CopyTrial> {
  const picture = index.pictures[number]!;
  const chance = chanceOf(transform.name, number);
  let asked = 0;
  // Hosts are other pictures of the index: they are found as well, and that is right.
  const hosts = index.pictures.filter((_, i) => i !== number);
  const used: Picture[] = [];
  const others = async (): Promise<Buffer> => {
    const host = hosts[(number * 7 + 3 + asked++ * 5) % hosts.length]!;
    used.push(host);
    return host.draw();
  };
  const file = await transform.apply(await picture.draw(), chance, others);
  const query = await queryImage(file);
  const { matches, comparable } = await index.images.search(query);
  const own = matches.find((match) => numberOf(match) === number);
  const plain =
    query.transform === null ? 256 : hammingDistance(pdqHash(query.transform), index.hashes[number]!);
  return {
    kind: picture.kind,
    transform: transform.name,
    band: own?.band ?? null,
    byPlainHash: (query.transform?.quality ?? 0) >= 50 && plain <= 31,
    isIncomparable: !comparable,
    others: matches.filter((match) => match !== own && !used.includes(index.pictures[numberOf(match)]!)),
  };
}

/** Number of a match's picture in the index. */
export function numberOf(match: ImageMatch): number {
  return (match.row.facts.locator as { readonly ordinal: number }).ordinal;
}

/** What a search said of a picture that isn't in the index. */
export interface StrangerTrial {
  readonly picture: Picture;
  readonly matches: readonly ImageMatch[];
  readonly isIncomparable: boolean;
  /** Bits to the nearest hash of the index, in any orientation and as a negative; null without a hash that says anything. */
  readonly nearest: number | null;
}

export async function tryStranger(index: PictureIndex, picture: Picture): Promise<StrangerTrial> {
  const query = await queryImage(await picture.draw());
  const { matches, comparable } = await index.images.search(query);
  const { transform } = query;
  let nearest: number | null = null;
  if (transform !== null && transform.quality >= 50)
    for (const orientation of orientations) {
      const own = pdqHash(transform, orientation);
      for (const hash of index.hashes) {
        const distance = hammingDistance(own, hash);
        nearest = Math.min(nearest ?? 256, distance, 256 - distance);
      }
    }
  return { picture, matches, isIncomparable: !comparable, nearest };
}

/** Upper bound of 95 % of a rate of `count` in `trials` (Poisson, exact for 0: 3.0 / trials). */
export function upperBound(count: number, trials: number): number {
  let mean = count + 3;
  // The mean at which so few are seen in one of twenty repetitions, by bisection.
  let [low, high] = [count, count + 10 + 4 * Math.sqrt(count)];
  for (let i = 0; i < 60; i++) {
    mean = (low + high) / 2;
    if (poissonUpTo(count, mean) > 0.05) low = mean;
    else high = mean;
  }
  return mean / trials;
}

function poissonUpTo(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let i = 1; i <= count; i++) {
    term *= mean / i;
    sum += term;
  }
  return sum;
}
