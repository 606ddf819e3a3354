import { closeSync, openSync, writeSync } from "node:fs";
import { CliError, toFileError } from "../error.ts";

/** Characters that are held before they are written. */
const bufferLength = 64 * 1024;

/** A new file of lines; memory stays flat. */
export interface LineFile {
  readonly write: (line: string) => void;
  /** Writes what is held and closes the file. */
  readonly close: () => void;
}

/**
 * Opens a new file to write lines into.
 *
 * @throws CliError `file-exists` when it is there already, `file-not-written`
 */
export function openLineFile(path: string): LineFile {
  const handle = openNewFile(path);
  let held: string[] = [];
  let heldLength = 0;
  const flush = (): void => {
    const bytes = Buffer.from(held.join(""));
    held = [];
    heldLength = 0;
    for (let at = 0; at < bytes.byteLength;) at += writeSync(handle, bytes, at);
  };
  return {
    write(line) {
      held.push(line, "\n");
      heldLength += line.length + 1;
      if (heldLength >= bufferLength) flush();
    },
    close() {
      try {
        flush();
      } finally {
        closeSync(handle);
      }
    },
  };
}

/**
 * Opens a file that is not there yet.
 *
 * @throws CliError `file-exists`, `file-not-written`
 */
export function openNewFile(path: string): number {
  try {
    return openSync(path, "wx");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new CliError("file-exists", `${path} is there already; name another folder, or move it away`);
    throw toFileError(error, "write", path);
  }
}
