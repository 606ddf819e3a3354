/**
 * Holds a picture against the pictures of many segments: candidates by perceptual hash in every orientation and as a
 * negative, and by the words of keypoints; then keypoints say whether a candidate shows the same, and where.
 */
import { Buffer } from "node:buffer";
import type { RecordId } from "@yurai/schema";
import { align, type Alignment, type RecordPicture } from "./align-pictures.ts";
import { digestKey } from "../text/content-key.ts";
import { HammingIndex } from "./hamming-index.ts";
import { complementOf, hashByteLength } from "./hamming.ts";
import { bandOf, nearRadius, smallSide, type ImageBand } from "./image-band.ts";
import { comparableKeypoints, type ImageQuery } from "./image-print.ts";
import type { ImageTable } from "./image-table.ts";
import { inLongerSides, regionsOf, type Region } from "./image-region.ts";
import type { Placement } from "./placement.ts";
import { votedPictures } from "./word-votes.ts";
import { orientations, pdqHash, pdqMinQuality, type Orientation } from "./pdq.ts";
import type { RecordRow } from "../segment/record-row.ts";
import type { Segment } from "../segment/segment.ts";

/** A picture of the index that shows what the picture in question shows, whole or in part. */
export interface ImageMatch {
  readonly record: RecordId;
  readonly row: RecordRow;
  /**
   * `same`: the very same file. `near-copy`: most of the record is seen where it should be, or hashes are at most 31 bits
   * apart. `verify`: less than that, and more than unrelated pictures have; for a person to look at.
   */
  readonly band: ImageBand;
  /** How the picture in question is turned or mirrored; rotations by other angles are `upright`. */
  readonly orientation: Orientation;
  readonly negative: boolean;
  /** Bits in which the hashes differ; null when the hash did not lead here. */
  readonly distance: number | null;
  /** Keypoints of the record that were seen where it lies; 0 when none were compared. */
  readonly keypoints: number;
  /** How alike what was seen is to the record's, 0 to 1: nearly all unrelated pictures stay below .28, most copies are above .4. */
  readonly likeness: number;
  /** Where it lies in the picture in question, and which part of the record's picture that is, in shares of width and height. */
  readonly output: Region;
  readonly recordRegion: Region;
  /** The record's hash in 64 hexadecimal digits. */
  readonly hash: string;
}

/** What a search found. */
export interface ImageSearch {
  /** The surest first. */
  readonly matches: readonly ImageMatch[];
  /** Whether the picture has enough in it to be compared, by its hash or by keypoints. */
  readonly comparable: boolean;
  /** Candidates that were not looked at because of the limits. */
  readonly beyondLimits: number;
}

/** Bounds of the work. */
export interface ImageSearchLimits {
  /** Candidates whose keypoints are compared, those with close hashes first. Default: 24. */
  readonly candidates?: number;
}

/** Distances of hashes up to which keypoints are asked. */
const wideRadius = 64;
/** Keypoints that must share words with a candidate's and agree, before it is compared; a keypoint of a common word counts less. */
const minVotes = 0.25;
/** Pictures with the most votes, upright and mirrored, that are compared. */
const wordCandidates = 10;

interface Candidate {
  readonly segment: number;
  readonly picture: number;
  distance: number | null;
  orientation: Orientation;
  negative: boolean;
  votes: number;
}

