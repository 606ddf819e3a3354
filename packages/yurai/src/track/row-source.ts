// What a path on the command line stands for, and the rows in it.
import {
  readFolder,
  readJsonl,
  readSpdxTag,
  type CrawledResponse,
  type RowOptions,
  type SeenGap,
} from "@yurai/track";
import type { Locator, Timestamp } from "@yurai/schema";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { CliError, toFileError } from "../error.ts";
import type { OpenedHub } from "./hub-source.ts";
import type { OpenedS3 } from "./s3-source.ts";
import { readStandardInput } from "./standard-input.ts";

/** A row with its place. */
export interface PlacedRow {
  readonly value: unknown;
  readonly locator: Locator;
  /** Facts that the reader knows and that are in no field of the value. */
  readonly url?: string;
  readonly fetchedAt?: Timestamp;
  readonly title?: string;
  readonly licence?: string;
  /** The file of the picture that goes with the row. */
  readonly image?: Uint8Array;
  /** The response that a crawled page came in. */
  readonly response?: CrawledResponse;
}

/** What a path stands for. */
export type RowSource =
  | { readonly kind: "jsonl"; readonly path: string; readonly byteLength: number }
  /** A folder of text and code, or one such file. */
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "warc" | "csv" | "parquet" | "arrow" | "tar"; readonly path: string }
  /** A dataset of the Hugging Face Hub, not opened yet. */
  | { readonly kind: "hub"; readonly path: string }
  | OpenedHub
  /** Objects of an S3-compatible store, not listed yet. */
  | { readonly kind: "s3"; readonly path: string }
  | OpenedS3
  | { readonly kind: "stdin" }
  | { readonly kind: "npm"; readonly path: string };

/** What rows are read from: not packages, which are sources of their own, nor datasets and objects before they are open. */
export type ReadableSource = Exclude<RowSource, { kind: "npm" | "hub" | "s3" }>;

/** How rows are read. */
export interface ReadOptions {
  readonly onGap: (gap: SeenGap) => void;
  /** Locators are relative to it. */
  readonly baseFolder: string;
  /** The field that holds the text. Default `text`. */
  readonly field?: string;
  /** Encoding of CSV. Default: by byte order mark, else UTF-8. */
  readonly encoding?: string;
  /** Text of Parquet and Arrow may stay bytes: nobody but the tracker looks at it. */
  readonly asBytes?: boolean;
  /** Pictures go with their rows. Default: they are gaps, or values of a row that nobody looks at. */
  readonly images?: boolean;
  readonly stdin: AsyncIterable<Uint8Array>;
}

/**
 * Looks at paths before anything is read, so that a typing error leaves no run behind.
 *
 * @throws CliError `file-missing`, `file-unreadable`; `bad-usage` when standard input stands beside something else
 */
export function findRowSources(paths: readonly string[], cwd: string): readonly RowSource[] {
  const sources = paths.map((path) => findRowSource(path, cwd));
  if (sources.filter(({ kind }) => kind === "stdin").length > 1)
    throw new CliError("bad-usage", "standard input (-) can be read once only");
  return sources;
}

function findRowSource(path: string, cwd: string): RowSource {
  if (path === "-") return { kind: "stdin" };
  if (path.startsWith("hf:")) return { kind: "hub", path: path.slice("hf:".length) };
  if (path.startsWith("s3:")) return { kind: "s3", path };
  const isNpm = path.startsWith("npm:");
  const full = resolve(cwd, isNpm ? path.slice("npm:".length) : path);
  try {
    const stat = statSync(full);
    if (isNpm && !stat.isDirectory())
      throw new CliError("bad-usage", `${path} is no folder; give a node_modules`);
    if (isNpm) return { kind: "npm", path: full };
    const format = stat.isFile() ? formats.find(([name]) => name.test(full))?.[1] : undefined;
    if (format !== undefined) return { kind: format, path: full };
    // A pipe can be read once only, so nobody looks ahead into it.
    const isText = stat.isDirectory() || (stat.isFile() && !isJsonLines(full));
    return isText ? { kind: "folder", path: full } : { kind: "jsonl", path: full, byteLength: stat.size };
  } catch (error) {
    throw toFileError(error, "read", full);
  }
}

