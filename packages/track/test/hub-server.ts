/** A server that speaks as much of the Hugging Face Hub's API as fetching a dataset needs. */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface HubServer {
  readonly url: string;
  readonly requests: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

export const commit = "0123456789abcdef0123456789abcdef01234567";

/** Serves one dataset. Files named in `large` are stored as LFS files are, under their SHA-256. */
export async function startHub(
  name: string,
  files: Readonly<Record<string, Uint8Array>>,
  { large = [], lies = false }: { readonly large?: readonly string[]; readonly lies?: boolean } = {},
): Promise<HubServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://hub");
    requests.push(pathname);
    const json = (value: unknown): void => {
      response.setHeader("content-type", "application/json").end(JSON.stringify(value));
    };
    if (pathname.startsWith(`/api/datasets/${name}/tree/${commit}`))
      return json(
        Object.entries(files).map(([path, bytes]) => entryOf(path, bytes, large.includes(path), lies)),
      );
    if (pathname.startsWith(`/api/datasets/${name}`))
      return json({
        _id: "1",
        id: name,
        sha: commit,
        private: false,
        downloads: 0,
        likes: 0,
        gated: false,
        lastModified: "2026-01-01T00:00:00.000Z",
      });
    const path = decodeURIComponent(pathname.slice(`/datasets/${name}/resolve/${commit}/`.length));
    const bytes = pathname.startsWith(`/datasets/${name}/resolve/`) ? files[path] : undefined;
    if (bytes === undefined) return response.writeHead(404).end();
    response.setHeader("etag", `"${digest("sha1", bytes)}"`).setHeader("accept-ranges", "bytes");
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    if (range === null) return response.setHeader("content-length", bytes.byteLength).end(bytes);
    const [start, last] = [Number(range[1]), Math.min(Number(range[2] || Infinity), bytes.byteLength - 1)];
    response.setHeader("content-range", `bytes ${start}-${last}/${bytes.byteLength}`);
    return response.writeHead(206).end(bytes.subarray(start, last + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function entryOf(path: string, bytes: Uint8Array, isLarge: boolean, lies: boolean): object {
  const oid = digest("sha1", bytes);
  const sha256 = lies ? "0".repeat(64) : digest("sha256", bytes);
  const lfs = { oid: sha256, size: bytes.byteLength, pointerSize: 130 };
  return { type: "file", path, size: bytes.byteLength, oid, ...(isLarge && { lfs }) };
}

function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest("hex");
}
