/** What writers that died left in the folder of segments, as gaps. */
import { findLeftovers } from "@yurai/fingerprint";
import type { Ledger } from "@yurai/ledger";
import { statSync } from "node:fs";
import { basename, join } from "node:path";
import type { SeenGap } from "./batch.ts";

/** A living writer commits what it sealed within this time, in milliseconds; before, it may only be waiting for its turn. */
const commitWithinMs = 120_000;

/** Finds folders that were never sealed and segments that were never committed. They are kept or removed by `yurai verify`. */
export async function findRemains(home: string, ledger: Ledger, now: Date): Promise<readonly SeenGap[]> {
  const unsealed = findLeftovers(home).filter(({ writer }) => writer === "dead");
  const { uncommitted } = await ledger.compareSegments(join(home, "segments"));
  const isOld = (id: string): boolean => {
    const stat = statSync(join(home, "segments", id), { throwIfNoEntry: false });
    return stat !== undefined && now.getTime() - stat.mtimeMs > commitWithinMs;
  };
  return [
    ...unsealed.map(({ folder }): SeenGap => ({
      kind: "leftover-segment",
      count: 1,
      code: "not-sealed",
      where: { path: `segments/${basename(folder)}` },
    })),
    ...uncommitted.filter(isOld).map((segment): SeenGap => ({
      kind: "leftover-segment",
      count: 1,
      code: "not-committed",
      where: { segment },
    })),
  ];
}