/** Formats that are told by a file's name. */
const formats: readonly (readonly [RegExp, "warc" | "csv" | "parquet" | "arrow" | "tar"])[] = [
  [/\.(?:tar(?:\.(?:gz|zst))?|tgz)$/i, "tar"],
  [/\.(?:warc|wet)(?:\.(?:gz|zst))?$/i, "warc"],
  [/\.[ct]sv(?:\.(?:gz|zst))?$/i, "csv"],
  [/\.parquet$/i, "parquet"],
  [/\.(?:arrow|arrows|feather|ipc)(?:\.(?:gz|zst))?$/i, "arrow"],
];

/** By its name, or because it begins like a JSON object. */
function isJsonLines(path: string): boolean {
  if (/\.(?:jsonl|ndjson|json|gz|zst)$/i.test(path)) return true;
  const head = Buffer.alloc(1_024);
  const file = openSync(path, "r");
  try {
    const length = readSync(file, head);
    return /^\uFEFF?\s*\{/.test(head.subarray(0, length).toString("utf8"));
  } finally {
    closeSync(file);
  }
}

/** Where the text and facts of a source's rows are; `field` is where the text is in rows that have fields. */
export function factsOfRows(source: RowSource, field: string): RowOptions<PlacedRow> {
  switch (source.kind) {
    case "folder":
      // A file of text is its text, and code often states its licence in its head.
      return { licence: ({ value }) => spdxTagOf(value) };
    case "npm":
      return {};
    case "warc":
      return { url: (row) => row.url, fetchedAt: (row) => row.fetchedAt };
    case "tar":
      return { url: (row) => row.url, licence: (row) => row.licence };
    case "hub":
    case "opened-hub":
    case "s3":
    case "opened-s3":
      // Its files may be text as well as rows, and pages of a crawl.
      return {
        text: ({ value }) => textOf(value, field),
        url: (row) => row.url,
        fetchedAt: (row) => row.fetchedAt,
      };
    case "jsonl":
    case "csv":
    case "parquet":
    case "arrow":
    case "stdin":
      return { text: field };
    default:
      return source satisfies never;
  }
}

const headLength = 8_192;

function spdxTagOf(value: unknown): string | undefined {
  const head = value instanceof Uint8Array ? new TextDecoder().decode(value.subarray(0, headLength)) : value;
  const licence = typeof head === "string" ? readSpdxTag(head) : undefined;
  return licence?.kind === "spdx" ? licence.expression : licence?.name;
}

function textOf(value: unknown, field: string): string | Uint8Array | undefined {
  if (typeof value === "string" || value instanceof Uint8Array) return value;
  const text =
    typeof value === "object" && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  return typeof text === "string" || text instanceof Uint8Array ? text : undefined;
}

/** Opens the rows of anything but npm packages, which are sources of their own. */
export function openRows(source: ReadableSource, options: ReadOptions): AsyncIterable<PlacedRow> {
  const { field, stdin, encoding: _encoding, asBytes: _asBytes, images, ...common } = options;
  const withField = { ...common, ...(field !== undefined && { field }) };
  switch (source.kind) {
    case "jsonl":
      return readJsonl(source.path, withField);
    case "folder":
      return readFolder(source.path, {
        ...common,
        read: images === true ? "text-and-images" : "text-beside-images",
      });
    case "warc":
    case "csv":
    case "parquet":
    case "arrow":
    case "tar":
      return readFormat(source.kind, source.path, options);
    case "opened-hub":
    case "opened-s3":
      return source.rows(options);
    case "stdin":
      return readStandardInput(stdin, withField);
    default:
      return source satisfies never;
  }
}

/** Readers with libraries of their own are loaded when something asks for them. */
async function* readFormat(
  format: "warc" | "csv" | "parquet" | "arrow" | "tar",
  path: string,
  { onGap, baseFolder, field, encoding, asBytes = false, images = false }: ReadOptions,
): AsyncGenerator<PlacedRow> {
  const named = { ...(field !== undefined && { field }) };
  const options = { onGap, baseFolder, asBytes, images, ...named };
  switch (format) {
    case "warc":
      yield* (await import("@yurai/track/warc")).readWarc(path, options);
      return;
    case "csv":
      yield* (await import("@yurai/track/csv")).readCsv(path, {
        ...options,
        ...(encoding !== undefined && { encoding }),
      });
      return;
    case "parquet":
      yield* (await import("@yurai/track/parquet")).readParquet(path, options);
      return;
    case "tar":
      yield* (await import("@yurai/track/tar")).readTar(path, options);
      return;
    case "arrow":
      yield* (await import("@yurai/track/arrow")).readArrow(path, options);
      return;
    default:
      format satisfies never;
  }
}
