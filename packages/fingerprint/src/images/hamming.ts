/** Distances of 256-bit hashes, and the plain search among them: the specification of the kernel and its stand-in. */

/** Bytes of a hash. */
export const hashByteLength = 32;
/** Bits of a hash. */
export const hashBits = 256;

/** A hash that lies close to one that was searched for. */
export interface HammingHit {
  /** Which of the searched hashes, from 0. */
  readonly query: number;
  /** Number of the hash that was found, in the order of appending. */
  readonly number: number;
  /** Bits that differ. */
  readonly distance: number;
}

/**
 * Counts the bits in which two hashes differ.
 *
 * @param a bytes that hold a hash at `atA`
 * @param b bytes that hold another at `atB`
 */
export function hammingDistance(a: Uint8Array, b: Uint8Array, atA = 0, atB = 0): number {
  let distance = 0;
  for (let i = 0; i < hashByteLength; i++) distance += bitCounts[a[atA + i]! ^ b[atB + i]!]!;
  return distance;
}

/** Returns the hash of the negative picture: every bit the other way. */
export function complementOf(hash: Uint8Array): Uint8Array {
  return hash.map((byte) => ~byte);
}

const bitCounts = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest &= rest - 1) count++;
  return count;
});

/** Finds every hash at most `radius` from a query by looking at all of them. */
export function searchPlainly(hashes: Uint8Array, queries: Uint8Array, radius: number): HammingHit[] {
  const hits: HammingHit[] = [];
  for (let query = 0; query * hashByteLength < queries.length; query++)
    for (let number = 0; number * hashByteLength < hashes.length; number++) {
      const distance = hammingDistance(queries, hashes, query * hashByteLength, number * hashByteLength);
      if (distance <= radius) hits.push({ query, number, distance });
    }
  return hits;
}
