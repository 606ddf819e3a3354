import { YuraiError } from "@yurai/schema";

/**
 * What can go wrong in this package.
 *
 * - `bad-policy`: a policy file is not a policy; `details` has the first problem's `line` and `column`
 * - `bad-waivers`: a waiver file has a line that is not a waiver; `details` has the first problem's `line`
 * - `bad-standard-text`: a standard text is too short to be told apart
 * - `bad-checks`: two checks go by one name
 * - `bad-provenance`: the function that was to say where records come from gave too few or too many answers
 */
export type GateErrorCode =
  | "bad-policy"
  | "bad-waivers"
  | "bad-standard-text"
  | "bad-checks"
  | "bad-provenance";

/** The error every function of this package throws: `code` is for programs, `message` for people. */
export class GateError extends YuraiError<GateErrorCode> {}
