/**
 * `images.idx`: the pictures of a segment. A postings file, the words of keypoints -> the keypoint's number, with sections:
 *
 * - `hashes`: PDQ, 32 bytes a picture, in the order of their records; zeros for one that could not be decoded.
 * - `digests`: first half of the SHA-256 of each file, 16 bytes a picture.
 * - `pictures`: 24 bytes each, little-endian: the record's number, pixels across, pixels down, pages, number of the
 *   keypoint after its last (uint32 each), quality (uint8), three zeros. No pixels across and down: it was not decoded.
 * - `places`: 6 bytes a keypoint: x and y in 65,535ths of the longer side (uint16 each), size 0 to 7, direction in
 *   256ths of a turn (uint8 each).
 * - `descriptors`: 32 bytes a keypoint.
 * - `decoders`: names and versions of what decoded the pictures, UTF-8, one a line, sorted.
 */
import { FingerprintError } from "../error.ts";
import { digestByteLength } from "../text/content-key.ts";
import { hashByteLength } from "./hamming.ts";
import type { ImagePrint } from "./image-print.ts";
import { storedWords } from "./keypoint-words.ts";
import { pointByteLength, type Keypoints } from "./keypoints.ts";
import { PostingColumns } from "../segment/posting-columns.ts";
import { writePostings } from "../segment/postings-writer.ts";
import type { Postings } from "../segment/postings.ts";

const pictureByteLength = 24;
const maxDecoderBytes = 65_536;

/** What stands for a picture that could not be decoded: it is found by its digest alone. */
const undecoded: ImagePrint = {
  hash: new Uint8Array(hashByteLength),
  quality: 0,
  width: 0,
  height: 0,
  pages: 0,
  keypoints: {
    count: 0,
    x: new Uint16Array(0),
    y: new Uint16Array(0),
    level: new Uint8Array(0),
    angle: new Uint8Array(0),
    descriptors: new Uint8Array(0),
    margins: new Uint8Array(0),
  },
};

/** A picture as it is recorded. */
export interface RecordedPicture {
  /** First half of the SHA-256 of the file. */
  readonly digest: Uint8Array;
  /** Bytes of the file. */
  readonly byteLength: number;
  /** Null for one that could not be decoded: it is found by its digest alone. */
  readonly print: ImagePrint | null;
  /** Name and versions of what decoded it, from `decoderVersion`. */
  readonly decoder: string;
}

/** Gathers pictures while a segment is written. */
export class ImageColumns {
  readonly #words = new PostingColumns();
  readonly #hashes: Uint8Array[] = [];
  readonly #digests: Uint8Array[] = [];
  readonly #pictures: Uint8Array[] = [];
  readonly #places: Uint8Array[] = [];
  readonly #descriptors: Uint8Array[] = [];
  readonly #decoders = new Set<string>();
  #keypoints = 0;

  /** Pictures so far. */
  get count(): number {
    return this.#hashes.length;
  }

  /** Adds the picture of a record; records come in ascending order. */
  push(ordinal: number, { digest, print: taken, decoder }: RecordedPicture): void {
    const print = taken ?? undecoded;
    const { keypoints } = print;
    const { hi, lo, keypoint } = storedWords(keypoints);
    this.#words.append(
      hi,
      lo,
      Float64Array.from(keypoint, (number) => number + this.#keypoints),
    );
    this.#keypoints += keypoints.count;
    this.#hashes.push(print.hash.slice());
    this.#digests.push(digest.slice());
    this.#pictures.push(encodePicture(ordinal, print, this.#keypoints));
    this.#places.push(encodePlaces(keypoints));
    this.#descriptors.push(keypoints.descriptors.slice());
    this.#decoders.add(decoder);
  }

