/**
 * Chains: runs of one record in order on both sides, on diagonals that stay close to one another. Sentences that were
 * put in another order give several chains.
 *
 * Each run looks back at the few runs before it for the chain that it continues best (as aligners of reads do: Li 2018,
 * "Minimap2", section 2.1). Cost: a fixed number of looks a run.
 */
import type { AlignedRun } from "./runs.ts";

/** Characters between two runs of a chain, at most, on either side. */
export const chainGap = 1_000;
/** Runs that one looks back at. */
const lookBack = 64;
/** Runs of one record that are chained, the longest first. */
const maxRuns = 512;

/** A run's best chain so far. */
interface Link {
  readonly score: number;
  /** Place of the run before it; -1 for none. */
  readonly before: number;
}

/** Returns the chains, the one with the most characters first; every run is in at most one. */
export function chainRuns(runs: readonly AlignedRun[]): readonly (readonly AlignedRun[])[] {
  const longest =
    runs.length <= maxRuns ? runs : runs.toSorted((a, b) => b.characters - a.characters).slice(0, maxRuns);
  const sorted = longest.toSorted(
    (a, b) => a.outputCharacter - b.outputCharacter || a.recordCharacter - b.recordCharacter,
  );
  const links: Link[] = [];
  for (let i = 0; i < sorted.length; i++) links.push(bestLink(sorted, links, i));
  const order = links.map((_, i) => i).sort((a, b) => links[b]!.score - links[a]!.score || a - b);
  const isTaken = new Uint8Array(sorted.length);
  const chains: AlignedRun[][] = [];
  for (const end of order) {
    const chain: AlignedRun[] = [];
    for (let at = end; at >= 0 && isTaken[at] === 0; at = links[at]!.before) {
      isTaken[at] = 1;
      chain.push(sorted[at]!);
    }
    if (chain.length > 0) chains.push(chain.reverse());
  }
  return chains;
}

function bestLink(sorted: readonly AlignedRun[], links: readonly Link[], at: number): Link {
  const run = sorted[at]!;
  let best: Link = { score: run.characters, before: -1 };
  for (let i = at - 1; i >= Math.max(0, at - lookBack); i--) {
    const gain = gainOf(sorted[i]!, run);
    if (gain === undefined) continue;
    const score = links[i]!.score + gain;
    if (score > best.score) best = { score, before: i };
  }
  return best;
}

/** What a run adds to a chain that ends in another: its new characters, less how far its diagonal has moved. */
function gainOf(before: AlignedRun, run: AlignedRun): number | undefined {
  const outputGap = run.outputCharacter - before.outputCharacter - before.characters;
  const recordGap = run.recordCharacter - before.recordCharacter - before.characters;
  if (outputGap > chainGap || recordGap > chainGap) return undefined;
  const added = run.characters + Math.min(0, outputGap, recordGap);
  const drift = Math.abs(outputGap - recordGap);
  return added > 0 && added > drift / 2 ? added - drift / 2 : undefined;
}
