const marker: symbol = Symbol.for("yurai.error");

/** Facts beside an error's message, for programs: scalars only, never user content. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** What an error may carry besides its code and message. */
export interface ErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
  readonly details?: ErrorDetails;
}

/**
 * The base of every error Yurai throws: a `code` for programs and a message for people.
 *
 * The message says what failed, where, and what to do. It never quotes user content, which may be personal data.
 * Each package has one subclass with its own union of codes.
 *
 * @example
 * ```ts
 * export type LedgerErrorCode = "newer-version" | "disk-full";
 * export class LedgerError extends YuraiError<LedgerErrorCode> {}
 * throw new LedgerError("disk-full", "the ledger cannot grow: the disk is full; free some space and run again");
 * ```
 */
export class YuraiError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly details: ErrorDetails;

  constructor(code: Code, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
    // Not enumerable, so that a printed error stays clean.
    Object.defineProperty(this, marker, { value: true });
  }
}

/** Tells whether a value is a {@link YuraiError}, also one made by another copy of this package. */
export function isYuraiError(value: unknown): value is YuraiError {
  return typeof value === "object" && value !== null && Reflect.get(value, marker) === true;
}

/** `bad-input`: data from outside does not have the expected shape. `not-canonical`: a value has no canonical JSON. */
export type SchemaErrorCode = "bad-input" | "not-canonical";

/** The error of `@yurai/schema`. */
export class SchemaError extends YuraiError<SchemaErrorCode> {}
