// Outputs without their personal data and secrets: every byte that is not one stays as it is.
import { isUtf8 } from "node:buffer";
import { redact, redactJson, type RedactOptions } from "@yurai/pii";
import { isYuraiError, type JsonValue } from "@yurai/schema";
import { readCsv } from "./csv.ts";
import { CliError } from "../error.ts";
import { outputIdOf, type OutputFormat } from "../check/output-rows.ts";

/** What is taken out, and where. */
export interface Redaction {
  readonly format: OutputFormat;
  /** The field that a check looks at. */
  readonly field: string;
  /** Only these outputs; undefined for all. */
  readonly ids?: ReadonlySet<string>;
  readonly options: RedactOptions;
}

/** What was done, without any value. */
export interface RedactionTally {
  rows: number;
  changedRows: number;
  /** Rows that are no JSON, and were redacted as text. */
  brokenRows: number;
  /** Values taken out, by category. */
  readonly counts: Map<string, number>;
  /** Of the ids asked for, those that were there. */
  readonly found: Set<string>;
}

/** Longest row, and longest text, in bytes. */
const maxRowBytes = 64 * 1024 * 1024;
/** What is taken out can change what is found around it; more rounds than this no text has needed. */
const maxRounds = 5;
/** What tells outputs apart and joins them to others must stay as it is. */
const keptFields: ReadonlySet<string> = new Set(["id", "model", "generatedAt", "media"]);

/** A tally of nothing yet. */
export function startTally(): RedactionTally {
  return { rows: 0, changedRows: 0, brokenRows: 0, counts: new Map(), found: new Set() };
}

/** Yields the redacted input in pieces, holding one row at a time; a text is held whole. */
export async function* redactRows(
  chunks: AsyncIterable<Uint8Array>,
  redaction: Redaction,
  tally: RedactionTally,
): AsyncGenerator<string | Uint8Array> {
  switch (redaction.format) {
    case "jsonl":
      for await (const { bytes, lineBreak } of linesOf(chunks)) {
        yield redactLine(bytes, redaction, tally);
        yield lineBreak;
      }
      return;
    case "csv":
      yield* redactCsv(chunks, redaction, tally);
      return;
    case "text":
      yield redactWhole(decode(await joined(chunks)), redaction, tally);
      return;
    case "parquet":
    case "arrow":
    case "tar":
    case "images":
    case "files":
      throw new CliError("bad-usage", "redact writes text: give it JSON Lines, CSV or a text");
    default:
      redaction.format satisfies never;
  }
}

function redactLine(bytes: Uint8Array, redaction: Redaction, tally: RedactionTally): string | Uint8Array {
  tally.rows += 1;
  const line = decode(bytes);
  if (line.trim() === "") return bytes;
  const row = parsed(line);
  if (row === undefined) return redactBroken(line, redaction, tally) ?? bytes;
  const fields = isObject(row) ? row : {};
  if (!isWanted(outputIdOf(fields, tally.rows), redaction, tally)) return bytes;
  const counter = startCounter(tally);
  try {
    const redacted = isObject(row)
      ? Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, redactField(name, value, redaction, counter)]),
        )
      : redactField(redaction.field, row, redaction, counter);
    return counter.end() ? JSON.stringify(redacted) : bytes;
  } catch (error) {
    if (isYuraiError(error) && error.code === "too-deep")
      return redactBroken(line, redaction, tally) ?? bytes;
    throw error;
  }
}

/** A row that no check can read may hold a value all the same; which output it is nobody knows. */
function redactBroken(line: string, redaction: Redaction, tally: RedactionTally): string | undefined {
  tally.brokenRows += 1;
  if (redaction.ids !== undefined) return undefined;
  const counter = startCounter(tally);
  const redacted = redactText(line, redaction, counter);
  return counter.end() ? redacted : undefined;
}

