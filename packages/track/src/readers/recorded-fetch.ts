/** A fetch that notes what it fetched: for crawlers of one's own, so that what a server said is not lost. */
import { createHash } from "node:crypto";
import type { CrawledResponse, HeaderField } from "../crawled-response.ts";
import { charsetOf, charsetParameter, metaCharset, type DeclaredCharset } from "./charset.ts";
import { isHtml, isTextType } from "./media-type.ts";

/** What one call fetched, once its body has been read. */
export interface FetchedResponse extends CrawledResponse {
  /** What was asked for; `url` is where redirects led. */
  readonly requestedUrl: string;
  /** SHA-256 of the body as it was read; missing when it was not read to its end. */
  readonly sha256?: string;
}

/** How fetching is recorded. */
export interface RecordedFetchOptions {
  /** Called once for each response: when its body has been read, cancelled or has failed. */
  readonly onResponse: (response: FetchedResponse) => void;
  /** Default: the global fetch. */
  readonly fetch?: typeof globalThis.fetch;
  /** Longest body that is passed on to `onResponse`; beyond it is cut off there, never for the caller. Default 16 MiB. */
  readonly maxBodyBytes?: number;
  /** Default: the system's. */
  readonly now?: () => Date;
}

/**
 * Wraps `fetch`: the caller gets the response of the fetch below, with the same body in the same chunks, and what was
 * fetched is noted aside. Nothing is fetched that the caller doesn't fetch, robots.txt neither.
 *
 * @example
 * ```ts
 * const fetched: FetchedResponse[] = [];
 * const fetch = recordedFetch({ onResponse: (response) => fetched.push(response) });
 * const page = await (await fetch("https://example.jp/")).text();
 * ```
 */
export function recordedFetch(options: RecordedFetchOptions): typeof globalThis.fetch {
  const { fetch = globalThis.fetch, now = () => new Date() } = options;
  return async (input, init) => {
    const requestedUrl = input instanceof Request ? input.url : String(input);
    const fetchedAt = now().toISOString();
    const response = await fetch(input, init);
    const noted = new BodyNote(response, { requestedUrl, fetchedAt }, options);
    if (response.body === null) {
      noted.end(true);
      return response;
    }
    return withBody(response, response.body.pipeThrough(noted.passing()));
  };
}

/** The same response around another stream of the same body: `url` and `redirected` can't be given to a new one. */
function withBody(response: Response, body: ReadableStream<Uint8Array>): Response {
  const { status, statusText, headers, url, redirected, type } = response;
  const same = new Response(body, { status, statusText, headers });
  for (const [name, value] of Object.entries({ url, redirected, type }))
    Object.defineProperty(same, name, { value, configurable: true });
  return same;
}

/** Takes a body down while it passes. */
class BodyNote {
  readonly #response: Response;
  readonly #request: { readonly requestedUrl: string; readonly fetchedAt: string };
  readonly #options: RecordedFetchOptions;
  readonly #hash = createHash("sha256");
  readonly #parts: Uint8Array[] = [];
  #byteLength = 0;
  #hasEnded = false;

  constructor(
    response: Response,
    request: { readonly requestedUrl: string; readonly fetchedAt: string },
    options: RecordedFetchOptions,
  ) {
    this.#response = response;
    this.#request = request;
    this.#options = options;
  }

  passing(): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform: (chunk, controller) => {
        this.#take(chunk);
        controller.enqueue(chunk);
      },
      flush: () => this.end(true),
      cancel: () => this.end(false),
    });
  }

  end(isWhole: boolean): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { maxBodyBytes = defaultMaxBodyBytes, onResponse } = this.#options;
    const body = Buffer.concat(this.#parts);
    const { status, url } = this.#response;
    const headers: readonly HeaderField[] = [...this.#response.headers];
    onResponse({
      ...this.#request,
      url: url === "" ? this.#request.requestedUrl : url,
      status,
      headers,
      ...textFacts(this.#response.headers.get("content-type"), body),
      body,
      isTruncated: !isWhole || this.#byteLength > maxBodyBytes,
      ...(isWhole && { sha256: this.#hash.digest("hex") }),
    });
  }

  #take(chunk: Uint8Array): void {
    const { maxBodyBytes = defaultMaxBodyBytes } = this.#options;
    this.#hash.update(chunk);
    const left = maxBodyBytes - this.#byteLength;
    // Whoever reads the body may change its bytes.
    if (left > 0) this.#parts.push(chunk.slice(0, left));
    this.#byteLength += chunk.byteLength;
  }
}

const defaultMaxBodyBytes = 16 * 1024 * 1024;

function textFacts(
  contentType: string | null,
  body: Uint8Array,
): Pick<CrawledResponse, "mediaType" | "charset" | "charsetBasis"> {
  const mediaType = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!isTextType(mediaType)) return mediaType === "" ? {} : { mediaType };
  const declared: DeclaredCharset[] = [];
  const label = charsetParameter(contentType ?? undefined);
  if (label !== undefined) declared.push({ label, basis: "http-header" });
  const meta = isHtml(mediaType) ? metaCharset(body) : undefined;
  if (meta !== undefined) declared.push({ label: meta, basis: "html-meta" });
  const charset = charsetOf(body, declared);
  return { mediaType, charset: charset.label, charsetBasis: charset.basis };
}
