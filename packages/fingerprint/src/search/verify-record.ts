/**
 * Verification of one record: its text is read around the anchors that hit and no further than what is found goes.
 *
 *   anchors by their bytes -> groups of those close together -> a window of the text around each group
 *     -> exact runs and near copies in the window
 *     -> where one of them met the window's edge: a larger window, joined with its neighbour when they meet
 *
 * What is found equals what the whole text would give. A window is enough when no comparison asked what lies behind its
 * edge, and when no chain could have led to another window: that takes runs on both sides within `chainGap`.
 */
import type { AnchorProfile } from "../text/anchors.ts";
import { chainGap } from "./chain-runs.ts";
import { findNearCopies, outermost, type NearCopies, type NearCopyLimits } from "./near-copy.ts";
import type { NormalText } from "../text/normal-form.ts";
import { readWindow, type RecordBytes, type RecordWindow } from "./record-window.ts";
import { byLength, verifyRuns, type AlignedRun, type Candidate, type Verification } from "./runs.ts";

/** What a record is verified with. */
export interface VerifyOptions {
  readonly profile: AnchorProfile;
  readonly maxComparedCharacters: number;
  /** Null looks for none. */
  readonly nearCopy: NearCopyLimits | null;
  readonly sizes?: WindowSizes;
}

/** Runs and near copies of one record. */
export interface VerifiedRecord extends Pick<
  Verification,
  "heldRuns" | "collisions" | "skipped" | "comparedCharacters"
> {
  /** Longest first; of equal length the earlier in the output, then in the record. */
  readonly runs: readonly AlignedRun[];
  readonly copies: NearCopies["copies"];
  readonly alike: NearCopies["alike"];
}

/** How much is read at first, in bytes. What is found does not depend on it. */
interface WindowSizes {
  /** Around a group: as far as an extension looks when nothing is alike there. */
  readonly margin: number;
  /** The same around a group that is not the only one, whose window must hold a chain's gap. */
  readonly chainMargin: number;
  /** Anchors this close are one group. */
  readonly groupGap: number;
}

// Windows of groups further apart than both their margins meet only when they grow.
const windowSizes: WindowSizes = { margin: 320, chainMargin: 1_536, groupGap: 4_096 };
/** Times that windows are joined before all that is left becomes one: text that repeats could join them one by one. */
const maxJoins = 8;
const everywhere = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Anchors close together, and the bytes wanted around them. */
interface Group {
  readonly candidates: readonly Candidate[];
  readonly from: number;
  readonly to: number;
}

/** A group that was looked at in its window. */
interface Looked {
  readonly group: Group;
  readonly window: RecordWindow;
  readonly found: Verification;
  readonly near: NearCopies;
}

/** Verifies the candidates of one record. About linear in what is found and its surroundings. */
export function verifyRecord(
  output: NormalText,
  record: RecordBytes,
  candidates: readonly Candidate[],
  options: VerifyOptions,
): VerifiedRecord {
  const groups = groupsOf(candidates, (options.sizes ?? windowSizes).groupGap);
  const looked: Looked[] = [];
  let comparedCharacters = 0;
  let joins = 0;
  for (let next = 0; next < groups.length;) {
    let group = groups[next++]!;
    for (let isSettled = false; !isSettled; joins++) {
      const reach = joins > maxJoins ? everywhere : group;
      while (looked.length > 0 && reach.from < looked.at(-1)!.window.byteEnd)
        group = joined(looked.pop()!.group, group);
      while (next < groups.length && groups[next]!.from < reach.to) group = joined(group, groups[next++]!);
      const sides = { before: looked.length > 0, behind: next < groups.length };
      const one = look(output, record, group, sides, {
        ...options,
        maxComparedCharacters: options.maxComparedCharacters - comparedCharacters,
      });
      comparedCharacters += one.spent;
      group = one.looked.group;
      isSettled =
        (looked.at(-1)?.window.byteEnd ?? 0) <= group.from && (groups[next]?.from ?? group.to) >= group.to;
      if (isSettled) looked.push(one.looked);
    }
    joins--;
  }
  return { ...together(looked), comparedCharacters };
}

