import type { CheckName, Finding, Policy } from "@yurai/schema";
import type { RecordMatch, Resemblance, UnverifiedMatch } from "@yurai/fingerprint";
import type { NamesFound } from "./found-names.ts";
import type { MeasuredOutput } from "./measured-output.ts";
import type { Passage } from "./passages.ts";
import type { AttributableRecord } from "./provenance-of.ts";

/** A match by hashes alone, with what is known about its record. */
export interface Hint {
  readonly match: UnverifiedMatch;
  readonly known: AttributableRecord;
}

/** A verified match, before any is folded into another. */
export interface KnownMatch {
  readonly match: RecordMatch;
  readonly known: AttributableRecord;
}

/** A likeness of the whole, with what is known about its record. */
export interface KnownResemblance {
  readonly resemblance: Resemblance;
  readonly known: AttributableRecord;
}

/** What a check sees: one output, what was matched, and the policy's thresholds. No clock, no store. */
export interface CheckContext {
  /** The output as given. */
  readonly text: string;
  readonly output: MeasuredOutput;
  /** Verified matches; empty for a check that does not need them. */
  readonly passages: readonly Passage[];
  /** The same matches, each on its own: near copies are folded by their own places. */
  readonly matches: readonly KnownMatch[];
  /** Empty unless the policy has a threshold for them. */
  readonly resemblances: readonly KnownResemblance[];
  /** Whether every passage that the output shares with a record is among the matches, as far as the index guarantees it. */
  readonly isSearched: boolean;
  /** Matches without text, beyond the budget excluded. */
  readonly hints: readonly Hint[];
  /** Names of people that a dictionary or a model looked for. */
  readonly names: NamesFound;
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
