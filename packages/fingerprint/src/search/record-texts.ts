/**
 * The texts of records that were read again lately. Boilerplate leads many outputs to the same records; reading those
 * anew for each, and holding them against their digests, was most of a slow query. What a text's length is counts
 * against the budget, not how often it was asked for, so memory stays flat. A text from here is the one whose digest
 * was verified.
 */

/** Bytes held. */
const defaultMaxBytes = 32_000_000;

/** A cache of texts by segment and record; the least lately used goes first. */
export class RecordTexts {
  readonly #maxBytes: number;
  readonly #texts = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(maxBytes: number = defaultMaxBytes) {
    this.#maxBytes = maxBytes;
  }

  /** The text of a record, if it is held. */
  get(segment: string, ordinal: number): Uint8Array | undefined {
    const key = `${segment}/${ordinal}`;
    const text = this.#texts.get(key);
    if (text === undefined) return undefined;
    this.#texts.delete(key);
    this.#texts.set(key, text);
    return text;
  }

  /** Holds a text; one of more than a quarter of the budget is not held. */
  set(segment: string, ordinal: number, text: Uint8Array): void {
    if (text.byteLength > this.#maxBytes / 4) return;
    this.#texts.set(`${segment}/${ordinal}`, text);
    this.#bytes += text.byteLength;
    for (const [key, oldest] of this.#texts) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#texts.delete(key);
      this.#bytes -= oldest.byteLength;
    }
  }
}
