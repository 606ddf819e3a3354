/** The merge of host tables: names ascend in each, so they are walked side by side. */
import type { Gaps } from "./gaps.ts";
import type { HostInput } from "../segment/host-sections.ts";
import type { HostTable } from "../segment/host-table.ts";
import type { StoredHost } from "../segment/host-table-format.ts";

/** A host table that is merged. */
export interface MergedHosts {
  readonly table: HostTable;
  /** Records of its segment that are left out. */
  readonly gaps: Gaps;
  /** Records before it in the new segment. */
  readonly base: number;
}

interface Cursor {
  readonly input: MergedHosts;
  readonly next: () => StoredHost | undefined;
  entry: StoredHost;
}

/** Yields every host of the tables, ascending by its reversed name; one whose records are all left out comes without any. */
export function* mergedHosts(inputs: readonly MergedHosts[]): Generator<HostInput> {
  const cursors = inputs.flatMap((input): Cursor[] => {
    const next = input.table.walk();
    const entry = next();
    return entry === undefined ? [] : [{ input, next, entry }];
  });
  while (cursors.length > 0) {
    let name = cursors[0]!.entry.name;
    for (const { entry } of cursors) if (entry.name < name) name = entry.name;
    yield { name, ordinals: ordinalsOf(cursors, name) };
    for (let i = cursors.length - 1; i >= 0; i -= 1)
      if (cursors[i]!.entry.name === name && !advance(cursors[i]!)) cursors.splice(i, 1);
  }
}

/** The records of a host in all tables that stand at it; to be read before they go on. */
function* ordinalsOf(cursors: readonly Cursor[], name: string): Generator<Float64Array> {
  for (const { input, entry } of cursors) {
    if (entry.name !== name) continue;
    for (const batch of input.table.ordinalBatches(entry)) yield moved(batch, input);
  }
}

/** Gives the records that stay their new numbers, in place: most hosts have a few records only. */
function moved(ordinals: Float64Array, { gaps, base }: MergedHosts): Float64Array {
  if (gaps.removed === 0) {
    for (let i = 0; i < ordinals.length; i += 1) ordinals[i]! += base;
    return ordinals;
  }
  let kept = 0;
  for (const ordinal of ordinals) {
    const to = gaps.moved(ordinal);
    if (to >= 0) ordinals[kept++] = to + base;
  }
  return ordinals.subarray(0, kept);
}

function advance(cursor: Cursor): boolean {
  const entry = cursor.next();
  if (entry !== undefined) cursor.entry = entry;
  return entry !== undefined;
}
