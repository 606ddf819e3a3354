// What every ledger has from its first row on, and rows that must exist before others can point at them.
import { randomBytes } from "node:crypto";
import { LedgerError } from "./error.ts";
import { appendToLog, readHead, slices, type StoredHead } from "./log.ts";
import { parseRowText, prepareRow } from "./row.ts";
import type { Transaction } from "./tables.ts";

/** The first row gives the ledger its id, so that the id is under every head. */
export async function writeFirstRow(query: Transaction, at: string): Promise<void> {
  const id = randomBytes(16).toString("hex");
  const row = prepareRow({ kind: "ledger", body: { id, format: "yurai-ledger-1" }, keys: { id: [id] } }, at);
  await appendToLog(query, [row], at);
}

/** Reads the ledger's id from its first row. Throws `ledger-damaged`. */
export async function readLedgerId(query: Transaction): Promise<string> {
  const row = await query.selectFrom("rows").select("body").where("seq", "=", 0).executeTakeFirst();
  const id = parseRowText(row?.body ?? "")?.keys["id"]?.[0];
  if (id !== undefined) return id;
  throw new LedgerError(
    "ledger-damaged",
    "the ledger's first row cannot be read; restore a copy of the ledger",
  );
}

/** Reads the head that every ledger has. Throws `ledger-damaged`. */
export async function requireHead(query: Transaction): Promise<StoredHead> {
  const head = await readHead(query);
  if (head) return head;
  throw new LedgerError("ledger-damaged", "the ledger has no head; run yurai verify to see what was changed");
}

/** Checks that rows to correct exist. Throws `row-unknown`. */
export async function requireRows(query: Transaction, ids: readonly string[]): Promise<void> {
  let found = 0;
  const wanted = [...new Set(ids)];
  for (const part of slices(wanted, 1_000)) {
    found += (await query.selectFrom("rows").select("seq").where("id", "in", part).execute()).length;
  }
  if (found === wanted.length) return;
  const message = `${wanted.length - found} rows to correct are not in this ledger; nothing was written; check the ids`;
  throw new LedgerError("row-unknown", message);
}
