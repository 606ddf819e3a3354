import type { Digest, Timestamp } from "./scalar.ts";
import type { Tool } from "./run.ts";

/** What was deleted under Yurai's own folder, by whom and why: a row of the ledger. It holds nothing of what is gone. */
export interface PurgeRecord {
  /** `P-001`, counted up in each ledger. */
  readonly id: string;
  readonly at: Timestamp;
  readonly by: string;
  readonly because: string;
  /** Names of sources that were purged whole. */
  readonly sources: readonly string[];
  /** How many records left the segments. */
  readonly records: number;
  /** Segments that were deleted, with the digests of their files, and what took their place. */
  readonly segments: readonly {
    readonly id: Digest;
    readonly files: readonly { readonly name: string; readonly sha256: Digest }[];
    /** Missing when no record was left. */
    readonly replacedBy?: Digest;
  }[];
  /** Ids of the rows of the ledger whose bodies were erased. */
  readonly rows: readonly Digest[];
  /** Runs that read the records, and models that learned from them: they still refer to what is gone. */
  readonly runs: readonly string[];
  readonly models: readonly string[];
  readonly tool: Tool;
}
