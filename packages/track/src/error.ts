import { YuraiError } from "@yurai/schema";

/**
 * What can go wrong in this package.
 *
 * - `bad-input`: an option, rule or file of rules is not what it must be;
 * - `not-recorded`: mode `require`, and what passed could not be recorded;
 * - `agreement-not-in-force`: mode `require`, and the source's agreement has ended or not begun;
 * - `terms-refuse-training`: mode `require`, and the source's terms say no to training;
 * - `run-ended`: a run is used after `end()`;
 * - `not-cached`: a dataset is not in the local cache, and nobody asked to download it;
 * - `download-failed`: what a server was asked for did not come;
 * - `missing-peer`: an optional library that a reader needs is not installed.
 */
export type TrackErrorCode =
  | "bad-input"
  | "not-recorded"
  | "agreement-not-in-force"
  | "terms-refuse-training"
  | "run-ended"
  | "not-cached"
  | "download-failed"
  | "missing-peer";

/** The error of `@yurai/track`: a code for programs, and a message that says what failed, where, and what to do. */
export class TrackError extends YuraiError<TrackErrorCode> {}
