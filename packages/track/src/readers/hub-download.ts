/** Fetches a dataset of the Hugging Face Hub into the local cache. Needs the optional peer @huggingface/hub, and the network. */
import type * as Hub from "@huggingface/hub";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { TrackError } from "../error.ts";
import { hubFolder, parseHubName } from "./hub.ts";

/** How a dataset is fetched. */
export interface HubDownload {
  readonly cacheFolder: string;
  /** Branch, tag or commit. Default `main`. */
  readonly revision?: string;
  /** Default: the public Hub. */
  readonly hubUrl?: string;
  readonly accessToken?: string;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Called before each file. */
  readonly onFile?: (path: string, byteLength: number) => void;
}

/**
 * Fetches every file of a dataset at a revision into the cache, in the layout that all libraries of the Hub share, and
 * returns the commit. Files that are there are not fetched again. The digest that the Hub states of a file, SHA-256 of a large
 * one and the git blob id of any other, is compared before it takes its place.
 *
 * The token goes to the Hub and to no place that it redirects to. Behind a proxy, Node's own `fetch` takes `HTTPS_PROXY` with
 * `NODE_USE_ENV_PROXY=1`.
 *
 * @throws TrackError `bad-input`, `missing-peer`; `download-failed` when the Hub refuses, breaks off, or sends other bytes
 */
export async function downloadHub(name: string, options: HubDownload): Promise<string> {
  const parsed = parseHubName(name);
  if (parsed === undefined)
    throw new TrackError("bad-input", "This is no name of a dataset; write org/name.");
  const hub = await loadHub();
  const { cacheFolder, revision = parsed.revision ?? "main", hubUrl, accessToken, fetch } = options;
  const common = {
    ...(hubUrl !== undefined && { hubUrl }),
    ...(accessToken !== undefined && { accessToken }),
    fetch: tokenStaysAt(hubUrl ?? hub.HUB_URL, fetch ?? globalThis.fetch),
  };
  const repo = { type: "dataset", name: parsed.name } as const;
  const storage = hubFolder(cacheFolder, parsed.name);
  try {
    const { sha } = await hub.datasetInfo({
      ...common,
      name: parsed.name,
      revision,
      additionalFields: ["sha"],
    });
    if (!/^[0-9a-f]{40}$/.test(sha)) throw new Error("no commit");
    for await (const file of hub.listFiles({ ...common, repo, revision: sha, recursive: true })) {
      if (file.type !== "file") continue;
      options.onFile?.(file.path, file.size);
      await fetchFile({ hub, common, repo, storage, commit: sha }, file);
    }
    if (revision !== sha) await writeWhole(join(storage, "refs", ...revision.split("/")), sha);
    return sha;
  } catch (error) {
    if (error instanceof TrackError) throw error;
    throw new TrackError(
      "download-failed",
      `The dataset ${parsed.name} could not be fetched from the Hub: ${reasonOf(error)}. What was fetched whole is kept.`,
      // The library's error holds the address, which may be signed.
      { cause: new Error(error instanceof Error ? error.name : typeof error) },
    );
  }
}

interface Target {
  readonly hub: typeof Hub;
  readonly common: Pick<HubDownload, "hubUrl" | "accessToken" | "fetch">;
  readonly repo: { readonly type: "dataset"; readonly name: string };
  readonly storage: string;
  readonly commit: string;
}

type ListedFile = Awaited<ReturnType<ReturnType<typeof Hub.listFiles>["next"]>>["value"] & object;

async function fetchFile({ hub, common, repo, storage, commit }: Target, file: ListedFile): Promise<void> {
  const { path } = file;
  const pointer = join(storage, "snapshots", commit, path);
  const inside = relative(join(storage, "snapshots", commit), pointer);
  if (inside.startsWith("..") || isAbsolute(inside) || path.split("/").includes(".."))
    throw new TrackError(
      "download-failed",
      "The Hub names a file outside of the dataset. Nothing more was fetched.",
    );
  if ((await stat(pointer).catch(() => undefined)) !== undefined) return;
  const etag = file.lfs?.oid ?? file.oid;
  if (!/^[0-9a-f]{40,64}$/.test(etag)) throw new Error("a file without a digest");
  const blob = join(storage, "blobs", etag);
  if ((await stat(blob).catch(() => undefined)) === undefined) {
    // Its own protocol for large files has servers and tokens of its own; the plain way leads to the same bytes.
    const body = await hub.downloadFile({ ...common, repo, path, revision: commit, xet: false });
    if (body === null) throw new Error("a file that is listed is not there");
    await writeBlob(body, blob, { byteLength: file.size, ...digestOf(file) });
  }
  await mkdir(dirname(pointer), { recursive: true });
  await symlink(relative(dirname(pointer), blob), pointer);
}

interface Stated {
  readonly byteLength: number;
  readonly algorithm: "sha256" | "sha1";
  /** What is hashed before the bytes. */
  readonly head: string;
  readonly digest: string;
}

/** What the Hub states of a file: SHA-256 of a large one, else the id of its git blob (`blob LENGTH`, a zero byte, the bytes). */
function digestOf({ lfs, oid, size }: ListedFile): Omit<Stated, "byteLength"> {
  if (lfs !== undefined) return { algorithm: "sha256", head: "", digest: lfs.oid };
  return { algorithm: "sha1", head: `blob ${size}\0`, digest: oid };
}

async function writeBlob(body: Blob, path: string, stated: Stated): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.incomplete`;
  const hash = createHash(stated.algorithm).update(stated.head);
  let byteLength = 0;
  const hashing = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      byteLength += chunk.byteLength;
      // A body without end must not fill the disk.
      if (byteLength > stated.byteLength) return done(new Error("a file longer than stated"));
      hash.update(chunk);
      done(null, chunk);
    },
  });
  // The stream of a Blob is the one that Node's streams take.
  try {
    await pipeline(Readable.fromWeb(body.stream() as ReadableStream), hashing, createWriteStream(unfinished));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  if (hash.digest("hex") !== stated.digest) {
    await rm(unfinished);
    throw new TrackError(
      "download-failed",
      "A file came with other bytes than the Hub's digest says. Try again.",
    );
  }
  await rename(unfinished, path);
}

async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

function reasonOf(error: unknown): string {
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 0;
  if (status === 401 || status === 403)
    return `it answered ${status}: set HF_TOKEN to a token that may read it, and accept its terms on its page if it has any`;
  if (status === 404)
    return "it answered 404: check name and revision; without a token a private one is not found either";
  if (status > 0) return `it answered ${status}; try again later`;
  return error instanceof TypeError && error.message === "fetch failed"
    ? "it can't be reached; behind a proxy set NODE_USE_ENV_PROXY=1 and HTTPS_PROXY"
    : "it broke off; try again";
}

/** The library sends the token along to some places that the Hub redirects to: here it goes to the Hub alone. */
function tokenStaysAt(hubUrl: string, fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const { origin } = new URL(hubUrl);
  return (input, init) => {
    const headers = new Headers(init?.headers);
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== origin) headers.delete("authorization");
    return fetch(input, { ...init, headers });
  };
}

async function loadHub(): Promise<typeof Hub> {
  try {
    return await import("@huggingface/hub");
  } catch (error) {
    throw new TrackError(
      "missing-peer",
      "Fetching from the Hugging Face Hub needs the package @huggingface/hub, which is not installed. Add it to your project.",
      { cause: error },
    );
  }
}
