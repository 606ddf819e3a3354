// Temporary homes for tests: real folders, removed afterwards.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Ledger, type LedgerOptions, openLedger } from "../src/index.ts";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "yurai-ledger-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new ledger in a new home, closed when the test ends. Its clock stands still unless told otherwise. */
export async function newLedger(
  options: Partial<LedgerOptions> = {},
  home: string = join(temporaryFolder(), ".yurai"),
): Promise<Ledger> {
  const ledger = await openLedger(home, {
    mode: "write",
    createIfMissing: true,
    clock: stillClock,
    ...options,
  });
  onTestFinished(() => ledger.close());
  return ledger;
}

function stillClock(): Date {
  return new Date("2026-11-21T00:00:00Z");
}
