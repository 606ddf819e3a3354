// What writers that died left behind: kept in the ledger, or removed.
import { findLeftovers, keepLeftover, listSegments, openSegment, removeLeftover } from "@yurai/fingerprint";
import type { Ledger } from "@yurai/ledger";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { segmentPath } from "./home.ts";

/** What to do with leftovers. */
export type LeftoverAction = "keep" | "remove";

/** What was done with them. */
export interface HandledLeftovers {
  /** Ids of segments that are in the ledger now. */
  readonly kept: readonly string[];
  /** Folders that are gone. */
  readonly removed: readonly string[];
  /** Folders that are still being written, or cannot be kept because they are not whole. */
  readonly leftAlone: readonly string[];
}

/**
 * Keeps or removes everything in the segments' folder that the ledger does not name, except what is being written.
 *
 * Kept segments belong to no run any more, because only their dead writer knew which: they are searched whenever no model
 * is named.
 */
export async function handleLeftovers(
  home: string,
  ledger: Ledger,
  action: LeftoverAction,
): Promise<HandledLeftovers> {
  const kept: string[] = [];
  const removed: string[] = [];
  const leftAlone: string[] = [];
  for (const leftover of findLeftovers(home)) {
    const isIdle = leftover.writer !== "alive";
    if (action === "remove" && isIdle) {
      removeLeftover(leftover);
      removed.push(leftover.folder);
    } else if (action === "keep" && isIdle && leftover.complete) keepLeftover(home, leftover);
    else leftAlone.push(leftover.folder);
  }
  const known = new Set(listSegments(home));
  const { uncommitted } = await ledger.compareSegments(join(home, "segments"));
  for (const id of uncommitted.filter((name) => known.has(name))) {
    if (action === "remove") {
      rmSync(segmentPath(home, id), { recursive: true });
      removed.push(segmentPath(home, id));
    } else {
      await commit(home, ledger, id);
      kept.push(id);
    }
  }
  return { kept, removed, leftAlone };
}

async function commit(home: string, ledger: Ledger, id: string): Promise<void> {
  using segment = await openSegment(segmentPath(home, id));
  await ledger.commitSegments({ manifests: [segment.manifest] });
}
