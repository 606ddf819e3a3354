import type { Digest, Timestamp } from "./scalar.ts";
import type { Language } from "./config.ts";
import type { EuThresholds, ItemStatus } from "./report-answers.ts";
import type { Tool } from "./run.ts";

/** Every {@link ReportKind}. */
export const reportKinds = [
  "principle-code",
  "eu-training-summary",
  "ab-2013",
  "croissant",
  "cyclonedx",
  "spdx",
  "openlineage",
  "prov",
  "dataset-card",
  "provenance",
] as const;

/** What a report is for. */
export type ReportKind = (typeof reportKinds)[number];

/** What became of an item of a report. */
export type ItemState =
  /** The ledger answers it. */
  | "filled"
  /** The organisation's words answer it. */
  | "answered"
  /** It waits for the organisation's words. */
  | "needs-words"
  /** It waits for a decision of the organisation. */
  | "needs-decision"
  /** The organisation decided: comply, explain or not applicable. */
  | "decided";

/** One item of a report as it was exported, with the figures that the ledger gave. */
export interface ReportedItem {
  readonly id: string;
  readonly state: ItemState;
  readonly status?: ItemStatus;
  /** Figures by name, as the evidence behind the item returned them. */
  readonly figures: Readonly<Record<string, number | string>>;
}

/** A report that was exported: a row of the ledger, so that a line of the file leads back to it. */
export interface ReportRecord {
  /** Random, as 16 lower-case hex digits; printed in the report. */
  readonly id: string;
  readonly report: ReportKind;
  readonly instrument?: { readonly id: string; readonly version: string };
  readonly language: Language;
  /** Names of the models it is about; empty for all. */
  readonly models: readonly string[];
  readonly madeAt: Timestamp;
  /** The ledger as it stood: how many rows, and their root. */
  readonly ledger: { readonly size: number; readonly root: Digest };
  /** SHA-256 of the file as written. */
  readonly sha256: Digest;
  /** SHA-256 of the answers that were used; missing when there were none. */
  readonly answersSha256?: Digest;
  /** Thresholds that shaped what is listed; missing for the defaults. */
  readonly thresholds?: EuThresholds;
  readonly items: readonly ReportedItem[];
  readonly tool: Tool;
}
