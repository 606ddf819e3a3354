import type { CheckName, Finding, Policy } from "@yurai/schema";
import type { UnverifiedMatch } from "@yurai/fingerprint";
import type { MeasuredOutput } from "./measured-output.ts";
import type { Passage } from "./passages.ts";
import type { AttributableRecord } from "./provenance-of.ts";

/** A match by hashes alone, with what is known about its record. */
export interface Hint {
  readonly match: UnverifiedMatch;
  readonly known: AttributableRecord;
}

/** What a check sees: one output, what was matched, and the policy's thresholds. No clock, no store. */
export interface CheckContext {
  /** The output as given. */
  readonly text: string;
  readonly output: MeasuredOutput;
  /** Verified matches; empty for a check that does not need them. */
  readonly passages: readonly Passage[];
  /** Matches without text, beyond the budget excluded. */
  readonly hints: readonly Hint[];
  readonly policy: Policy;
  readonly use: string;
}

/**
 * One check: facts about an output, in any order. It may throw: then its failure is the finding.
 *
 * @example
 * ```ts
 * const shouting: Check = { name: "secret", needs: "text", run: ({ text }) => findSecrets(text) };
 * ```
 */
export interface Check {
  readonly name: CheckName;
  /** `matches` for a check that asks what the output shares with records: it does not run without an index. */
  readonly needs: "text" | "matches";
  readonly run: (context: CheckContext) => readonly Finding[] | Promise<readonly Finding[]>;
}
