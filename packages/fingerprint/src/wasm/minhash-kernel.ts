/** Shingles and signatures by the kernel where it runs, else by the twin in minhash.ts, which is the specification. */
import type { AnchorHashes } from "../text/anchors.ts";
import { loadedKernel, viewOf } from "./kernel.ts";
import { shingleLengths, shinglesAmong, signatureOf as signatureByTwin, slotCount } from "../text/minhash.ts";
import type { NormalText } from "../text/normal-form.ts";
import { hashEveryPosition } from "./query-kernel.ts";

/** Returns the hashes of a text's shingles, in order. A text without room for one has none. Linear. */
export function shinglesOf(text: NormalText): AnchorHashes {
  return shinglesAmong(text, hashEveryPosition(text, shingleLengths));
}

/** Returns the signature of shingles: 128 numbers of 32 bits. 64 steps a shingle. */
export function signatureOf(shingles: Pick<AnchorHashes, "lo" | "count">): Uint32Array {
  const kernel = loadedKernel();
  if (kernel === undefined) return signatureByTwin(shingles);
  const room = kernel.MAX_HASHES.value;
  kernel.openSignature();
  for (let from = 0; from < shingles.count; from += room) {
    const count = Math.min(room, shingles.count - from);
    viewOf(kernel, kernel.HASHES, count).set(shingles.lo.subarray(from, from + count));
    kernel.addHashes(count);
  }
  return viewOf(kernel, kernel.SIGNATURE, slotCount).slice();
}
