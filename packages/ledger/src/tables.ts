// The tables as Kysely sees them. Private to this package: no public type mentions them.
import type { Kysely } from "kysely";

/** One row of the log. A row's truth is `body`; all else is derived from it and checked again by verify. */
interface RowsTable {
  /** Index of the leaf, from 0, without gaps. */
  readonly seq: number;
  /** Leaf hash of `body`, 64 lower-case hex digits. */
  readonly id: string;
  /** Derived; null once erased. */
  readonly kind: string | null;
  /** The salted canonical JSON; null once erased. */
  readonly body: string | null;
}

/** The names a row can be found by, derived from `keys` in its body. */
interface RowKeysTable {
  readonly name: string;
  readonly value: string;
  readonly kind: string;
  readonly seq: number;
}

/** Complete subtrees of level 1 and above; level 0 is `rows.id`. */
interface NodesTable {
  readonly level: number;
  readonly position: number;
  readonly hash: Uint8Array;
}

/** The tree head after each batch. */
interface HeadsTable {
  readonly size: number;
  readonly root: Uint8Array;
  readonly at: string;
}

/** All tables of a ledger. */
export interface Tables {
  readonly rows: RowsTable;
  readonly row_keys: RowKeysTable;
  readonly nodes: NodesTable;
  readonly heads: HeadsTable;
}

/** A connection that is inside a transaction of {@link Tables}. */
export type Transaction = Kysely<Tables>;
