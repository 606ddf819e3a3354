import { YuraiError } from "@yurai/schema";

/**
 * What can go wrong in the command line itself.
 *
 * - `bad-usage`: a command, option or argument is not what it must be;
 * - `bad-config`, `bad-policy`: a file of the project is not valid; the message has line and column;
 * - `bad-bundle`: a file is no whole bundle, or not the one it says it is;
 * - `file-missing`, `file-unreadable`, `file-not-written`: the operating system refused a file;
 * - `file-exists`: a file that would be overwritten is there already;
 * - `not-found`, `ambiguous`: an id or name fits nothing, or several things;
 * - `bad-evidence`: an evidence file is not whole, or not as it was signed;
 * - `bad-gallery`: enrolled faces can't be read, or were enrolled with another model;
 * - `bad-picture`: a picture does not show what it must;
 * - `held`: a legal hold forbids it;
 * - `missing-peer`: an optional library is not installed;
 * - `interrupted`: Ctrl-C.
 */
export type CliErrorCode =
  | "bad-usage"
  | "bad-config"
  | "bad-policy"
  | "bad-bundle"
  | "file-missing"
  | "file-unreadable"
  | "file-not-written"
  | "file-exists"
  | "not-found"
  | "ambiguous"
  | "bad-evidence"
  | "bad-gallery"
  | "bad-picture"
  | "held"
  | "missing-peer"
  | "interrupted";

/** The error of the command line: a code, and one or two lines that say what failed, where, and what to do. */
export class CliError extends YuraiError<CliErrorCode> {}

/** Turns an error of the file system into a {@link CliError}; any other comes back as it is. */
export function toFileError(error: unknown, action: "read" | "write", path: string): unknown {
  const system = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (system === undefined || !/^E[A-Z0-9]+$/.test(system)) return error;
  if (action === "write")
    return new CliError("file-not-written", `${path} could not be written (${system}); check its folder`, {
      cause: error,
    });
  if (system === "ENOENT" || system === "ENOTDIR")
    return new CliError("file-missing", `there is no file ${path}; check the path`, { cause: error });
  return new CliError("file-unreadable", `${path} could not be read (${system}); check its permissions`, {
    cause: error,
  });
}
