import type { TargetKind } from "@yurai/schema";

/** Screens and help of `report` and `why`. */
export interface ReportingMessages {
  readonly option: {
    readonly reportKind: string;
    readonly reportModel: string;
    readonly format: string;
    readonly out: string;
    readonly answers: string;
    readonly blanks: string;
    readonly whyReport: string;
    readonly whyItem: string;
    readonly answerKind: Readonly<Record<TargetKind, string>>;
    readonly answerTargets: string;
    readonly answerTexts: string;
    readonly request: string;
    readonly decline: string;
    readonly approve: string;
    readonly approvedBy: string;
    readonly inquiryId: string;
    readonly showInquiry: string;
    readonly listInquiries: string;
    readonly answerOut: string;
    readonly answerFormat: string;
  };
  readonly wrote: (path: string, counts: string) => string;
  readonly wroteExport: (path: string, items: number) => string;
  readonly basis: string;
  readonly basisText: string;
  readonly proof: string;
  readonly proofText: (path: string, item: string) => string;
  readonly gaps: string;
  readonly missing: string;
  readonly blanksLabel: string;
  readonly blanksText: (path: string) => string;
  readonly next: string;
  readonly drafted: (id: string) => string;
  readonly approved: (id: string, by: string) => string;
  readonly approveNext: (id: string) => string;
  readonly inquiries: (count: number) => string;
  readonly targets: (count: number) => string;
  readonly notApproved: string;
  readonly approvedBy: (by: string, date: string) => string;
  readonly searchedLabel: string;
  readonly wroteLabel: string;
  readonly blanksHead: (title: string) => readonly string[];
  readonly why: {
    readonly outcome: (item: string, report: string) => string;
    readonly asWritten: string;
    readonly changed: string;
    readonly made: (date: string, size: string) => string;
    readonly state: string;
    readonly figure: (name: string, then: string, again: string, today: string) => string;
    readonly figures: string;
    readonly same: string;
    readonly differs: string;
    readonly noFigures: string;
    readonly question: string;
    readonly rows: string;
    readonly moreRows: (count: number) => string;
    readonly noRows: string;
    readonly ledger: string;
    readonly ledgerChanged: string;
    readonly file: string;
    readonly report: string;
  };
}
