// Proves the log: rows page by page, the rebuilt tree against stored subtrees, heads, and the head the caller kept.
import { LedgerError } from "./error.ts";
import type { TreeHead } from "@yurai/schema";
import type { StoredHead } from "./log.ts";
import type { MerkleNode } from "./merkle.ts";
import { toHex } from "./row.ts";
import { currentSegmentIds } from "./segments.ts";
import type { Store } from "./store.ts";
import type { Transaction } from "./tables.ts";
import { checkDatabase } from "./verify-database.ts";
import { checkEnds, checkGivenHead } from "./verify-ends.ts";
import type { SeenLeaf } from "./verify-log.ts";
import type { LedgerProblem, LedgerProof, VerifyOptions, VerifyReport } from "./verify-report.ts";
import { checkTombstones, readPage, type Scan, scanPage, startScan } from "./verify-rows.ts";

/** Problems listed unless the caller asks for more; all are counted. */
const defaultMaxProblems = 1_000;

/**
 * Proves a ledger. Rows are read on one snapshot; segments are looked at after it, so that writers are not kept waiting.
 *
 * Costs O(rows) and what `verifySegment` costs.
 *
 * @throws LedgerError `head-invalid` for a public key without a head, and `ledger-` codes when the file cannot be read
 */
export async function verifyStore(
  store: Store,
  ledger: string,
  options: VerifyOptions,
): Promise<VerifyReport> {
  if (options.publicKey && !options.head) {
    throw new LedgerError(
      "head-invalid",
      "a public key proves nothing without a signed head; give both, or neither",
    );
  }
  const database = await store.outside(checkDatabase).catch(asDamage);
  const log = await store.read((query) => verifyLog(query, ledger, options)).catch(unreadLog);
  const segments = await readSegmentIds(store);
  const damaged = await verifySegments(segments.ids, options);
  const problems = [...database, ...log.problems, ...segments.problems, ...damaged];
  const sound = problems.length === 0;
  return {
    sound,
    proved: sound ? proofOf(options) : "nothing",
    provedRowCount: sound ? (options.head?.size ?? 0) : 0,
    rowCount: log.rowCount,
    ...(log.head && { head: log.head }),
    erased: log.erased,
    segmentsChecked: options.verifySegment ? segments.ids.length : 0,
    segmentsNotChecked: options.verifySegment ? 0 : segments.ids.length,
    problems: problems.slice(0, options.maxProblems ?? defaultMaxProblems),
    problemCount: problems.length,
  };
}

/** Damage is what verify is for, so it is a finding; anything else is an error. */
function asDamage(error: unknown): readonly LedgerProblem[] {
  if (!(error instanceof LedgerError) || error.code !== "ledger-damaged") throw error;
  return [
    { code: "database-damaged", what: "pages of the database cannot be read; restore a copy of the ledger" },
  ];
}

function unreadLog(error: unknown): VerifiedLog {
  return { problems: asDamage(error), rowCount: 0, erased: [] };
}

function proofOf(options: VerifyOptions): LedgerProof {
  if (!options.head) return "self-consistent";
  return options.publicKey ? "signed-head" : "supplied-head";
}

async function readSegmentIds(
  store: Store,
): Promise<{ readonly ids: readonly string[]; readonly problems: readonly LedgerProblem[] }> {
  try {
    return { ids: await store.read(currentSegmentIds), problems: [] };
  } catch (error) {
    return { ids: [], problems: asDamage(error) };
  }
}

async function verifySegments(
  ids: readonly string[],
  options: VerifyOptions,
): Promise<readonly LedgerProblem[]> {
  const problems: LedgerProblem[] = [];
  for (const segment of options.verifySegment ? ids : []) {
    options.signal?.throwIfAborted();
    const lines = await options.verifySegment?.(segment);
    for (const what of lines ?? []) problems.push({ code: "segment-damaged", segment, what });
  }
  return problems;
}

