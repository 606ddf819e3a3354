// What a row is: a salted canonical JSON text whose hash is the leaf, and the names it can be found by.
import { randomBytes } from "node:crypto";
import { canonicalJson } from "@yurai/schema";
import { LedgerError } from "./error.ts";
import { leafHash } from "./merkle.ts";

/** The longest body of a row in bytes: bulk facts belong into segments. */
export const maxBodyByteLength: number = 16 * 2 ** 20;

/** The most rows of one batch, so that a writer never keeps others waiting for long. */
export const maxBatchRows = 100_000;

/** The names a row is found by: name to values, for example `{ "id": ["news-crawl"], "run": ["7c1e"] }`. */
export type RowKeys = Readonly<Record<string, readonly string[]>>;

/** A row before it has a place in the log. */
export interface PlainRow {
  readonly kind: string;
  readonly body: unknown;
  readonly keys: RowKeys;
}

/** Canonical text of a plain row but for its index, which is known only under the write lock. */
export interface PreparedRow {
  readonly kind: string;
  readonly keys: RowKeys;
  readonly beforeIndex: string;
  readonly afterIndex: string;
}

/** A row with its place: `id` is the leaf hash of `text`. */
export interface PlacedRow {
  readonly index: number;
  readonly id: string;
  readonly kind: string;
  readonly keys: RowKeys;
  readonly text: string;
}

/** What a row's text says. */
export interface RowText {
  readonly at: string;
  readonly body: unknown;
  readonly index: number;
  readonly keys: RowKeys;
  readonly kind: string;
  /** 128 random bits as 32 hex digits: without it a short body could be guessed from its hash. */
  readonly salt: string;
}

/**
 * Writes a row's text around the hole for its index. The members stand in RFC 8785's order, so the whole is canonical.
 *
 * @throws LedgerError `row-invalid` for a body over {@link maxBodyByteLength}
 * @throws SchemaError `not-canonical` for a body that is not JSON
 */
export function prepareRow(row: PlainRow, at: string): PreparedRow {
  const body = canonicalJson(row.body);
  if (Buffer.byteLength(body) > maxBodyByteLength) {
    const message = `a ${row.kind} row is over ${maxBodyByteLength} bytes; split it, or keep bulk facts in a segment`;
    throw new LedgerError("row-invalid", message);
  }
  const salt = randomBytes(16).toString("hex");
  return {
    kind: row.kind,
    keys: row.keys,
    beforeIndex: `{"at":${JSON.stringify(at)},"body":${body},"index":`,
    afterIndex: `,"keys":${canonicalJson(row.keys)},"kind":${JSON.stringify(row.kind)},"salt":"${salt}"}`,
  };
}

/** Gives a prepared row its place. The index is in the hashed text, so that rows cannot change places unseen. */
export function placeRow(row: PreparedRow, index: number): PlacedRow {
  const text = `${row.beforeIndex}${index}${row.afterIndex}`;
  return { index, id: toHex(leafHash(text)), kind: row.kind, keys: row.keys, text };
}

/** Reads a row's text, or returns undefined when it has not the shape that {@link placeRow} writes. */
export function parseRowText(text: string): RowText | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRowText(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The pairs that a row's keys bring into the table of keys. */
export function keyPairs(keys: RowKeys): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(keys).flatMap(([name, values]) =>
    [...new Set(values)].map((value) => ({ name, value })),
  );
}

/** Bytes as lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** Hex as bytes; the caller knows that it is hex. */
export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, "hex"));
}

function isRowText(value: unknown): value is RowText {
  if (typeof value !== "object" || value === null) return false;
  const { at, body, index, keys, kind, salt } = value as Partial<Record<keyof RowText, unknown>>;
  const scalars = typeof at === "string" && typeof kind === "string" && typeof salt === "string";
  return scalars && typeof index === "number" && body !== undefined && isRowKeys(keys);
}

function isRowKeys(value: unknown): value is RowKeys {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every(
    (list) => Array.isArray(list) && list.every((item) => typeof item === "string"),
  );
}
