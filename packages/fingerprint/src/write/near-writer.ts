/** The signatures of a segment that is being written: of whole records, and of their passages when asked. */
import type { SignedTexts } from "../text/fingerprint.ts";
import { emptySignature, isEmptySignature, joinSignature, slotCount } from "../text/minhash.ts";
import { NearColumns } from "../segment/near-index.ts";
import { nearName, nearPassagesName } from "../segment/segment-files.ts";
import type { UnsealedFolder } from "./unsealed-folder.ts";

/** Gathers signatures record by record; `write` puts them into the segment's folder. */
export class NearWriter {
  readonly #records = new NearColumns();
  readonly #passages: NearColumns | null;

  constructor(withPassages: boolean) {
    this.#passages = withPassages ? new NearColumns() : null;
  }

  /** Adds the next record: the i-th text of a batch. */
  append({ blockOffsets, blockStarts, blockSignatures }: SignedTexts, i: number, byteLength: number): void {
    const ordinal = this.#records.count;
    const [first, end] = [blockOffsets[i]!, blockOffsets[i + 1]!];
    const block = (at: number): Uint32Array => blockSignatures.subarray(at * slotCount, (at + 1) * slotCount);
    const join = (from: number, to: number): Uint32Array => {
      if (to - from === 1) return block(from);
      const signature = emptySignature();
      for (let at = from; at < to; at++) joinSignature(signature, block(at));
      return signature;
    };
    const whole = join(first, end);
    this.#records.push(isEmptySignature(whole) ? null : whole);
    if (this.#passages === null) return;
    for (let at = first; at < Math.max(end - 1, first + 1); at++) {
      const to = Math.min(at + 2, end);
      const signature = end - first <= 2 ? whole : join(at, to);
      if (isEmptySignature(signature)) continue;
      const byteStart = blockStarts[at]!;
      const byteEnd = to < end ? blockStarts[to]! : byteLength;
      this.#passages.push(signature, { ordinal, byteStart, byteLength: byteEnd - byteStart });
    }
  }

  /** Writes `near.idx`, and `near-passages.idx` with passages. */
  write(folder: UnsealedFolder): void {
    this.#records.write(folder.file(nearName), "records");
    this.#passages?.write(folder.file(nearPassagesName), "passages");
  }
}
