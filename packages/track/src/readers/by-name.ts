/** Which reader a file's name asks for. */
import type { Locator } from "@yurai/schema";
import { readFolder } from "./folder.ts";
import { readJsonl } from "./jsonl.ts";
import { locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";

/** Formats that are told by a file's name. */
export type FileFormat = "jsonl" | "csv" | "parquet" | "arrow" | "warc" | "tar" | "text" | "image";

/** How a file is read by its name. */
export interface ByNameOptions extends ReaderOptions {
  /** The field or column that holds the text. Default `text`. */
  readonly field?: string;
  /** Text of Parquet and Arrow stays bytes. */
  readonly asBytes?: boolean;
  /** Pictures go with their rows. Default: they are gaps, or values only. */
  readonly images?: boolean;
}

const packed = String.raw`(?:\.(?:gz|zst))?$`;
const formats: readonly (readonly [RegExp, FileFormat])[] = [
  [new RegExp(String.raw`\.(?:jsonl|ndjson|json)${packed}`, "i"), "jsonl"],
  [new RegExp(String.raw`\.[ct]sv${packed}`, "i"), "csv"],
  [/\.parquet$/i, "parquet"],
  [new RegExp(String.raw`\.(?:arrow|arrows|feather|ipc)${packed}`, "i"), "arrow"],
  [new RegExp(String.raw`\.(?:warc|wet)${packed}`, "i"), "warc"],
  [/\.(?:tar(?:\.(?:gz|zst))?|tgz)$/i, "tar"],
  [/\.(?:jpe?g|png|gif|webp|tiff?|avif)$/i, "image"],
  [/\.(?:txt|text|md|markdown|rst|html?)$/i, "text"],
];

/** The format that a name asks for. */
export function formatOfName(name: string): FileFormat | undefined {
  return formats.find(([pattern]) => pattern.test(name))?.[1];
}

/** Reads a file as its name asks for; libraries are loaded when a format needs them. */
export async function* readByName(
  path: string,
  format: FileFormat,
  options: ByNameOptions,
): AsyncGenerator<ReadRow & { readonly locator: Locator }> {
  switch (format) {
    case "jsonl":
      yield* readJsonl(path, options);
      return;
    case "csv":
      yield* (await import("./csv.ts")).readCsv(path, options);
      return;
    case "parquet":
      yield* (await import("./parquet.ts")).readParquet(path, options);
      return;
    case "arrow":
      yield* (await import("./arrow.ts")).readArrow(path, options);
      return;
    case "warc":
      yield* (await import("./warc.ts")).readWarc(path, options);
      return;
    case "tar":
      yield* (await import("./tar.ts")).readTar(path, options);
      return;
    case "text":
      yield* readFolder(path, options);
      return;
    case "image":
      yield* imageFile(path, options);
      return;
    default:
      format satisfies never;
  }
}

async function* imageFile(
  path: string,
  options: ByNameOptions,
): AsyncGenerator<ReadRow & { readonly locator: Locator }> {
  if (options.images !== true) {
    const where = { path: locatorPath(path, options.baseFolder) };
    options.onGap({ kind: "unknown-format", count: 1, code: "image", where });
    return;
  }
  for await (const row of readFolder(path, { ...options, read: "images" }))
    yield { ...row, image: row.value };
}
