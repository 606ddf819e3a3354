/** Folders that a writer left unsealed when it died: found, reported, and kept or removed by an explicit call. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { sha256Hex } from "@yurai/schema";
import { syncFolder, withIoCode } from "./durable.ts";
import { FingerprintError } from "../error.ts";
import { fileDigest, parseManifest } from "../segment/manifest.ts";
import {
  isSegmentId,
  manifestName,
  segmentFolder,
  segmentsFolder,
  writerOf,
  writerState,
} from "../segment/segment-files.ts";

/** An unsealed folder. */
export interface Leftover {
  readonly folder: string;
  /** `dead`: its process is gone. `alive`: still being written. `elsewhere`: on another machine, can't be asked. */
  readonly writer: "alive" | "dead" | "elsewhere";
  /** Whether everything was written and only the rename is missing, so that it can be kept. */
  readonly complete: boolean;
  readonly byteLength: number;
}

/** Returns the ids of the sealed segments of a home, sorted. */
export function listSegments(home: string): string[] {
  return names(home).filter(isSegmentId).sort();
}

/** Returns the unsealed folders of a home, those of living writers included. Reads complete ones whole. */
export function findLeftovers(home: string): Leftover[] {
  const leftovers: Leftover[] = [];
  for (const name of names(home).sort()) {
    const writer = writerOf(name);
    if (writer === undefined) continue;
    const leftover = inspect(join(segmentsFolder(home), name), writerState(writer));
    if (leftover !== undefined) leftovers.push(leftover);
  }
  return leftovers;
}

/** Undefined when a living writer renamed or removed the folder while we looked. */
function inspect(folder: string, writer: Leftover["writer"]): Leftover | undefined {
  try {
    return {
      folder,
      writer,
      complete: writer !== "alive" && completeId(folder) !== undefined,
      byteLength: folderBytes(folder),
    };
  } catch (error) {
    if (existsSync(folder) && (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

/**
 * Seals a complete leftover under its id, which it returns.
 *
 * @throws FingerprintError `segment-damaged` when it isn't complete, `bad-input` when its writer is alive
 */
export function keepLeftover(home: string, leftover: Leftover): string {
  requireIdle(leftover);
  const id = completeId(leftover.folder);
  if (id === undefined) {
    throw new FingerprintError(
      "segment-damaged",
      "The leftover was not written to its end, so it can't be kept. Remove it and track its sources again.",
    );
  }
  withIoCode(() => {
    if (existsSync(segmentFolder(home, id))) rmSync(leftover.folder, { recursive: true });
    else renameSync(leftover.folder, segmentFolder(home, id));
    syncFolder(segmentsFolder(home));
  });
  return id;
}

/**
 * Removes a leftover.
 *
 * @throws FingerprintError `bad-input` when its writer is alive
 */
export function removeLeftover(leftover: Leftover): void {
  requireIdle(leftover);
  withIoCode(() => rmSync(leftover.folder, { recursive: true, force: true }));
}

function requireIdle(leftover: Leftover): void {
  if (leftover.writer !== "alive") return;
  throw new FingerprintError(
    "bad-input",
    "The folder is still being written. Wait until its process has ended.",
  );
}

/** The id a folder would have if everything in it is whole and its manifest was written; else undefined. */
function completeId(folder: string): string | undefined {
  const path = join(folder, manifestName);
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const id = sha256Hex(bytes);
  try {
    const whole = parseManifest(bytes, id).files.every(
      ({ name, sha256 }) => existsSync(join(folder, name)) && fileDigest(join(folder, name)) === sha256,
    );
    return whole ? id : undefined;
  } catch (error) {
    if (error instanceof FingerprintError) return undefined;
    throw error;
  }
}

function names(home: string): string[] {
  return existsSync(segmentsFolder(home)) ? readdirSync(segmentsFolder(home)) : [];
}

function folderBytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
