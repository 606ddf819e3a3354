/** From a WARC record to the response it stores: codings taken off, digests compared, encoding chosen. */
import { hash } from "node:crypto";
import type { Timestamp } from "@yurai/schema";
import type { SeenGap } from "../batch.ts";
import type { CrawledResponse, HeaderField, StoredCrawl } from "../crawled-response.ts";
import { charsetOf, charsetParameter, metaCharset, type DeclaredCharset } from "./charset.ts";
import { fieldValue } from "./header-fields.ts";
import { readHttpResponse } from "./http-message.ts";
import { isHtml, isTextType } from "./media-type.ts";
import type { WarcRecord } from "./warc-record.ts";

/** How a record is turned into a response. */
export interface ResponseOptions {
  readonly onGap: (gap: SeenGap) => void;
  readonly maxBodyBytes: number;
}

interface Content {
  readonly status: number;
  readonly headers: readonly HeaderField[];
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
  readonly isCut: boolean;
}

const timestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const maxUrlLength = 8_192;

/** Returns what a record stores; undefined, with a gap, for one that has no address or is not what it says. */
export function responseOf(
  record: WarcRecord,
  crawl: StoredCrawl,
  options: ResponseOptions,
): CrawledResponse | undefined {
  const { onGap } = options;
  const url = fieldValue(record.fields, "warc-target-uri")?.replaceAll(/^<|>$/g, "");
  if (url === undefined || url.length > maxUrlLength || !/^[a-z][a-z\d+.-]*:\S+$/i.test(url)) {
    onGap({ kind: "broken-line", count: 1, code: "no-target-uri" });
    return undefined;
  }
  const content =
    record.type === "response" || record.type === "revisit"
      ? httpContent(record, options)
      : plainContent(record, options);
  if (content === undefined) return undefined;
  const isCut = fieldValue(record.fields, "warc-truncated") !== undefined;
  if (isCut) onGap({ kind: "truncated-record", count: 1, code: "truncated-by-crawler" });
  const fetchedAt = timestampOf(fieldValue(record.fields, "warc-date"));
  return {
    url,
    ...(fetchedAt !== undefined && { fetchedAt }),
    status: content.status,
    headers: content.headers,
    ...textFacts(record, content, onGap),
    body: content.body,
    isTruncated: isCut || content.isCut,
    ...(Object.keys(crawl).length > 0 && { crawl }),
  };
}

/** A moment as the schema has it; undefined for anything else, also for days that no calendar has. */
function timestampOf(text: string | undefined): Timestamp | undefined {
  return text !== undefined && timestamp.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

function httpContent(record: WarcRecord, { onGap, maxBodyBytes }: ResponseOptions): Content | undefined {
  const message = readHttpResponse(record.block, { maxBodyBytes });
  if (message === undefined) {
    // A revisit may say nothing but which record it repeats.
    if (record.type !== "revisit" || record.block.byteLength > 0)
      onGap({ kind: "broken-line", count: 1, code: "http-unparsable" });
    return undefined;
  }
  const { status, fields, body, payload, problem } = message;
  if (problem !== undefined)
    onGap({ kind: problem === "body-too-large" ? "limit-reached" : "broken-line", count: 1, code: problem });
  // What a revisit's payload digest speaks of is stored elsewhere.
  compareDigests(record, record.type === "revisit" ? [] : [payload, body], onGap);
  const contentType = fieldValue(fields, "content-type");
  return { status, headers: fields, contentType, body, isCut: problem !== undefined };
}

function plainContent(record: WarcRecord, { onGap, maxBodyBytes }: ResponseOptions): Content | undefined {
  if (record.block.byteLength > maxBodyBytes) {
    onGap({ kind: "limit-reached", count: 1, code: "body-too-large" });
    return undefined;
  }
  compareDigests(record, [record.block], onGap);
  const contentType = fieldValue(record.fields, "content-type");
  return { status: 0, headers: [], contentType, body: record.block, isCut: false };
}

/** Media type and encoding; no encoding for what is no text. */
function textFacts(
  record: WarcRecord,
  { contentType, body }: Content,
  onGap: (gap: SeenGap) => void,
): Pick<CrawledResponse, "mediaType" | "charset" | "charsetBasis"> {
  const named = contentType?.split(";")[0]?.trim().toLowerCase();
  const mediaType = named === undefined || named === "" ? sniffed(body) : named;
  if (mediaType === undefined || !isTextType(mediaType))
    return { ...(mediaType !== undefined && { mediaType }) };
  const declared: DeclaredCharset[] = [];
  const label = charsetParameter(contentType);
  const isHttp = record.type === "response" || record.type === "revisit";
  if (label !== undefined) declared.push({ label, basis: isHttp ? "http-header" : "record-header" });
  const meta = isHtml(mediaType) ? metaCharset(body) : undefined;
  if (meta !== undefined) declared.push({ label: meta, basis: "html-meta" });
  const charset = charsetOf(body, declared);
  if (charset.problem !== undefined)
    onGap({ kind: "guessed-encoding", count: 1, code: `charset-${charset.problem}` });
  return { mediaType, charset: charset.label, charsetBasis: charset.basis };
}

/** What a body without a media type looks like. */
function sniffed(body: Uint8Array): string | undefined {
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 1_024)).toString("latin1");
  if (/^\s*(?:<!doctype html|<html|<head|<body)/i.test(head)) return "text/html";
  return head.includes("\0") || head === "" ? undefined : "text/plain";
}

function compareDigests(
  record: WarcRecord,
  payloads: readonly Uint8Array[],
  onGap: (gap: SeenGap) => void,
): void {
  const block = fieldValue(record.fields, "warc-block-digest");
  if (block !== undefined && matchesDigest(block, [record.block]) === false)
    onGap({ kind: "digest-mismatch", count: 1, code: "block-digest-mismatch" });
  const payload = fieldValue(record.fields, "warc-payload-digest");
  if (payload !== undefined && payloads.length > 0 && matchesDigest(payload, payloads) === false)
    onGap({ kind: "digest-mismatch", count: 1, code: "payload-digest-mismatch" });
}

/** Whether one of the bytes has a digest such as `sha1:CY5K...` (base32 or hexadecimal); undefined for an unknown algorithm. */
function matchesDigest(labelled: string, candidates: readonly Uint8Array[]): boolean | undefined {
  const [name = "", value = ""] = labelled.split(":");
  const algorithm = name.toLowerCase().replace("-", "");
  if (!["sha1", "sha256", "md5", "sha512"].includes(algorithm)) return undefined;
  return candidates.some((bytes) => {
    const digest = hash(algorithm, bytes, "buffer");
    return (
      digest.toString("hex") === value.toLowerCase() ||
      base32(digest) === value.toUpperCase().replace(/=+$/, "")
    );
  });
}

/** Base32 (RFC 4648) without padding. */
function base32(bytes: Uint8Array): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0x1fff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(value >>> (bits - 5)) & 31];
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}
