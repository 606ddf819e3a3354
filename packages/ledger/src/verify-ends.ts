// What lies beyond the last row or the last head, and the head that the caller gave.
import type { SignedHead, TreeHead } from "@yurai/schema";
import { isSignedHead, verifyHead } from "./head.ts";
import type { Transaction } from "./tables.ts";
import type { LedgerProblem, VerifyOptions } from "./verify-report.ts";
import type { Scan } from "./verify-rows.ts";

/** What lies beyond the last row or the last head. */
export async function checkEnds(query: Transaction, scan: Scan): Promise<void> {
  const last = await query
    .selectFrom("heads")
    .select("size")
    .orderBy("size", "desc")
    .limit(1)
    .executeTakeFirst();
  const headSize = last?.size ?? 0;
  const rows = scan.lastSeq + 1;
  if (headSize > rows) {
    const what = `${headSize - rows} rows are missing at the end: the last head has ${headSize}`;
    scan.problems.push({ code: "row-missing", index: rows, lastIndex: headSize - 1, what });
  }
  if (headSize < rows) {
    const what = `${rows - headSize} rows stand after the last head, which has ${headSize}`;
    scan.problems.push({ code: "row-inserted", index: headSize, lastIndex: rows - 1, what });
  }
  const [nodes, keys, heads] = await countStrays(query, scan);
  if (scan.whole && nodes !== expectedNodeCount(rows)) {
    scan.problems.push({
      code: "log-altered",
      what: `there are ${nodes} stored subtrees, not the ${expectedNodeCount(rows)} of ${rows} rows`,
    });
  }
  if (keys > 0)
    scan.problems.push({
      code: "column-altered",
      index: rows,
      what: `${keys} keys belong to rows that do not exist`,
    });
  if (heads > 0) scan.problems.push({ code: "head-altered", what: `${heads} heads are of no rows` });
}

async function countStrays(
  query: Transaction,
  scan: Scan,
): Promise<readonly [nodes: number, keys: number, heads: number]> {
  const nodes = await query
    .selectFrom("nodes")
    .select((s) => s.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  const keys = await query
    .selectFrom("row_keys")
    .select((s) => s.fn.countAll<number>().as("count"))
    .where("seq", ">", scan.lastSeq)
    .executeTakeFirstOrThrow();
  const heads = await query
    .selectFrom("heads")
    .select((s) => s.fn.countAll<number>().as("count"))
    .where("size", "<=", 0)
    .executeTakeFirstOrThrow();
  return [nodes.count, keys.count, heads.count];
}

/** A complete tree over 2^n leaves has 2^n - 1 subtrees of level 1 and above; a log is one for each bit of its size. */
function expectedNodeCount(size: number): number {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return size - bits;
}

/** Compares the given head with the rebuilt log; `root` is the rebuilt root at the head's size. */
export function checkGivenHead(
  head: TreeHead | SignedHead,
  options: VerifyOptions,
  ledger: string,
  scan: Scan,
  root: string | undefined,
): readonly LedgerProblem[] {
  if (options.publicKey && !isSignedHead(head))
    return [{ code: "head-unsigned", what: "the given head has no signature for the given key to verify" }];
  if (options.publicKey && isSignedHead(head) && !verifyHead(head, options.publicKey)) {
    return [
      {
        code: "head-signature",
        what: "the signature of the given head is not the given key's over this head",
      },
    ];
  }
  if (head.ledger !== ledger)
    return [{ code: "head-other-ledger", what: "the given head is of another ledger" }];
  if (head.size > scan.rowCount) {
    const what = `the given head has ${head.size} rows and the ledger only ${scan.rowCount}: rows were removed, or this is an older copy`;
    return [{ code: "row-missing", index: scan.rowCount, lastIndex: head.size - 1, what }];
  }
  if (root === head.root) return [];
  const what = `the first ${head.size} rows are not those of the given head, even if they agree with one another: the ledger was rewritten`;
  return [{ code: "head-mismatch", index: 0, lastIndex: head.size - 1, what }];
}
