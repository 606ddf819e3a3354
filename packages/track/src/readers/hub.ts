/** Datasets of the Hugging Face Hub, read from the cache on this machine; nothing is fetched here. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join, sep } from "node:path";
import type { LicenceClaim } from "@yurai/schema";
import { TrackError } from "../error.ts";
import type { SourceDeclaration } from "../known-sources.ts";
import { detectLicence } from "../licences/licence-text.ts";
import { formatOfName, readByName, type ByNameOptions } from "./by-name.ts";
import { claimsOfCard, matchesPattern, noCard, parseCard, type HubCard } from "./hub-card.ts";
import { gapOfError, locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";
import { readTextFile } from "./text-file.ts";

/** How a cached dataset is read. */
export interface HubOptions extends ReaderOptions {
  /** The cache: see {@link hubCacheFolder}. */
  readonly cacheFolder: string;
  /** Branch, tag or commit. Default `main`. */
  readonly revision?: string;
  /** Who says what was detected. Default `@yurai/track`. */
  readonly by?: string;
}

/** A dataset at one commit. */
export interface HubDataset {
  /** `hf:org/name`. */
  readonly source: string;
  /** The commit that the revision stands for. */
  readonly commit: string;
  /** Its licence as the card declares it and as its files show it, the commit as release, and the digest of its files. */
  readonly declaration: SourceDeclaration;
  readonly card: HubCard;
  readonly files: readonly HubFile[];
  /** Reads the data files, one after the other. */
  rows(options: ByNameOptions): AsyncIterable<ReadRow>;
}

/** A data file of a dataset. */
export interface HubFile {
  /** Within the dataset. */
  readonly path: string;
  readonly byteLength: number;
  /** Of the bytes as they lie in the cache. */
  readonly sha256: string;
}

const repository = /^(?:[\w.-]{1,96}\/)?[\w.-]{1,96}$/;
const revisionName = /^[\w.-]{1,200}(?:\/[\w.-]{1,200}){0,8}$/;
const commitName = /^[0-9a-f]{40}$/;
const licenceFile = /^(?:un)?(?:licen[sc]e|copying)(?:[-.][\w.-]*)?$/i;
const notData = /^(?:\.gitattributes|\.gitignore|README\.md|dataset_infos?\.json|state\.json)$/;
const maxFiles = 100_000;
const maxDepth = 20;

/** Splits `org/name@revision`; undefined for what is no name of a dataset. */
export function parseHubName(
  text: string,
): { readonly name: string; readonly revision?: string } | undefined {
  const [name = "", revision, ...more] = text.split("@");
  if (!repository.test(name) || name.split("/").some(isDots) || more.length > 0) return undefined;
  if (revision === undefined) return { name };
  return revisionName.test(revision) && !revision.split("/").some(isDots) ? { name, revision } : undefined;
}

/** Where the libraries of Hugging Face keep their cache, by the environment variables that they share. */
export function hubCacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = environment;
  const cache = HF_HUB_CACHE ?? HUGGINGFACE_HUB_CACHE;
  if (cache !== undefined && cache !== "") return cache;
  return join(HF_HOME ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "huggingface"), "hub");
}

/** The folder of a dataset within the cache. */
export function hubFolder(cacheFolder: string, name: string): string {
  return join(cacheFolder, ["datasets", ...name.split("/")].join("--"));
}

/**
 * Opens a dataset of the local cache: reads its card and licence files, and the digest of every data file. Files whose
 * name in the cache is another digest than theirs are gaps (`digest-mismatch`), as are links that leave the dataset.
 * If the card names data files, only those
 * are read. Rows come as each format's reader gives them.
 *
 * @throws TrackError `bad-input` for what is no name of a dataset; `not-cached` when this revision is not in the cache
 *
 * @example
 * ```ts
 * const data = await openHub("llm-jp/databricks-dolly-15k-ja", { cacheFolder: hubCacheFolder(process.env), onGap });
 * await run.declare([data.declaration]);
 * const rows = data.rows({ onGap });
 * for await (const row of run.track(rows, { source: data.source, item: (row) => row.value, locator: (row) => row.locator }))
 *   trainOn(row.value);
 * ```
 */
