// The open ledger: everything a caller can do with it, each in one line or a short transaction.
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { ModelReference } from "@yurai/schema";
import { type ErasureReason, eraseInLog } from "./erase.ts";
import { LedgerError, toLedgerError } from "./error.ts";
import { type GapFilter, type GapView, readGaps } from "./gaps.ts";
import type { TreeHead } from "@yurai/schema";
import { readLedgerId, requireHead, requireRows, writeFirstRow } from "./first-row.ts";
import { ledgerFile, prepareHome } from "./home.ts";
import { type HostTotal, readHostRollUps } from "./host-roll-ups.ts";
import { appendToLog, type LogAppend } from "./log.ts";
import { type ModelLineage, type ModelView, readLineage, readModels } from "./models.ts";
import { readProgress } from "./progress.ts";
import { openStore } from "./open-store.ts";
import { type ConsistencyProof, type InclusionProof, proveConsistency, proveInclusion } from "./proof.ts";
import { prepareRow } from "./row.ts";
import { type NewRow, type ReadProgress, toPlainRows } from "./row-kinds.ts";
import { type LedgerRow, readRows, readRowsAt, readRowTexts, type RowQuery } from "./row-query.ts";
import { readRuns, type RunView } from "./runs.ts";
import { scrub } from "./scrub.ts";
import { compareFolders, type SegmentComparison } from "./segment-folders.ts";
import {
  committedSegmentIds,
  currentSegmentIds,
  readSegments,
  type SegmentBatch,
  segmentRows,
  type SegmentSelection,
} from "./segments.ts";
import { readSources, type SourceView } from "./sources.ts";
import type { Store } from "./store.ts";
import type { Transaction } from "./tables.ts";
import type { VerifyOptions, VerifyReport } from "./verify-report.ts";
import { verifyStore } from "./verify.ts";

/** How a ledger is opened. */
export interface LedgerOptions {
  /** `read` takes no locks that others notice, and works in a read-only folder. */
  readonly mode: "read" | "write";
  /** Tells the time that rows carry. Default: the machine's clock. */
  readonly clock?: () => Date;
  /** Create the ledger, and its home with mode 0700 and a `.gitignore`, when there is none. Default false; only for `write`. */
  readonly createIfMissing?: boolean;
  /** How long to wait for other processes' writes, in milliseconds. Default 60,000. */
  readonly lockWaitMs?: number;
  /** Refuse to grow the file beyond this many bytes, with `ledger-full`. Default: no limit. */
  readonly maxByteLength?: number;
}

/** What an append made. */
export interface Appended {
  readonly head: TreeHead;
  /** The rows' places and ids, in the order given. */
  readonly rows: readonly { readonly index: number; readonly id: string }[];
}

/** What an erasure did. */
export interface Erased {
  readonly erased: readonly string[];
  /** Rows that had been erased before. */
  readonly already: readonly string[];
  /** False while old bytes may still lie in the files, because another process reads: call {@link Ledger.scrub} later. */
  readonly bytesGone: boolean;
}

/**
 * Opens a ledger: the folder it lies in (its home), or the `.db` file itself.
 *
 * @throws LedgerError `ledger-missing`, `ledger-newer`, `ledger-older` (only for `read`), `ledger-not-a-ledger`,
 *   `ledger-damaged`, `ledger-read-only`, `ledger-cannot-open`, `ledger-full`, `ledger-busy`, `ledger-io`
 * @example
 * ```ts
 * await using ledger = await openLedger(".yurai", { mode: "write", createIfMissing: true });
 * await ledger.append([{ kind: "source", body: { name: "news-crawl", origin: "crawled" } }]);
 * console.log(await ledger.head());
 * ```
 */
export function openLedger(folderOrFile: string, options: LedgerOptions): Promise<Ledger> {
  return Ledger.open(folderOrFile, options);
}

/** An open ledger. Calls run one after another; several processes may have the same ledger open. Close it when done. */
export class Ledger {
  /** The ledger's own id, 32 hex digits: heads name it, so that one ledger's head cannot stand for another's. */
  readonly id: string;
  readonly file: string;
  readonly #store: Store;
  readonly #clock: () => Date;

