// What each file of outputs is: told by its first bytes, and by its name where bytes say nothing.
import { imageFormatOf } from "@yurai/fingerprint/images";
import { listFolder, type SeenGap } from "@yurai/track";
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { basename, extname, relative, sep } from "node:path";
import type { OutputFormat } from "./output-rows.ts";

/** A file with outputs, or one that is an output. */
export interface OutputFile {
  readonly path: string;
  /** Its path in the folder that was given, with `/`; of a single file its name. */
  readonly name: string;
  readonly kind: Exclude<OutputFormat, "images" | "files"> | Medium;
}

type Medium = "image" | "audio" | "video";

/** The bytes that tell. */
const headBytes = 8_192;
const rows: readonly (readonly [RegExp, "jsonl" | "csv" | "parquet" | "arrow" | "tar"])[] = [
  [/^\.(?:jsonl|ndjson|gz|zst)$/, "jsonl"],
  [/^\.csv$/, "csv"],
  [/^\.parquet$/, "parquet"],
  [/^\.(?:tar|tgz)$/, "tar"],
  [/^\.(?:arrows?|feather|ipc)$/, "arrow"],
];
/** Formats that nothing here decodes are media all the same: their outputs are `incomplete`, not texts that can't be read. */
const media: readonly (readonly [RegExp, Medium])[] = [
  [/^\.(?:jpe?g|jpe|jfif|png|apng|gif|webp|tiff?|avif|svg|heic|heif|bmp|jxl|jp2|ico|psd)$/, "image"],
  [/^\.(?:mp3|wav|flac|ogg|oga|opus|m4a|aac|aiff?|wma)$/, "audio"],
  [/^\.(?:mp4|m4v|mov|webm|mkv|avi|mpe?g|wmv)$/, "video"],
];
/** First bytes, with `·` for what is not printable. */
const signatures: readonly (readonly [RegExp, Medium])[] = [
  [/^.{4}ftyp(?:hei[cfsx]|hev[cx]|mif1|msf1)/, "image"],
  [/^(?:BM.{4}····|····JXL |···.jP {2})/, "image"],
  [/^(?:ID3·|fLaC·|OggS·|RIFF.{4}WAVE|.{4}ftypM4[AB])/, "audio"],
  [/^(?:···.ftyp|·E··|RIFF.{4}AVI )/, "video"],
];

/** The format that a file or its name suggests; a stream is JSON Lines, a folder is one of files. */
export function formatOf(path: string): OutputFormat {
  if (path === "-") return "jsonl";
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return "files";
  const kind = kindOf(extname(path), readHead(path));
  if (kind === "image") return "images";
  if (kind === "audio" || kind === "video") return "files";
  // Alone, a file of JSON is one of rows; in a folder it stands beside a picture and says how it was made.
  return /^\.json$/i.test(extname(path)) ? "jsonl" : kind;
}

/**
 * Yields the files of a folder in order of their names, or the one file; hidden ones are left out. What can't be opened is a
 * gap.
 */
export async function* outputFiles(
  source: string,
  { onGap }: { readonly onGap: (gap: SeenGap) => void },
): AsyncGenerator<OutputFile> {
  const isFolder = statSync(source).isDirectory();
  const root = realpathSync(source);
  const paths = isFolder ? listFolder(root, { onGap, baseFolder: root }) : [source];
  for await (const path of paths) {
    const name = isFolder ? relative(root, path).split(sep).join("/") : basename(path);
    if (isFolder && name.split("/").some((part) => part.startsWith("."))) continue;
    const head = readHead(path);
    if (head === undefined)
      onGap({ kind: "unreadable-file", count: 1, code: "not-readable", where: { path: name } });
    else yield { path, name, kind: kindOf(extname(path), head) };
  }
}

/** Bytes before names: a picture that is called a text is a picture. SVG is known by its name, for it stands in pages too. */
function kindOf(ending: string, head: Uint8Array = new Uint8Array()): OutputFile["kind"] {
  const format = imageFormatOf(head);
  if (format !== undefined && format !== "svg") return "image";
  const first = String.fromCharCode(...head.subarray(0, 16)).replace(/[^ -~]/g, "·");
  const extension = ending.toLowerCase();
  return (
    signatures.find(([signature]) => signature.test(first))?.[1] ??
    media.find(([endings]) => endings.test(extension))?.[1] ??
    rows.find(([endings]) => endings.test(extension))?.[1] ??
    "text"
  );
}

/** Undefined for what is no regular file or can't be opened; without waiting for a named pipe. */
function readHead(path: string): Uint8Array | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!fstatSync(file).isFile()) return undefined;
    const head = new Uint8Array(headBytes);
    return head.subarray(0, readSync(file, head, 0, headBytes, 0));
  } catch {
    // Whoever reads it meets the same error, and says so.
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
