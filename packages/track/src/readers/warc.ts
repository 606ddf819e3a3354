/** Texts of a web crawl: the pages of a WARC file, each with the response it came in. */
import { imageFormatOf } from "@yurai/fingerprint/images";
import type { Timestamp } from "@yurai/schema";
import type { SeenGap } from "../batch.ts";
import type { CrawledResponse, HeaderField, StoredCrawl } from "../crawled-response.ts";
import type { ByteSource } from "./byte-stream.ts";
import { decode } from "./charset.ts";
import { fieldValue, readHeaderBlock } from "./header-fields.ts";
import { htmlText } from "./html-text.ts";
import { hostFileKind } from "../signals/host-file.ts";
import { isHtml } from "./media-type.ts";
import { locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";
import { readRecords, recordAt, type WarcLocator, type WarcRecord } from "./warc-record.ts";
import { responseOf } from "./warc-response.ts";

/** How a WARC file is read. */
export interface WarcOptions extends ReaderOptions {
  /** What a stream is called in locators and gaps. Default `-`. */
  readonly name?: string;
  /** Larger records, and bodies that unpack to more, are a gap. Default 64 MiB. */
  readonly maxRecordBytes?: number;
  /** Responses that are pictures are rows, without a text. Default: they are gaps. */
  readonly images?: boolean;
  /**
   * Called for every stored response in the order of the file, before its row: pages, robots.txt, images, redirects,
   * revisits, resources and conversions.
   */
  readonly onResponse?: (response: CrawledResponse) => void;
}

/** A page. `value` is its text; empty for a picture. */
export interface WarcRow extends ReadRow<string> {
  readonly locator: WarcLocator;
  readonly url: string;
  readonly fetchedAt?: Timestamp;
  readonly title?: string;
  readonly response: CrawledResponse;
}

const defaultMaxBytes = 64 * 1024 * 1024;
/** A larger document is no page; its text would take longer to find than anyone waits. */
const maxHtmlBytes = 16 * 1024 * 1024;
/** Files that speak to crawlers; they are no text to learn from. */
const forCrawlers = /^\/(?:robots\.txt|ai\.txt|trust\.txt|llms\.txt|\.well-known\/.*)$/;

/** A response that waits for the records stored beside it. */
interface Pending {
  readonly id: string | undefined;
  readonly locator: WarcLocator;
  readonly response: CrawledResponse;
  readonly isText: boolean;
}

/**
 * Yields the pages of a WARC file, plain or packed record by record or as a whole: the text of every response with a
 * status of 2xx, resource and conversion record that is HTML or plain text. Robots.txt and its like, redirects, errors
 * and revisits give no row; `onResponse` gets them all.
 *
 * HTML becomes its visible text without scripts, styles and ruby readings. The request or metadata record stored right
 * beside a response is read into it.
 *
 * Gaps: `digest-mismatch`, `truncated-record`, `guessed-encoding`, `wrong-encoding`, `unknown-format` (media types that
 * are no text), `broken-line`, `truncated-file`, `limit-reached`, and those of a file that can't be opened.
 *
 * @example
 * ```ts
 * for await (const row of run.track(readWarc("crawl.warc.gz", { onGap: run.gap }), {
 *   source: "news-crawl",
 *   text: (row) => row.value,
 *   url: (row) => row.url,
 *   fetchedAt: (row) => row.fetchedAt,
 *   locator: (row) => row.locator,
 * }))
 *   trainOn(row.value);
 * ```
 */
export async function* readWarc(source: ByteSource, options: WarcOptions): AsyncGenerator<WarcRow> {
  const { onGap, onResponse, images = false, maxRecordBytes = defaultMaxBytes } = options;
  const path = typeof source === "string" ? locatorPath(source, options.baseFolder) : (options.name ?? "-");
  let crawl: StoredCrawl = {};
  let pending: Pending | undefined;
  let request: WarcRecord | undefined;
  const finish = (): WarcRow | undefined => {
    const done = pending;
    pending = undefined;
    if (done === undefined) return undefined;
    onResponse?.(done.response);
    if (!done.isText) return undefined;
    return images && isImage(done.response)
      ? imageRowOf(done.response, done.locator)
      : rowOf(done.response, done.locator, onGap);
  };
  for await (const record of readRecords(source, { onGap, path, maxRecordBytes })) {
    if (pending !== undefined && isBeside(record, pending)) {
      pending = { ...pending, response: withBeside(pending.response, record) };
      if (record.type === "request") crawl = withAgent(crawl, record);
      continue;
    }
    const row = finish();
    if (row !== undefined) yield row;
    if (record.type === "warcinfo") crawl = crawlOf(record);
    else if (record.type === "request") {
      request = record;
      crawl = withAgent(crawl, record);
    } else if (record.type === "continuation")
      onGap({ kind: "truncated-record", count: 1, code: "continuation", where: placeOf(record.locator) });
    else if (storesResponse(record)) {
      pending = pendingOf(record, crawl, maxRecordBytes, onGap);
      if (pending !== undefined && request !== undefined && isBeside(request, pending))
        pending = { ...pending, response: withBeside(pending.response, request) };
      request = undefined;
    }
  }
  const last = finish();
  if (last !== undefined) yield last;
}

/** How the files of hosts are found. */
export interface HostFilesOptions extends ReaderOptions {
  /** Larger records are left out. Default 64 MiB. */
  readonly maxRecordBytes?: number;
}

/**
 * Yields the responses of a WARC file that speak for a whole host, such as robots.txt: for a first pass, before pages are
 * read. Costs unpacking, and nothing for pages. Gaps are those of the file itself.
 */
export async function* readHostFiles(
  source: ByteSource,
  { onGap, baseFolder, maxRecordBytes = defaultMaxBytes }: HostFilesOptions,
): AsyncGenerator<CrawledResponse> {
  const path = typeof source === "string" ? locatorPath(source, baseFolder) : "-";
  for await (const record of readRecords(source, { onGap, path, maxRecordBytes })) {
    const url = fieldValue(record.fields, "warc-target-uri")?.replace(/^<|>$/g, "");
    if (url === undefined || !storesResponse(record) || !maySpeakForHost(url)) continue;
    const pending = pendingOf(record, {}, maxRecordBytes, onGap);
    if (pending !== undefined) yield pending.response;
  }
}

/** Files of hosts by their path; RSL documents have any name, but a query makes none. */
function maySpeakForHost(url: string): boolean {
  return hostFileKind(url) !== undefined || /(?:\.xml|\.rsl|\/rsl[^?]*|license[^/?]*)$/i.test(url);
}

/** The text of a stored record, as the reader gave it; undefined when the bytes hold no text any more. */
export function textOfRecord(stored: Uint8Array, locator: WarcLocator): string | undefined {
  const record = recordAt(stored, locator);
  if (record === undefined || !storesResponse(record)) return undefined;
  const pending = pendingOf(record, {}, defaultMaxBytes, ignored);
  return pending === undefined ? undefined : rowOf(pending.response, locator, ignored)?.value;
}

/** Gaps were told when the record was read first. */
function ignored(): void {}

function storesResponse({ type }: WarcRecord): boolean {
  return type === "response" || type === "resource" || type === "conversion" || type === "revisit";
}

function pendingOf(
  record: WarcRecord,
  crawl: StoredCrawl,
  maxBodyBytes: number,
  onGap: (gap: SeenGap) => void,
): Pending | undefined {
  const where = placeOf(record.locator);
  const response = responseOf(record, crawl, {
    maxBodyBytes,
    onGap: (gap) => onGap({ ...gap, where: { ...where, ...gap.where } }),
  });
  if (response === undefined) return undefined;
  const isFound = response.status === 0 || (response.status >= 200 && response.status < 300);
  const isText = isFound && record.type !== "revisit" && !forCrawlers.test(pathOf(response.url));
  return { id: fieldValue(record.fields, "warc-record-id"), locator: record.locator, response, isText };
}

/** The picture of a stored record, as the reader gave it; undefined when the bytes hold none any more. */
export function imageOfRecord(stored: Uint8Array, locator: WarcLocator): Uint8Array | undefined {
  const record = recordAt(stored, locator);
  if (record === undefined || !storesResponse(record)) return undefined;
  const response = pendingOf(record, {}, defaultMaxBytes, ignored)?.response;
  return response !== undefined && isImage(response) ? response.body : undefined;
}

/** By its first bytes, whatever it was sent as; SVG, which is text, and formats that nobody here knows by what it was sent as. */
function isImage({ body, mediaType = "" }: CrawledResponse): boolean {
  const format = imageFormatOf(body);
  return (format !== undefined && format !== "svg") || mediaType.startsWith("image/");
}

function imageRowOf(response: CrawledResponse, locator: WarcLocator): WarcRow {
  const { url, fetchedAt, body } = response;
  return { value: "", locator, url, response, image: body, ...(fetchedAt && { fetchedAt }) };
}

/** The row of a response, or a gap when it is no text. */
function rowOf(
  response: CrawledResponse,
  locator: WarcLocator,
  onGap: (gap: SeenGap) => void,
): WarcRow | undefined {
  const { url, fetchedAt, charset, mediaType = "", body } = response;
  const where = placeOf(locator);
  if (charset === undefined) {
    onGap({ kind: "unknown-format", count: 1, code: mediaTypeCode(mediaType), where });
    return undefined;
  }
  if (!isHtml(mediaType))
    return { value: clean(decode(body, charset)), locator, url, response, ...(fetchedAt && { fetchedAt }) };
  if (body.byteLength > maxHtmlBytes) {
    onGap({ kind: "limit-reached", count: 1, code: "html-too-large", where });
    return undefined;
  }
  const { title, text, isTooDeep } = htmlText(clean(decode(body, charset)));
  if (isTooDeep) onGap({ kind: "limit-reached", count: 1, code: "html-too-deep", where });
  return {
    value: text,
    locator,
    url,
    response,
    ...(fetchedAt && { fetchedAt }),
    ...(title !== undefined && { title }),
  };
}

/** A header may hold anything, and what it holds would be stored and shown. */
function mediaTypeCode(mediaType: string): string {
  return /^[a-z\d.+-]{1,60}\/[a-z\d.+-]{1,60}$/.test(mediaType) ? mediaType : "binary";
}

/** Browsers leave zero bytes of a page out, and a text with them would count as binary elsewhere. */
function clean(text: string): string {
  return text.replaceAll("\0", "");
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : "";
}

/** Whether a record was stored for the sake of a response: its request, or metadata about it. */
function isBeside(record: WarcRecord, { id, response }: Pending): boolean {
  if (record.type !== "request" && record.type !== "metadata") return false;
  const other =
    fieldValue(record.fields, "warc-concurrent-to") ?? fieldValue(record.fields, "warc-refers-to");
  return other === undefined ? fieldValue(record.fields, "warc-target-uri") === response.url : other === id;
}

function withBeside(response: CrawledResponse, record: WarcRecord): CrawledResponse {
  if (record.type === "metadata") return { ...response, metadata: fieldsOf(record) };
  const userAgent = agentOf(record);
  return userAgent === undefined ? response : { ...response, crawl: { ...response.crawl, userAgent } };
}

/** A crawl has one agent: that of the first request speaks for responses whose own request is not stored. */
function withAgent(crawl: StoredCrawl, request: WarcRecord): StoredCrawl {
  const userAgent = crawl.userAgent ?? agentOf(request);
  return userAgent === undefined ? crawl : { ...crawl, userAgent };
}

function agentOf(request: WarcRecord): string | undefined {
  const header = readHeaderBlock(request.block);
  return typeof header === "string" ? undefined : fieldValue(header.fields, "user-agent");
}

/** Fields of a block of the type application/warc-fields. */
function fieldsOf(record: WarcRecord): readonly HeaderField[] {
  const lines = Buffer.concat([Buffer.from("-\r\n"), record.block, Buffer.from("\r\n\r\n")]);
  const header = readHeaderBlock(lines);
  return typeof header === "string" ? [] : header.fields;
}

function crawlOf(record: WarcRecord): StoredCrawl {
  const fields = fieldsOf(record);
  const id = fieldValue(fields, "isPartOf") ?? fieldValue(record.fields, "warc-record-id");
  const userAgent = fieldValue(fields, "http-header-user-agent");
  const operator = fieldValue(fields, "operator");
  const robots = fieldValue(fields, "robots");
  return {
    ...(id !== undefined && { id }),
    ...(userAgent !== undefined && { userAgent }),
    ...(operator !== undefined && { operator }),
    ...(robots !== undefined && { robots }),
  };
}

function placeOf({ path, byteStart }: WarcLocator): { readonly path: string; readonly byte: number } {
  return { path, byte: byteStart };
}
