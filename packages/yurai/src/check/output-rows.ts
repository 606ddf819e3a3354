// Outputs from a file, a folder or a stream: rows, texts and pictures. What is broken is a gap with its place.
import type { ModelOutput } from "@yurai/gate";
import type { ModelReference } from "@yurai/schema";
import { readJsonl, type SeenGap } from "@yurai/track";
import { createReadStream } from "node:fs";
import { readCsv } from "../screen/csv.ts";
import { CliError, toFileError } from "../error.ts";
import { parseModel } from "../home/model-reference.ts";
import { outputFiles } from "./output-files.ts";

/** How outputs are written down. */
export const outputFormats = ["text", "jsonl", "csv", "parquet", "arrow", "tar", "images", "files"] as const;

/** One of {@link outputFormats}. */
export type OutputFormat = (typeof outputFormats)[number];

/** An output and where it stands. */
export interface OutputRow {
  readonly output: ModelOutput;
  /** From 1; in a folder the number of the output. */
  readonly line: number;
  /** Where it stands in a folder: its file, and the line of a file of rows. */
  readonly place?: { readonly file: string; readonly line?: number };
  /** What `yurai probe` wrote into the row of a prompt: which record it was drawn from. */
  readonly probe?: unknown;
}

/** How outputs are read. */
export interface OutputRowsOptions {
  readonly format: OutputFormat;
  /** The field that holds the output. */
  readonly field: string;
  /** Called for everything that lay there and is no output. */
  readonly onGap: (gap: SeenGap) => void;
  /** What a stream is called. */
  readonly name: string;
}

/** Longest row, and longest output, in bytes. */
const maxRowBytes = 64 * 1024 * 1024;
const timestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const media = new Set(["text", "image", "audio", "video"]);
/**
 * Yields outputs in order, holding one at a time. A row without the field is an output without a text, which ends
 * `incomplete`; a row that can't be read is a gap.
 */
export async function* readOutputs(
  source: string | AsyncIterable<Uint8Array>,
  options: OutputRowsOptions,
): AsyncGenerator<OutputRow> {
  switch (options.format) {
    case "jsonl":
      yield* jsonlOutputs(source, options);
      return;
    case "csv":
      yield* csvOutputs(source, options);
      return;
    case "parquet":
    case "arrow":
      yield* tableOutputs(source, options);
      return;
    case "tar":
      yield* archiveOutputs(source, options);
      return;
    case "images":
    case "files":
      yield* fileOutputs(source, options);
      return;
    case "text":
      yield* textOutput(source, options);
      return;
    default:
      options.format satisfies never;
  }
}

async function* jsonlOutputs(
  source: string | AsyncIterable<Uint8Array>,
  { field, onGap, name }: OutputRowsOptions,
): AsyncGenerator<OutputRow> {
  for await (const { value, locator } of readJsonl(source, {
    onGap,
    field,
    name,
    maxLineBytes: maxRowBytes,
  })) {
    const line = locator.kind === "row" ? locator.row + 1 : 1;
    const row = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
    const text = typeof value === "string" ? value : row[field];
    yield {
      output: toOutput(row, text, line),
      line,
      ...(row["probe"] !== undefined && { probe: row["probe"] }),
    };
  }
}

async function* csvOutputs(
  source: string | AsyncIterable<Uint8Array>,
  options: OutputRowsOptions,
): AsyncGenerator<OutputRow> {
  const { field, onGap, name } = options;
  let header: readonly string[] | undefined;
  const records = readCsv(decoded(source, options), { maxRecordLength: maxRowBytes });
  for (let next = await records.next(); ; next = await records.next()) {
    if (next.done === true) {
      if (next.value === undefined) return;
      const kind = next.value.problem === "too-long" ? "oversized-line" : "truncated-file";
      onGap({ kind, count: 1, code: next.value.problem, where: { path: name, line: next.value.line } });
      return;
    }
    const { fields, line } = next.value;
    if (header === undefined) {
      header = fields.map((title) => title.trim().replace(/^\u{feff}/u, ""));
      continue;
    }
    const row = Object.fromEntries(header.map((title, at) => [title, fields[at]]));
    yield { output: toOutput(row, row[field], line), line };
  }
}

/**
 * Outputs of a Parquet file, which is read from its end, or of Arrow data. A row's text is one output and each of its pictures
 * another, `ROW#COLUMN`.
 */
async function* tableOutputs(
  source: string | AsyncIterable<Uint8Array>,
  { format, field, onGap, name }: OutputRowsOptions,
): AsyncGenerator<OutputRow> {
  if (format === "parquet" && typeof source !== "string")
    throw new CliError("bad-usage", "Parquet can't be read from a stream; give the file");
  const options = { onGap, field, name, images: true };
  const rows =
    format === "parquet" && typeof source === "string"
      ? (await import("@yurai/track/parquet")).readParquet(source, options)
      : (await import("@yurai/track/arrow")).readArrow(source, options);
  for await (const { value, locator, image } of rows) {
    const { row = 0, image: column, imageItem } = locator.kind === "row" ? locator : {};
    const line = row + 1;
    const { text, ...output } = toOutput(value, value[field], line);
    // A row that is a picture need not have a text; any other without one is an output that nothing can be said of.
    if (text !== undefined || image === undefined)
      yield { output: { ...output, ...(text !== undefined && { text }) }, line };
    if (image === undefined) continue;
    const id = `${output.id}#${column}${imageItem === undefined ? "" : `-${imageItem}`}`;
    yield { output: pictureOf({ ...output, id }, image), line };
  }
}