/** The pictures of segments, with their hashes in memory: 32 bytes each. */
export class ImageIndex {
  readonly #segments: readonly {
    readonly segment: Segment;
    readonly table: ImageTable;
    readonly first: number;
  }[];
  readonly #hashes: Uint8Array;
  readonly #index = new HammingIndex();
  /** Pictures that were decoded and can be compared with. */
  readonly count: number;

  /** Reads the hashes of every segment that has pictures. The segments stay the caller's to close. */
  constructor(segments: readonly Segment[]) {
    let first = 0;
    this.#segments = segments.flatMap((segment) => {
      if (segment.images === null) return [];
      const entry = { segment, table: segment.images, first };
      first += segment.images.count;
      return [entry];
    });
    this.count = this.#segments.reduce((sum, { table }) => sum + table.decodedCount, 0);
    this.#hashes = Buffer.concat(this.#segments.map(({ table }) => table.hashes()));
    this.#index.append(this.#hashes);
  }

  /**
   * Finds the records whose picture this one shows.
   *
   * @throws FingerprintError `segment-damaged`, `segment-io` or `closed`
   */
  async search(query: ImageQuery, { candidates: limit = 24 }: ImageSearchLimits = {}): Promise<ImageSearch> {
    const same = await this.#sameFiles(query);
    const byHash = this.#byHash(query);
    const byWords = this.#byWords(query, byHash);
    const all = [...byHash.values(), ...byWords]
      .filter(
        ({ segment, picture }) =>
          !same.some((match) => match.segment === segment && match.picture === picture),
      )
      .sort(inOrder);
    const matches: ImageMatch[] = same.map(({ match }) => match);
    for (const candidate of all.slice(0, limit)) {
      const match = await this.#compare(query, candidate);
      if (match !== undefined) matches.push(match);
    }
    return {
      matches: matches.sort(bySureness),
      comparable:
        (query.transform?.quality ?? 0) >= pdqMinQuality || keypointsOf(query) >= comparableKeypoints,
      beyondLimits: Math.max(0, all.length - limit),
    };
  }

  /** Records of the very same file, which need no comparison. */
  async #sameFiles(
    query: ImageQuery,
  ): Promise<readonly { readonly segment: number; readonly picture: number; readonly match: ImageMatch }[]> {
    const { hi, lo } = digestKey(query.digest);
    const found: { segment: number; picture: number; match: ImageMatch }[] = [];
    for (const [number, { segment, table }] of this.#segments.entries()) {
      const ordinals = new Set(segment.keys.find(hi, lo, 64).values);
      if (ordinals.size === 0) continue;
      for (let picture = 0; picture < table.count; picture++) {
        const { ordinal } = table.picture(picture);
        if (!ordinals.has(ordinal) || Buffer.compare(table.digest(picture), query.digest) !== 0) continue;
        const match = await this.#matchOf({ ...plain, segment: number, picture }, "same", undefined, query);
        found.push({ segment: number, picture, match });
      }
    }
    return found;
  }

  #byHash({ transform }: ImageQuery): Map<number, Candidate> {
    const found = new Map<number, Candidate>();
    if (transform === null || transform.quality < pdqMinQuality) return found;
    const turned = orientations.map((orientation) => pdqHash(transform, orientation));
    const queries = Buffer.concat([...turned, ...turned.map(complementOf)]);
    for (const { query, number, distance } of this.#index.search(queries, wideRadius)) {
      const before = found.get(number);
      if (before !== undefined && (before.distance ?? 0) <= distance) continue;
      const { segment, picture } = this.#placeOf(number);
      if (this.#segments[segment]!.table.picture(picture).quality < pdqMinQuality) continue;
      // The query turned like this is the record upright: so the query itself is turned the other way.
      const orientation = inverseOf[orientations[query % orientations.length]!];
      found.set(number, {
        segment,
        picture,
        distance,
        orientation,
        negative: query >= orientations.length,
        votes: 0,
      });
    }
    return found;
  }

  /** Pictures that share many words, upright or mirrored, and that the hash has not found. */
  #byWords(query: ImageQuery, known: ReadonlyMap<number, Candidate>): Candidate[] {
    // The mirror image of an unrelated picture has as many chance votes: each form has places of its own.
    return [false, true].flatMap((mirrored) => {
      const { keypoints } = query.view({ mirrored, negative: false });
      const orientation = mirrored ? "mirrored" : "upright";
      const candidates = this.#segments.flatMap(({ table, first }, segment) =>
        votedPictures(table, keypoints).map(({ picture, votes }) => {
          const candidate = known.get(first + picture);
          if (candidate !== undefined) candidate.votes = Math.max(candidate.votes, votes);
          return {
            ...plain,
            segment,
            picture,
            votes,
            orientation,
            isKnown: candidate !== undefined,
          } as const;
        }),
      );
      const others = candidates.filter(({ votes, isKnown }) => !isKnown && votes >= minVotes);
      return others.sort(inOrder).slice(0, wordCandidates);
    });
  }

  async #compare(query: ImageQuery, candidate: Candidate): Promise<ImageMatch | undefined> {
    const { table } = this.#segments[candidate.segment]!;
    const view = query.view({ mirrored: mirrors.has(candidate.orientation), negative: candidate.negative });
    const { width, height } = table.picture(candidate.picture);
    const record = { width, height, keypoints: table.keypoints(candidate.picture) };
    const alignment = align(view, record, candidate.distance === null ? [] : wholePlacements(query, record));
    const isSmall = Math.max(query.width, query.height) < smallSide;
    const canTell =
      !isSmall &&
      view.keypoints.count >= comparableKeypoints &&
      record.keypoints.count >= comparableKeypoints;
    const band = bandOf(candidate.distance, alignment, canTell);
    return band === undefined ? undefined : this.#matchOf(candidate, band, alignment, query);
  }

  async #matchOf(
    { segment: number, picture, distance, orientation, negative }: Omit<Candidate, "votes">,
    band: ImageBand,
    alignment: Alignment | undefined,
    query: ImageQuery,
  ): Promise<ImageMatch> {
    const { segment, table, first } = this.#segments[number]!;
    const stored = table.picture(picture);
    const [row] = await segment.records.rows([stored.ordinal]);
    const regions = regionsOf(alignment, query, stored, mirrors.has(orientation));
    const at = (first + picture) * hashByteLength;
    return {
      record: row!.first ?? { segment: segment.id, ordinal: stored.ordinal },
      row: row!,
      band,
      orientation,
      negative,
      distance,
      keypoints: alignment?.seen.length ?? 0,
      likeness: Math.round((alignment?.likeness ?? 0) * 1_000) / 1_000,
      ...regions,
      hash: Buffer.from(this.#hashes.subarray(at, at + hashByteLength)).toString("hex"),
    };
  }

  #placeOf(number: number): { readonly segment: number; readonly picture: number } {
    const segment = this.#segments.findLastIndex(({ first }) => first <= number);
    return { segment, picture: number - this.#segments[segment]!.first };
  }
}

