/** Text and code files of a folder, told from binaries by content; or its pictures. */
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { gapOfError, locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";
import type { ImageFormat } from "@yurai/fingerprint/images";
import { imageFormatOfFile, readTextFile, readWholeFile } from "./text-file.ts";

/** How a folder is read. */
export interface FolderOptions extends ReaderOptions {
  /** Names of folders that are left out. Default: `.git`, `.yurai` and `node_modules`. */
  readonly skip?: readonly string[];
  /** Larger files are a gap. Default 64 MiB. */
  readonly maxFileBytes?: number;
  /**
   * `text`: files of text; others are gaps. `text-beside-images`: the same, but pictures are no gap. `images`: files of pictures,
   * as they are; others are passed over in silence. SVG is text to all of these. `text-and-images`: files of text, and pictures
   * as the `image` of a row without text; SVG is both. Default: `text`.
   */
  readonly read?: "text" | "text-beside-images" | "images" | "text-and-images";
}

const defaultSkip: readonly string[] = [".git", ".yurai", "node_modules"];

/** Folders within folders that are followed; deeper ones are a gap. */
const maxDepth = 100;

/**
 * Yields the text files of a folder, sorted by name within each folder, as bytes in UTF-8; of a single file, that one.
 *
 * Links are not followed: those to inside the folder would be read twice, and those to outside are a gap. Binary files,
 * other encodings and what may not be read are gaps too.
 */
export async function* readFolder(
  folder: string,
  options: FolderOptions,
): AsyncGenerator<ReadRow<Uint8Array>> {
  const { onGap, maxFileBytes = 64 * 1024 * 1024, read = "text" } = options;
  const name = (path: string): string => locatorPath(path, options.baseFolder);
  for await (const path of listFolder(folder, options)) {
    const format = read === "text" ? undefined : await imageFormatOfFile(path);
    const isImage = format !== undefined && format !== "svg";
    if (read !== "text-and-images" && isImage !== (read === "images")) continue;
    const bytes = isImage
      ? await readWholeFile(path, name(path), maxFileBytes)
      : await readTextFile(path, name(path), maxFileBytes);
    if (!(bytes instanceof Uint8Array)) onGap(bytes);
    else yield rowOf(bytes, name(path), read === "text-and-images" ? format : undefined);
  }
}

const noText = new Uint8Array(0);

/** A file as a row, with what it shows where it is a picture. */
function rowOf(bytes: Uint8Array, path: string, format: ImageFormat | undefined): ReadRow<Uint8Array> {
  const locator = { kind: "file", path, byteStart: 0, byteEnd: bytes.byteLength } as const;
  if (format === undefined) return { value: bytes, locator };
  // A view of its own: what is the very picture counts as no text.
  return { value: format === "svg" ? bytes.subarray() : noText, locator, image: bytes };
}

/**
 * Yields the path of every regular file of a folder, sorted by name within each folder; of a single file, that one. What is no
 * file, and links to outside, are gaps.
 */
export async function* listFolder(
  folder: string,
  options: Pick<FolderOptions, "onGap" | "baseFolder" | "skip">,
): AsyncGenerator<string> {
  const { onGap, skip = defaultSkip } = options;
  const name = (path: string): string => locatorPath(path, options.baseFolder);
  let root: string;
  let isFile: boolean;
  try {
    root = await realpath(folder);
    isFile = (await stat(root)).isFile();
  } catch (error) {
    onGap(gapOfError(error, name(folder)));
    return;
  }
  if (isFile) yield root;
  else yield* walk(root, root, 0, { ...options, skip }, name);
}

async function* walk(
  folder: string,
  root: string,
  depth: number,
  options: FolderOptions & { readonly skip: readonly string[] },
  name: (path: string) => string,
): AsyncGenerator<string> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    options.onGap(gapOfError(error, name(folder)));
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) await noteLink(path, root, options, name);
    else if (entry.isFile()) yield path;
    else if (!entry.isDirectory())
      options.onGap({ kind: "unreadable-file", count: 1, code: "not-a-file", where: { path: name(path) } });
    else if (options.skip.includes(entry.name)) continue;
    else if (depth >= maxDepth)
      options.onGap({ kind: "unreadable-file", count: 1, code: "too-deep", where: { path: name(path) } });
    else yield* walk(path, root, depth + 1, options, name);
  }
}

async function noteLink(
  path: string,
  root: string,
  { onGap }: FolderOptions,
  name: (path: string) => string,
): Promise<void> {
  try {
    const target = await realpath(path);
    if (target === root || target.startsWith(root + sep)) return;
    onGap({ kind: "unreadable-file", count: 1, code: "link-leaves-folder", where: { path: name(path) } });
  } catch (error) {
    onGap(gapOfError(error, name(path)));
  }
}
