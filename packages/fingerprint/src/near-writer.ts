/** The signatures of a segment that is being written: of whole records, and of their passages when asked. */
import type { AnchorHashes } from "./anchors.ts";
import { cutPassages, shinglesIn, shinglesOf, signatureOf } from "./minhash.ts";
import { NearColumns } from "./near-index.ts";
import { normaliseUtf8, spanOf } from "./normal-form.ts";
import { nearName, nearPassagesName } from "./segment-files.ts";
import type { UnsealedFolder } from "./unsealed-folder.ts";

/** Gathers signatures record by record; `write` puts them into the segment's folder. */
export class NearWriter {
  readonly #records = new NearColumns();
  readonly #passages: NearColumns | null;

  constructor(withPassages: boolean) {
    this.#passages = withPassages ? new NearColumns() : null;
  }

  /** Adds the next record's text. */
  append(ordinal: number, bytes: Uint8Array): void {
    const text = normaliseUtf8(bytes);
    const shingles = shinglesOf(text);
    this.#records.push(signature(shingles));
    if (this.#passages === null) return;
    for (const passage of cutPassages(text)) {
      const inside = shinglesIn(text, shingles, passage);
      if (inside.count === 0) continue;
      const { start, end } = spanOf(text, passage.from, passage.to);
      this.#passages.push(signature(inside), { ordinal, byteStart: start, byteLength: end - start });
    }
  }

  /** Writes `near.idx`, and `near-passages.idx` with passages. */
  write(folder: UnsealedFolder): void {
    this.#records.write(folder.file(nearName), "records");
    this.#passages?.write(folder.file(nearPassagesName), "passages");
  }
}

function signature(shingles: AnchorHashes): Uint32Array | null {
  return shingles.count === 0 ? null : signatureOf(shingles);
}
