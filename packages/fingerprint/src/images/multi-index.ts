/**
 * Multi-index hashing (Norouzi, Punjani, Fleet: "Fast exact search in Hamming space", 2014), for distances up to 31: of 16
 * parts of 16 bits, one differs in at most one bit. So all hashes whose part is equal or one bit off are looked at, which
 * is less than one in 200, and none is missed.
 */
import { hashByteLength, type HammingHit } from "./hamming.ts";

const parts = 16;
const partBits = 16;
const partValues = 2 ** partBits;
/** The largest distance that the tables find. */
export const multiIndexRadius: number = 2 * parts - 1;

/** Tables over hashes that no longer change: 64 bytes a hash beside the hash, and 4 MiB. */
export class MultiIndex {
  readonly #words: Uint32Array;
  readonly #shorts: Uint16Array;
  /** For each part: where the numbers of each value begin, and the numbers. */
  readonly #tables: readonly { readonly starts: Uint32Array; readonly numbers: Uint32Array }[];

  /** Sorts the hashes, 32 bytes each, by each of their parts. Linear: about a second for ten million. */
  constructor(hashes: Uint8Array) {
    // Not slice(), which for a Buffer shares its memory and may begin anywhere in it.
    const own = new Uint8Array(hashes);
    this.#words = new Uint32Array(own.buffer);
    this.#shorts = new Uint16Array(own.buffer);
    this.#tables = Array.from({ length: parts }, (_, part) => sortByPart(this.#shorts, part));
  }

  /** Finds every hash at most `radius`, up to 31, from a query; hits by query, then number. */
  search(queries: Uint8Array, radius: number): readonly HammingHit[] {
    const hits: HammingHit[] = [];
    const own = new Uint8Array(queries);
    for (let query = 0; query * hashByteLength < own.length; query++) {
      const words = new Uint32Array(own.buffer, query * hashByteLength, 8);
      const found = this.#searchOne(
        words,
        new Uint16Array(own.buffer, query * hashByteLength, parts),
        radius,
      );
      for (const number of [...found.keys()].sort((a, b) => a - b))
        hits.push({ query, number, distance: found.get(number)! });
    }
    return hits;
  }

  #searchOne(words: Uint32Array, shorts: Uint16Array, radius: number): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    // Up to 15 bits in all, some part is equal: its neighbours need no look.
    const probes = radius < parts ? 1 : partBits + 1;
    for (let part = 0; part < parts; part++)
      for (let probe = 0; probe < probes; probe++) {
        const value = probe === 0 ? shorts[part]! : shorts[part]! ^ (1 << (probe - 1));
        this.#lookUp(part, value, words, radius, found);
      }
    return found;
  }

  /** Keeps what is close enough among the hashes with this value of a part. */
  #lookUp(part: number, value: number, words: Uint32Array, radius: number, found: Map<number, number>): void {
    const { starts, numbers } = this.#tables[part]!;
    for (let i = starts[value]!; i < starts[value + 1]!; i++) {
      const distance = this.#distance(words, numbers[i]!, radius);
      if (distance <= radius) found.set(numbers[i]!, distance);
    }
  }

  /** The distance, or one above `radius` as soon as it is larger. */
  #distance(words: Uint32Array, number: number, radius: number): number {
    const at = number * 8;
    let distance = 0;
    for (let i = 0; i < 8 && distance <= radius; i++) distance += bitCount(words[i]! ^ this.#words[at + i]!);
    return distance;
  }
}

function bitCount(value: number): number {
  let pairs = value - ((value >>> 1) & 0x55555555);
  pairs = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (Math.imul((pairs + (pairs >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24) & 0xff;
}

function sortByPart(
  shorts: Uint16Array,
  part: number,
): { readonly starts: Uint32Array; readonly numbers: Uint32Array } {
  const count = shorts.length / parts;
  const starts = new Uint32Array(partValues + 1);
  for (let i = 0, at = part; i < count; i++, at += parts) starts[shorts[at]! + 1]!++;
  for (let value = 0; value < partValues; value++) starts[value + 1]! += starts[value]!;
  const next = starts.slice();
  const numbers = new Uint32Array(count);
  for (let i = 0, at = part; i < count; i++, at += parts) numbers[next[shorts[at]!]!++] = i;
  return { starts, numbers };
}
