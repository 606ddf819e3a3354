/** Reads the text of records again from the objects of an S3-compatible store: a range where it can, else the whole object. */
import type { ReadText, RecordText } from "@yurai/fingerprint";
import type { Locator } from "@yurai/schema";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { jsonTextOf, readRows } from "../read-text.ts";
import {
  fetchObject,
  fetchRange,
  isAddressable,
  parseS3Url,
  S3Refusal,
  type S3Settings,
} from "./s3-client.ts";

/** How objects are read again. */
export interface ReadObjectsOptions extends S3Settings {
  /** Larger objects, where no range of theirs will do, are too large. Default 1 GiB. */
  readonly maxObjectBytes?: number;
  /** Where an object lies while it is read. Default: the system's folder for temporary files. */
  readonly temporaryFolder?: string;
}

const maxRangeBytes = 64 * 1024 * 1024;
const packed = /\.(?:gz|zst|tgz)$/i;

/**
 * Returns a reader for records whose locator is `s3://bucket/key`, for `openIndex` in a program of one's own: it asks the
 * network, which `yurai check` never does. Rows of plain JSON Lines, records of WARC files, entries of plain archives and
 * texts cost one request for their bytes; of packed rows, CSV, Parquet and Arrow the whole object is fetched each time.
 *
 * @example
 * ```ts
 * using index = await openIndex(".yurai", { readText: [readObjects(s3Settings(process.env))] });
 * ```
 */
export function readObjects(options: ReadObjectsOptions): ReadText {
  return async ({ facts: { locator } }) => {
    if (!("path" in locator)) return "not-kept";
    const place = parseS3Url(locator.path);
    if (place === undefined || !isAddressable(place.prefix)) return "not-kept";
    try {
      return (
        (await fromRange(options, place.bucket, place.prefix, locator)) ??
        (await fromWhole(options, place.bucket, place.prefix, locator))
      );
    } catch (error) {
      if (!(error instanceof S3Refusal)) throw error;
      return error.code === "too-long" ? "too-large" : "file-missing";
    }
  };
}

type Placed = Extract<Locator, { readonly path: string }>;

/** Undefined where the bytes that the locator names are not enough, or not those of the object. */
async function fromRange(
  options: ReadObjectsOptions,
  bucket: string,
  key: string,
  locator: Placed,
): Promise<RecordText | undefined> {
  const { byteStart, byteEnd } = locator;
  if (byteStart === undefined || byteEnd === undefined) return undefined;
  const isOfObject = locator.kind === "warc" ? locator.isUnpacked !== true : !packed.test(key);
  if (!isOfObject || /\.[ct]sv$/i.test(key)) return undefined;
  if (byteEnd - byteStart > maxRangeBytes) return "too-large";
  const bytes = await fetchRange(options, bucket, key, { byteStart, byteEnd });
  switch (locator.kind) {
    case "file":
      return bytes;
    case "row":
      return jsonTextOf(bytes, locator.field);
    case "warc":
      return toBytes((await import("./warc.ts")).textOfRecord(bytes, locator));
    case "entry":
      return toBytes((await import("./tar.ts")).textOfEntry(bytes, locator));
    default:
      return locator satisfies never;
  }
}

async function fromWhole(
  options: ReadObjectsOptions,
  bucket: string,
  key: string,
  locator: Placed,
): Promise<RecordText> {
  const { maxObjectBytes = 1024 * 1024 * 1024, temporaryFolder = tmpdir() } = options;
  const folder = await mkdtemp(join(temporaryFolder, "yurai-s3-"));
  // Readers tell formats by the name's ending.
  const name = `object${/(?:\.[a-z]{1,8})?\.[a-z]{1,8}$/i.exec(key)?.[0] ?? ""}`;
  try {
    await fetchObject(options, bucket, { key }, (chunks) =>
      pipeline(
        Readable.from(chunks, { objectMode: false }),
        atMost(maxObjectBytes),
        createWriteStream(join(folder, name), { mode: 0o600 }),
      ),
    );
    const facts = { source: "", locator: { ...locator, path: name } };
    // Nothing of a row but its locator is looked at.
    return await readRows({ baseFolder: folder })({ facts } as Parameters<ReadText>[0]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function atMost(maxBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      seen += chunk.byteLength;
      done(seen > maxBytes ? new S3Refusal("too-long") : null, chunk);
    },
  });
}

function toBytes(text: Uint8Array | string | undefined): RecordText {
  if (text === undefined) return "text-changed";
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}