  // Private, so that the published types name neither the store nor the libraries behind it.
  private constructor(store: Store, id: string, clock: () => Date) {
    this.id = id;
    this.file = store.file;
    this.#store = store;
    this.#clock = clock;
  }

  /** The same as {@link openLedger}. */
  static async open(folderOrFile: string, options: LedgerOptions): Promise<Ledger> {
    const file = ledgerFile(folderOrFile);
    const clock = options.clock ?? (() => new Date());
    const create = options.createIfMissing === true && options.mode === "write";
    if (!existsSync(file) && !create) throw missingLedger(file);
    try {
      if (create) prepareHome(dirname(file));
    } catch (error) {
      throw toLedgerError(error, file);
    }
    const store = await openStore(file, {
      mode: options.mode,
      lockWaitMs: options.lockWaitMs ?? 60_000,
      ...(options.maxByteLength !== undefined && { maxByteLength: options.maxByteLength }),
      onCreate: (query) => writeFirstRow(query, clock().toISOString()),
    });
    try {
      return new Ledger(store, await store.read(readLedgerId), clock);
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /**
   * Appends a batch in one transaction: all of its rows or none. When it returns they are on disk.
   *
   * Costs one fsync and O(rows + log of the ledger's size); blocks the thread while it runs, as SQLite does.
   *
   * @param batch 1 to {@link maxBatchRows} rows of at most {@link maxBodyByteLength} each
   * @throws LedgerError `row-invalid`, `row-unknown` (a row to correct), `ledger-full`, `ledger-busy`, `ledger-io`,
   *   `ledger-read-only`, `ledger-damaged`; then nothing of the batch was written
   */
  async append(batch: readonly NewRow[]): Promise<Appended> {
    const at = this.#clock().toISOString();
    // Salted and serialised before the lock is taken, so that other processes wait for as little as possible.
    const prepared = toPlainRows(batch).map((row) => prepareRow(row, at));
    const corrected = batch.flatMap((row) => row.corrects ?? []);
    return this.#write(async (query) => {
      await requireRows(query, corrected);
      return appendToLog(query, prepared, at);
    });
  }

