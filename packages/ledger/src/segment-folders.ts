// Segments on disk against segments in the ledger.
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";

/** Where disk and ledger differ. Names are those of folders in the segments' folder. */
export interface SegmentComparison {
  /** Current in the ledger, not on disk. */
  readonly missing: readonly string[];
  /** Whole segments on disk that were never committed: a writer died between renaming and committing. */
  readonly uncommitted: readonly string[];
  /** On disk and replaced by a merge: they may be removed. */
  readonly replaced: readonly string[];
  /** Anything else in the folder, such as temporary folders of writers that died or still write. */
  readonly unfinished: readonly string[];
}

const segmentName = /^[0-9a-f]{64}$/;

/** Lists the folder, which may not exist yet, and compares. */
export async function compareFolders(
  folder: string,
  committed: ReadonlySet<string>,
  current: readonly string[],
): Promise<SegmentComparison> {
  const names = existsSync(folder) ? (await readdir(folder)).sort() : [];
  const onDisk = new Set(names);
  const live = new Set(current);
  const segments = names.filter((name) => segmentName.test(name));
  return {
    missing: current.filter((id) => !onDisk.has(id)),
    uncommitted: segments.filter((id) => !committed.has(id)),
    replaced: segments.filter((id) => committed.has(id) && !live.has(id)),
    unfinished: names.filter((name) => !segmentName.test(name)),
  };
}
