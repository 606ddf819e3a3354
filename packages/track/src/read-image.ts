/** Reads the picture of a tracked record again, from where its locator says. */
import { contentDigest } from "@yurai/fingerprint";
import type { Locator } from "@yurai/schema";
import { isAbsolute, resolve } from "node:path";
import { readRange } from "./read-range.ts";

/** Why a picture could not be had; `image-changed` means that other bytes lie there now. */
export type MissingImage = "not-kept" | "file-missing" | "image-changed" | "too-large";

/** Largest picture that is read again, and largest row of an archive it lies in. */
const maxImageBytes = 64 * 1024 * 1024;

/**
 * Returns the file of the picture that a record was tracked with: a file of a folder, a member of a tar archive, a value of
 * Parquet or Arrow, a response of a WARC file. Linear in what lies before it in packed archives and in Arrow data.
 *
 * @param options.baseFolder relative paths are resolved against it
 * @param options.digest first half of its SHA-256; other bytes count as `image-changed`. Default: not compared
 *
 * @example
 * ```ts
 * const bytes = await readImage(row.facts.locator, { baseFolder: "." });
 * ```
 */
export async function readImage(
  locator: Locator,
  { baseFolder, digest }: { readonly baseFolder: string; readonly digest?: Uint8Array },
): Promise<Uint8Array | MissingImage> {
  if (locator.kind === "url" || locator.kind === "ordinal") return "not-kept";
  const path = isAbsolute(locator.path) ? locator.path : resolve(baseFolder, locator.path);
  const bytes = await imageIn(path, locator);
  if (typeof bytes === "string") return bytes === "text-changed" ? "image-changed" : bytes;
  const isSame = digest === undefined || Buffer.compare(contentDigest(bytes), digest) === 0;
  return isSame ? bytes : "image-changed";
}

type Found = Uint8Array | Exclude<MissingImage, "image-changed"> | "text-changed";

async function imageIn(path: string, locator: Exclude<Locator, { kind: "url" | "ordinal" }>): Promise<Found> {
  switch (locator.kind) {
    case "file":
      return readPart(path, locator);
    case "entry":
      return readPart(path, locator.image ?? locator);
    case "warc": {
      const stored = await readPart(path, locator, locator.isUnpacked ?? false);
      if (typeof stored === "string") return stored;
      const { imageOfRecord } = await import("./readers/warc.ts");
      return imageOfRecord(stored, locator) ?? "text-changed";
    }
    case "row":
      return locator.image === undefined ? "not-kept" : readTableImage(path, locator);
    default:
      return locator satisfies never;
  }
}

interface Part {
  readonly byteStart: number;
  readonly byteEnd: number;
}

function readPart(path: string, { byteStart, byteEnd }: Part, isUnpacked = true): Promise<Found> {
  if (byteEnd - byteStart > maxImageBytes) return Promise.resolve("too-large");
  return readRange(path, byteStart, byteEnd, isUnpacked);
}

async function readTableImage(path: string, locator: Extract<Locator, { kind: "row" }>): Promise<Found> {
  const head = await readRange(path, 0, 4, false);
  if (typeof head === "string") return head;
  const isParquet = Buffer.from(head).toString("latin1") === "PAR1";
  try {
    const found = isParquet
      ? await (await import("./readers/parquet.ts")).imageOfRow(path, locator)
      : await (await import("./readers/arrow.ts")).imageOfRow(path, locator);
    return found ?? "text-changed";
  } catch {
    // A file that can't be read any more is not the one that was tracked.
    return "text-changed";
  }
}