  /**
   * Commits segments with everything that stands or falls with them, in one transaction.
   *
   * Seal, fsync and rename a segment's folder first. If the process dies in between, {@link Ledger.compareSegments} finds it.
   *
   * @throws LedgerError as {@link Ledger.append}, and `segment-committed`, `segment-not-current`, `read-twice`
   */
  async commitSegments(batch: SegmentBatch): Promise<Appended> {
    const at = this.#clock().toISOString();
    return this.#write(async (query) => {
      const rows = await segmentRows(query, batch);
      await requireRows(
        query,
        rows.flatMap((row) => row.corrects ?? []),
      );
      const prepared = toPlainRows(rows).map((row) => prepareRow(row, at));
      return appendToLog(query, prepared, at);
    });
  }

  /** The head: how many rows, and the root over them. Sign it with `signHead`, or keep it elsewhere, to prove the ledger later. */
  head(): Promise<TreeHead> {
    return this.#store.read(async (query) => ({ ledger: this.id, ...(await requireHead(query)) }));
  }

  /** Proves that a row is in the log of the first `size` rows (default: all). Throws `row-unknown`, `size-unknown`. */
  inclusionProof(rowId: string, size?: number): Promise<InclusionProof> {
    return this.#store.read((query) => proveInclusion(query, rowId, size));
  }

  /** Proves that the log of `firstSize` rows is the beginning of that of `secondSize` (default: all). Throws `size-unknown`. */
  consistencyProof(firstSize: number, secondSize?: number): Promise<ConsistencyProof> {
    return this.#store.read((query) => proveConsistency(query, firstSize, secondSize));
  }

  /**
   * Erases the bodies and salts of rows and everything derived from them. Leaves stay and tombstones are appended, so the
   * log and every earlier head stay valid. Then the database files are rewritten, which costs O(size of the ledger).
   *
   * @throws LedgerError `row-unknown`, `row-not-erasable`, `row-held`; then nothing was erased
   */
  async erase(rowIds: readonly string[], why: ErasureReason): Promise<Erased> {
    const at = this.#clock().toISOString();
    const { erased, already } = await this.#store.write((query) => eraseInLog(query, rowIds, why, at));
    return { erased, already, bytesGone: await this.scrub() };
  }

  /** Rewrites the files without the bytes of erased rows. False while another process's reading prevents it. */
  scrub(): Promise<boolean> {
    return this.#store.outside(scrub);
  }

  /** Proves the ledger and says against what; see {@link VerifyReport}. Costs O(rows). Throws `head-invalid`. */
  verify(options: VerifyOptions = {}): Promise<VerifyReport> {
    return verifyStore(this.#store, this.id, options);
  }

  /** Reads rows of any kinds, by a key if wanted, in the order of the log. */
  rows(query: RowQuery): Promise<readonly LedgerRow[]> {
    return this.#store.read((transaction) => readRows(transaction, query));
  }

  /** Reads rows by their places in the log, from 0; erased ones are left out. One query for each 1,000. */
  rowsAt(indexes: readonly number[]): Promise<readonly LedgerRow[]> {
    return this.#store.read((transaction) => readRowsAt(transaction, indexes));
  }

  /** The texts of rows by their places, exactly as they were hashed: for a proof that needs no ledger. */
  rowTexts(indexes: readonly number[]): Promise<ReadonlyMap<number, string>> {
    return this.#store.read((transaction) => readRowTexts(transaction, indexes));
  }

  /** What is known of sources: facts, licence claims, reliance, crawls; all sources, or those named. One query. */
  sources(names?: readonly string[]): Promise<readonly SourceView[]> {
    return this.#store.read((query) => readSources(query, names));
  }

  /** Runs and how they ended; all, or those with these ids. One query. */
  runs(ids?: readonly string[]): Promise<readonly RunView[]> {
    return this.#store.read((query) => readRuns(query, ids));
  }

  /** Every model and version, as last recorded. One query. */
  models(): Promise<readonly ModelView[]> {
    return this.#store.read(readModels);
  }

  /** A model with its bases, their runs, and the segments of all of these: what a verdict about it can search. Three queries. */
  modelLineage(model: ModelReference): Promise<ModelLineage> {
    return this.#store.read((query) => readLineage(query, model));
  }

  /** Gaps that no row corrects, in the order they were recorded; all, or those of a run, source or model. One query. */
  gaps(of: GapFilter = {}): Promise<readonly GapView[]> {
    return this.#store.read((query) => readGaps(query, of));
  }

  /** What hosts gave, added up by source and host; all, or that of runs. One query. */
  hostRollUps(runs?: readonly string[]): Promise<readonly HostTotal[]> {
    return this.#store.read((query) => readHostRollUps(query, runs));
  }

  /** Current segments; all, or those of runs. Two queries. */
  segments(runs?: readonly string[]): Promise<SegmentSelection> {
    return this.#store.read((query) => readSegments(query, runs && { name: "run", values: runs }));
  }

  /** What a run has read, joined by source and part, so that it can go on without counting twice. One query. */
  progress(run: string): Promise<readonly ReadProgress[]> {
    return this.#store.read((query) => readProgress(query, run));
  }

  /** Compares the ledger with the folders in the segments' folder: what is missing, what was never committed. */
  async compareSegments(segmentsFolder: string): Promise<SegmentComparison> {
    const known = await this.#store.read(async (query) => ({
      committed: await committedSegmentIds(query),
      current: await currentSegmentIds(query),
    }));
    return compareFolders(segmentsFolder, known.committed, known.current);
  }

  /** Waits for running calls and closes the file. */
  close(): Promise<void> {
    return this.#store.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #write(work: (query: Transaction) => Promise<LogAppend>): Promise<Appended> {
    const { head, rows } = await this.#store.write(work);
    return { head: { ledger: this.id, ...head }, rows: rows.map(({ index, id }) => ({ index, id })) };
  }
}

function missingLedger(file: string): LedgerError {
  return new LedgerError(
    "ledger-missing",
    `there is no ledger at ${file}; create one with yurai init, or name another home`,
  );
}