const plain = { distance: null, orientation: "upright", negative: false, votes: 0 } as const;

function keypointsOf(query: ImageQuery): number {
  return query.view({ mirrored: false, negative: false }).keypoints.count;
}

/** Orientations whose keypoints are those of the mirror image. */
const mirrors: ReadonlySet<Orientation> = new Set(["mirrored", "flipped", "transposed", "transverse"]);

const inverseOf: Readonly<Record<Orientation, Orientation>> = {
  upright: "upright",
  "rotated-90": "rotated-270",
  "rotated-180": "rotated-180",
  "rotated-270": "rotated-90",
  mirrored: "mirrored",
  flipped: "flipped",
  transposed: "transposed",
  transverse: "transverse",
};

/** Close hashes first, then many shared words; then the place, so that the order never depends on chance. */
function inOrder(a: Candidate, b: Candidate): number {
  const near = (candidate: Candidate): number => Number((candidate.distance ?? 256) <= nearRadius);
  return (
    near(b) - near(a) ||
    b.votes - a.votes ||
    (a.distance ?? 256) - (b.distance ?? 256) ||
    a.segment - b.segment ||
    a.picture - b.picture
  );
}

/** Where a whole picture lies that was turned by quarters: what a close hash says. */
function wholePlacements(query: ImageQuery, record: RecordPicture): readonly Placement[] {
  const [across, down] = inLongerSides(query);
  const [width, height] = inLongerSides(record);
  return [
    [across / width, 0, 0, 0, down / height, 0],
    [-across / width, 0, across, 0, -down / height, down],
    [0, -across / height, across, down / width, 0, 0],
    [0, across / height, 0, -down / width, 0, down],
  ];
}

const sureness: readonly ImageBand[] = ["same", "near-copy", "verify"];

function bySureness(a: ImageMatch, b: ImageMatch): number {
  return (
    sureness.indexOf(a.band) - sureness.indexOf(b.band) ||
    (a.distance ?? 256) - (b.distance ?? 256) ||
    b.keypoints - a.keypoints ||
    (a.record.segment < b.record.segment ? -1 : Number(a.record.segment > b.record.segment)) ||
    a.record.ordinal - b.record.ordinal
  );
}