/** What the rows and the log gave, before segments and the final word. */
interface VerifiedLog {
  readonly problems: readonly LedgerProblem[];
  readonly rowCount: number;
  /** Undefined when rows are missing: without all leaves there is no tree. */
  readonly head?: TreeHead;
  readonly erased: readonly { readonly index: number; readonly id: string }[];
}

/** Reads every row, key, subtree and head, a page at a time. */
async function verifyLog(query: Transaction, ledger: string, options: VerifyOptions): Promise<VerifiedLog> {
  const scan = startScan();
  const cut = options.head?.size;
  const rootAtCut: { root?: string } = {};
  for (;;) {
    options.signal?.throwIfAborted();
    const rows = await readPage(query, scan);
    if (rows.length === 0) break;
    const leaves = await scanPage(query, rows, scan);
    if (scan.whole) await rebuildPage(query, leaves, scan, cut, rootAtCut);
    // Gives the loader's thread a chance between pages.
    await new Promise((resume) => setImmediate(resume));
  }
  await checkEnds(query, scan);
  checkTombstones(scan);
  const given = options.head ? checkGivenHead(options.head, options, ledger, scan, rootAtCut.root) : [];
  return {
    problems: [...scan.problems, ...scan.rebuild.problems, ...given],
    rowCount: scan.rowCount,
    erased: scan.erased,
    ...(scan.whole && scan.lastAt !== undefined && { head: headOf(ledger, scan, scan.lastAt) }),
  };
}

function headOf(ledger: string, scan: Scan, at: string): TreeHead {
  return { ledger, size: scan.rowCount, root: scan.rebuild.root(), at };
}

/** Adds the page's leaves in steps that end where a head or the given head ends. */
async function rebuildPage(
  query: Transaction,
  leaves: readonly SeenLeaf[],
  scan: Scan,
  cut: number | undefined,
  rootAtCut: { root?: string },
): Promise<void> {
  const { rebuild } = scan;
  const start = rebuild.size;
  const end = start + leaves.length;
  const heads = await readHeads(query, start, end);
  const stops = new Set([
    ...heads.keys(),
    end,
    ...(cut !== undefined && cut > start && cut <= end ? [cut] : []),
  ]);
  const nodes: MerkleNode[] = [];
  for (const stop of [...stops].sort((a, b) => a - b)) {
    const last = leaves[stop - start - 1];
    nodes.push(...rebuild.append(leaves.slice(rebuild.size - start, stop - start)));
    if (stop === cut) rootAtCut.root = rebuild.root();
    const head = heads.get(stop);
    if (!head) continue;
    rebuild.compareHead(head, scan.headSize, last);
    scan.headSize = stop;
    scan.lastAt = head.at;
  }
  const stored = await readStored(query, nodes);
  for (const node of nodes) rebuild.compareNode(node, stored.get(`${node.level}/${node.position}`));
}

async function readHeads(
  query: Transaction,
  after: number,
  last: number,
): Promise<ReadonlyMap<number, StoredHead>> {
  const heads = await query
    .selectFrom("heads")
    .selectAll()
    .where("size", ">", after)
    .where("size", "<=", last)
    .execute();
  return new Map(heads.map((head) => [head.size, { size: head.size, root: toHex(head.root), at: head.at }]));
}

/** New subtrees of one level lie side by side, so one range a level reads them all. */
async function readStored(
  query: Transaction,
  nodes: readonly MerkleNode[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const stored = new Map<string, Uint8Array>();
  for (const level of new Set(nodes.map((node) => node.level))) {
    const positions = nodes.filter((node) => node.level === level).map((node) => node.position);
    const found = await query
      .selectFrom("nodes")
      .selectAll()
      .where("level", "=", level)
      .where("position", ">=", Math.min(...positions))
      .where("position", "<=", Math.max(...positions))
      .execute();
    for (const node of found) stored.set(`${level}/${node.position}`, node.hash);
  }
  return stored;
}
