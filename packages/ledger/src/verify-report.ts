// What verify found and what it proved.
import type { KeyObject } from "node:crypto";
import type { SignedHead, TreeHead } from "@yurai/schema";

/**
 * What can be wrong with a ledger.
 *
 * `database-damaged`: SQLite's own check fails. `schema-changed`: tables or triggers are not ours. `row-altered`: the body
 * does not give the leaf. `row-moved`: the body says another index. `row-missing`, `row-inserted`: fewer or more rows than
 * the log. `column-altered`: a derived column or key differs from the body. `tombstone-missing`: a body is gone without a
 * tombstone. `log-altered`, `head-altered`: stored subtrees or heads differ from the rows. `head-mismatch`,
 * `head-signature`, `head-unsigned`, `head-other-ledger`: the given head. `segment-damaged`: a segment's files.
 */
export type LedgerProblemCode =
  | "database-damaged"
  | "schema-changed"
  | "row-altered"
  | "row-moved"
  | "row-missing"
  | "row-inserted"
  | "column-altered"
  | "tombstone-missing"
  | "log-altered"
  | "head-altered"
  | "head-mismatch"
  | "head-signature"
  | "head-unsigned"
  | "head-other-ledger"
  | "segment-damaged";

/** One thing that is wrong, and where. */
export interface LedgerProblem {
  readonly code: LedgerProblemCode;
  /** First row it concerns, from 0. */
  readonly index?: number;
  /** Last row, when it concerns several. */
  readonly lastIndex?: number;
  /** The row's id as stored. */
  readonly id?: string;
  readonly segment?: string;
  /** One English line; no user content. */
  readonly what: string;
}

/**
 * What a sound ledger was proved against. `signed-head`: a head whose signature verifies. `supplied-head`: a head that the
 * caller kept. `self-consistent`: only itself, so a ledger rewritten as a whole would pass. `nothing`: problems were found.
 */
export type LedgerProof = "signed-head" | "supplied-head" | "self-consistent" | "nothing";

/** The result of verify. */
export interface VerifyReport {
  /** True when there are no problems. */
  readonly sound: boolean;
  readonly proved: LedgerProof;
  /** How many rows, from the first, the given head covers; later rows are only self-consistent. 0 without a head. */
  readonly provedRowCount: number;
  readonly rowCount: number;
  /** The head that the rows give, or undefined when rows are missing. */
  readonly head?: TreeHead;
  /** Rows whose body was erased, with a tombstone each. */
  readonly erased: readonly { readonly index: number; readonly id: string }[];
  /** Segments that the passed function looked at; 0 without one, and then segments are not checked. */
  readonly segmentsChecked: number;
  readonly segmentsNotChecked: number;
  /** The first problems, at most {@link VerifyOptions.maxProblems}. */
  readonly problems: readonly LedgerProblem[];
  readonly problemCount: number;
}

/** What to verify a ledger against. */
export interface VerifyOptions {
  /** A head that was kept elsewhere. */
  readonly head?: TreeHead | SignedHead;
  /** The key that signed it; only with a head. */
  readonly publicKey?: KeyObject;
  /** Looks at a segment's files and returns one line a problem. Called for every current segment. */
  readonly verifySegment?: (id: string) => Promise<readonly string[]>;
  /** Default 1,000. */
  readonly maxProblems?: number;
  readonly signal?: AbortSignal;
}
