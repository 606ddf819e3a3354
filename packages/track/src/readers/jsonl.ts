/** JSON Lines from a file or a stream: plain, gzip or Zstandard. What is broken is a gap with its place, never an error. */
import { isUtf8 } from "node:buffer";
import { openBytes, type ByteSource } from "./byte-stream.ts";
import { readLines, type Line } from "./lines.ts";
import { gapOfError, gapOfStream, locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";
import type { SeenGap } from "../batch.ts";

/** How JSON Lines are read. */
export interface JsonlOptions extends ReaderOptions {
  /** The field that holds the text; it goes into locators, so that evidence is found again. Default `text`. */
  readonly field?: string;
  /** Longer lines are a gap. Default 64 MiB. */
  readonly maxLineBytes?: number;
  /** What a stream is called in locators and gaps. Default `-`. */
  readonly name?: string;
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

/**
 * Yields the rows of JSON Lines in order. Row numbers count lines from 0, empty and broken ones too; byte ranges are those
 * of the line in the unpacked stream. Memory is bounded by the longest line.
 *
 * Gaps: `broken-line`, `wrong-encoding`, `oversized-line`, `truncated-file`, `limit-reached`, and those of a file that can't
 * be opened.
 */
export async function* readJsonl(source: ByteSource, options: JsonlOptions): AsyncGenerator<ReadRow> {
  const { field = "text", maxLineBytes = 64 * 1024 * 1024, onGap } = options;
  const path = typeof source === "string" ? locatorPath(source, options.baseFolder) : (options.name ?? "-");
  let opened: Awaited<ReturnType<typeof openBytes>>;
  try {
    opened = await openBytes(source);
  } catch (error) {
    onGap(gapOfError(error, path));
    return;
  }
  for await (const lines of readLines(opened.chunks, maxLineBytes)) {
    for (const line of lines) {
      const value = line.kind === "line" ? parseLine(line.bytes, line.number === 0) : undefined;
      const gap = line.kind === "line" ? gapOfValue(value) : gapOfLine(line, path);
      if (gap !== undefined) onGap(placed(gap, line, path));
      if (line.kind !== "line" || value === undefined || gap !== undefined) continue;
      const byteEnd = line.byteStart + line.bytes.byteLength;
      yield {
        value: value.json,
        locator: { kind: "row", path, row: line.number, byteStart: line.byteStart, byteEnd, field },
      };
    }
  }
}

type Parsed = { readonly json: unknown } | { readonly json: undefined; readonly gap: SeenGap };

/** Parses one line, which may begin with a byte order mark if it is the first. Undefined for an empty line. */
export function parseLine(line: Uint8Array, isFirst: boolean): Parsed | undefined {
  let bytes = line;
  if (isFirst) {
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
      return { json: undefined, gap: { kind: "wrong-encoding", count: 1, code: "utf-16" } };
    if (byteOrderMark.every((byte, at) => bytes[at] === byte)) bytes = bytes.subarray(3);
  }
  if (!isUtf8(bytes))
    return { json: undefined, gap: { kind: "wrong-encoding", count: 1, code: "not-utf-8" } };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  if (text.length < 64 && text.trim() === "") return undefined;
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return { json: undefined, gap: { kind: "broken-line", count: 1, code: "not-json" } };
  }
}

function gapOfValue(value: Parsed | undefined): SeenGap | undefined {
  return value !== undefined && "gap" in value ? value.gap : undefined;
}

function gapOfLine(line: Exclude<Line, { readonly kind: "line" }>, path: string): SeenGap {
  if (line.kind === "oversized") return { kind: "oversized-line", count: 1 };
  return gapOfStream(line.error, path, line.byteEnd);
}

function placed(gap: SeenGap, line: Line, path: string): SeenGap {
  const byte = line.kind === "broken-off" ? line.byteEnd : line.byteStart;
  return { ...gap, where: { path, line: line.number + 1, byte } };
}