/** Outputs of a tar archive, each named by its member: texts and pictures. */
async function* archiveOutputs(
  source: string | AsyncIterable<Uint8Array>,
  { field, onGap, name }: OutputRowsOptions,
): AsyncGenerator<OutputRow> {
  const { readTar } = await import("@yurai/track/tar");
  let line = 0;
  for await (const { value, locator, image } of readTar(source, { onGap, field, name, images: true })) {
    line += 1;
    const text = typeof value === "string" ? value : new TextDecoder().decode(value);
    if (text !== "" || image === undefined) yield { output: { id: locator.entry, text }, line };
    if (image !== undefined)
      yield { output: pictureOf({ id: (locator.image ?? locator).entry }, image), line };
  }
}

/** A copy of the picture's bytes alone: they may lie in a page of many megabytes, and go to a worker. */
function pictureOf(output: Omit<ModelOutput, "text">, image: Uint8Array): ModelOutput {
  return { ...output, media: "image", bytes: Uint8Array.from(image) };
}

/** One output for each picture, recording and text of a folder, named by its path in it; the rows of each file of rows. */
async function* fileOutputs(
  source: string | AsyncIterable<Uint8Array>,
  { format, ...options }: OutputRowsOptions,
): AsyncGenerator<OutputRow> {
  if (typeof source !== "string")
    throw new CliError("bad-usage", "pictures can't be read from a stream; give a file or a folder");
  let line = 0;
  for await (const { path, name, kind } of outputFiles(source, options)) {
    const file = path === source ? options.name : `${options.name.replace(/\/+$/, "")}/${name}`;
    if (kind === "image" || kind === "audio" || kind === "video")
      yield { output: { id: name, media: kind, file: path }, line: ++line, place: { file } };
    else if (format === "files")
      for await (const row of readOutputs(path, { ...options, format: kind, name })) {
        const id = kind === "text" ? name : `${name}#${row.output.id}`;
        const place = { file, ...(kind !== "text" && { line: row.line }) };
        yield { ...row, output: { ...row.output, id }, line: ++line, place };
      }
  }
}

async function* textOutput(
  source: string | AsyncIterable<Uint8Array>,
  options: OutputRowsOptions,
): AsyncGenerator<OutputRow> {
  const pieces: string[] = [];
  let length = 0;
  let isBroken = false;
  const { onGap, ...rest } = options;
  const noteGap = (gap: SeenGap): void => {
    isBroken = true;
    onGap(gap);
  };
  for await (const piece of decoded(source, { ...rest, onGap: noteGap })) {
    pieces.push(piece);
    length += piece.length;
    if (length > maxRowBytes) {
      noteGap({ kind: "oversized-line", count: 1, where: { path: options.name } });
      break;
    }
  }
  if (!isBroken) yield { output: { id: "1", text: pieces.join("").replace(/^\u{feff}/u, "") }, line: 1 };
}

/** Text of bytes that are UTF-8 and hold no zero byte, as a binary file does. Stops at the first that isn't. */
async function* decoded(
  source: string | AsyncIterable<Uint8Array>,
  { onGap, name }: OutputRowsOptions,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const chunks: AsyncIterable<Uint8Array> = typeof source === "string" ? createReadStream(source) : source;
  let byte = 0;
  const decode = (chunk?: Uint8Array): string | undefined => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      // The only error of a decoder: these bytes are no UTF-8.
      return undefined;
    }
  };
  try {
    for await (const chunk of chunks) {
      const text = chunk.includes(0) ? undefined : decode(chunk);
      if (text === undefined) {
        onGap({ kind: "wrong-encoding", count: 1, code: "not-utf-8", where: { path: name, byte } });
        return;
      }
      byte += chunk.byteLength;
      if (text !== "") yield text;
    }
  } catch (error) {
    throw toFileError(error, "read", name);
  }
  if (decode() === undefined)
    onGap({ kind: "wrong-encoding", count: 1, code: "not-utf-8", where: { path: name, byte } });
}

function toOutput(row: Readonly<Record<string, unknown>>, text: unknown, line: number): ModelOutput {
  const { prompt, generatedAt } = row;
  const model = toModel(row["model"]);
  const kind = row["media"];
  return {
    id: outputIdOf(row, line),
    ...(typeof text === "string" && { text }),
    ...(typeof prompt === "string" && { prompt }),
    ...(model !== undefined && { model }),
    ...(typeof generatedAt === "string" && isTimestamp(generatedAt) && { generatedAt }),
    // Membership was tested just before.
    ...(typeof kind === "string" && media.has(kind) && { media: kind as NonNullable<ModelOutput["media"]> }),
  };
}

/** An output's own id: from its row, or the number of its line. */
export function outputIdOf({ id }: { readonly id?: unknown }, line: number): string {
  if (isName(id, 10_000)) return id;
  return typeof id === "number" ? String(id) : String(line);
}

function isTimestamp(text: string): boolean {
  return timestamp.test(text) && !Number.isNaN(Date.parse(text));
}

function toModel(value: unknown): ModelReference | undefined {
  if (isName(value, 200)) return parseModel(value);
  if (typeof value !== "object" || value === null) return undefined;
  const { name, version } = value as { readonly name?: unknown; readonly version?: unknown };
  if (!isName(name, 200)) return undefined;
  return { name, ...(isName(version, 200) && { version }) };
}

/** One line without spaces at its ends. */
function isName(value: unknown, maxLength: number): value is string {
  if (typeof value !== "string" || value === "" || value.length > maxLength) return false;
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return value.trim() === value && !/[\u0000-\u001f\u007f]/.test(value);
}
