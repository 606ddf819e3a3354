/** Listing and fetching of an S3-compatible store: signed requests, few tries, no redirects. */
import { AwsV4Signer } from "aws4fetch";
import { setTimeout as sleep } from "node:timers/promises";
import { TrackError } from "../error.ts";
import { readListing, type S3Object } from "./s3-listing.ts";

/** Where a store is and who asks. */
export interface S3Settings {
  /** Base URL of a store that is not Amazon's; buckets are then the first part of the path. */
  readonly endpoint?: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Without both keys requests are not signed, which public buckets allow. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Ends listing and fetching. */
  readonly signal?: AbortSignal;
  /** Tries of a request that fails by the network, by a status of 5xx or 429, or breaks off. Default 4. */
  readonly maxTries?: number;
  /** Milliseconds before the second try; doubled before each further one. Default 500. */
  readonly retryAfterMs?: number;
}

/** Why a request gave nothing: a status, or what happened instead of one. */
export class S3Refusal extends Error {
  /** `http-403`, `redirected`, `unreachable`, `cut-off`, `too-long`, ... */
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Most objects under one prefix; the rest is a gap. */
const maxObjects = 1_000_000;
const maxListingBytes = 4 * 1024 * 1024;
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * The settings in the environment variables that the tools of AWS share.
 *
 * @param environment `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, `AWS_REGION`, `AWS_DEFAULT_REGION`, `AWS_ACCESS_KEY_ID`,
 *   `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` are read
 */
export function s3Settings(environment: Readonly<Record<string, string | undefined>>): S3Settings {
  const first = (...names: readonly string[]): string | undefined =>
    names.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
  const endpoint = first("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
  const region = first("AWS_REGION", "AWS_DEFAULT_REGION");
  const accessKeyId = first("AWS_ACCESS_KEY_ID");
  const secretAccessKey = first("AWS_SECRET_ACCESS_KEY");
  const sessionToken = first("AWS_SESSION_TOKEN");
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(accessKeyId !== undefined && { accessKeyId }),
    ...(secretAccessKey !== undefined && { secretAccessKey }),
    ...(sessionToken !== undefined && { sessionToken }),
  };
}

/** Takes `s3://bucket/prefix` apart; undefined when it is none. */
export function parseS3Url(text: string): { readonly bucket: string; readonly prefix: string } | undefined {
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/su.exec(text) ?? [];
  return bucketName.test(bucket) && !bucket.includes("..") ? { bucket, prefix } : undefined;
}

/**
 * Lists every object under a prefix, page by page.
 *
 * @param onLimit called when there are more than a million
 * @throws S3Refusal; TrackError `bad-input` for an endpoint that is no URL
 */
export async function listObjects(
  settings: S3Settings,
  bucket: string,
  prefix: string,
  onLimit: () => void,
): Promise<readonly S3Object[]> {
  const objects: S3Object[] = [];
  let token: string | undefined;
  for (;;) {
    const url = urlOf(settings, bucket, "");
    const query = { "list-type": "2", "encoding-type": "url", prefix, "continuation-token": token };
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, value);
    const listing = readListing(await retried(settings, () => readText(settings, url)));
    if (listing === undefined) throw new S3Refusal("no-listing");
    objects.push(...listing.objects);
    if (listing.next === undefined) return objects;
    // A page that leads to itself, or to nothing, would be asked for without end.
    if (listing.next === token || listing.objects.length === 0) throw new S3Refusal("endless-listing");
    token = listing.next;
    if (objects.length < maxObjects) continue;
    onLimit();
    return objects.slice(0, maxObjects);
  }
}

/**
 * Fetches an object as it was listed, and no other version of it; without an ETag the one that is there. `write` gets the bytes in their order and is called
 * again, from the first byte, when the body breaks off and is fetched anew.
 *
 * @throws S3Refusal
 */
