/** Objects of an S3-compatible store: listed, then fetched one at a time and read as their keys' endings say. */
import type { Locator, Source } from "@yurai/schema";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { SeenGap } from "../batch.ts";
import type { CrawledResponse } from "../crawled-response.ts";
import { TrackError } from "../error.ts";
import { formatOfName, readByName, type ByNameOptions } from "./by-name.ts";
import type { ReadRow } from "./read-row.ts";
import {
  fetchObject,
  isAddressable,
  listObjects,
  parseS3Url,
  s3Settings,
  S3Refusal,
  type S3Settings,
} from "./s3-client.ts";
import type { S3Object } from "./s3-listing.ts";

export { s3Settings };
export { readObjects, type ReadObjectsOptions } from "./s3-text.ts";
export type { S3Object, S3Settings };

/** How objects are listed. */
export interface S3Options extends S3Settings {
  /** Called for what can't be read or is left out. */
  readonly onGap: (gap: SeenGap) => void;
  /** Where one object at a time lies while it is read. Default: the system's folder for temporary files. */
  readonly temporaryFolder?: string;
}

/** The objects under a prefix, as they were listed. */
export interface S3Objects {
  /** `s3://bucket/prefix`. */
  readonly source: string;
  /** Number and size of the objects that hold rows, and the digest of their ETags: for a declaration of the source. */
  readonly files?: SourceFiles;
  readonly objects: readonly S3Object[];
  /** Fetches and reads the objects, one after the other. */
  rows(options: ByNameOptions): AsyncIterable<ReadRow>;
  /**
   * The responses in WARC files that speak for a whole host, such as robots.txt: a pass before the pages, as `readHostFiles`
   * makes of files. It fetches each WARC object once more, and keeps nothing of it on the disk.
   */
  hostFiles(options: Pick<ByNameOptions, "onGap">): AsyncIterable<CrawledResponse>;
}

type SourceFiles = NonNullable<Source["files"]>;

/** What a key ends with that says how it is read. */
const ending = /(?:\.[a-z]{1,8})?\.[a-z]{1,8}$/i;

/**
 * Lists the objects under `s3://bucket/prefix`: all pages, with sizes and ETags. Rows are read later, each object as it was
 * listed and whole on this machine's disk before its first row comes, so that a body that breaks off is fetched again and no row
 * comes twice. Locators are `s3://bucket/key`; `readObjects` reads their text again.
 *
 * Gaps: `unknown-format` for keys whose ending no reader knows; `no-permission`, `missing-file`, `truncated-file` and
 * `unreadable-file` for what can't be fetched; `refused-entry` for keys that no URL can hold; `limit-reached` beyond a million.
 *
 * @throws TrackError `bad-input`; `download-failed` when the listing is refused or breaks off
 *
 * @example
 * ```ts
 * const data = await openS3("s3://corpus/news/", { ...s3Settings(process.env), onGap });
 * await run.declare([{ source: { name: data.source, origin: "own", ...(data.files && { files: data.files }) } }]);
 * const rows = data.rows({ onGap });
 * for await (const row of run.track(rows, { source: data.source, item: (row) => row.value, locator: (row) => row.locator }))
 *   trainOn(row.value);
 * ```
 */
export async function openS3(url: string, options: S3Options): Promise<S3Objects> {
  const parsed = parseS3Url(url);
  if (parsed === undefined)
    throw new TrackError("bad-input", "This is no place in an S3 store; write s3://bucket/prefix.");
  const { bucket, prefix } = parsed;
  const place = (key: string): string => `s3://${bucket}/${key}`;
  const listed = await listOrThrow(options, bucket, prefix, place(prefix));
  const objects = listed.filter(({ key, byteLength }) => {
    // Consoles make folders of empty objects.
    if (key.endsWith("/") && byteLength === 0) return false;
    const gap = gapOfKey(key);
    if (gap !== undefined) options.onGap({ ...gap, count: 1, where: { path: place(key) } });
    return gap === undefined;
  });
  return {
    source: place(prefix),
    objects,
    ...(objects.length > 0 && { files: listDigest(objects) }),
    rows: (reading) => rowsOf(objects, bucket, options, reading),
    hostFiles: (reading) => hostFilesOf(objects, bucket, options, reading),
  };
}

