/**
 * A bundle: one read-only file for a runner that has no ledger. A tar of the segments of a model and its bases, of what is
 * known about their sources, and of a digest over both.
 *
 *   bundle.json               what is in it, and what it was made from
 *   sources.jsonl             facts, licence claims, reliance and notice of every source
 *   runs.jsonl                which runs wrote which segment
 *   segments/<id>/<file>      as they lie in the home
 *   texts.bin, texts.jsonl    only when asked for: texts that would be read again from where they came from
 *   sha256                    over every byte before it
 */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { openIndex, type ReadText, type RecordRow } from "@yurai/fingerprint";
import type { SearchFacts } from "@yurai/gate";
import type { ModelReference } from "@yurai/schema";
import { readRows } from "@yurai/track";
import { CliError } from "../error.ts";
import { packTar, readTar, type TarEntry } from "./tar.ts";
import { provenanceFrom, type SourceFacts } from "./provenance-of.ts";
import { onlyOf, type SearchedSet } from "./searched-set.ts";

/** The first file of a bundle. */
export interface BundleHead {
  readonly format: "yurai-bundle";
  readonly version: 1;
  readonly createdAt: string;
  readonly model?: ModelReference;
  readonly facts: SearchFacts;
  readonly segments: readonly string[];
  /** Missing when every record of the segments counts. */
  readonly firstIds?: readonly string[];
}

/** Everything that goes into a bundle. */
export interface BundleParts {
  readonly head: BundleHead;
  readonly sources: readonly SourceFacts[];
  readonly runsOf: ReadonlyMap<string, readonly string[]>;
  readonly segmentFolder: (id: string) => string;
  /** Files of each segment, by id. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Records whose texts are to be carried along, each once. */
  readonly texts?: AsyncIterable<{ readonly digest: string; readonly bytes: Uint8Array }>;
}

/** What was written. */
export interface WrittenBundle {
  readonly byteLength: number;
  /** SHA-256 of everything before the digest itself. */
  readonly sha256: string;
  readonly texts: number;
}

const names =
  /^(?:bundle\.json|sources\.jsonl|runs\.jsonl|texts\.bin|texts\.jsonl|sha256|segments\/[0-9a-f]{64}\/[a-z0-9-]+(?:\.[a-z0-9]+)+)$/;
const maxHeadBytes = 256 * 1024 * 1024;

