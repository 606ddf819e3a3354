/** CSV as RFC 4180 has it, in pieces as they come: quoted fields may hold separators, quotes and line breaks. */

/** One record of a CSV file. */
export interface CsvRecord {
  readonly fields: readonly string[];
  /** Line on which it begins, from 1. */
  readonly line: number;
}

/** Why reading stopped: the file ends inside quotes, or a record is longer than the limit. */
export type CsvProblem = "open-quote" | "too-long";

/** Yields records; the generator's return value says what kept it from going on, and where. */
export async function* readCsv(
  texts: AsyncIterable<string>,
  { maxRecordLength }: { readonly maxRecordLength: number },
): AsyncGenerator<CsvRecord, { readonly problem: CsvProblem; readonly line: number } | undefined> {
  const cutter = new CsvCutter();
  for await (const text of texts) {
    yield* cutter.cut(text);
    if (cutter.length > maxRecordLength) return { problem: "too-long", line: cutter.line };
  }
  if (cutter.isQuoted) return { problem: "open-quote", line: cutter.line };
  yield* cutter.last();
  return undefined;
}

/** The state between two pieces of text. */
class CsvCutter {
  /** Line on which the record that is being read begins. */
  line = 1;
  /** Characters of that record so far. */
  length = 0;
  isQuoted = false;
  #fields: string[] = [];
  #field = "";
  #lines = 1;
  #afterQuote = false;

  *cut(text: string): Generator<CsvRecord> {
    for (const character of text) {
      this.length += character.length;
      if (character === "\n") this.#lines += 1;
      if (this.isQuoted) this.#quoted(character);
      else if (character === '"' && this.#field === "" && !this.#afterQuote) this.isQuoted = true;
      else if (character === '"' && this.#afterQuote) this.#again();
      else if (character === ",") this.#endField();
      else if (character === "\n") yield* this.#endRecord();
      else if (character !== "\r") this.#field += character;
    }
  }

  *last(): Generator<CsvRecord> {
    if (this.#field !== "" || this.#fields.length > 0 || this.#afterQuote) yield* this.#endRecord();
  }

  #quoted(character: string): void {
    if (character === '"') {
      this.isQuoted = false;
      this.#afterQuote = true;
    } else this.#field += character;
  }

  /** A quote right after a closing one stands for a quote. */
  #again(): void {
    this.#field += '"';
    this.isQuoted = true;
    this.#afterQuote = false;
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = "";
    this.#afterQuote = false;
  }

  *#endRecord(): Generator<CsvRecord> {
    this.#endField();
    const isEmpty = this.#fields.length === 1 && this.#fields[0] === "";
    if (!isEmpty) yield { fields: this.#fields, line: this.line };
    this.#fields = [];
    this.line = this.#lines;
    this.length = 0;
  }
}
