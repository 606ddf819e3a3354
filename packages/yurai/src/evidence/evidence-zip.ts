// Zip files whose every byte follows from their contents: stored, in a fixed order, without times.
import { unzipSync, zipSync, type Zippable } from "fflate";
import { CliError } from "../error.ts";

/** Files by name. */
export type EvidenceFiles = ReadonlyMap<string, Uint8Array>;

const maxEntries = 100_000;
const maxByteLength = 2_000_000_000;
/** Zip knows no time before it; nothing is told by it. */
const noTime = new Date(1980, 0, 1);

/** Packs files by name. The same files give the same bytes. */
export function packZip(files: EvidenceFiles): Uint8Array {
  const names = [...files.keys()].toSorted();
  const entries: Zippable = Object.fromEntries(
    names.map((name) => [name, [files.get(name)!, { level: 0, mtime: noTime }]]),
  );
  return zipSync(entries);
}

/**
 * Unpacks a file of {@link packZip} in memory; nothing is written, so no name can lead anywhere.
 *
 * @throws CliError `bad-evidence` for what is no such file, holds too much, or holds a byte that packing would not write
 */
export function unpackZip(bytes: Uint8Array, name: string): EvidenceFiles {
  const refuse = (what: string): CliError =>
    new CliError("bad-evidence", `${name} ${what}; get the file again from whoever made it`);
  let entries: Readonly<Record<string, Uint8Array>>;
  let count = 0;
  let total = 0;
  try {
    entries = unzipSync(bytes, {
      filter: ({ originalSize }) => {
        count += 1;
        total += originalSize;
        if (count > maxEntries || total > maxByteLength) throw new RangeError("too much");
        return true;
      },
    });
  } catch {
    throw refuse("is no whole evidence file");
  }
  const files = new Map(Object.entries(entries));
  // Zip has room for bytes that no entry shows: comments, extra fields, gaps.
  if (Buffer.compare(packZip(files), bytes) !== 0)
    throw refuse("holds bytes that do not belong to its contents");
  return files;
}
