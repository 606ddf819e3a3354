// Inquiries in the ledger: a row when one is drafted, another when a person approves it.
import type { Ledger, LedgerRow } from "@yurai/ledger";
import type { Inquiry } from "@yurai/schema";
import { CliError } from "../error.ts";

/** Reads an inquiry as it stands; undefined for none. One query. */
async function findInquiry(ledger: Ledger, id: string): Promise<Inquiry | undefined> {
  const rows = await ledger.rows({ kinds: ["inquiry"], key: { name: "id", values: [id] } });
  // A row's kind gives its body.
  return (rows as readonly LedgerRow<Inquiry>[]).at(-1)?.body;
}

/** Reads an inquiry as it stands. Throws CliError `not-found`. */
export async function readInquiry(ledger: Ledger, id: string): Promise<Inquiry> {
  const found = await findInquiry(ledger, id);
  if (found !== undefined) return found;
  throw new CliError("not-found", `there is no inquiry ${id} in this ledger; yurai answer list shows all`);
}

/** Reads every inquiry as it stands, in the order in which they were drafted. One query. */
export async function readInquiries(ledger: Ledger): Promise<readonly Inquiry[]> {
  const rows = (await ledger.rows({ kinds: ["inquiry"] })) as readonly LedgerRow<Inquiry>[];
  return [...new Map(rows.map(({ body }) => [body.id, body])).values()];
}

/** The next free id. */
async function nextId(ledger: Ledger): Promise<string> {
  const numbers = (await readInquiries(ledger)).map(({ id }) => Number(id.replace(/^Q-/, "")) || 0);
  return `Q-${String(Math.max(0, ...numbers) + 1).padStart(3, "0")}`;
}

/** Records a draft under the next id, and returns it. */
export async function recordDraft(ledger: Ledger, draft: (id: string) => Inquiry): Promise<Inquiry> {
  const inquiry = draft(await nextId(ledger));
  await ledger.append([{ kind: "inquiry", body: inquiry }]);
  return inquiry;
}

/**
 * Records that a person approves a draft.
 *
 * @throws CliError `not-found`; `bad-usage` for one that is approved already
 */
export async function recordApproval(
  ledger: Ledger,
  id: string,
  approved: NonNullable<Inquiry["approved"]>,
): Promise<Inquiry> {
  const draft = await readInquiry(ledger, id);
  if (draft.state === "approved")
    throw new CliError("bad-usage", `${id} was approved by ${draft.approved?.by ?? "somebody"} already`);
  const inquiry: Inquiry = { ...draft, state: "approved", approved };
  await ledger.append([{ kind: "inquiry", body: inquiry }]);
  return inquiry;
}