/** Writes a bundle beside its place and moves it there when it is whole. */
export async function writeBundle(path: string, parts: BundleParts): Promise<WrittenBundle> {
  const folder = await mkdtemp(join(dirname(path), ".bundle-"));
  try {
    const texts = await writeTexts(folder, parts.texts);
    const hash = createHash("sha256");
    const written = join(folder, "bundle.tar");
    let sha256 = "";
    let byteLength = 0;
    await using file = await open(written, "wx", 0o644);
    const entries = async function* (): AsyncGenerator<TarEntry> {
      yield* entriesOf(parts, folder, texts);
      sha256 = hash.copy().digest("hex");
      yield { name: "sha256", bytes: Buffer.from(sha256) };
    };
    for await (const chunk of packTar(entries())) {
      hash.update(chunk);
      byteLength += chunk.byteLength;
      await file.write(chunk);
    }
    await file.sync();
    const { rename } = await import("node:fs/promises");
    await rename(written, path);
    return { byteLength, sha256, texts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function lines(values: readonly unknown[]): Uint8Array {
  return Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

async function* entriesOf(parts: BundleParts, folder: string, texts: number): AsyncGenerator<TarEntry> {
  yield { name: "bundle.json", bytes: Buffer.from(JSON.stringify(parts.head)) };
  yield { name: "sources.jsonl", bytes: lines(parts.sources) };
  yield { name: "runs.jsonl", bytes: lines([...parts.runsOf]) };
  for (const id of parts.head.segments) {
    for (const name of ["manifest.json", ...(parts.files.get(id) ?? [])]) {
      const path = join(parts.segmentFolder(id), name);
      yield { name: `segments/${id}/${name}`, path, byteLength: statSync(path).size };
    }
  }
  if (texts === 0) return;
  for (const name of ["texts.jsonl", "texts.bin"]) {
    const path = join(folder, name);
    yield { name, path, byteLength: statSync(path).size };
  }
}

async function writeTexts(folder: string, texts: BundleParts["texts"]): Promise<number> {
  if (texts === undefined) return 0;
  await using bytesFile = await open(join(folder, "texts.bin"), "wx", 0o600);
  await using listFile = await open(join(folder, "texts.jsonl"), "wx", 0o600);
  let count = 0;
  let start = 0;
  for await (const { digest, bytes } of texts) {
    await bytesFile.write(bytes);
    await listFile.write(`${JSON.stringify([digest, start, bytes.byteLength])}\n`);
    start += bytes.byteLength;
    count += 1;
  }
  return count;
}

/**
 * Unpacks a bundle into a folder of its own and proves its digest. Remove the folder when done.
 *
 * @throws CliError `bad-bundle` when it is not whole
 */
export async function unpackBundle(path: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "yurai-bundle-"));
  try {
    let stated: string | undefined;
    let until = 0;
    let at = 0;
    for await (const { name, byteLength, chunks } of readTar(path)) {
      if (!names.test(name) || stated !== undefined) throw notWhole();
      if (name === "sha256") {
        until = at;
        stated = await textOf(chunks());
        continue;
      }
      at += 512 + Math.ceil(byteLength / 512) * 512;
      const target = join(folder, name);
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      await using file = await open(target, "wx", 0o600);
      for await (const chunk of chunks()) await file.write(chunk);
    }
    if (stated === undefined || stated !== (await digestOf(path, until))) throw notWhole();
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString("ascii");
}

/**
 * Reads what an unpacked bundle says of itself.
 *
 * @throws CliError `bad-bundle` when it is of a version that this one does not know
 */
export function readBundleHead(folder: string): BundleHead {
  const head = readJson<BundleHead>(join(folder, "bundle.json"));
  // A later version may say so; what this one wrote has these.
  const { format, version } = head as { readonly format: string; readonly version: number };
  if (format === "yurai-bundle" && version === 1) return head;
  throw notWhole();
}

/**
 * Opens an unpacked bundle as a home is opened: the same records give the same verdicts.
 *
 * @param scope.folder where texts that the bundle doesn't carry are read again
 */
export async function openBundle(
  folder: string,
  scope: { readonly use: string; readonly folder: string; readonly model?: ModelReference },
): Promise<SearchedSet> {
  const head = readBundleHead(folder);
  const { model } = scope;
  if (model !== undefined && (model.name !== head.model?.name || model.version !== head.model.version))
    throw new CliError(
      "bad-usage",
      `this bundle was packed for another model than ${model.name}; leave --model out`,
    );
  const sources = new Map(
    readLines<SourceFacts>(join(folder, "sources.jsonl")).map((facts) => [facts.name, facts]),
  );
  const runsOf = new Map(readLines<readonly [string, readonly string[]]>(join(folder, "runs.jsonl")));
  const textIndex = await openIndex(folder, {
    segments: head.segments,
    readText: [await packedTexts(folder), readRows({ baseFolder: scope.folder })],
    baseFolder: scope.folder,
  });
  const readSources = async (wanted: readonly string[]): Promise<readonly SourceFacts[]> =>
    wanted.flatMap((name) => sources.get(name) ?? []);
  const firstIds = head.firstIds && new Set(head.firstIds);
  return {
    index: { segments: textIndex.segments, query: onlyOf(textIndex, firstIds) },
    textIndex,
    facts: head.facts,
    provenanceOf: provenanceFrom(readSources, runsOf, scope.use),
    unsearched: [],
    runsOf,
    readSources,
    ...(firstIds !== undefined && { firstIds }),
    [Symbol.dispose]: () => textIndex.close(),
  };
}

async function packedTexts(folder: string): Promise<ReadText> {
  const list = join(folder, "texts.jsonl");
  if (!existsSync(list)) return () => "not-kept";
  const places = new Map<string, readonly [number, number]>();
  for await (const line of createInterface({ input: createReadStream(list), crlfDelay: Infinity })) {
    const [digest, start, byteLength] = JSON.parse(line) as readonly [string, number, number];
    places.set(digest, [start, byteLength]);
  }
  return async (row: RecordRow) => {
    const place = places.get(Buffer.from(row.digest).toString("hex"));
    if (place === undefined) return "not-kept";
    await using file = await open(join(folder, "texts.bin"), "r");
    const bytes = new Uint8Array(place[1]);
    const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, place[0]);
    return bytesRead === bytes.byteLength ? bytes : "text-changed";
  };
}

// The digest over the whole bundle was proved when it was unpacked, so its parts are what yurai pack wrote.
function readJson<T>(path: string): T {
  if (!existsSync(path) || statSync(path).size > maxHeadBytes) throw notWhole();
  return JSON.parse(readFileSync(path, "utf8")) as T;
}

function readLines<T>(path: string): readonly T[] {
  if (!existsSync(path) || statSync(path).size > maxHeadBytes) throw notWhole();
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as T);
}

async function digestOf(path: string, until: number): Promise<string> {
  const hash = createHash("sha256");
  if (until > 0)
    for await (const chunk of createReadStream(path, { end: until - 1 })) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

function notWhole(): CliError {
  return new CliError(
    "bad-bundle",
    "this is no whole bundle, or it was changed; pack it again with yurai pack",
  );
}
