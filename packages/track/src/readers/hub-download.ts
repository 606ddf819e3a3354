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
 * returns the commit. Files that are there are not fetched again. The SHA-256 that the Hub states of a large file is
 * compared before it takes its place.
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
    ...(fetch !== undefined && { fetch }),
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
      `The dataset ${parsed.name} could not be fetched from the Hub: ${reasonOf(error)}. Try again; what was fetched whole is kept.`,
      { cause: error },
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
    const body = await hub.downloadFile({ ...common, repo, path, revision: commit });
    if (body === null) throw new Error("a file that is listed is not there");
    await writeBlob(body, blob, file.lfs?.oid);
  }
  await mkdir(dirname(pointer), { recursive: true });
  await symlink(relative(dirname(pointer), blob), pointer);
}

async function writeBlob(body: Blob, path: string, sha256: string | undefined): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.incomplete`;
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  // The stream of a Blob is the one that Node's streams take.
  await pipeline(Readable.fromWeb(body.stream() as ReadableStream), hashing, createWriteStream(unfinished));
  if (sha256 !== undefined && hash.digest("hex") !== sha256) {
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
  if (status > 0) return `it answered ${status}`;
  return error instanceof TypeError ? "it can't be reached" : "it broke off";
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
