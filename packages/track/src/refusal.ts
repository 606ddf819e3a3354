/** The errors with which a run in the mode `require` stops a loader. */
import { TrackError } from "./error.ts";
import type { Refusal } from "./known-sources.ts";
import type { RecorderFailure } from "./worker-link.ts";

/** What passes can't be recorded any more. */
export function notRecorded({ code, message }: RecorderFailure): TrackError {
  return new TrackError("not-recorded", message, { details: { reason: code } });
}

/** A source may not be used. */
export function refused(code: Refusal, source: string): TrackError {
  const why =
    code === "agreement-not-in-force"
      ? "Its agreement is not in force today. Renew it and record its dates, or leave the source out."
      : "Its terms say no to training. Leave the source out, or have a person conclude its licence (yurai conclude).";
  return new TrackError(code, `The source ${source} may not be read in the mode require. ${why}`, {
    details: { source },
  });
}
