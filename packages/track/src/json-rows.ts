/** The worker's side of a file of JSON Lines: chunks of lines become texts, facts and gaps, without an object a row. */
import { Buffer, isUtf8 } from "node:buffer";
import type { TextBatch } from "@yurai/fingerprint";
import type { Locator, RecordFacts } from "@yurai/schema";
import type { Lines, LinesRead, Pass, PassFile, SeenGap } from "./batch.ts";
import { factNames, factOf, refusedLength, rowReader, type Captured, type FactName } from "./capture.ts";
import { escapedString, JsonFields, missing, otherValue, plainString } from "./json-fields.ts";
import { unescapeInto } from "./json-unescape.ts";
import { parseLine } from "./readers/jsonl.ts";

/** What a chunk of lines comes to. */
export interface JsonRowBatch {
  /** In the chunk's own buffer: a text is never longer than the line it stood in. */
  readonly texts: TextBatch;
  /** One for each text. */
  readonly facts: readonly RecordFacts[];
  readonly gaps: readonly SeenGap[];
  readonly read: LinesRead;
}

type RowLocator = Extract<Locator, { readonly kind: "row" }>;
type Facts = { -readonly [Name in keyof RecordFacts]: RecordFacts[Name] };

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Reads the chunks of one pass over a file. */
export class JsonRows {
  readonly #source: string;
  readonly #file: PassFile;
  readonly #fields: JsonFields;
  readonly #names: readonly FactName[];
  /** For rows that the finder of fields leaves to JSON.parse. */
  readonly #readParsed: (row: unknown, pull: number) => Captured;
  #bytes: Buffer = Buffer.alloc(0);
  #offsets = new Uint32Array(4_096);
  #facts: RecordFacts[] = [];
  #gaps: SeenGap[] = [];
  #rows = 0;
  #texts = 0;
  #unreadable: number | null = null;

  constructor({ source }: Pass, file: PassFile) {
    this.#source = source;
    this.#file = file;
    this.#names = factNames.filter((name) => file.fields[name] !== undefined);
    this.#fields = new JsonFields([file.fields.text, ...this.#names.map((name) => file.fields[name]!)]);
    this.#readParsed = rowReader<unknown>(file.fields);
  }

