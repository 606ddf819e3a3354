/** A stored HTTP response: status, fields, and the body with its codings taken off. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from "node:zlib";
import type { HeaderField } from "../crawled-response.ts";
import { fieldValue, readHeaderBlock } from "./header-fields.ts";

/** A response as it was stored. */
export interface HttpResponse {
  readonly status: number;
  readonly fields: readonly HeaderField[];
  /** The body as sent, with its codings. */
  readonly payload: Uint8Array;
  /** The body without them; empty when it could not be unpacked within the limit. */
  readonly body: Uint8Array;
  /** Why the body is not whole. */
  readonly problem?: "body-too-large" | "body-not-unpacked";
}

const statusLine = /^HTTP\/\d(?:\.\d)? (\d{3})(?: |$)/;
const nothing = new Uint8Array(0);

/** Reads a response; undefined for bytes that are none. Bodies beyond the limit are left out. */
export function readHttpResponse(
  bytes: Uint8Array,
  { maxBodyBytes }: { readonly maxBodyBytes: number },
): HttpResponse | undefined {
  const header = readHeaderBlock(bytes);
  if (typeof header === "string") return undefined;
  const status = statusLine.exec(header.firstLine)?.[1];
  if (status === undefined) return undefined;
  const { fields, byteEnd } = header;
  const payload = bytes.subarray(byteEnd);
  const decoded = decodeBody(payload, fields, maxBodyBytes);
  const whole = typeof decoded === "string" ? { body: nothing, problem: decoded } : { body: decoded };
  return { status: Number(status), fields, payload, ...whole };
}

function decodeBody(
  payload: Uint8Array,
  fields: readonly HeaderField[],
  maxBodyBytes: number,
): Uint8Array | "body-too-large" | "body-not-unpacked" {
  const transfer = codings(fields, "transfer-encoding");
  let body = transfer.includes("chunked") ? joinChunks(payload) : payload;
  const packed = [
    ...codings(fields, "content-encoding"),
    ...transfer.filter((coding) => coding !== "chunked"),
  ];
  // Codings are listed in the order in which they were put on. More than three are an attack.
  for (const coding of packed.reverse().slice(0, 3)) {
    const unpacked = unpack(body, coding, maxBodyBytes);
    if (typeof unpacked === "string") return unpacked;
    body = unpacked;
  }
  return body.byteLength > maxBodyBytes ? "body-too-large" : body;
}

function codings(fields: readonly HeaderField[], name: string): string[] {
  const value = fieldValue(fields, name) ?? "";
  return value
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");
}

function unpack(
  body: Uint8Array,
  coding: string,
  maxOutputLength: number,
): Uint8Array | "body-too-large" | "body-not-unpacked" {
  const options = { maxOutputLength };
  try {
    switch (coding) {
      case "gzip":
      case "x-gzip":
        // Archives often store the unpacked body under the header of the packed one.
        return body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body, options) : body;
      case "deflate":
        // Named zlib by RFC 9110, sent raw by some servers.
        return (body[0]! & 0x0f) === 8 ? inflateSync(body, options) : inflateRawSync(body, options);
      case "br":
        return brotliDecompressSync(body, options);
      case "zstd":
        return zstdDecompressSync(body, options);
      default:
        return body;
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ERR_BUFFER_TOO_LARGE" ? "body-too-large" : "body-not-unpacked";
  }
}

/** Chunked transfer coding (RFC 9112, section 7.1). Bytes that aren't chunked come back as they are. */
export function joinChunks(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.byteLength) {
    const lineEnd = bytes.indexOf(0x0a, at);
    const line = lineEnd < 0 || lineEnd - at > 1_024 ? "" : latin1(bytes.subarray(at, lineEnd));
    const size = /^\s*([0-9a-f]{1,8})\s*(?:;.*)?$/i.exec(line.trimEnd())?.[1];
    // Not chunked from the begin on: stored without the coding that its header names.
    if (size === undefined) return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(at)]);
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    parts.push(bytes.subarray(lineEnd + 1, lineEnd + 1 + length));
    at = lineEnd + 1 + length;
    if (bytes[at] === 0x0d) at++;
    if (bytes[at] === 0x0a) at++;
  }
  return Buffer.concat(parts);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