export async function openHub(name: string, options: HubOptions): Promise<HubDataset> {
  const parsed = parseHubName(options.revision === undefined ? name : `${name}@${options.revision}`);
  if (parsed === undefined)
    throw new TrackError(
      "bad-input",
      `${name.slice(0, 200)} is no name of a dataset; write org/name or org/name@revision.`,
    );
  const storage = hubFolder(options.cacheFolder, parsed.name);
  const commit = await commitOf(storage, parsed.revision ?? "main");
  const snapshot = commit === undefined ? undefined : await existing(join(storage, "snapshots", commit));
  if (commit === undefined || snapshot === undefined) throw notCached(parsed.name, options.cacheFolder);
  const source = `hf:${parsed.name}`;
  const paths = await filesOf(snapshot, await realpath(storage), options);
  const card = await readCard(snapshot, paths, options);
  const files = await digestsOf(snapshot, dataFiles(paths, card, snapshot, options), options);
  const claims = [
    ...claimsOfCard(card, { path: locatorPath(join(snapshot, "README.md"), options.baseFolder), by: source }),
    ...(await detectedIn(snapshot, paths, options)),
  ];
  return {
    source,
    commit,
    card,
    files,
    declaration: {
      source: {
        name: source,
        origin: "public-dataset",
        accessMode: "open-download",
        release: commit,
        ...(files.length > 0 && { files: listDigest(files) }),
      },
      licences: claims,
    },
    rows: (reading) => rowsOf(snapshot, files, reading),
  };
}

async function commitOf(storage: string, revision: string): Promise<string | undefined> {
  if (commitName.test(revision)) return revision;
  const text = await readFile(join(storage, "refs", ...revision.split("/")), "utf8").catch(() => "");
  const commit = text.trim();
  return commitName.test(commit) ? commit : undefined;
}

async function existing(folder: string): Promise<string | undefined> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() === true ? folder : undefined;
}

/** Paths of files within a snapshot, sorted; links that lead out of the dataset's own folder are gaps. */
async function filesOf(snapshot: string, storage: string, options: HubOptions): Promise<readonly string[]> {
  const paths: string[] = [];
  const walk = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(join(snapshot, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (paths.length >= maxFiles || depth > maxDepth) return noteLimit(path, snapshot, options);
      if (entry.isDirectory()) await walk(path, depth + 1);
      else if (entry.isFile() || (await isWithin(join(snapshot, path), storage, options))) paths.push(path);
    }
  };
  await walk("", 0);
  return paths;
}

function noteLimit(path: string, snapshot: string, { onGap, baseFolder }: HubOptions): void {
  const where = { path: locatorPath(join(snapshot, path), baseFolder) };
  onGap({ kind: "limit-reached", count: 1, code: "too-many-files", where });
}

async function isWithin(path: string, storage: string, { onGap, baseFolder }: HubOptions): Promise<boolean> {
  const where = { path: locatorPath(path, baseFolder) };
  try {
    const target = await realpath(path);
    const isFile = (await stat(target)).isFile();
    if (isFile && target.startsWith(storage + sep)) return true;
    onGap({ kind: "refused-entry", count: 1, code: isFile ? "link-leaves-folder" : "not-a-file", where });
  } catch (error) {
    onGap(gapOfError(error, where.path));
  }
  return false;
}

async function readCard(snapshot: string, paths: readonly string[], options: HubOptions): Promise<HubCard> {
  if (!paths.includes("README.md")) return noCard;
  const text = await readLinked(join(snapshot, "README.md"), options);
  if (text === undefined) return noCard;
  const card = parseCard(text);
  const where = { path: locatorPath(join(snapshot, "README.md"), options.baseFolder) };
  if (card === undefined) options.onGap({ kind: "broken-line", count: 1, code: "card-not-yaml", where });
  return card ?? noCard;
}

/** Snapshots hold links to the files, which were found to stay within the dataset. */
async function readLinked(path: string, { onGap, baseFolder }: HubOptions): Promise<string | undefined> {
  const bytes = await readTextFile(await realpath(path), locatorPath(path, baseFolder), 8 * 1024 * 1024);
  if (bytes instanceof Uint8Array) return new TextDecoder().decode(bytes);
  onGap(bytes);
  return undefined;
}