  /** The locator of the file's first row, for those who ask where its rows count. */
  get locator(): Locator {
    return { kind: "row", path: this.#file.path, row: 0 };
  }

  /** Reads a chunk. Its buffer holds the texts afterwards. */
  read(lines: Lines): JsonRowBatch {
    this.#begin(lines);
    const bytes = this.#bytes;
    const { byteLength, firstLine, byteStart, known } = lines;
    const isAllUtf8 = isUtf8(bytes);
    let range = 0;
    let row = firstLine;
    for (let start = 0; start < byteLength; row++) {
      const found = bytes.indexOf(lineFeed, start);
      const lineEnd = found < 0 ? byteLength : found;
      while (range < known.length && known[range]![1] <= row) range++;
      const isKnown = range < known.length && known[range]![0] <= row;
      if (!isKnown) this.#line(row, start, lineEnd, byteStart, isAllUtf8);
      start = lineEnd + 1;
    }
    const count = this.#facts.length;
    return {
      texts: { bytes, offsets: this.#offsets.slice(0, count + 1) },
      facts: this.#facts,
      gaps: this.#gaps,
      read: {
        lines: lines.lineCount,
        rows: this.#rows,
        texts: this.#texts,
        records: count,
        unreadable: this.#unreadable,
      },
    };
  }

  #begin({ buffer, byteLength }: Lines): void {
    this.#bytes = Buffer.from(buffer, 0, byteLength);
    this.#facts = [];
    this.#gaps = [];
    this.#rows = 0;
    this.#texts = 0;
    this.#unreadable = null;
  }

  #line(row: number, start: number, lineEnd: number, chunkStart: number, isAllUtf8: boolean): void {
    const bytes = this.#bytes;
    const byteStart = chunkStart + start;
    if (lineEnd - start > this.#file.maxLineBytes)
      return this.#gap({ kind: "oversized-line", count: 1 }, row, byteStart);
    const end = lineEnd > start && bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
    // The first line may begin with a byte order mark.
    const isPlain = row > 0 && isAllUtf8 && this.#fields.find(bytes, start, end);
    const locator: RowLocator = {
      kind: "row",
      path: this.#file.path,
      row,
      byteStart,
      byteEnd: chunkStart + end,
      field: this.#file.fields.text,
    };
    if (isPlain) this.#take(locator);
    else this.#parse(bytes.subarray(start, end), locator);
  }

  /** Takes the fields that were found. */
  #take(locator: RowLocator): void {
    this.#rows++;
    const facts: Facts = { source: this.#source, locator };
    for (let i = 0; i < this.#names.length; i++) this.#fact(this.#names[i]!, i + 1, facts);
    const { kinds, starts, ends } = this.#fields;
    const kind = kinds[0]!;
    if (kind === missing || kind === otherValue) return this.#withoutText(locator);
    this.#texts++;
    const from = this.#offsets[this.#facts.length]!;
    const [start, end] = [starts[0]!, ends[0]!];
    if (kind === plainString) this.#bytes.copyWithin(from, start, end);
    const to = kind === plainString ? from + end - start : unescapeInto(this.#bytes, start, end, from);
    this.#keep(from, to, facts, locator.row);
  }

  #fact(name: FactName, field: number, facts: Facts): void {
    const { kinds, starts, ends } = this.#fields;
    const kind = kinds[field]!;
    if (kind === missing) return;
    // The quotes of a string with escapes come along, so that JSON.parse can read it.
    const quotes = kind === escapedString ? 1 : 0;
    const text = this.#bytes.toString("utf8", starts[field]! - quotes, ends[field]! + quotes);
    const value: unknown = kind === plainString ? text : JSON.parse(text);
    const fact = factOf(name, value);
    if (typeof fact === "string") facts[name] = fact;
    else if (fact === null)
      this.#gaps.push({
        kind: "failed-row",
        count: 1,
        code: "fact-refused",
        where: { field: name },
      });
  }

  /** Lets JSON.parse decide what the line is. */
  #parse(line: Uint8Array, locator: RowLocator): void {
    const parsed = parseLine(line, locator.row === 0);
    if (parsed === undefined) return;
    if ("gap" in parsed) return this.#gap(parsed.gap, locator.row, locator.byteStart!);
    this.#rows++;
    const { text, facts, gaps } = this.#readParsed(parsed.json, locator.row);
    this.#gaps.push(...gaps.filter(({ kind }) => kind !== "row-without-text"));
    if (text === undefined) return this.#withoutText(locator);
    this.#texts++;
    const from = this.#offsets[this.#facts.length]!;
    const written = this.#bytes.write(text as string, from, "utf8");
    const kept: Facts = { source: this.#source, locator };
    for (const name of this.#names) if (facts?.[name] !== undefined) kept[name] = facts[name];
    this.#keep(from, from + written, kept, locator.row);
  }

  #keep(from: number, to: number, facts: RecordFacts, row: number): void {
    const refused = refusedLength(to - from, this.#file.maxRecordBytes);
    if (refused !== undefined) {
      this.#gaps.push(refused);
      if (refused.kind !== "row-without-text") this.#unreadable ??= row;
      return;
    }
    const count = this.#facts.push(facts);
    if (count === this.#offsets.length) {
      const larger = new Uint32Array(count * 2);
      larger.set(this.#offsets);
      this.#offsets = larger;
    }
    this.#offsets[count] = to;
  }

  #withoutText({ path, row, field }: RowLocator): void {
    this.#unreadable ??= row;
    this.#gaps.push({
      kind: "row-without-text",
      count: 1,
      where: { path, line: row + 1, ...(field !== undefined && { field }) },
    });
  }

  #gap(gap: SeenGap, row: number, byte: number): void {
    this.#gaps.push({ ...gap, where: { path: this.#file.path, line: row + 1, byte } });
  }
}
