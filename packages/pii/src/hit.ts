import type { ContextMark } from "./context.ts";
import type { Role, Subject, Validity } from "./detector.ts";

/** A reading of the same characters that lost. */
export interface RejectedReading {
  readonly detector: string;
  readonly category: string;
  readonly validity: Validity;
  readonly score: number;
}

/** Something found, and why. It holds places, never the value. */
export interface Hit {
  readonly subject: Exclude<Subject, "other">;
  readonly category: string;
  readonly detector: string;
  readonly role?: Role;
  /** First unit of the value: UTF-16 from `scan`, bytes from `scanUtf8`. */
  readonly start: number;
  /** Unit after the value. */
  readonly end: number;
  readonly validity: Validity;
  /** Share of random values of this form that the check lets through, when there is one. */
  readonly chance?: number;
  /** The nearest label that says what it is. */
  readonly context?: ContextMark;
  /** Probability that it is what `category` says, against all other readings: 0 to 1. */
  readonly score: number;
  /** Whether a word of special-care facts stands in the same sentence. */
  readonly specialCare: boolean;
  /**
   * What redaction takes out, where that is more than the value: the union of it and of every rejected reading of
   * personal data or a secret that would have been reported by itself. On an organisation's number: that reading alone.
   */
  readonly cover?: { readonly start: number; readonly end: number };
  /** What else the same characters could have been. */
  readonly rejected: readonly RejectedReading[];
}

/** From this score on a reading is reported. */
export const reported = 0.5;

/** From this score on a reading counts as validated, if its check does not speak against it. */
export const confirmed = 0.9;

/** Whether policies may take the hit for a fact: its score is at least {@link confirmed} and its check does not fail. */
export function isConfirmed(hit: Hit): boolean {
  return hit.score >= confirmed && hit.validity !== "invalid";
}

/** Whether it is an individual identification code: personal information by itself (APPI art. 2(2)). */
export function isIdentificationCode(hit: Hit): boolean {
  return hit.role === "code";
}