async function detectedIn(
  snapshot: string,
  paths: readonly string[],
  options: HubOptions,
): Promise<readonly Omit<LicenceClaim, "at">[]> {
  const claims: Omit<LicenceClaim, "at">[] = [];
  for (const path of paths.filter((name) => licenceFile.test(name))) {
    const text = await readLinked(join(snapshot, path), options);
    const detected = text === undefined ? undefined : await detectLicence(text);
    if (detected === undefined) continue;
    const similarity = Math.round(detected.similarity * 1_000) / 1_000;
    claims.push({
      basis: "detected",
      licence: { kind: "spdx", expression: detected.id },
      evidence: { kind: "file", path: locatorPath(join(snapshot, path), options.baseFolder), similarity },
      by: options.by ?? "@yurai/track",
    });
  }
  return claims;
}

/** The files that hold rows: those that the card names, else all in a known format. Others are gaps. */
function dataFiles(
  paths: readonly string[],
  { dataFiles: named }: HubCard,
  snapshot: string,
  { onGap, baseFolder }: HubOptions,
): readonly string[] {
  const candidates = paths.filter(
    (path) => !notData.test(basename(path)) && !licenceFile.test(basename(path)),
  );
  const chosen = named.length === 0 ? candidates : candidates.filter((path) => matchesPattern(path, named));
  return chosen.filter((path) => {
    if (formatOfName(path) !== undefined) return true;
    const where = { path: locatorPath(join(snapshot, path), baseFolder) };
    onGap({ kind: "unknown-format", count: 1, code: "no-reader", where });
    return false;
  });
}

async function digestsOf(
  snapshot: string,
  paths: readonly string[],
  { onGap, baseFolder }: HubOptions,
): Promise<readonly HubFile[]> {
  const files: HubFile[] = [];
  for (const path of paths) {
    const where = { path: locatorPath(join(snapshot, path), baseFolder) };
    try {
      const target = await realpath(join(snapshot, path));
      const { byteLength, sha256 } = await digestOf(target);
      // Large files are cached under their SHA-256, small ones under a git blob id.
      const isOther = /^[0-9a-f]{64}$/.test(basename(target)) && basename(target) !== sha256;
      if (isOther) onGap({ kind: "digest-mismatch", count: 1, code: "cached-file-changed", where });
      if (byteLength <= maxPointerBytes && (await isPointer(target))) {
        onGap({ kind: "missing-file", count: 1, code: "lfs-pointer", where });
        continue;
      }
      files.push({ path, byteLength, sha256 });
    } catch (error) {
      onGap(gapOfError(error, where.path));
    }
  }
  return files;
}

/** A pointer of Git LFS is a hundred bytes in place of the file, where somebody copied a repository without its large files. */
const maxPointerBytes = 1_024;

async function isPointer(path: string): Promise<boolean> {
  return (await readFile(path, "latin1")).startsWith("version https://git-lfs.github.com/spec/");
}

async function digestOf(path: string): Promise<{ readonly byteLength: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  let byteLength = 0;
  for await (const chunk of createReadStream(path, {
    highWaterMark: 1024 * 1024,
  }) as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    byteLength += chunk.byteLength;
  }
  return { byteLength, sha256: hash.digest("hex") };
}

function listDigest(files: readonly HubFile[]): NonNullable<SourceDeclaration["source"]["files"]> {
  const hash = createHash("sha256");
  const byPath = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, sha256 } of byPath) hash.update(`${sha256}  ${path}\n`);
  const byteLength = files.reduce((sum, file) => sum + file.byteLength, 0);
  return { count: files.length, byteLength, sha256: hash.digest("hex") };
}

async function* rowsOf(
  snapshot: string,
  files: readonly HubFile[],
  options: ByNameOptions,
): AsyncGenerator<ReadRow> {
  for (const { path } of files) yield* readByName(join(snapshot, path), formatOfName(path)!, options);
}

function isDots(part: string): boolean {
  return /^\.*$/.test(part);
}

function notCached(name: string, cacheFolder: string): TrackError {
  return new TrackError(
    "not-cached",
    `The dataset ${name} is not at this revision in the Hugging Face cache ${cacheFolder}. Download it there, or ask for it with --download.`,
    { details: { name } },
  );
}
