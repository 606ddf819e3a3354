/** Records of a WARC file (ISO 28500, WARC 1.0 and 1.1), each with its place, whatever is wrong with the others. */
import type { Locator } from "@yurai/schema";
import { createReadStream } from "node:fs";
import { constants, inflateRawSync } from "node:zlib";
import type { SeenGap } from "../batch.ts";
import type { HeaderField } from "../crawled-response.ts";
import { openBytes, type ByteSource } from "./byte-stream.ts";
import { ByteWindow } from "./byte-window.ts";
import { findMember, readMember, type GzipMember } from "./gzip-member.ts";
import { fieldValue, maxHeaderBytes, readHeaderBlock } from "./header-fields.ts";
import { gapOfStream } from "./read-row.ts";
import { unpackedLimit } from "./unpacking-limit.ts";

/** Where a record lies. */
export type WarcLocator = Extract<Locator, { kind: "warc" }>;

/** One record as it is stored. */
export interface WarcRecord {
  /** `response`, `request`, `warcinfo`, `metadata`, `resource`, `revisit`, `conversion`, `continuation`, or what else stands there. */
  readonly type: string;
  readonly fields: readonly HeaderField[];
  readonly block: Uint8Array;
  readonly locator: WarcLocator;
}

/** How records are read. */
export interface RecordOptions {
  readonly onGap: (gap: SeenGap) => void;
  /** The file's path in locators and gaps. */
  readonly path: string;
  /** Larger records are a gap. */
  readonly maxRecordBytes: number;
}

/** Members that hold nothing, one after the other: each costs twenty bytes and the time of a record. */
const maxEmptyMembers = 10_000;

type Parsed =
  | {
      readonly kind: "record";
      readonly type: string;
      readonly fields: readonly HeaderField[];
      readonly block: Uint8Array;
      readonly byteEnd: number;
    }
  | { readonly kind: "problem"; readonly code: string };

/** Yields every record that can be read, in order. What can't is a gap with its offset, and reading goes on behind it. */
export async function* readRecords(source: ByteSource, options: RecordOptions): AsyncGenerator<WarcRecord> {
  const { path, onGap } = options;
  const raw: AsyncIterable<Uint8Array> =
    typeof source === "string" ? createReadStream(source, { highWaterMark: 256 * 1024 }) : source;
  const window = new ByteWindow(raw);
  let reading = window;
  try {
    await window.fill(maxHeaderBytes);
    if (isGzip(window.view) && !isOneMember(window.view)) yield* memberRecords(window, options);
    else {
      const { packing, chunks } = await openBytes(window.rest());
      reading = new ByteWindow(chunks);
      yield* streamRecords(reading, packing !== "none", options);
    }
  } catch (error) {
    onGap(gapOfStream(error, path, reading.position));
  } finally {
    await reading.close();
  }
}