export async function fetchObject(
  settings: S3Settings,
  bucket: string,
  { key, byteLength, etag }: Pick<S3Object, "key"> & Partial<S3Object>,
  write: (chunks: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const url = urlOf(settings, bucket, key);
  const headers = etag === undefined ? {} : { "if-match": etag };
  await retried(settings, async () => {
    const response = await send(settings, url, { headers });
    // What the store unpacks on the way has another length than it lists.
    const isPacked = (response.headers.get("content-encoding") ?? "identity") !== "identity";
    await write(bodyOf(response, isPacked ? undefined : byteLength));
  });
}

/**
 * Fetches some bytes of an object, of whichever version is there: whoever asks compares their digest.
 *
 * @throws S3Refusal; `no-range` for a store that sends something else
 */
export async function fetchRange(
  settings: S3Settings,
  bucket: string,
  key: string,
  { byteStart, byteEnd }: { readonly byteStart: number; readonly byteEnd: number },
): Promise<Uint8Array> {
  if (byteEnd <= byteStart) return new Uint8Array(0);
  const url = urlOf(settings, bucket, key);
  const headers = { range: `bytes=${byteStart}-${byteEnd - 1}` };
  return retried(settings, async () => {
    const response = await send(settings, url, { headers, status: 206 });
    const parts: Uint8Array[] = [];
    for await (const chunk of bodyOf(response, byteEnd - byteStart)) parts.push(chunk);
    return new Uint8Array(Buffer.concat(parts));
  });
}

/** Whether a key can stand in a URL: dots as folders are resolved away before a request is made. */
export function isAddressable(key: string): boolean {
  return key !== "" && !key.split("/").some((part) => part === "." || part === "..");
}

function urlOf({ endpoint, region = "us-east-1" }: S3Settings, bucket: string, key: string): URL {
  const path = key.split("/").map(encodeURIComponent).join("/");
  if (endpoint !== undefined) {
    if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
      throw new TrackError("bad-input", "The endpoint of the S3 store is no URL that begins with http.");
    const base = new URL(endpoint);
    const folder = base.pathname.replace(/\/+$/, "");
    return new URL(`${base.origin}${folder}/${bucket}/${path}`);
  }
  if (!/^[a-z0-9-]+$/.test(region)) throw new TrackError("bad-input", "This is no name of an AWS region.");
  // A certificate of Amazon's covers one name before its own, so that dots can't stand in it.
  return bucket.includes(".")
    ? new URL(`https://s3.${region}.amazonaws.com/${bucket}/${path}`)
    : new URL(`https://${bucket}.s3.${region}.amazonaws.com/${path}`);
}

async function send(
  settings: S3Settings,
  url: URL,
  {
    headers = {},
    status = 200,
  }: { readonly headers?: Readonly<Record<string, string>>; readonly status?: number } = {},
): Promise<Response> {
  const { fetch = globalThis.fetch, signal } = settings;
  const signed = await signedHeaders(settings, url, headers);
  const response = await fetch(url, { headers: signed, redirect: "manual", ...(signal && { signal }) }).catch(
    () => {
      // The error of the system may name the request with its signature.
      throw new S3Refusal("unreachable");
    },
  );
  if (response.status === status) return response;
  await response.body?.cancel();
  if (response.status === 200) throw new S3Refusal("no-range");
  // Another host would get the signature, or give what nobody asked for.
  const isRedirect = response.status >= 300 && response.status < 400;
  throw new S3Refusal(isRedirect ? "redirected" : `http-${response.status}`);
}

async function signedHeaders(
  { accessKeyId, secretAccessKey, sessionToken, region = "us-east-1" }: S3Settings,
  url: URL,
  headers: Readonly<Record<string, string>>,
): Promise<Headers> {
  if (accessKeyId === undefined || secretAccessKey === undefined) return new Headers(headers);
  const signer = new AwsV4Signer({
    url: url.href,
    headers: { ...headers, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    service: "s3",
    region,
  });
  return (await signer.sign()).headers;
}

async function readText(settings: S3Settings, url: URL): Promise<string> {
  const parts: Uint8Array[] = [];
  let byteLength = 0;
  for await (const chunk of bodyOf(await send(settings, url), undefined)) {
    byteLength += chunk.byteLength;
    if (byteLength > maxListingBytes) throw new S3Refusal("too-long");
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** The chunks of a body, which must come to its length. */
async function* bodyOf(response: Response, byteLength: number | undefined): AsyncGenerator<Uint8Array> {
  let seen = 0;
  const body: AsyncIterable<Uint8Array> = response.body ?? (async function* () {})();
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch(() => {
        throw new S3Refusal("cut-off");
      });
      if (next.done === true) break;
      seen += next.value.byteLength;
      if (byteLength !== undefined && seen > byteLength) throw new S3Refusal("too-long");
      yield next.value;
    }
    if (byteLength !== undefined && seen < byteLength) throw new S3Refusal("cut-off");
  } finally {
    await chunks.return?.();
  }
}

const passing = /^(?:unreachable|cut-off|http-429|http-5\d\d)$/;

async function retried<Result>(
  { maxTries = 4, retryAfterMs = 500, signal }: S3Settings,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let tried = 1; ; tried++)
    try {
      return await work();
    } catch (error) {
      if (
        !(error instanceof S3Refusal) ||
        !passing.test(error.code) ||
        tried >= maxTries ||
        signal?.aborted === true
      )
        throw error;
      await sleep(retryAfterMs * 2 ** (tried - 1));
    }
}
