// Where screened items go: rows into files of lines, files into folders or lists, samples into archives.
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CliError, toFileError } from "../error.ts";
import type { PlacedRow, ReadableSource } from "../track/row-source.ts";
import { openLineFile, type LineFile } from "./line-file.ts";
import type { Destination, ScreenItem } from "./screen-items.ts";
import { openTarFile, type TarFile } from "./tar-file.ts";

/** What becomes of an item. */
type Part = "kept" | "quarantined";

/** Files that are being written. */
export interface ScreenFiles {
  readonly put: (part: Part, item: ScreenItem) => void;
  /** Notes what was left out, with the rule. */
  readonly leaveOut: (item: PlacedRow, rule: string, action: "drop" | "quarantine") => void;
  readonly close: () => void;
  /** Paths of what was written, by part, and of the list of what was left out. */
  readonly written: Readonly<Record<Part, readonly string[]>> & { readonly dropped: string };
}

/** How they are written. */
export interface ScreenFilesOptions {
  /** Lists of paths in place of copies of files. */
  readonly list: boolean;
  /** Called for a file whose name a list can't hold. */
  readonly onUnlisted: (path: string) => void;
}

type Sink = (item: ScreenItem) => void;

/**
 * Opens everything that the sources ask for: `kept.jsonl` for rows, `kept/` or with `list` `kept.txt` for files of folders,
 * `NAME.kept.tar` for an archive; the same for what is set apart; and `dropped.jsonl`, a line for each item that is not kept.
 *
 * @throws CliError `file-exists` for anything that is there already, `file-not-written`
 */
export function openScreenFiles(
  folder: string,
  sources: readonly ReadableSource[],
  options: ScreenFilesOptions,
): ScreenFiles {
  makeFolder(folder, true);
  const closing: (() => void)[] = [];
  const written: Record<Part, string[]> = { kept: [], quarantined: [] };
  const dropped = join(folder, "dropped.jsonl");
  const lines = (path: string): LineFile => {
    const file = openLineFile(path);
    closing.push(file.close);
    return file;
  };
  const sinksOf = (part: Part): ReadonlyMap<string, Sink> => {
    const sinks = new Map<string, Sink>();
    const add = (key: string, path: string, open: (path: string) => Sink): void => {
      const full = join(folder, path);
      sinks.set(key, open(full));
      written[part].push(full);
    };
    const kinds = new Set(sources.map(({ kind }) => kind));
    if ([...kinds].some((kind) => kind !== "folder" && kind !== "tar"))
      add("line", `${part}.jsonl`, (path) => rowSink(lines(path)));
    if (kinds.has("folder") && options.list)
      add("file", `${part}.txt`, (path) => listSink(lines(path), options.onUnlisted));
    if (kinds.has("folder") && !options.list) add("file", part, (path) => copySink(path, sources));
    for (const [source, name] of archiveNames(sources))
      add(source, `${name}.${part}.tar`, (path) => {
        const file = openTarFile(path);
        closing.push(file.close);
        return archiveSink(file);
      });
    return sinks;
  };
  try {
    const sinks = { kept: sinksOf("kept"), quarantined: sinksOf("quarantined") };
    const left = lines(dropped);
    return {
      put: (part, item) => sinks[part].get(keyOf(item.destination))?.(item),
      leaveOut: (item, rule, action) => left.write(JSON.stringify(noteOf(item, rule, action))),
      close: () => closeAll(closing),
      written: { ...written, dropped },
    };
  } catch (error) {
    closeAll(closing);
    throw error;
  }
}

function keyOf(destination: Destination): string {
  return destination.kind === "sample" ? destination.source : destination.kind;
}

function rowSink(file: LineFile): Sink {
  return ({ value }) => file.write(JSON.stringify(value, bytesAsBase64));
}

/** Columns of bytes, such as pictures in Parquet, are no JSON. */
function bytesAsBase64(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

function listSink(file: LineFile, onUnlisted: (path: string) => void): Sink {
  return ({ locator }) => {
    const path = "path" in locator ? locator.path : "";
    if (/[\r\n]/.test(path)) onUnlisted(path);
    else file.write(path);
  };
}

/** Copies of the bytes that were looked at: a file that changes meanwhile changes nothing. */
function copySink(folder: string, sources: readonly ReadableSource[]): Sink {
  const folders = sources.flatMap((source) => (source.kind === "folder" ? [source.path] : []));
  const names = new Map(uniqueNames(folders, (path) => basename(path)));
  makeFolder(folder, false);
  return ({ destination }) => {
    if (destination.kind !== "file") return;
    const inside = folders.length === 1 ? "" : names.get(destination.source)!;
    const path = join(folder, inside, destination.name);
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, destination.bytes, { flag: "wx" });
    } catch (error) {
      throw toFileError(error, "write", path);
    }
  };
}

function archiveSink(file: TarFile): Sink {
  return ({ destination }) => {
    if (destination.kind === "sample") file.write(destination.members);
  };
}

function archiveNames(sources: readonly ReadableSource[]): readonly (readonly [string, string])[] {
  const archives = sources.flatMap((source) => (source.kind === "tar" ? [source.path] : []));
  return uniqueNames(archives, (path) => basename(path).replace(/\.(?:tar(?:\.(?:gz|zst))?|tgz)$/i, ""));
}

/** A name for each path; a number behind one that another has already. */
function uniqueNames(
  paths: readonly string[],
  nameOf: (path: string) => string,
): readonly (readonly [string, string])[] {
  const taken = new Set<string>();
  return [...new Set(paths)].map((path) => {
    const name = nameOf(path);
    let own = name;
    for (let number = 2; taken.has(own); number++) own = `${name}-${number}`;
    taken.add(own);
    return [path, own] as const;
  });
}

/** Where an item lies and why it was left out; nothing of what is in it. */
function noteOf({ locator, url }: PlacedRow, rule: string, action: string): object {
  return { rule, action, ...(url !== undefined && { url }), locator };
}

function makeFolder(folder: string, mayExist: boolean): void {
  try {
    mkdirSync(folder, { recursive: mayExist });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new CliError("file-exists", `${folder} is there already; name another folder, or move it away`);
    throw toFileError(error, "write", folder);
  }
}

/** Closes every file, whatever happens to the others. */
function closeAll(closing: readonly (() => void)[]): void {
  const failures: unknown[] = [];
  for (const close of closing)
    try {
      close();
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
}