/** Reads the record that stands at the begin of stored bytes, packed or not; undefined when there is none. */
export function recordAt(stored: Uint8Array, locator: WarcLocator): WarcRecord | undefined {
  const bytes = isGzip(stored) ? begin(stored, stored.byteLength, constants.Z_FINISH) : stored;
  const parsed = bytes === undefined ? undefined : parseRecord(bytes);
  if (parsed?.kind !== "record") return undefined;
  const { type, fields, block } = parsed;
  return { type, fields, block, locator };
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Tells a file that was packed as a whole: more than one record stands in the first bytes that unpack. */
function isOneMember(view: Uint8Array): boolean {
  const bytes = begin(view, 64 * 1024, constants.Z_SYNC_FLUSH);
  const first = bytes === undefined ? undefined : parseRecord(bytes);
  if (bytes === undefined || first?.kind !== "record") return false;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes("WARC/", first.byteEnd);
}

/** What the begin of a plain gzip member unpacks to. */
function begin(packed: Uint8Array, byteLength: number, finishFlush: number): Uint8Array | undefined {
  try {
    const plain = packed[3] === 0 ? 10 : undefined;
    if (plain === undefined) return undefined;
    return inflateRawSync(packed.subarray(plain, byteLength), { finishFlush, maxOutputLength: 2 ** 30 });
  } catch {
    return undefined;
  }
}

/** Records of a file in which each is a gzip member of its own, as the standard asks for. */
async function* memberRecords(window: ByteWindow, options: RecordOptions): AsyncGenerator<WarcRecord> {
  const { path, onGap, maxRecordBytes } = options;
  const maxBytes = maxRecordBytes + maxHeaderBytes;
  let unpackedStart = 0;
  let skippedBytes = 0;
  let emptyMembers = 0;
  for (;;) {
    const member = await readMember(window, {
      maxBytes,
      maxSkippedBytes: unpackedLimit(window.position) - skippedBytes,
    });
    if (member.kind === "end") return;
    if (member.kind !== "member") {
      onGap(gapOfMember(member, path));
      if (member.kind === "truncated" || member.kind === "endless") return;
      if (member.kind === "broken" && !(await findMember(window))) return;
      if (member.kind === "too-large") skippedBytes += member.byteLength;
      if (member.kind === "too-large") unpackedStart += member.byteLength;
      continue;
    }
    emptyMembers = member.bytes.byteLength === 0 ? emptyMembers + 1 : 0;
    if (emptyMembers > maxEmptyMembers) {
      const where = { path, byte: member.byteStart };
      onGap({ kind: "limit-reached", count: 1, code: "too-many-empty-members", where });
      return;
    }
    yield* recordsIn(member, unpackedStart, options);
    unpackedStart += member.bytes.byteLength;
  }
}

function* recordsIn(
  member: GzipMember & { readonly kind: "member" },
  unpackedStart: number,
  { path, onGap }: RecordOptions,
): Generator<WarcRecord> {
  const { bytes, byteStart, byteEnd } = member;
  let at = 0;
  while (at < bytes.byteLength) {
    const parsed = parseRecord(bytes.subarray(at));
    if (parsed.kind === "problem") {
      onGap({ kind: "broken-line", count: 1, code: parsed.code, where: { path, byte: byteStart } });
      return;
    }
    const { type, fields, block } = parsed;
    const end = at + parsed.byteEnd;
    const next = end + lineBreaks(bytes.subarray(end));
    const isAlone = at === 0 && next === bytes.byteLength;
    const place = isAlone
      ? { byteStart, byteEnd }
      : { byteStart: unpackedStart + at, byteEnd: unpackedStart + end, isUnpacked: true as const };
    yield { type, fields, block, locator: { kind: "warc", path, ...place } };
    at = next;
  }
}

/** Records of a file that is not packed, or packed as a whole. */
async function* streamRecords(
  window: ByteWindow,
  isUnpacked: boolean,
  options: RecordOptions,
): AsyncGenerator<WarcRecord> {
  const { path, onGap, maxRecordBytes } = options;
  for (;;) {
    await window.fill(maxHeaderBytes);
    window.skip(lineBreaks(window.view));
    if (!(await window.fill(1))) return;
    const byteStart = window.position;
    const header = parseHeader(window.view);
    if (header.kind === "problem") {
      const kind = header.code === "cut-off" ? "truncated-file" : "broken-line";
      onGap({ kind, count: 1, code: header.code, where: { path, byte: byteStart } });
      if (!(await findRecord(window))) return;
      continue;
    }
    const { byteLength, headerBytes, type, fields } = header;
    window.skip(headerBytes);
    if (byteLength > maxRecordBytes) {
      onGap({ kind: "limit-reached", count: 1, code: "record-too-large", where: { path, byte: byteStart } });
      if (!(await window.skipFar(byteLength))) return;
      continue;
    }
    if (!(await window.fill(byteLength))) {
      onGap({ kind: "truncated-file", count: 1, code: "record-cut-off", where: { path, byte: byteStart } });
      return;
    }
    const block = window.view.slice(0, byteLength);
    window.skip(byteLength);
    const place = { byteStart, byteEnd: window.position, ...(isUnpacked && { isUnpacked: true as const }) };
    yield { type, fields, block, locator: { kind: "warc", path, ...place } };
  }
}

/** Moves the window to the next line that begins a record. */
async function findRecord(window: ByteWindow): Promise<boolean> {
  const mark = "\nWARC/1.";
  while (await window.fill(mark.length)) {
    const bytes = Buffer.from(window.view.buffer, window.view.byteOffset, window.byteLength);
    const at = bytes.indexOf(mark, 0, "latin1");
    if (at >= 0) {
      window.skip(at + 1);
      return true;
    }
    window.skip(bytes.byteLength - mark.length + 1);
  }
  return false;
}

function parseHeader(bytes: Uint8Array):
  | {
      readonly kind: "header";
      readonly type: string;
      readonly fields: readonly HeaderField[];
      readonly byteLength: number;
      readonly headerBytes: number;
    }
  | { readonly kind: "problem"; readonly code: string } {
  const header = readHeaderBlock(bytes);
  if (header === "too-large") return { kind: "problem", code: "header-too-large" };
  if (header === "cut-off") return { kind: "problem", code: "cut-off" };
  if (!/^WARC\/\d\.\d+$/.test(header.firstLine)) return { kind: "problem", code: "not-warc" };
  const length = fieldValue(header.fields, "content-length");
  if (length === undefined || !/^\d{1,15}$/.test(length))
    return { kind: "problem", code: "no-content-length" };
  const type = (fieldValue(header.fields, "warc-type") ?? "").toLowerCase();
  return {
    kind: "header",
    type,
    fields: header.fields,
    byteLength: Number(length),
    headerBytes: header.byteEnd,
  };
}

function parseRecord(bytes: Uint8Array): Parsed {
  const header = parseHeader(bytes);
  if (header.kind === "problem") return header;
  const { type, fields, headerBytes } = header;
  const byteEnd = headerBytes + header.byteLength;
  if (byteEnd > bytes.byteLength) return { kind: "problem", code: "content-length-too-large" };
  return { kind: "record", type, fields, block: bytes.subarray(headerBytes, byteEnd), byteEnd };
}

function lineBreaks(bytes: Uint8Array): number {
  let at = 0;
  while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++;
  return at;
}

function gapOfMember(member: Exclude<GzipMember, { kind: "member" | "end" }>, path: string): SeenGap {
  const where = { path, byte: member.byteStart };
  switch (member.kind) {
    case "truncated":
      return { kind: "truncated-file", count: 1, code: "record-cut-off", where };
    case "broken":
      return { kind: "broken-line", count: 1, code: member.code, where };
    case "too-large":
      return { kind: "limit-reached", count: 1, code: "record-too-large", where };
    case "endless":
      return { kind: "limit-reached", count: 1, code: "unpacks-without-end", where };
    default:
      return member satisfies never;
  }
}