async function listOrThrow(
  options: S3Options,
  bucket: string,
  prefix: string,
  path: string,
): Promise<readonly S3Object[]> {
  const onLimit = (): void =>
    options.onGap({ kind: "limit-reached", count: 1, code: "too-many-objects", where: { path } });
  try {
    return await listObjects(options, bucket, prefix, onLimit);
  } catch (error) {
    if (!(error instanceof S3Refusal)) throw error;
    throw new TrackError(
      "download-failed",
      `The bucket ${bucket} could not be listed (${error.code}). ${adviceOf(error.code)}`,
      { cause: error },
    );
  }
}

function adviceOf(code: string): string {
  if (code === "redirected")
    return "The store sends elsewhere, which is not followed; set AWS_REGION or AWS_ENDPOINT_URL to its place.";
  if (code === "http-403" || code === "http-401")
    return "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, and that they may list it.";
  return code === "http-404" ? "Check its name and AWS_ENDPOINT_URL." : "Try again.";
}

function gapOfKey(key: string): Pick<SeenGap, "kind" | "code"> | undefined {
  if (!isAddressable(key)) return { kind: "refused-entry", code: "key-with-dots" };
  return formatOfName(key) !== undefined ? undefined : { kind: "unknown-format", code: "no-reader" };
}

function listDigest(objects: readonly S3Object[]): SourceFiles {
  const hash = createHash("sha256");
  const byKey = [...objects].sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { key, etag = "-" } of byKey) hash.update(`${etag}  ${key}\n`);
  const byteLength = objects.reduce((sum, object) => sum + object.byteLength, 0);
  return { count: objects.length, byteLength, sha256: hash.digest("hex") };
}

async function* rowsOf(
  objects: readonly S3Object[],
  bucket: string,
  settings: S3Options,
  options: ByNameOptions,
): AsyncGenerator<ReadRow> {
  const folder = await mkdtemp(join(settings.temporaryFolder ?? tmpdir(), "yurai-s3-"));
  try {
    for (const object of objects) {
      const path = `s3://${bucket}/${object.key}`;
      const file = join(folder, `object${ending.exec(object.key)?.[0] ?? ""}`);
      try {
        await fetchObject(settings, bucket, object, (chunks) =>
          pipeline(Readable.from(chunks, { objectMode: false }), createWriteStream(file, { mode: 0o600 })),
        );
      } catch (error) {
        options.onGap(gapOfFetch(error, path));
        continue;
      }
      yield* placedRows(file, object.key, path, options);
      await rm(file, { force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* hostFilesOf(
  objects: readonly S3Object[],
  bucket: string,
  settings: S3Options,
  { onGap }: Pick<ByNameOptions, "onGap">,
): AsyncGenerator<CrawledResponse> {
  const { readHostFiles } = await import("./warc.ts");
  for (const object of objects.filter(({ key }) => formatOfName(key) === "warc")) {
    const path = `s3://${bucket}/${object.key}`;
    const placedGap = (gap: SeenGap): void => onGap({ ...gap, where: { ...gap.where, path } });
    let found: CrawledResponse[] = [];
    try {
      await fetchObject(settings, bucket, object, async (chunks) => {
        // A body that broke off is fetched from its begin.
        found = [];
        let failure: unknown;
        for await (const response of readHostFiles(
          noting(chunks, (error) => (failure = error)),
          { onGap: placedGap },
        ))
          found.push(response);
        if (failure instanceof S3Refusal) throw failure;
      });
    } catch (error) {
      onGap(gapOfFetch(error, path));
    }
    yield* found;
  }
}

/** The reader of a crawl takes an error for the end of the file. */
async function* noting(
  chunks: AsyncIterable<Uint8Array>,
  onError: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    onError(error);
    throw error;
  }
}

async function* placedRows(
  file: string,
  key: string,
  path: string,
  options: ByNameOptions,
): AsyncGenerator<ReadRow> {
  const reading: ByNameOptions = {
    ...options,
    onGap: (gap) => options.onGap({ ...gap, where: { ...gap.where, path } }),
  };
  // Keys without a format were left out when they were listed.
  for await (const row of readByName(file, formatOfName(key)!, reading))
    yield { ...row, locator: placed(row.locator, path) };
}

function placed(locator: Locator, path: string): Locator {
  return locator.kind === "url" || locator.kind === "ordinal" ? locator : { ...locator, path };
}

function gapOfFetch(error: unknown, path: string): SeenGap {
  const system = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  const code = /^[\w-]{1,40}$/.test(system) ? system : "unknown";
  const gap = { count: 1, code, where: { path } };
  if (code === "http-403" || code === "http-401") return { ...gap, kind: "no-permission" };
  if (code === "http-404") return { ...gap, kind: "missing-file" };
  return { ...gap, kind: code === "cut-off" ? "truncated-file" : "unreadable-file" };
}