/** Looks at a group in a window, and in a larger one for as long as something may go on behind an edge. */
function look(
  output: NormalText,
  record: RecordBytes,
  first: Group,
  others: { readonly before: boolean; readonly behind: boolean },
  options: VerifyOptions,
): { readonly looked: Looked; readonly spent: number } {
  const isChained = options.nearCopy !== null && (others.before || others.behind);
  const { margin, chainMargin } = options.sizes ?? windowSizes;
  const around = isChained ? chainMargin : margin;
  let group = { ...first, from: first.from - around, to: first.to + around };
  let spent = 0;
  for (;;) {
    const window = readWindow(record, group.from, group.to);
    const found = verifyRuns(output, window, group.candidates, {
      profile: options.profile,
      maxComparedCharacters: options.maxComparedCharacters - spent,
    });
    const near =
      options.nearCopy === null || found.runs.length === 0
        ? noNearCopies
        : findNearCopies(output, window, found.runs, options.nearCopy);
    spent += window.length + found.comparedCharacters + near.comparedCharacters;
    const room = roomAround(found.runs, window);
    const wants = (isOpen: boolean, isMet: boolean, space: number, other: boolean): boolean =>
      isOpen && (isMet || (isChained && other && space <= chainGap));
    const before = wants(!window.isStart, found.meetsStart || near.meetsStart, room.before, others.before);
    const behind = wants(!window.isEnd, found.meetsEnd || near.meetsEnd, room.behind, others.behind);
    const looked = { group: { ...group, from: window.byteStart, to: window.byteEnd }, window, found, near };
    if (!before && !behind) return { looked, spent };
    const more = 2 * (window.byteEnd - window.byteStart);
    group = {
      ...group,
      from: before ? window.byteStart - more : window.byteStart,
      to: behind ? window.byteEnd + more : window.byteEnd,
    };
  }
}

const noNearCopies: NearCopies = {
  copies: [],
  alike: [],
  comparedCharacters: 0,
  meetsStart: false,
  meetsEnd: false,
};

/** Characters of a window before its first run and behind its last. */
function roomAround(
  runs: readonly AlignedRun[],
  window: RecordWindow,
): { readonly before: number; readonly behind: number } {
  let before = Number.POSITIVE_INFINITY;
  let behind = Number.POSITIVE_INFINITY;
  for (const { recordCharacter, characters } of runs) {
    before = Math.min(before, recordCharacter);
    behind = Math.min(behind, window.length - recordCharacter - characters);
  }
  return { before, behind };
}

function groupsOf(candidates: readonly Candidate[], groupGap: number): readonly Group[] {
  const groups: { candidates: Candidate[]; from: number; to: number }[] = [];
  for (const candidate of candidates.toSorted((a, b) => a.byte - b.byte)) {
    const { byte } = candidate;
    const last = groups.at(-1);
    if (last !== undefined && byte - last.to <= groupGap) {
      last.candidates.push(candidate);
      last.to = byte + 1;
    } else {
      groups.push({ candidates: [candidate], from: byte, to: byte + 1 });
    }
  }
  return groups;
}

function joined(a: Group, b: Group): Group {
  return {
    candidates: [...a.candidates, ...b.candidates],
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
  };
}

function together(looked: readonly Looked[]): Omit<VerifiedRecord, "comparedCharacters"> {
  const copies = looked.flatMap(({ near }) => near.copies);
  return {
    runs: looked.flatMap(({ found }) => found.runs).sort(byLength),
    heldRuns: looked.reduce((sum, { found }) => sum + found.heldRuns, 0),
    collisions: looked.reduce((sum, { found }) => sum + found.collisions, 0),
    skipped: looked.flatMap(({ found }) => found.skipped),
    copies: looked.length === 1 ? copies : outermost(copies),
    alike: looked.flatMap(({ near }) => near.alike),
  };
}
