/**
 * The texts of records that were read again lately. Boilerplate leads many outputs to the same records; reading those
 * anew for each, and holding them against their digests, was most of a slow query. What a text's length is counts
 * against the budget, not how often it was asked for, so memory stays flat. A book must not drive the small ones out, so
 * large texts have a budget of their own. A text from here is the one whose digest was verified.
 */

/** Bytes held of texts of up to a quarter of that. */
const defaultMaxBytes = 32_000_000;
/** Bytes held of larger ones, times that. */
const largeBudget = 2;

/** A cache of texts by segment and record; the least lately used goes first. */
export class RecordTexts {
  readonly #small: Budget;
  readonly #large: Budget;

  constructor(maxBytes: number = defaultMaxBytes) {
    this.#small = { maxBytes, maxTextBytes: maxBytes / 4, texts: new Map(), bytes: 0 };
    const large = maxBytes * largeBudget;
    this.#large = { maxBytes: large, maxTextBytes: large, texts: new Map(), bytes: 0 };
  }

  /** The text of a record, if it is held. */
  get(segment: string, ordinal: number): Uint8Array | undefined {
    const key = `${segment}/${ordinal}`;
    for (const { texts } of [this.#small, this.#large]) {
      const text = texts.get(key);
      if (text === undefined) continue;
      texts.delete(key);
      texts.set(key, text);
      return text;
    }
    return undefined;
  }

  /** Holds a text; one of more than twice the budget is not held. */
  set(segment: string, ordinal: number, text: Uint8Array): void {
    const budget = text.byteLength <= this.#small.maxTextBytes ? this.#small : this.#large;
    if (text.byteLength > budget.maxTextBytes) return;
    budget.texts.set(`${segment}/${ordinal}`, text);
    budget.bytes += text.byteLength;
    for (const [key, oldest] of budget.texts) {
      if (budget.bytes <= budget.maxBytes) return;
      budget.texts.delete(key);
      budget.bytes -= oldest.byteLength;
    }
  }
}

/** Texts up to a size, the least lately used first. */
interface Budget {
  readonly maxBytes: number;
  readonly maxTextBytes: number;
  readonly texts: Map<string, Uint8Array>;
  bytes: number;
}
