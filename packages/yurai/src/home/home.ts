// Opening what a home holds: the ledger, and the index over the segments that the ledger names.
import { openIndex, openSegment, type TextIndex } from "@yurai/fingerprint";
import { openLedger, type CurrentSegment, type Ledger, type LedgerOptions } from "@yurai/ledger";
import { isYuraiError } from "@yurai/schema";
import { readRows } from "@yurai/track";
import { join } from "node:path";
import type { Frame } from "../terminal/frame.ts";

/**
 * Opens the ledger of the frame's home.
 *
 * @throws LedgerError as `openLedger`
 */
export function openHomeLedger(
  frame: Pick<Frame, "project" | "now">,
  mode: LedgerOptions["mode"],
): Promise<Ledger> {
  return openLedger(frame.project.home, { mode, clock: frame.now });
}

/** A segment that should be searched and cannot be. */
export interface UnsearchedSegment {
  readonly id: string;
  /** `segment-missing`, `segment-damaged` or another code. */
  readonly code: string;
}

/** An index over every segment that can be opened, and what could not. Close the index when done. */
export interface OpenedIndex {
  readonly index: TextIndex;
  readonly unsearched: readonly UnsearchedSegment[];
}

/** Opens the index over segments of the ledger; a missing or damaged one is named, never passed over in silence. */
export async function openHomeIndex(
  project: Pick<Frame["project"], "home" | "folder">,
  segments: readonly Pick<CurrentSegment, "id">[],
): Promise<OpenedIndex> {
  const unsearched: UnsearchedSegment[] = [];
  const ids: string[] = [];
  for (const { id } of segments) {
    const code = await problemOf(segmentPath(project.home, id));
    if (code === undefined) ids.push(id);
    else unsearched.push({ id, code });
  }
  const index = await openIndex(project.home, {
    segments: ids,
    baseFolder: project.folder,
    readText: [readRows({ baseFolder: project.folder })],
  });
  return { index, unsearched };
}

/** Where a segment lies. */
export function segmentPath(home: string, id: string): string {
  return join(home, "segments", id);
}

async function problemOf(folder: string): Promise<string | undefined> {
  try {
    (await openSegment(folder)).close();
    return undefined;
  } catch (error) {
    if (isYuraiError(error)) return error.code;
    throw error;
  }
}
