/** A server that speaks as much of the Hugging Face Hub's API as fetching a dataset needs, and a store that it redirects to. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface HubServer {
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: readonly string[];
  /** Authorization headers that came to the Hub, and to the store. */
  readonly tokens: { readonly hub: readonly string[]; readonly store: readonly string[] };
  [Symbol.asyncDispose](): Promise<void>;
}

export const commit = "0123456789abcdef0123456789abcdef01234567";

interface HubServerOptions {
  /** Files that are stored as LFS files are, under their SHA-256, in a store of another origin. */
  readonly large?: readonly string[];
  /** States a digest that is not that of the bytes. */
  readonly lies?: boolean;
  /** Answers large files to those who ask for it with what leads to the Xet protocol. */
  readonly xet?: boolean;
  /** The token without which everything is refused. */
  readonly gated?: string;
  /** What happens to a body in place of being sent; true when it has been answered. */
  readonly trouble?: (path: string, response: ServerResponse, bytes: Uint8Array) => boolean;
}

/** Serves one dataset. */
export async function startHub(
  name: string,
  files: Readonly<Record<string, Uint8Array>>,
  { large = [], lies = false, xet = false, gated, trouble = () => false }: HubServerOptions = {},
): Promise<HubServer> {
  const requests: string[] = [];
  const tokens = { hub: [] as string[], store: [] as string[] };
  const send = (path: string, request: IncomingMessage, response: ServerResponse): void => {
    const bytes = files[path];
    if (bytes === undefined) return void response.writeHead(404).end();
    response.setHeader("etag", `"${digest("sha1", bytes)}"`).setHeader("accept-ranges", "bytes");
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    if (range === null) {
      if (trouble(path, response, bytes)) return;
      return void response.setHeader("content-length", bytes.byteLength).end(bytes);
    }
    const [start, last] = [Number(range[1]), Math.min(Number(range[2] || Infinity), bytes.byteLength - 1)];
    response.setHeader("content-range", `bytes ${start}-${last}/${bytes.byteLength}`);
    response.writeHead(206).end(bytes.subarray(start, last + 1));
  };
  const store = await listen((request, response) => {
    note(tokens.store, request);
    // The library takes such a store for one that may see the token.
    response.setHeader("x-cache", "Hit from cloudfront");
    send(pathIn(request), request, response);
  });
  const hub = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://hub");
    requests.push(pathname);
    note(tokens.hub, request);
    if (gated !== undefined && request.headers.authorization !== `Bearer ${gated}`)
      return void response
        .writeHead(request.headers.authorization === undefined ? 401 : 403, {
          "content-type": "application/json",
          "x-error-code": "GatedRepo",
        })
        .end(JSON.stringify({ error: "Access to this dataset is restricted" }));
    const json = (value: unknown): void => {
      response.setHeader("content-type", "application/json").end(JSON.stringify(value));
    };
    if (pathname.startsWith(`/api/datasets/${name}/tree/${commit}`))
      return json(
        Object.entries(files).map(([path, bytes]) => entryOf(path, bytes, large.includes(path), lies)),
      );
    if (pathname.startsWith(`/api/datasets/${name}`)) return json({ ...facts, id: name });
    if (!pathname.startsWith(`/datasets/${name}/resolve/`)) return void response.writeHead(404).end();
    const path = decodeURIComponent(pathname.slice(`/datasets/${name}/resolve/${commit}/`.length));
    if (!large.includes(path)) return send(path, request, response);
    if (xet && request.headers.accept?.includes("xet-fileinfo") === true)
      return void response
        .writeHead(200, {
          "content-type": "application/vnd.xet-fileinfo+json",
          "x-linked-size": String(files[path]!.byteLength),
          "x-xet-hash": "a".repeat(64),
          etag: '"x"',
          link: `<${store.url}/auth>; rel="xet-auth", <${store.url}/reconstruct>; rel="xet-reconstruction-info"`,
        })
        .end("{}");
    response.writeHead(302, { location: `${store.url}/${path}?X-Amz-Signature=signed` }).end();
  });
  return {
    url: hub.url,
    requests,
    tokens,
    [Symbol.asyncDispose]: async () => {
      await hub.close();
      await store.close();
    },
  };
}

const facts = {
  _id: "1",
  sha: commit,
  private: false,
  downloads: 0,
  likes: 0,
  gated: false,
  lastModified: "2026-01-01T00:00:00.000Z",
};

async function listen(
  listener: RequestListener,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function pathIn(request: IncomingMessage): string {
  return decodeURIComponent(new URL(request.url ?? "/", "http://store").pathname.slice(1));
}

function note(tokens: string[], { headers }: IncomingMessage): void {
  if (headers.authorization !== undefined) tokens.push(headers.authorization);
}

function entryOf(path: string, bytes: Uint8Array, isLarge: boolean, lies: boolean): object {
  const blob = Buffer.concat([Buffer.from(`blob ${bytes.byteLength}\0`), bytes]);
  const oid = lies ? "0".repeat(40) : digest("sha1", blob);
  const lfs = {
    oid: lies ? "0".repeat(64) : digest("sha256", bytes),
    size: bytes.byteLength,
    pointerSize: 130,
  };
  return { type: "file", path, size: bytes.byteLength, oid, ...(isLarge && { lfs }) };
}

function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest("hex");
}
