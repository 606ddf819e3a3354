/** The order of system calls that makes a file or a folder survive a crash: write, sync, rename, sync the parent. */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { FingerprintError } from "../error.ts";

/** Writes a new file and syncs it. Fails when it exists. */
export function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "wx", 0o600);
  try {
    let written = 0;
    while (written < bytes.byteLength) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Syncs an existing file's content. */
export function syncFile(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Syncs the names in a folder. Does nothing on Windows, where a folder can't be opened. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * Runs a step that writes.
 *
 * @throws FingerprintError `segment-io` with the system's reason where the system refuses
 */
export function withIoCode<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof FingerprintError || typeof code !== "string") throw error;
    throw new FingerprintError("segment-io", `A segment can't be written: ${reason(code)}`, { cause: error });
  }
}

function reason(code: string): string {
  if (code === "ENOSPC" || code === "EDQUOT") return "the disk is full. Make room and track again.";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return `its folder is not writable (${code}). Give this user write access, or choose another home.`;
  return `the system answered ${code}. Look at the disk and the folder's path, then track again.`;
}
