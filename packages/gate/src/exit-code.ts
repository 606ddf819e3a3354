import { isStopped } from "@yurai/schema";
import type { Verdict } from "@yurai/schema";

/** Every exit code of `yurai check`; they never change their meaning. */
export const exitCodes = {
  /** Every output passes, or goes out with its attribution. */
  passed: 0,
  /** At least one output is to be reviewed or blocked. */
  stopped: 1,
  /** The command was used wrongly, or its input is not what it should be. */
  badInput: 2,
  /** At least one output could not be checked as the policy asks. */
  incomplete: 3,
  /** The ledger or a segment is unavailable or damaged. */
  store: 4,
  /** Everything that was stopped had a waiver that has expired. */
  waiverExpired: 5,
  interrupted: 130,
} as const;

/** An exit code of `yurai check`. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What happened besides the verdicts. All default to false. */
export interface ExitFacts {
  readonly interrupted?: boolean;
  readonly storeFailed?: boolean;
  readonly badInput?: boolean;
  /** Nothing is stopped: 1, 3 and 5 become 0. The others stay. */
  readonly shadow?: boolean;
}

/**
 * Returns the exit code of verdicts, by the precedence 130, 4, 2, 1, 5, 3, 0. Reads the verdicts once, so a stream of a
 * million keeps nothing.
 */
export function exitCodeOf(
  verdicts: Iterable<Pick<Verdict, "action" | "decisions">>,
  { interrupted = false, storeFailed = false, badInput = false, shadow = false }: ExitFacts = {},
): ExitCode {
  const seen = new Set<ExitCode>();
  for (const verdict of verdicts) seen.add(exitCodeOfVerdict(verdict));
  if (interrupted) return exitCodes.interrupted;
  if (storeFailed) return exitCodes.store;
  if (badInput) return exitCodes.badInput;
  if (shadow) return exitCodes.passed;
  const { stopped, waiverExpired, incomplete, passed } = exitCodes;
  return [stopped, waiverExpired, incomplete].find((code) => seen.has(code)) ?? passed;
}

/** Returns the exit code that one verdict alone would lead to: 0, 1, 3 or 5. */
export function exitCodeOfVerdict({ action, decisions }: Pick<Verdict, "action" | "decisions">): ExitCode {
  if (!isStopped(action)) return exitCodes.passed;
  if (action === "incomplete") return exitCodes.incomplete;
  const stopping = decisions.filter(
    ({ action, waiver }) => waiver === undefined && (action === "review" || action === "block"),
  );
  const expired = stopping.every(({ expiredWaiver }) => expiredWaiver !== undefined);
  return expired ? exitCodes.waiverExpired : exitCodes.stopped;
}
