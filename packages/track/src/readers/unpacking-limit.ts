/** A limit on what packed bytes may become: bombs are a few bytes that unpack without end. */

/** Unpacked bytes for each packed one that no honest file of text reaches, beyond the free ones. */
const maxRatio = 200;
const freeBytes = 1024 * 1024 * 1024;

/** Thrown while reading what unpacks to more than any honest file. */
export class UnpackingLimit extends Error {
  readonly code = "unpacks-without-end";
}

/** How many unpacked bytes so many packed ones may become. */
export function unpackedLimit(packedBytes: number): number {
  return freeBytes + maxRatio * packedBytes;
}
