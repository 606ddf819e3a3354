import { YuraiError } from "@yurai/schema";

/**
 * What can go wrong in this package.
 *
 * - `bad-input`: the caller passed a value outside its documented range or shape;
 * - `too-deep`: a JSON value is nested deeper than 200 levels.
 */
export type PiiErrorCode = "bad-input" | "too-deep";

/** The error every function of this package throws: `code` is for programs, `message` for people. */
export class PiiError extends YuraiError<PiiErrorCode> {}
