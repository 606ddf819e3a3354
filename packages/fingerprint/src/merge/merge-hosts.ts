/** The merge of host tables: names ascend in each, so they are walked side by side. */
import type { Gaps } from "./gaps.ts";
import type { HostInput } from "../segment/host-sections.ts";
import type { HostEntry, HostTable } from "../segment/host-table.ts";

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
  readonly entries: Iterator<HostEntry>;
  entry: HostEntry;
}

/** Yields every host of the tables, ascending by its reversed name; one whose records are all left out comes without any. */
export function* mergedHosts(inputs: readonly MergedHosts[]): Generator<HostInput> {
  const cursors = inputs.flatMap((input): Cursor[] => {
    const entries = input.table.entries();
    const first = entries.next();
    return first.done === true ? [] : [{ input, entries, entry: first.value }];
  });
  while (cursors.length > 0) {
    const name = cursors.reduce(
      (least, { entry }) => (entry.name < least ? entry.name : least),
      cursors[0]!.entry.name,
    );
    const same = cursors
      .filter(({ entry }) => entry.name === name)
      .map(({ input, entry }) => ({ input, entry }));
    yield { name, ordinals: ordinalsOf(same) };
    for (let i = cursors.length - 1; i >= 0; i -= 1)
      if (cursors[i]!.entry.name === name && !advance(cursors[i]!)) cursors.splice(i, 1);
  }
}

function* ordinalsOf(
  hosts: readonly { readonly input: MergedHosts; readonly entry: HostEntry }[],
): Generator<Float64Array> {
  for (const { input, entry } of hosts) {
    for (const batch of input.table.ordinalBatches(entry)) {
      const moved = batch.map((ordinal) => input.gaps.moved(ordinal));
      yield moved.filter((ordinal) => ordinal >= 0).map((ordinal) => ordinal + input.base);
    }
  }
}

function advance(cursor: Cursor): boolean {
  const next = cursor.entries.next();
  if (next.done === true) return false;
  cursor.entry = next.value;
  return true;
}
