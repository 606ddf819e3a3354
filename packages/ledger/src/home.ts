// Where a ledger lies on disk and who may read it.
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The name of the ledger's file in its home. */
export const ledgerFileName = "ledger.db";

/** A path that ends in `.db` names the file, any other the folder it lies in. */
export function ledgerFile(folderOrFile: string): string {
  const path = resolve(folderOrFile);
  return path.endsWith(".db") ? path : join(path, ledgerFileName);
}

/**
 * Makes a home for a ledger: mode 0700, with a `.gitignore` that keeps all of it out of a repository.
 *
 * A folder that already holds something is not ours to change: its mode stays and no `.gitignore` is added.
 */
export function prepareHome(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  writeFileSync(join(folder, ".gitignore"), "*\n");
}

/** Creates the file with mode 0600 if it is missing. SQLite gives its side files the mode of this one. */
export function createLedgerFile(file: string): void {
  if (existsSync(file)) return;
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    // Another process was faster: its file serves as well.
    if (!existsSync(file)) throw error;
  }
  syncFolder(dirname(file));
}

function syncFolder(folder: string): void {
  // Windows cannot open a folder as a file, and makes names durable by itself.
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
