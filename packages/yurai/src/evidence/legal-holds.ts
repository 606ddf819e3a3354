// Legal holds: what must not be purged while a dispute is open. A release is a row that corrects the hold's.
import type { LegalHold, Ledger, LedgerRow } from "@yurai/ledger";
import { CliError } from "../error.ts";

/** A hold as it stands, and its row. */
export interface StandingHold {
  readonly row: LedgerRow;
  readonly hold: LegalHold;
}

/** Everything that open holds keep. */
export interface HeldThings {
  readonly holds: readonly LegalHold[];
  readonly sources: ReadonlySet<string>;
  readonly runs: ReadonlySet<string>;
  readonly verdicts: ReadonlySet<string>;
}

/** Reads every hold as it stands, released ones too. One query. */
export async function readHolds(ledger: Ledger): Promise<readonly StandingHold[]> {
  const rows = (await ledger.rows({ kinds: ["legal-hold"] })) as readonly LedgerRow<LegalHold>[];
  return rows.map((row) => ({ row, hold: row.body }));
}

/** Reads what open holds keep. One query. */
export async function readHeld(ledger: Ledger): Promise<HeldThings> {
  const holds = (await readHolds(ledger))
    .map(({ hold }) => hold)
    .filter(({ released }) => released === undefined);
  return {
    holds,
    sources: new Set(holds.flatMap(({ sources = [] }) => sources)),
    runs: new Set(holds.flatMap(({ runs = [] }) => runs)),
    verdicts: new Set(holds.flatMap(({ verdicts = [] }) => verdicts)),
  };
}

/** The next free id of a hold. */
export async function nextHoldId(ledger: Ledger): Promise<string> {
  const numbers = (await readHolds(ledger)).map(({ hold }) => Number(hold.id.replace(/^H-/, "")) || 0);
  return `H-${String(Math.max(0, ...numbers) + 1).padStart(3, "0")}`;
}

/**
 * Ends a hold.
 *
 * @throws CliError `not-found`; `bad-usage` for one that is released already
 */
export async function releaseHold(
  ledger: Ledger,
  id: string,
  released: NonNullable<LegalHold["released"]>,
): Promise<LegalHold> {
  const found = (await readHolds(ledger)).find(({ hold }) => hold.id === id);
  if (found === undefined)
    throw new CliError("not-found", `there is no hold ${id} in this ledger; yurai legal-hold list shows all`);
  if (found.hold.released !== undefined)
    throw new CliError("bad-usage", `${id} was released by ${found.hold.released.by} already`);
  const body: LegalHold = { ...found.hold, released };
  await ledger.append([{ kind: "legal-hold", body, corrects: [found.row.id] }]);
  return body;
}
