/** The worker's side of a file of JSON Lines: chunks of lines become texts, facts and gaps, without an object a row. */
import { Buffer, isUtf8 } from "node:buffer";
import type { TextBatch } from "@yurai/fingerprint";
import type { Locator, RecordFacts } from "@yurai/schema";
import type { Lines, LinesRead, Pass, PassFile, SeenGap } from "./batch.ts";
import { factNames, factOf, refusedLength, rowReader, type Captured, type FactName } from "./capture.ts";
import {
  escapedString,
  factNumbers,
  lineHead,
  lineStatus,
  missing,
  plainString,
  type FoundLines,
  type JsonLines,
  type LineFields,
} from "./json-lines.ts";
import { openJsonLines } from "./json-lines-kernel.ts";
import { JsonLinesTwin } from "./json-lines-twin.ts";
import { parseLine } from "./readers/jsonl.ts";

/** What a chunk of lines comes to. */
export interface JsonRowBatch {
  /** Hold until the next chunk is read. */
  readonly texts: TextBatch;
  /** One for each text. */
  readonly facts: readonly RecordFacts[];
  readonly gaps: readonly SeenGap[];
  readonly read: LinesRead;
}

type RowLocator = Extract<Locator, { readonly kind: "row" }>;
type Facts = { -readonly [Name in keyof RecordFacts]: RecordFacts[Name] };

/** Reads the chunks of one pass over a file. */
export class JsonRows {
  readonly #source: string;
  readonly #file: PassFile;
  readonly #names: readonly FactName[];
  readonly #wanted: LineFields;
  readonly #reader: JsonLines;
  /** For chunks that are no UTF-8 as a whole, made when the first comes. */
  #twin: JsonLinesTwin | undefined;
  /** For rows that are left to JSON.parse. */
  readonly #readParsed: (row: unknown, pull: number) => Captured;
  #open: JsonLines;
  #byteStart = 0;
  #firstLine = 0;
  #offsets = new Uint32Array(4_096);
  #textEnd = 0;
  #facts: RecordFacts[] = [];
  #gaps: SeenGap[] = [];
  #rows = 0;
  #texts = 0;
  #unreadable: number | null = null;

  constructor({ source }: Pass, file: PassFile) {
    const { fields, maxLineBytes, maxRecordBytes } = file;
    this.#source = source;
    this.#file = file;
    this.#names = factNames.filter((name) => fields[name] !== undefined);
    const names = [fields.text, ...this.#names.map((name) => fields[name]!)];
    this.#wanted = { names, maxLineBytes, maxRecordBytes };
    this.#reader = openJsonLines(this.#wanted);
    this.#open = this.#reader;
    this.#readParsed = rowReader<unknown>(fields);
  }

  /** The locator of the file's first row, for those who ask where its rows count. */
  get locator(): Locator {
    return { kind: "row", path: this.#file.path, row: 0 };
  }

  /** Which code reads the lines. */
  get madeBy(): JsonLines["madeBy"] {
    return this.#reader.madeBy;
  }

  /** Reads a chunk, whose bytes may be changed. */
  read(lines: Lines): JsonRowBatch {
    const { firstLine, known } = lines;
    this.#begin(lines);
    for (const [first, end] of known) {
      this.#readUntil(first - firstLine);
      this.#open.pass(end - firstLine);
    }
    this.#readUntil(lines.lineCount);
    const count = this.#facts.length;
    return {
      texts: { bytes: this.#open.texts, offsets: this.#offsets.slice(0, count + 1) },
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

  #begin({ buffer, byteLength, firstLine, byteStart }: Lines): void {
    const chunk = new Uint8Array(buffer, 0, byteLength);
    this.#open = isUtf8(chunk) ? this.#reader : (this.#twin ??= new JsonLinesTwin(this.#wanted));
    // The first line may begin with a byte order mark.
    this.#open.begin(chunk, firstLine === 0);
    this.#firstLine = firstLine;
    this.#byteStart = byteStart;
    this.#textEnd = 0;
    this.#facts = [];
    this.#gaps = [];
    this.#rows = 0;
    this.#texts = 0;
    this.#unreadable = null;
  }

  #readUntil(until: number): void {
    const stride = lineHead.length + this.#names.length * factNumbers.length;
    for (let isDone = until <= 0; !isDone;) {
      const found = this.#open.run(until, this.#textEnd);
      for (let i = 0; i < found.count; i++) this.#line(found, i * stride);
      isDone = found.isAtEnd || found.nextLine >= until;
    }
  }

  #line({ numbers }: FoundLines, at: number): void {
    const row = this.#firstLine + numbers[at + lineHead.line]!;
    const start = numbers[at + lineHead.start]!;
    const end = numbers[at + lineHead.end]!;
    const byteStart = this.#byteStart + start;
    const status = numbers[at + lineHead.status]!;
    if (status === lineStatus.oversized)
      return this.#gap({ kind: "oversized-line", count: 1 }, row, byteStart);
    const locator: RowLocator = {
      kind: "row",
      path: this.#file.path,
      row,
      byteStart,
      byteEnd: this.#byteStart + end,
      field: this.#file.fields.text,
    };
    if (status === lineStatus.left) return this.#parse(this.#open.chunk.subarray(start, end), locator);
    this.#rows++;
    const facts: Facts = { source: this.#source, locator };
    for (let i = 0; i < this.#names.length; i++)
      this.#fact(this.#names[i]!, numbers, at + lineHead.length + i * factNumbers.length, facts);
    if (status === lineStatus.withoutText) return this.#withoutText(locator);
    this.#texts++;
    if (status === lineStatus.text) this.#keep(numbers[at + lineHead.textEnd]!, facts);
    else this.#refuse(status === lineStatus.empty ? 0 : Infinity, row);
  }

  #fact(name: FactName, numbers: Uint32Array, at: number, facts: Facts): void {
    const kind = numbers[at + factNumbers.kind]!;
    if (kind === missing) return;
    // The quotes of a string with escapes come along, so that JSON.parse can read it.
    const quotes = kind === escapedString ? 1 : 0;
    const start = numbers[at + factNumbers.start]! - quotes;
    const text = this.#open.chunk.toString("utf8", start, numbers[at + factNumbers.end]! + quotes);
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
    const byteLength = Buffer.byteLength(text as string);
    const kept: Facts = { source: this.#source, locator };
    for (const name of this.#names) if (facts?.[name] !== undefined) kept[name] = facts[name];
    if (this.#refuse(byteLength, locator.row)) return;
    // No longer than the line that it stood in, so there is room.
    this.#keep(this.#textEnd + this.#open.texts.write(text as string, this.#textEnd), kept);
  }

  #keep(textEnd: number, facts: RecordFacts): void {
    this.#textEnd = textEnd;
    const count = this.#facts.push(facts);
    if (count === this.#offsets.length) {
      const larger = new Uint32Array(count * 2);
      larger.set(this.#offsets);
      this.#offsets = larger;
    }
    this.#offsets[count] = textEnd;
  }

  /** Notes the gap that a text of this length is instead of a record, if it is one. */
  #refuse(byteLength: number, row: number): boolean {
    const refused = refusedLength(byteLength, this.#file.maxRecordBytes);
    if (refused === undefined) return false;
    this.#gaps.push(refused);
    if (refused.kind !== "row-without-text") this.#unreadable ??= row;
    return true;
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
