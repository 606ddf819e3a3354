/** A server that speaks S3's listing and fetching, and checks the signature of every request by itself. */
import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface S3Server {
  readonly url: string;
  /** Path and query of every request that was signed right. */
  readonly requests: readonly string[];
  /** Keys of which a part was asked for. */
  readonly ranges: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a test has the server do instead of answering; true when it has. */
export type Trouble = (key: string, response: ServerResponse, tries: number) => boolean;

export interface S3ServerOptions {
  readonly pageSize?: number;
  readonly trouble?: Trouble;
}

export const accessKeyId = "AKIDEXAMPLE";
export const secretAccessKey = "secret-never-written-down";
export const region = "ap-northeast-1";

/** Serves the bucket `corpus`. */
export async function startS3(
  files: Readonly<Record<string, string | Uint8Array>>,
  { pageSize = 1_000, trouble = () => false }: S3ServerOptions = {},
): Promise<S3Server> {
  const requests: string[] = [];
  const ranges: string[] = [];
  const tries = new Map<string, number>();
  const server = createServer((request, response) => {
    if (!isSigned(request))
      return void response.writeHead(403).end("<Error><Code>SignatureDoesNotMatch</Code></Error>");
    requests.push(request.url ?? "");
    const url = new URL(request.url ?? "/", "http://s3");
    const key = decodeURIComponent(url.pathname).replace(/^\/corpus\/?/, "");
    const tried = (tries.get(key) ?? 0) + 1;
    tries.set(key, tried);
    if (trouble(key, response, tried)) return;
    if (url.searchParams.get("list-type") === "2") return void response.end(listing(files, url, pageSize));
    const bytes = Object.hasOwn(files, key) ? Buffer.from(files[key]!) : undefined;
    if (bytes === undefined) return void response.writeHead(404).end();
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    if (range !== null) {
      ranges.push(key);
      const part = bytes.subarray(Number(range[1]), Number(range[2]) + 1);
      return void response.writeHead(206, { "content-length": part.byteLength }).end(part);
    }
    // What was listed is asked for by its ETag; what is read again is not.
    const wanted = request.headers["if-match"] ?? etagOf(bytes);
    if (wanted !== etagOf(bytes)) return void response.writeHead(412).end();
    response.setHeader("etag", etagOf(bytes)).setHeader("content-length", bytes.byteLength).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    ranges,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function etagOf(bytes: Uint8Array): string {
  return `"${createHash("md5").update(bytes).digest("hex")}"`;
}

function listing(files: Readonly<Record<string, string | Uint8Array>>, url: URL, pageSize: number): string {
  const prefix = url.searchParams.get("prefix") ?? "";
  const start = Number(url.searchParams.get("continuation-token") ?? 0);
  const keys = Object.keys(files)
    .filter((key) => key.startsWith(prefix))
    .sort();
  const page = keys.slice(start, start + pageSize).map((key) => {
    const bytes = Buffer.from(files[key]!);
    const etag = etagOf(bytes).replaceAll('"', "&quot;");
    const written = encodeURIComponent(key).replaceAll("%20", "+");
    return `<Contents><Key>${written}</Key><Size>${bytes.byteLength}</Size><ETag>${etag}</ETag></Contents>`;
  });
  const next = start + pageSize;
  const more =
    next < keys.length
      ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${next}</NextContinuationToken>`
      : "<IsTruncated>false</IsTruncated>";
  return `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType>${page.join("")}${more}</ListBucketResult>`;
}

/** Signature Version 4, as the documentation of AWS tells how to make it. */
function isSigned({ method, url = "", headers }: IncomingMessage): boolean {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
  const [, id, day = "", place = "", names = "", signature] = pattern.exec(headers.authorization ?? "") ?? [];
  const time = String(headers["x-amz-date"]);
  if (id !== accessKeyId || place !== region || !time.startsWith(day) || !names.split(";").includes("host"))
    return false;
  const [path = "", query = ""] = url.split("?");
  const canonical = [
    method,
    path
      .split("/")
      .map((part) => strict(decodeURIComponent(part)))
      .join("/"),
    [...new URLSearchParams(query)]
      .map(([name, value]) => `${strict(name)}=${strict(value)}`)
      .sort()
      .join("&"),
    ...names.split(";").map((name) => `${name}:${String(headers[name]).trim()}`),
    "",
    names,
    headers["x-amz-content-sha256"],
  ].join("\n");
  const scope = `${day}/${place}/s3/aws4_request`;
  const hash = createHash("sha256").update(canonical).digest("hex");
  const key = [day, place, "s3", "aws4_request"].reduce<string | Buffer>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash}`;
  return createHmac("sha256", key).update(text).digest("hex") === signature;
}

function strict(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
