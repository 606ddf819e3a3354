// Texts of outputs, kept only when asked for and only for some days; everything else keeps digests.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { toFileError } from "../error.ts";

/** Days for which texts are kept unless told otherwise. */
export const keptDays = 30;

/** An open file of kept texts. Close it when done. */
export interface KeptOutputs {
  readonly path: string;
  readonly add: (line: { readonly id: string; readonly text?: string; readonly prompt?: string }) => void;
  readonly close: () => void;
}

/** Begins a file for one check; its first line says when it is to be deleted. */
export function keepOutputs(
  home: string,
  check: string,
  options: { readonly now: Date; readonly days: number },
): KeptOutputs {
  const folder = join(home, "outputs");
  const path = join(folder, `${check}.jsonl`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = openSync(path, "a", 0o600);
    const write = (value: object): void => void writeSync(file, `${JSON.stringify(value)}\n`);
    const deleteAfter = new Date(options.now.getTime() + options.days * 86_400_000).toISOString();
    write({ schema: "yurai/kept-outputs", schemaVersion: 1, check, deleteAfter });
    return { path, add: write, close: () => closeSync(file) };
  } catch (error) {
    throw toFileError(error, "write", path);
  }
}

/**
 * Deletes the files whose days are over, and returns how many.
 *
 * @param held ids of checks under a legal hold: their texts stay
 */
export function deleteExpired(home: string, now: Date, held: ReadonlySet<string> = new Set()): number {
  const folder = join(home, "outputs");
  if (!existsSync(folder)) return 0;
  const expired = readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl") && !held.has(name.slice(0, -".jsonl".length)))
    .filter((name) => isExpired(join(folder, name), now));
  for (const name of expired) rmSync(join(folder, name));
  return expired.length;
}

function isExpired(path: string, now: Date): boolean {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(1_000);
    const length = readSync(file, head, 0, head.byteLength, 0);
    const found = /"deleteAfter":"([^"]+)"/.exec(head.toString("utf8", 0, length));
    // A file of another kind is not ours to delete.
    return found?.[1] !== undefined && Date.parse(found[1]) < now.getTime();
  } finally {
    closeSync(file);
  }
}