async function* redactCsv(
  chunks: AsyncIterable<Uint8Array>,
  redaction: Redaction,
  tally: RedactionTally,
): AsyncGenerator<string> {
  const text = decode(await joined(chunks));
  const records = readCsv(
    (async function* () {
      yield text;
    })(),
    { maxRecordLength: maxRowBytes },
  );
  let header: readonly string[] | undefined;
  for (let next = await records.next(); ; next = await records.next()) {
    if (next.done === true) {
      if (next.value === undefined) return;
      throw new CliError(
        "bad-usage",
        `line ${next.value.line} of the CSV ends inside quotes; close them first`,
      );
    }
    const { fields, line } = next.value;
    if (header === undefined) {
      header = fields.map((title) => title.trim().replace(/^\u{feff}/u, ""));
      yield csvLine(fields);
      continue;
    }
    tally.rows += 1;
    const titles = header;
    const row = Object.fromEntries(titles.map((title, at) => [title, fields[at]]));
    if (!isWanted(outputIdOf(row, line), redaction, tally)) {
      yield csvLine(fields);
      continue;
    }
    const counter = startCounter(tally);
    yield csvLine(
      fields.map((value, at) => String(redactField(titles[at] ?? "", value, redaction, counter))),
    );
    counter.end();
  }
}

function redactWhole(text: string, redaction: Redaction, tally: RedactionTally): string {
  tally.rows += 1;
  if (!isWanted("1", redaction, tally)) return text;
  const counter = startCounter(tally);
  const redacted = redactText(text, redaction, counter);
  counter.end();
  return redacted;
}

interface Counter {
  readonly add: (category: string, count: number) => void;
  /** Whether anything was taken out; counts the row if so. */
  readonly end: () => boolean;
}

function startCounter(tally: RedactionTally): Counter {
  let taken = 0;
  return {
    add: (category, count) => {
      taken += count;
      tally.counts.set(category, (tally.counts.get(category) ?? 0) + count);
    },
    end: () => {
      if (taken > 0) tally.changedRows += 1;
      return taken > 0;
    },
  };
}

function redactField(name: string, value: JsonValue, redaction: Redaction, counter: Counter): JsonValue {
  if (name === redaction.field && typeof value === "string") return redactText(value, redaction, counter);
  if (keptFields.has(name)) return value;
  const redacted = redactJson({ [name]: value }, redaction.options);
  for (const [category, count] of Object.entries(redacted.counts)) counter.add(category, count);
  // What went in was an object with this one member.
  return (redacted.value as Readonly<Record<string, JsonValue>>)[name]!;
}

/** The text that a check finds nothing in. */
function redactText(text: string, { options }: Redaction, counter: Counter): string {
  let current = text;
  for (let round = 0; round < maxRounds; round++) {
    const { text: next, hits } = redact(current, options);
    if (hits.length === 0) return current;
    for (const { category } of hits) counter.add(category, 1);
    current = next;
  }
  return current;
}

function isWanted(id: string, { ids }: Redaction, { found }: RedactionTally): boolean {
  if (ids === undefined) return true;
  if (!ids.has(id)) return false;
  found.add(id);
  return true;
}

function parsed(line: string): JsonValue | undefined {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(line.replace(/^\u{feff}/u, "")) as JsonValue;
  } catch {
    return undefined;
  }
}

function isObject(value: JsonValue): value is Readonly<Record<string, JsonValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function csvLine(fields: readonly string[]): string {
  const cells = fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field));
  return `${cells.join(",")}\r\n`;
}

function decode(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  throw new CliError("bad-usage", "the input is not UTF-8 text; unpack it, or convert it first");
}

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let byteLength = 0;
  for await (const chunk of chunks) {
    byteLength += chunk.byteLength;
    if (byteLength > maxRowBytes) throw tooLong();
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** Lines with the bytes that end them. */
async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly lineBreak: string }> {
  let held: Uint8Array[] = [];
  let heldLength = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      const line = Buffer.concat([...held, chunk.subarray(start, end)]);
      const isCrlf = line.at(-1) === 0x0d;
      yield { bytes: isCrlf ? line.subarray(0, -1) : line, lineBreak: isCrlf ? "\r\n" : "\n" };
      held = [];
      heldLength = 0;
      start = end + 1;
    }
    held.push(Uint8Array.from(chunk.subarray(start)));
    heldLength += chunk.length - start;
    if (heldLength > maxRowBytes) throw tooLong();
  }
  const last = Buffer.concat(held);
  if (last.byteLength > 0) yield { bytes: last, lineBreak: "" };
}

function tooLong(): CliError {
  return new CliError("bad-usage", "a row or text is longer than 64 MiB; cut the input into parts");
}
