/** The place of a record in what a run has read, and which places were read already. */
import type { OrdinalRange } from "@yurai/ledger";
import type { Locator } from "@yurai/schema";
import { hash } from "node:crypto";

/** Where in what was read a record lies. */
export interface Place {
  /** What the ordinals count in: a file, a loader. */
  readonly part: string;
  readonly ordinal: number;
}

/**
 * Returns the place that resuming goes by.
 *
 * A row counts in its file, a record or entry of an archive by its first byte there, whatever the order in which rows come. Whole files would make a part and a ledger row each;
 * they count in sixteen parts by 56 bits of a hash of path and first byte (two of a million files meet with a chance of
 * 7 in a million, and the later one is then reported as read already). Everything else counts by its pull.
 *
 * @param stream what pulls count in
 */
export function placeOf(locator: Locator | undefined, stream: string, pull: number): Place {
  if (locator?.kind === "row") {
    const { path, row, field, image, imageItem = 0 } = locator;
    // A row with more pictures is further records, without its text.
    const kind = image === undefined || field !== undefined ? "rows" : `images:${image}:${imageItem}`;
    return { part: `${kind}:${path}`, ordinal: row };
  }
  if (locator?.kind === "warc") return { part: `records:${locator.path}`, ordinal: locator.byteStart };
  if (locator?.kind === "entry") return { part: `entries:${locator.path}`, ordinal: locator.byteStart };
  if (locator?.kind === "file") return filePlace(locator.path, locator.byteStart);
  return { part: `pulls:${stream}`, ordinal: pull };
}

function filePlace(path: string, byteStart: number): Place {
  const digits = hash("sha256", `${byteStart}\0${path}`, "hex");
  return { part: `files:${digits[0]}`, ordinal: Number.parseInt(digits.slice(1, 14), 16) };
}

/** Ordinals of one chunk, 2 to the power of this. */
const chunkBits = 16;
const chunkSize = 2 ** chunkBits;
/** A chunk with more ordinals than this is kept as bits. */
const sparseLimit = 64;

interface Bits {
  readonly bits: Uint32Array;
  count: number;
}

type Chunk = Set<number> | Bits | "full";

/**
 * A set of ordinals that stays small for long runs of neighbours in any order (8 KiB for 65,536 of them, next to
 * nothing once they are all there) and for few ordinals far apart.
 */
export class OrdinalSet {
  readonly #chunks = new Map<number, Chunk>();
  /** The bits of the last ordinal's chunk: most come in order. */
  #lastKey = -1;
  #lastBits: Bits | undefined;

  /** Adds an ordinal; false when it was there. Constant time. */
  add(ordinal: number): boolean {
    const key = Math.floor(ordinal / chunkSize);
    const low = ordinal - key * chunkSize;
    if (key === this.#lastKey) return this.#addBit(key, this.#lastBits!, low);
    const chunk = this.#chunks.get(key);
    if (chunk === "full") return false;
    if (chunk === undefined) {
      this.#chunks.set(key, new Set([low]));
      return true;
    }
    if (chunk instanceof Set) return this.#addSparse(key, chunk, low);
    this.#lastKey = key;
    this.#lastBits = chunk;
    return this.#addBit(key, chunk, low);
  }

  /** Adds every ordinal of a range. Linear in its chunks, not its ordinals, where they are full. */
  addRange([first, end]: OrdinalRange): void {
    for (let ordinal = first; ordinal < end;) {
      const whole = ordinal % chunkSize === 0 && end - ordinal >= chunkSize;
      if (whole) this.#fill(ordinal / chunkSize);
      else this.add(ordinal);
      ordinal += whole ? chunkSize : 1;
    }
  }

  #addBit(key: number, chunk: Bits, low: number): boolean {
    const mask = 1 << (low & 31);
    const word = chunk.bits[low >>> 5]!;
    if ((word & mask) !== 0) return false;
    chunk.bits[low >>> 5] = word | mask;
    chunk.count++;
    if (chunk.count === chunkSize) this.#fill(key);
    return true;
  }

  #fill(key: number): void {
    this.#chunks.set(key, "full");
    this.#lastKey = -1;
    this.#lastBits = undefined;
  }

  #addSparse(key: number, chunk: Set<number>, low: number): boolean {
    if (chunk.has(low)) return false;
    chunk.add(low);
    if (chunk.size <= sparseLimit) return true;
    const bits = new Uint32Array(chunkSize / 32);
    for (const item of chunk) bits[item >>> 5]! |= 1 << (item & 31);
    this.#chunks.set(key, { bits, count: chunk.size });
    return true;
  }
}

/** Which places of a run were read: those of earlier processes, and of this one so far. */
export class ReadPlaces {
  readonly #parts = new Map<string, OrdinalSet>();

  /** Adds a place; false when it was there. */
  add(source: string, { part, ordinal }: Place): boolean {
    return this.part(source, part).add(ordinal);
  }

  /** Adds a range of ordinals; returns those of them that were there, ascending and apart. */
  addRange(source: string, part: string, [first, end]: OrdinalRange): readonly OrdinalRange[] {
    const set = this.part(source, part);
    const known = new RangeCollector();
    for (let ordinal = first; ordinal < end; ordinal++) if (!set.add(ordinal)) known.add(ordinal);
    return known.ranges;
  }

  addRanges(source: string, part: string, ranges: readonly OrdinalRange[]): void {
    for (const range of ranges) this.part(source, part).addRange(range);
  }

  /** The ordinals of one part; to be asked once by whoever adds many. */
  part(source: string, part: string): OrdinalSet {
    const key = `${source}\0${part}`;
    let set = this.#parts.get(key);
    if (set === undefined) {
      set = new OrdinalSet();
      this.#parts.set(key, set);
    }
    return set;
  }
}

/** Collects ordinals and gives them as ranges: neighbours in order cost nothing. */
export class RangeCollector {
  readonly #ranges: [number, number][] = [];

  add(ordinal: number): void {
    this.addRange([ordinal, ordinal + 1]);
  }

  addRange([first, end]: OrdinalRange): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && last[1] === first) last[1] = end;
    else this.#ranges.push([first, end]);
  }

  get ranges(): readonly OrdinalRange[] {
    return this.#ranges;
  }
}
