// Rebuilds the Merkle tree while rows stream by, and compares stored subtrees and heads with it.
import type { StoredHead } from "./log.ts";
import { appendLeaves, foldPeaks, type MerkleNode } from "./merkle.ts";
import type { LedgerProblem } from "./verify-report.ts";
import { fromHex, toHex } from "./row.ts";

/** A leaf as verify saw it: the stored id, and the time its text gives (undefined when erased or unreadable). */
export interface SeenLeaf {
  readonly id: string;
  readonly at?: string;
}

/** Rebuilds a log leaf by leaf; `growTo` is told which heads lie on the way. */
export class LogRebuild {
  #size = 0;
  #peaks: readonly MerkleNode[] = [];
  /** Stored subtrees that differ, smallest first: a wrong leaf makes all subtrees above it wrong, and one report is enough. */
  readonly #wrong: { readonly start: number; readonly end: number }[] = [];
  #wrongHeads = 0;
  readonly problems: LedgerProblem[] = [];

  get size(): number {
    return this.#size;
  }

  /** The root over the leaves so far, 64 hex digits. */
  root(): string {
    return toHex(foldPeaks(this.#peaks.map((peak) => peak.hash)));
  }

  /** Appends leaves and returns the subtrees that became complete. */
  append(leaves: readonly SeenLeaf[]): readonly MerkleNode[] {
    const grown = appendLeaves(
      this.#size,
      this.#peaks,
      leaves.map((leaf) => fromHex(leaf.id)),
    );
    this.#size = grown.size;
    this.#peaks = grown.peaks;
    return grown.nodes;
  }

  /** Compares a rebuilt subtree with the stored one. */
  compareNode(node: MerkleNode, stored: Uint8Array | undefined): void {
    if (stored && toHex(stored) === toHex(node.hash)) return;
    const start = node.position * 2 ** node.level;
    const end = start + 2 ** node.level;
    if (this.#wrong.some((range) => range.start >= start && range.end <= end)) return;
    this.#wrong.push({ start, end });
    const what = `the stored subtree over rows ${start} to ${end - 1} is not the one these rows give`;
    this.problems.push({ code: "log-altered", index: start, lastIndex: end - 1, what });
  }

  /** Compares a stored head with the log rebuilt up to its size. */
  compareHead(head: StoredHead, previousSize: number, last: SeenLeaf | undefined): void {
    const sameTime = last?.at === undefined || last.at === head.at;
    if (head.root === this.root() && sameTime) return;
    this.#wrongHeads += 1;
    // Every head after a wrong one is wrong too, and says nothing new.
    if (this.#wrongHeads > 1) return;
    const what = `the head of ${head.size} rows is not the one these rows give; the difference lies in rows ${previousSize} to ${head.size - 1}, or in the head`;
    this.problems.push({ code: "head-altered", index: previousSize, lastIndex: head.size - 1, what });
  }
}
