/**
 * The normal forms of records that were read lately. Boilerplate leads many outputs to the same records; reading and
 * normalising those anew for each was most of a slow query. What a text is held in counts against the budget, not how
 * often it was asked for, so memory stays flat. A text from the cache is the one whose digest was verified.
 */
import type { NormalText } from "./normal-form.ts";

/** Characters held; each takes 12 bytes. */
const defaultMaxCharacters = 8_000_000;

/** A cache of normal forms by segment and record; the least lately used goes first. */
export class NormalTexts {
  readonly #maxCharacters: number;
  readonly #texts = new Map<string, NormalText>();
  #characters = 0;

  constructor(maxCharacters: number = defaultMaxCharacters) {
    this.#maxCharacters = maxCharacters;
  }

  /** The normal form of a record, if it is held. */
  get(segment: string, ordinal: number): NormalText | undefined {
    const key = `${segment}/${ordinal}`;
    const text = this.#texts.get(key);
    if (text === undefined) return undefined;
    this.#texts.delete(key);
    this.#texts.set(key, text);
    return text;
  }

  /** Holds a normal form; one of more than a quarter of the budget is not held. */
  set(segment: string, ordinal: number, text: NormalText): void {
    if (text.length > this.#maxCharacters / 4) return;
    this.#texts.set(`${segment}/${ordinal}`, text);
    this.#characters += text.length;
    for (const [key, oldest] of this.#texts) {
      if (this.#characters <= this.#maxCharacters) return;
      this.#texts.delete(key);
      this.#characters -= oldest.length;
    }
  }
}
