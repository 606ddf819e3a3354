// verdicts.jsonl: one verdict a line, as stored; what a runner without ledger sends home.
import { closeSync, openSync, writeSync } from "node:fs";
import { toFileError } from "../error.ts";

/** A file that is being written. Close it when done. */
export interface VerdictsFile extends Disposable {
  readonly path: string;
  /** Adds a line that ends in a line feed. */
  readonly add: (line: string) => void;
}

/** Creates the file, or empties one that is there. */
export function createVerdictsFile(path: string): VerdictsFile {
  let file: number;
  try {
    file = openSync(path, "w", 0o600);
  } catch (error) {
    throw toFileError(error, "write", path);
  }
  return {
    path,
    add: (line) => void writeSync(file, line),
    [Symbol.dispose]: () => closeSync(file),
  };
}
