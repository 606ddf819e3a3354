/** A fetch whose responses are rows of a run: what a crawler of one's own got, with what servers said of training. */
import { randomUUID } from "node:crypto";
import type { Ledger } from "@yurai/ledger";
import { crawlFacts, settleCrawl } from "../crawl-facts.ts";
import type { CrawledResponse } from "../crawled-response.ts";
import type { Run } from "../run.ts";
import { CrawledHosts } from "../signals/crawled-hosts.ts";
import { decode } from "./charset.ts";
import { htmlText } from "./html-text.ts";
import { isHtml } from "./media-type.ts";
import { recordedFetch, type FetchedResponse, type RecordedFetchOptions } from "./recorded-fetch.ts";

export { recordedFetch };
export type { FetchedResponse, RecordedFetchOptions };

/** How fetching is tracked. */
export interface TrackedFetchOptions extends Omit<RecordedFetchOptions, "onResponse"> {
  /** Name of the source that the pages belong to. */
  readonly source: string;
  /** The User-Agent that is sent, by which robots.txt is read. Default: nobody knows, and the answer is unknown. */
  readonly userAgent?: string;
}

/** A fetch that records, and what ends it. */
export interface TrackedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Seals the pages and writes what only the end can say: the crawl, and each host's robots.txt. Call it before `run.end()`. */
  readonly settle: (ledger: Ledger) => Promise<void>;
}

/**
 * Wraps `fetch`: each text that comes with a status of 2xx is a row of the run, with its URL, when it was fetched, its digest, and what
 * its headers, its HTML and the files of its host say of training, as far as those were fetched before it through the same
 * wrapper. Nothing is fetched that the caller doesn't fetch, and the caller gets what it got before.
 *
 * Gaps: `unreadable-file` with `http-404` and its like, and `not-read` for a body that nobody read; `truncated-record` for
 * one that was not read to its end or is beyond the limit; `limit-reached` for HTML that is nested too deep; `unknown-format` for what is no text. Redirects are recorded
 * where they lead.
 *
 * In the mode `require` reading a body fails with TrackError when the run can't record or the source must not be used.
 *
 * @example
 * ```ts
 * const { fetch, settle } = trackFetch(run, { source: "news-crawl", userAgent: "example-bot" });
 * const page = await (await fetch("https://example.jp/")).text();
 * await settle(ledger);
 * ```
 */
export function trackFetch(run: Run, options: TrackedFetchOptions): TrackedFetch {
  const { source, userAgent } = options;
  const hosts = new CrawledHosts();
  const facts = crawlFacts({ source, hosts, ...(userAgent !== undefined && { userAgent }) });
  const waiting: FetchedRow[] = [];
  function* pulled(): Generator<FetchedRow> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) yield next;
  }
  // What is fetched again when a run goes on is another answer, and not the row of that number from before.
  const stream = `fetch ${randomUUID()}`;
  const pulls = run.track(pulled(), { source, stream, ...rowOptions, ...facts.options })[Symbol.iterator]();
  const onResponse = (response: FetchedResponse): void => {
    const isHostFile = hosts.add(response);
    const code = gapCode(response);
    const where = { path: response.url.slice(0, 4_096) };
    if (code !== undefined && !isHostFile) run.gap({ ...code, count: 1, where, source });
    if (isHostFile || (code !== undefined && code.kind !== "truncated-record")) return;
    const { text, isTooDeep } = textOf(response);
    if (isTooDeep) run.gap({ kind: "limit-reached", count: 1, code: "html-too-deep", where, source });
    waiting.push({ response, text });
    pulls.next();
  };
  return {
    fetch: recordedFetch({ ...options, onResponse }),
    async settle(ledger) {
      await run.seal();
      await settleCrawl(ledger, run.id, facts, {
        source,
        hosts,
        at: (options.now?.() ?? new Date()).toISOString(),
      });
    },
  };
}

interface FetchedRow {
  readonly response: CrawledResponse;
  readonly text: string;
}

const rowOptions = {
  text: ({ text }: FetchedRow) => text,
  url: ({ response }: FetchedRow) => response.url,
  fetchedAt: ({ response }: FetchedRow) => response.fetchedAt,
  locator: ({ response }: FetchedRow) => ({ kind: "url", url: response.url }) as const,
};

function gapCode({
  status,
  charset,
  body,
  isTruncated,
}: FetchedResponse):
  | { readonly kind: "unreadable-file" | "unknown-format" | "truncated-record"; readonly code: string }
  | undefined {
  if (status < 200 || status > 299) return { kind: "unreadable-file", code: `http-${status}` };
  if (isTruncated && body.byteLength === 0) return { kind: "unreadable-file", code: "not-read" };
  if (charset === undefined) return { kind: "unknown-format", code: "no-text" };
  return isTruncated ? { kind: "truncated-record", code: "body-cut-off" } : undefined;
}

function textOf({ body, charset = "utf-8", mediaType = "" }: FetchedResponse): {
  readonly text: string;
  readonly isTooDeep: boolean;
} {
  // Browsers leave zero bytes of a page out, and a text with them would count as binary elsewhere.
  const text = decode(body, charset).replaceAll("\0", "");
  return isHtml(mediaType) ? htmlText(text) : { text, isTooDeep: false };
}
