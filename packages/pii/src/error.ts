import { YuraiError } from "@yurai/schema";

/**
 * What can go wrong in this package.
 *
 * - `bad-input`: the caller passed a value outside its documented range or shape;
 * - `too-deep`: a JSON value is nested deeper than 200 levels;
 * - `missing-peer`: an optional package that the call needs is not installed;
 * - `no-model`: a folder holds no model that can be read;
 * - `bad-model`: a file is no model of the kind that is asked for.
 */
export type PiiErrorCode = "bad-input" | "too-deep" | "missing-peer" | "no-model" | "bad-model";

/** The error every function of this package throws: `code` is for programs, `message` for people. */
export class PiiError extends YuraiError<PiiErrorCode> {}
