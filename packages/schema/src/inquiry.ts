import { z } from "zod";
import { calendarDate, name, prose } from "./scalar.ts";
import type { CalendarDate, Digest, Timestamp } from "./scalar.ts";
import type { Locator, RecordId } from "./record.ts";
import type { RelianceKind } from "./reliance.ts";
import type { Signal } from "./signal.ts";
import type { LicenceBasis } from "./licence.ts";
import type { ModelReference } from "./model.ts";
import type { Origin } from "./source.ts";
import type { Tool } from "./run.ts";
import type { Language } from "./config.ts";

/** Every {@link InquiryAnswer}. */
export const inquiryAnswers = ["included", "similar", "not-found", "cannot-determine", "declined"] as const;

/** What is answered about one target of an inquiry. */
export type InquiryAnswer = (typeof inquiryAnswers)[number];

/** Every {@link TargetKind}. */
export const targetKinds = ["url", "host", "digest", "text", "image"] as const;

/** What an inquiry asks about. */
export type TargetKind = (typeof targetKinds)[number];

/**
 * `yurai-request`: what somebody asked, as the desk received it. Names of people are personal data: the row that holds
 * them can be erased.
 */
export interface InquiryRequest {
  readonly format: "yurai-request";
  readonly version: 1;
  /** The desk's own reference. */
  readonly reference?: string;
  /** Which principle of the Principle Code it falls under: 2 for right holders, 3 for users about an output. */
  readonly principle?: 2 | 3;
  readonly receivedOn?: CalendarDate;
  readonly requester?: {
    readonly name?: string;
    readonly representative?: string;
    readonly contact?: string;
  };
  readonly rightType?:
    | "copyright"
    | "neighbouring"
    | "trademark"
    | "design"
    | "publicity"
    | "ucpa"
    | "personal-data"
    | "other";
  /** The work, or the output and how it came to be. */
  readonly work?: string;
  /** What harm is asserted, or why the question is asked. */
  readonly reason?: string;
  readonly procedure?: "suit" | "mediation" | "adr" | "none" | "other";
  readonly identityChecked?: boolean;
  /** The day on which the requester pledged to use the answer for nothing else. */
  readonly pledgeSignedOn?: CalendarDate;
}

/** A record that answers a target. */
export interface InquiryMatch {
  readonly record: RecordId;
  readonly source: string;
  readonly origin?: Origin;
  readonly locator: Locator;
  readonly url?: string;
  readonly fetchedAt?: Timestamp;
  readonly userAgents: readonly string[];
  readonly runs: readonly string[];
  /** Models that these runs made, and since when. */
  readonly models: readonly (ModelReference & { readonly since: Timestamp })[];
  readonly licences: readonly { readonly licence: string; readonly basis: LicenceBasis }[];
  readonly signals: readonly Signal[];
  readonly reliance: RelianceKind;
  /** For texts: the longest exact run, in characters of the normal form. */
  readonly longestRun?: number;
  /** For texts: the share of the text that is covered, from 0 to 1. */
  readonly covered?: number;
  /** For pictures: how sure it is that both show the same; `same` is the very same file. */
  readonly band?: "same" | "near-copy" | "verify";
}

/** A target, and what is answered about it. */
export interface InquiryTarget {
  readonly kind: TargetKind;
  /** As it was given; a text or picture is named by its SHA-256. */
  readonly value: string;
  readonly answer: InquiryAnswer;
  /** How many records; `matches` lists the first. */
  readonly records: number;
  readonly matches: readonly InquiryMatch[];
  /** Why it cannot be determined, or was declined. */
  readonly reason?: string;
}

/** What was searched for an inquiry, and what was not. */
export interface InquiryReach {
  readonly segmentsSearched: number;
  readonly segmentsExpected: number;
  readonly records: number;
  /** Characters of the normal form. */
  readonly characters: number;
  readonly runs: readonly { readonly id: string; readonly name?: string; readonly startedAt: Timestamp }[];
  readonly models: readonly ModelReference[];
  readonly modelsWithoutRuns: readonly ModelReference[];
  /** Ids of segments that could not be searched, with their code. */
  readonly unsearched: readonly { readonly id: Digest; readonly code: string }[];
  /** When the first of the runs began: what was loaded before was not recorded. */
  readonly since?: Timestamp;
}

/** A question and its answer: a row of the ledger when it is drafted, and another when a person approves it. */
export interface Inquiry {
  /** `Q-001`, counted up in each ledger. */
  readonly id: string;
  readonly state: "draft" | "approved";
  readonly draftedAt: Timestamp;
  readonly request: InquiryRequest;
  readonly targets: readonly InquiryTarget[];
  readonly reach: InquiryReach;
  /** The model that was asked about; missing for all. */
  readonly model?: ModelReference;
  readonly approved?: { readonly by: string; readonly at: Timestamp };
  /** The draft's letter: its place from the project's folder, and its language. The final one takes its place. */
  readonly letter?: { readonly path: string; readonly language: Language };
  readonly tool: Tool;
}

export const inquiryRequestSchema: z.ZodType<InquiryRequest> = z.strictObject({
  format: z.literal("yurai-request"),
  version: z.literal(1).describe("The version of this file's format."),
  reference: name.exactOptional().describe("Your own reference."),
  principle: z
    .union([z.literal(2), z.literal(3)])
    .exactOptional()
    .describe("2: from a right holder; 3: from a user about an output."),
  receivedOn: calendarDate.exactOptional().describe("The day on which it arrived."),
  requester: z
    .strictObject({
      name: name.exactOptional(),
      representative: name.exactOptional(),
      contact: prose.exactOptional(),
    })
    .exactOptional()
    .describe("Who asks. Personal data: the row of the ledger can be erased."),
  rightType: z
    .enum(["copyright", "neighbouring", "trademark", "design", "publicity", "ucpa", "personal-data", "other"])
    .exactOptional()
    .describe("The right that is asserted."),
  work: prose.exactOptional().describe("The work, or the output and how it came to be."),
  reason: prose.exactOptional().describe("What harm is asserted, or why the question is asked."),
  procedure: z
    .enum(["suit", "mediation", "adr", "none", "other"])
    .exactOptional()
    .describe("The procedure that it prepares."),
  identityChecked: z.boolean().exactOptional().describe("Whether you checked who asks."),
  pledgeSignedOn: calendarDate
    .exactOptional()
    .describe("The day on which the requester pledged to use the answer for nothing else."),
});
