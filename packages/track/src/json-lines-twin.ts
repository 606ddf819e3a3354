/** Reads JSON Lines in plain TypeScript: what the kernel's every answer must equal on chunks of valid UTF-8. */
import { Buffer, isUtf8 } from "node:buffer";
import { JsonFields } from "./json-fields.ts";
import {
  escapedString,
  factNumbers,
  lineHead,
  lineStatus,
  missing,
  otherValue,
  plainString,
  type FoundLines,
  type JsonLines,
  type LineFields,
} from "./json-lines.ts";
import { unescapeInto } from "./json-unescape.ts";

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** Lines of one answer. */
const maxLines = 2_048;
/** Shorter lines of nothing but spaces are none. */
const blankBytes = 64;
const blank = /^[ \t\r]*$/;

/** The plain reader. It takes chunks that are no UTF-8 as well: their damaged lines are left. */
export class JsonLinesTwin implements JsonLines {
  readonly madeBy = "twin";
  chunk: Buffer = Buffer.alloc(0);
  texts: Buffer = Buffer.alloc(0);
  readonly #wanted: LineFields;
  readonly #fields: JsonFields;
  readonly #numbers: Uint32Array;
  readonly #stride: number;
  #isUtf8 = true;
  #leavesNext = false;
  #at = 0;
  #line = 0;
  #textEnd = 0;

  constructor(wanted: LineFields) {
    this.#wanted = wanted;
    this.#fields = new JsonFields(wanted.names);
    this.#stride = lineHead.length + (wanted.names.length - 1) * factNumbers.length;
    this.#numbers = new Uint32Array(maxLines * this.#stride);
  }

  begin(chunk: Uint8Array, leavesFirst: boolean): void {
    this.chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.texts.byteLength < chunk.byteLength) this.texts = Buffer.allocUnsafe(chunk.byteLength);
    this.#isUtf8 = isUtf8(chunk);
    this.#leavesNext = leavesFirst;
    this.#at = 0;
    this.#line = 0;
  }

  pass(until: number): void {
    for (; this.#line < until && this.#at < this.chunk.byteLength; this.#line++)
      this.#at = this.#feedAfter(this.#at) + 1;
    this.#leavesNext = false;
  }

  run(until: number, textEnd: number): FoundLines {
    this.#textEnd = textEnd;
    let count = 0;
    while (this.#at < this.chunk.byteLength && this.#line < until && count < maxLines) {
      const status = this.#readLine(this.#numbers.subarray(count * this.#stride, (count + 1) * this.#stride));
      if (status !== undefined) count++;
      if (status === lineStatus.left) break;
    }
    return {
      count,
      numbers: this.#numbers,
      textEnd: this.#textEnd,
      nextLine: this.#line,
      isAtEnd: this.#at >= this.chunk.byteLength,
    };
  }

  /** Undefined for a line of nothing but spaces. */
  #readLine(numbers: Uint32Array): number | undefined {
    const start = this.#at;
    const feed = this.#feedAfter(start);
    const end = feed > start && this.chunk[feed - 1] === carriageReturn ? feed - 1 : feed;
    const line = this.#line++;
    this.#at = feed + 1;
    const isOversized = feed - start > this.#wanted.maxLineBytes;
    const isRow = !isOversized && !this.#leavesNext && this.#isRow(start, end);
    this.#leavesNext = false;
    const status = isOversized ? lineStatus.oversized : isRow ? this.#takeText() : lineStatus.left;
    if (status === lineStatus.left && this.#isBlank(start, feed)) return undefined;
    for (let field = 1; field < this.#wanted.names.length; field++)
      this.#fact(field, isRow, numbers.subarray(lineHead.length + (field - 1) * factNumbers.length));
    numbers.set([line, status, start, end, this.#textEnd]);
    return status;
  }

  #isRow(start: number, end: number): boolean {
    const isUtf8Line = this.#isUtf8 || isUtf8(this.chunk.subarray(start, end));
    return isUtf8Line && this.#fields.find(this.chunk, start, end);
  }

  /** Copies the text behind the others, if it can be recorded. */
  #takeText(): number {
    const kind = this.#fields.kinds[0]!;
    if (kind === missing || kind === otherValue) return lineStatus.withoutText;
    const from = this.#textEnd;
    let to = from + this.chunk.copy(this.texts, from, this.#fields.starts[0]!, this.#fields.ends[0]!);
    if (kind === escapedString) to = unescapeInto(this.texts, from, to, from);
    if (to === from) return lineStatus.empty;
    if (to - from > this.#wanted.maxRecordBytes) return lineStatus.tooLarge;
    this.#textEnd = to;
    return lineStatus.text;
  }

  #fact(field: number, isRow: boolean, numbers: Uint32Array): void {
    const kind = isRow ? this.#fields.kinds[field]! : missing;
    numbers[factNumbers.kind] = kind;
    if (kind === missing) return;
    const start = this.#fields.starts[field]!;
    const end = this.#fields.ends[field]!;
    numbers[factNumbers.start] = start;
    numbers[factNumbers.end] = end;
    if (kind !== escapedString) return;
    const quoted = this.chunk.toString("utf8", start - 1, end + 1);
    if (!(JSON.parse(quoted) as string).isWellFormed()) return;
    numbers[factNumbers.kind] = plainString;
    numbers[factNumbers.end] = unescapeInto(this.chunk, start, end, start);
  }

  #isBlank(start: number, feed: number): boolean {
    return feed - start < blankBytes && blank.test(this.chunk.toString("latin1", start, feed));
  }

  #feedAfter(at: number): number {
    const found = this.chunk.indexOf(lineFeed, at);
    return found < 0 ? this.chunk.byteLength : found;
  }
}
