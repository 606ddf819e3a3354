// Inquiries, counted: each as it stands now, a draft or approved.
import type { Ledger } from "@yurai/ledger";
import type { ReportedInquiries } from "@yurai/report/statements";
import type { InquiryAnswer } from "@yurai/schema";

/** What is read of an inquiry's row. */
interface CountedInquiry {
  readonly id: string;
  readonly state: "draft" | "approved";
  readonly targets: readonly { readonly answer: InquiryAnswer }[];
}

/** Counts inquiries by state, and their targets by answer. One query. */
export async function readReportedInquiries(ledger: Ledger, asOf: number): Promise<ReportedInquiries> {
  const rows = await ledger.rows({ kinds: ["inquiry"], asOf });
  // A later row of the same id says how the inquiry stands now.
  const last = new Map(rows.map((row) => [(row.body as CountedInquiry).id, row]));
  const inquiries = [...last.values()].map((row) => row.body as CountedInquiry);
  const byAnswer: Record<string, number> = {};
  for (const { answer } of inquiries.flatMap(({ targets }) => targets))
    byAnswer[answer] = (byAnswer[answer] ?? 0) + 1;
  return {
    drafted: inquiries.length,
    approved: inquiries.filter(({ state }) => state === "approved").length,
    byAnswer,
    rows: [...last.values()].map(({ index }) => index),
  };
}
