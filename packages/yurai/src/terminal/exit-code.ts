import { isYuraiError } from "@yurai/schema";

/** Every way in which a command can end. */
export const exitCodes = {
  /** Done; for a check, pass or attribute. */
  done: 0,
  /** Review or block. */
  stopped: 1,
  /** Wrong usage or bad input. */
  badInput: 2,
  /** Something could not be determined. */
  incomplete: 3,
  /** The store is unavailable or damaged, or Yurai itself failed: nothing it would say could be trusted. */
  store: 4,
  /** Everything that was stopped had a waiver, now expired. */
  waiverExpired: 5,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const precedence: readonly ExitCode[] = [130, 4, 2, 1, 5, 3, 0];

const storeErrors = new Set([
  "ledger-missing",
  "ledger-not-a-ledger",
  "ledger-newer",
  "ledger-older",
  "ledger-damaged",
  "ledger-read-only",
  "ledger-cannot-open",
  "ledger-full",
  "ledger-busy",
  "ledger-io",
  "ledger-closed",
  "ledger-append-only",
  "segment-missing",
  "segment-damaged",
  "segment-version",
  "segment-io",
  "filter-failed",
  // A bundle is the store of a runner that has no ledger.
  "bad-bundle",
  // Evidence that does not hold must never look like a wrong option.
  "bad-evidence",
]);

/** The exit code that wins when several apply: 130, 4, 2, 1, 5, 3, 0. */
export function strongestExit(codes: readonly ExitCode[]): ExitCode {
  return precedence.find((code) => codes.includes(code)) ?? exitCodes.done;
}

/**
 * The exit code an error leads to. An error without a code is a defect of Yurai: it ends like a damaged store, which not
 * even `--shadow` hides.
 */
export function exitCodeOf(error: unknown): ExitCode {
  if (!isYuraiError(error)) return exitCodes.store;
  if (error.code === "interrupted") return exitCodes.interrupted;
  return storeErrors.has(error.code) ? exitCodes.store : exitCodes.badInput;
}