  /** Writes the file. */
  write(path: string): void {
    writePostings(path, this.#words.columns(), {
      maxValue: Math.max(this.#keypoints - 1, 0),
      sections: [
        { name: "hashes", bytes: this.#hashes },
        { name: "digests", bytes: this.#digests },
        { name: "pictures", bytes: this.#pictures },
        { name: "places", bytes: this.#places },
        { name: "descriptors", bytes: this.#descriptors },
        { name: "decoders", bytes: encodeDecoders(this.#decoders) },
      ],
    });
  }
}

/** A picture's entry in the section `pictures`. */
export function encodePicture(
  ordinal: number,
  { width, height, pages, quality }: Omit<ImagePrint, "hash" | "keypoints">,
  keypointEnd: number,
): Uint8Array {
  const bytes = new Uint8Array(pictureByteLength);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of [ordinal, width, height, pages, keypointEnd].entries())
    view.setUint32(i * 4, value, true);
  bytes[20] = quality;
  return bytes;
}

function encodePlaces({ count, x, y, level, angle }: Keypoints): Uint8Array {
  const bytes = new Uint8Array(count * pointByteLength);
  const view = new DataView(bytes.buffer);
  for (let i = 0, at = 0; i < count; i++, at += pointByteLength) {
    view.setUint16(at, x[i]!, true);
    view.setUint16(at + 2, y[i]!, true);
    bytes[at + 4] = level[i]!;
    bytes[at + 5] = angle[i]!;
  }
  return bytes;
}

/** The section `decoders`. */
export function encodeDecoders(decoders: Iterable<string>): Uint8Array {
  return new TextEncoder().encode([...decoders].sort().join("\n"));
}

/** A picture of a segment. */
export interface StoredPicture {
  /** The record's number. */
  readonly ordinal: number;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
  readonly quality: number;
  /** False for one of which only the digest is known. */
  readonly isDecoded: boolean;
}

/** To find the picture of a keypoint. */
interface KeypointOwners {
  /** Number of the keypoint after the last of each picture. */
  readonly ends: Uint32Array;
  /** The picture of every 256th keypoint, and the last picture. */
  readonly pictures: Uint32Array;
}

/** Keypoints that one entry leads to, as a power of two. */
const blockBits = 8;

/** The pictures of an open segment. */
export class ImageTable {
  readonly words: Postings;
  /** Pictures in all. */
  readonly count: number;
  /** Those that could be decoded. */
  readonly decodedCount: number;
  readonly #pictures: DataView;
  #owners: KeypointOwners | undefined;

  constructor(words: Postings, pictures: Uint8Array) {
    this.words = words;
    this.count = pictures.byteLength / pictureByteLength;
    this.#pictures = new DataView(pictures.buffer, pictures.byteOffset, pictures.byteLength);
    let decodedCount = 0;
    for (let number = 0; number < this.count; number++) if (this.picture(number).isDecoded) decodedCount++;
    this.decodedCount = decodedCount;
  }

  /** Every hash, 32 bytes each. Reads them from the file. */
  hashes(): Uint8Array {
    return this.words.section("hashes");
  }

  /** First half of the SHA-256 of the file of a picture. */
  digest(number: number): Uint8Array {
    return this.words.range("digests").read(number * digestByteLength, digestByteLength);
  }

  /** Digest of the picture of a record; undefined when it has none. log n. */
  digestOf(ordinal: number): Uint8Array | undefined {
    let [from, to] = [0, this.count];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.picture(middle).ordinal < ordinal) from = middle + 1;
      else to = middle;
    }
    return from < this.count && this.picture(from).ordinal === ordinal ? this.digest(from) : undefined;
  }

  /** Names and versions of what decoded the pictures. */
  decoders(): readonly string[] {
    return new TextDecoder().decode(this.words.section("decoders")).split("\n");
  }

  picture(number: number): StoredPicture {
    const at = number * pictureByteLength;
    const width = this.#pictures.getUint32(at + 4, true);
    return {
      ordinal: this.#pictures.getUint32(at, true),
      width,
      isDecoded: width > 0,
      height: this.#pictures.getUint32(at + 8, true),
      pages: this.#pictures.getUint32(at + 12, true),
      quality: this.#pictures.getUint8(at + 20),
    };
  }

  /** Number of the first keypoint of a picture; of the picture after the last, that of all keypoints. */
  keypointStart(number: number): number {
    return number === 0 ? 0 : this.#pictures.getUint32((number - 1) * pictureByteLength + 16, true);
  }

  /** The picture that a keypoint belongs to. A few steps; the first one goes through all pictures. */
  pictureOf(keypoint: number): number {
    const { ends, pictures } = (this.#owners ??= this.#findOwners());
    let from = pictures[keypoint >>> blockBits]!;
    let to = pictures[(keypoint >>> blockBits) + 1]!;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (ends[middle]! > keypoint) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  #findOwners(): KeypointOwners {
    const ends = Uint32Array.from({ length: this.count }, (_, i) => this.keypointStart(i + 1));
    const blocks = Math.ceil((ends.at(-1) ?? 0) / 2 ** blockBits);
    const pictures = new Uint32Array(blocks + 1).fill(Math.max(0, this.count - 1));
    let picture = 0;
    for (let block = 0; block < blocks; block++) {
      while (ends[picture]! <= block * 2 ** blockBits) picture++;
      pictures[block] = picture;
    }
    return { ends, pictures };
  }

  /** Reads the keypoints of a picture. */
  keypoints(number: number): Keypoints {
    const start = this.keypointStart(number);
    const count = this.keypointStart(number + 1) - start;
    const places = this.words.range("places").read(start * pointByteLength, count * pointByteLength);
    const [x, y] = [new Uint16Array(count), new Uint16Array(count)];
    const [level, angle] = [new Uint8Array(count), new Uint8Array(count)];
    for (let i = 0, at = 0; i < count; i++, at += pointByteLength) {
      x[i] = places[at]! | (places[at + 1]! << 8);
      y[i] = places[at + 2]! | (places[at + 3]! << 8);
      level[i] = places[at + 4]!;
      angle[i] = places[at + 5]!;
    }
    return {
      count,
      x,
      y,
      level,
      angle,
      descriptors: this.words.range("descriptors").read(start * hashByteLength, count * hashByteLength),
      margins: new Uint8Array(0),
    };
  }
}

/**
 * Takes an open postings file for pictures.
 *
 * @param recordCount records of the segment
 * @throws FingerprintError `segment-damaged` when its sections don't agree with each other or the segment
 */
export function openImages(words: Postings, recordCount: number): ImageTable {
  const count = words.range("hashes").byteLength / hashByteLength;
  const pictures = words.range("pictures");
  const fits =
    Number.isInteger(count) &&
    pictures.byteLength === count * pictureByteLength &&
    words.range("digests").byteLength === count * digestByteLength &&
    words.range("decoders").byteLength <= maxDecoderBytes;
  if (!fits) throw damagedImages();
  const table = new ImageTable(words, pictures.read(0, pictures.byteLength));
  requireOrder(table, recordCount);
  const keypoints = table.keypointStart(count);
  const agrees =
    words.range("places").byteLength === keypoints * pointByteLength &&
    words.range("descriptors").byteLength === keypoints * hashByteLength &&
    (words.count === 0 || words.maxValue < keypoints);
  if (!agrees) throw damagedImages();
  return table;
}

function requireOrder(table: ImageTable, recordCount: number): void {
  let before = -1;
  for (let i = 0; i < table.count; i++) {
    const { ordinal } = table.picture(i);
    if (ordinal <= before || ordinal >= recordCount) throw damagedImages();
    if (table.keypointStart(i + 1) < table.keypointStart(i)) throw damagedImages();
    before = ordinal;
  }
}

function damagedImages(): FingerprintError {
  return new FingerprintError(
    "segment-damaged",
    "images.idx does not agree with itself or with the records of its segment. Restore the segment from a copy.",
  );
}
