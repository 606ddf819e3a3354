import type { LabelGroup } from "./labels.ts";

/** What a check digit or another form that can be proven says: `no-check` when there is none, or it proves nothing. */
export type Validity = "valid" | "invalid" | "no-check";

/**
 * Whom a detector's value concerns: a person, an organisation, whoever holds a secret, or nobody: `other` readings
 * (order numbers, timestamps, ISBNs) compete for a run of digits and are never reported.
 */
export type Subject = "person" | "organisation" | "secret" | "other";

/**
 * What a value does for identification: an individual identification code names one person by law, a name or contact
 * leads to one, a quasi-identifier narrows down.
 */
export type Role = "code" | "name" | "contact" | "financial" | "online" | "quasi";

/** Where a detector looks. Every pattern sees a short window of folded text, never the whole. */
export type Find =
  | {
      /** Around a group of digits; the pattern is global. */
      readonly by: "digits";
      /** Fewest digits the window must have. */
      readonly atLeast: number;
      /** What every match holds: a window without it is not shown to the pattern. */
      readonly holds?: string;
      readonly pattern: RegExp;
    }
  | {
      /** At a literal: sticky from its first character (`from`) or after its last (`after`), or global around it. */
      readonly by: "anchor";
      readonly anchors: readonly string[];
      readonly side: "from" | "after" | "around";
      /** Characters that the pattern may see, at most. */
      readonly reach: number;
      readonly pattern: RegExp;
      /** What closes a value too long for a window, such as a private key. */
      readonly until?: string;
      /** The pattern runs only where an at sign follows within `reach`: anchors as common as "https" cost little. */
      readonly needsAtSign?: boolean;
    }
  | {
      /** From where the name before an at sign begins: sticky. Around a colon between hexadecimal digits: global. */
      readonly by: "at-sign" | "colon";
      readonly pattern: RegExp;
    };

/**
 * A kind of value and how to tell it, as data. Where a pattern has a group named `value`, the hit is that group.
 *
 * @example
 * ```ts
 * const detector: Detector = {
 *   id: "staff-number", subject: "person", category: "staff-number", role: "quasi",
 *   find: { by: "digits", atLeast: 6, pattern: /E\d{6}/g },
 *   prior: 1,
 *   matches: ["call «E123456»"], nonMatches: ["E12"],
 * };
 * ```
 */
export interface Detector {
  /** A slug, unique in a scanner. */
  readonly id: string;
  readonly subject: Subject;
  /** What policies call it. */
  readonly category: string;
  readonly role?: Role;
  readonly find: Find;
  /** Judges a value as it stands in the folded text: half-width digits, plain hyphens and spaces. */
  readonly check?: (value: string) => Validity;
  /** A value that fails the check is no reading, whatever its label: not even a slip of the pen. */
  readonly mustPass?: boolean;
  /** The check takes tens of microseconds, so it is made only where a pass would be reported. */
  readonly isCheckSlow?: boolean;
  /** Share of random values of this form that pass the check, over 0. A pass is worth its logarithm. Default 1. */
  readonly chance?: number;
  /** Log-odds that a value of this form is one, before check, layout and labels. */
  readonly prior: number;
  /** Added when the whole value matches. */
  readonly layout?: { readonly pattern: RegExp; readonly bonus: number };
  readonly labels?: readonly LabelGroup[];
  /** Without a label near it is no reading at all. */
  readonly needsLabel?: boolean;
  /** With `needsLabel`: characters between the two, at most. */
  readonly labelWithin?: number;
  /** Whether the characters around must end the token. Default true for `digits`. */
  readonly standsAlone?: boolean;
  /** Texts in which the value between « and » is found. */
  readonly matches: readonly string[];
  /** Texts in which this detector reports nothing. */
  readonly nonMatches: readonly string[];
}
