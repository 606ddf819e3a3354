/** What a server answered a crawler, as it was stored: the input of everything that looks for opt-outs and licences. */
import type { Timestamp } from "@yurai/schema";

/** One header field, as sent; a name that was sent twice is there twice. */
export type HeaderField = readonly [name: string, value: string];

/** Where a charset was read; `detected` by the octets, `default` by nothing at all. */
export type CharsetBasis = "bom" | "http-header" | "html-meta" | "record-header" | "detected" | "default";

/** What an archive says of the crawl that fetched a response; what it doesn't say is missing. */
export interface StoredCrawl {
  /** `isPartOf` of the warcinfo record, else its record id. */
  readonly id?: string;
  /** The full User-Agent: of the request stored beside the response, else of the warcinfo record or an earlier request. */
  readonly userAgent?: string;
  readonly operator?: string;
  /** How the archive says that robots.txt was read, in its own words, such as `obey` or `classic`. */
  readonly robots?: string;
}

/**
 * One stored response: a page, a robots.txt, an image, a redirect.
 *
 * @example
 * ```ts
 * const response: CrawledResponse = {
 *   url: "https://news.example.jp/robots.txt",
 *   fetchedAt: "2026-03-02T09:30:00Z",
 *   status: 200,
 *   headers: [["Content-Type", "text/plain"]],
 *   mediaType: "text/plain",
 *   charset: "utf-8",
 *   charsetBasis: "default",
 *   body: new TextEncoder().encode("User-agent: *\nDisallow: /\n"),
 *   isTruncated: false,
 * };
 * ```
 */
export interface CrawledResponse {
  readonly url: string;
  readonly fetchedAt?: Timestamp;
  /** HTTP status; 0 for what was stored without HTTP around it, such as a WARC resource or conversion record. */
  readonly status: number;
  readonly headers: readonly HeaderField[];
  /** In lower case, without parameters. */
  readonly mediaType?: string;
  /** Label of the WHATWG Encoding Standard to decode the body with; missing when the body is no text. */
  readonly charset?: string;
  readonly charsetBasis?: CharsetBasis;
  /** Transfer and content coding removed, up to the reader's limit. Empty for a revisit. */
  readonly body: Uint8Array;
  /** The body is not whole: the crawler or the reader cut it off. */
  readonly isTruncated: boolean;
  readonly crawl?: StoredCrawl;
  /** Fields of the metadata record stored beside the response, such as `languages-detected`. */
  readonly metadata?: readonly HeaderField[];
}
