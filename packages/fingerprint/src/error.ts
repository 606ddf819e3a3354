import { YuraiError } from "@yurai/schema";

/**
 * What can go wrong in this package.
 *
 * - `bad-input`: the caller passed a value outside its documented range or shape;
 * - `too-large`: a limit of a format or of the machine is passed;
 * - `segment-missing`: a file or folder that should be there is not;
 * - `segment-damaged`: stored bytes are not what was written, or break their format;
 * - `segment-version`: a format, version or parameter this release does not know;
 * - `segment-io`: the operating system refused to read or write;
 * - `closed`: an open resource is used after `close()`;
 * - `text-changed`: the source text is no longer the text that was indexed;
 * - `text-unavailable`: the source text cannot be had;
 * - `filter-failed`: a key filter could not be built;
 * - `image-unsupported`: the bytes are no picture of a known format;
 * - `image-damaged`: a picture is truncated or breaks its format;
 * - `image-too-large`: a picture has more bytes, pixels or pages than the limits allow;
 * - `image-timeout`: a picture took longer to decode than the limits allow;
 * - `missing-peer`: an optional package is not installed: sharp, which decodes pictures.
 */
export type FingerprintErrorCode =
  | "bad-input"
  | "too-large"
  | "segment-missing"
  | "segment-damaged"
  | "segment-version"
  | "segment-io"
  | "closed"
  | "text-changed"
  | "text-unavailable"
  | "filter-failed"
  | "image-unsupported"
  | "image-damaged"
  | "image-too-large"
  | "image-timeout"
  | "missing-peer";

/** The error every function of this package throws: `code` is for programs, `message` for people. */
export class FingerprintError extends YuraiError<FingerprintErrorCode> {}

/**
 * Turns an error of `node:fs` into a `FingerprintError`: `segment-missing` when nothing is there, else
 * `segment-io`. An error that already has a code of ours passes through unchanged.
 */
export function asFileError(cause: unknown, action: string, fileName: string): FingerprintError {
  if (cause instanceof FingerprintError) return cause;
  const systemCode = systemCodeOf(cause);
  if (systemCode === "ENOENT" || systemCode === "ENOTDIR") {
    const message = `Cannot ${action} ${fileName}: there is no such file. Restore it, or remove its segment.`;
    return new FingerprintError("segment-missing", message, { cause });
  }
  const message = `Cannot ${action} ${fileName}: ${systemCode}. Check the disk, its free space and the permissions.`;
  return new FingerprintError("segment-io", message, { cause });
}

function systemCodeOf(cause: unknown): string {
  if (!(cause instanceof Error) || !("code" in cause)) return "unknown error";
  return typeof cause.code === "string" ? cause.code : "unknown error";
}
