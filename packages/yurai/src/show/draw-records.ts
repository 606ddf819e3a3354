// Draws records at random, as evenly over the sources as there are records, in one pass and bounded memory.
import type { RecordRow, Segment } from "@yurai/fingerprint";
import type { RecordId } from "@yurai/schema";

/** A record that was drawn. */
export interface DrawnRecord {
  readonly record: RecordId;
  readonly row: RecordRow;
}

/** What is drawn from. */
export interface DrawOptions {
  /** How many records are wanted; about twice as many are drawn, for some may have no text. */
  readonly count: number;
  /** Fixes the draw: the same segments and the same seed give the same records. */
  readonly seed: number;
  /** Only records that were first written to these segments. Default: every record. */
  readonly firstIds?: ReadonlySet<string>;
}

/** Returns drawn records source by source in turn, so that the first `count` are spread as evenly as can be. */
export async function drawRecords(
  segments: readonly Segment[],
  { count, seed, firstIds }: DrawOptions,
): Promise<readonly DrawnRecord[]> {
  const random = randomFrom(seed);
  const sources = new Set(segments.flatMap(({ manifest }) => manifest.sources.map(({ name }) => name)));
  const wanted = Math.max(4, Math.ceil((2 * count) / Math.max(1, sources.size)));
  const drawn = new Map<string, { seen: number; readonly records: DrawnRecord[] }>();
  for await (const one of recordsOf(segments)) {
    if (firstIds !== undefined && !firstIds.has(one.record.segment)) continue;
    const { source } = one.row.facts;
    const reservoir = drawn.get(source) ?? { seen: 0, records: [] };
    drawn.set(source, reservoir);
    reservoir.seen += 1;
    // Vitter's algorithm R: every record of a source has the same chance.
    const { length } = reservoir.records;
    const place = length < wanted ? length : Math.floor(random() * reservoir.seen);
    if (place < wanted) reservoir.records[place] = one;
  }
  return inTurn([...drawn.values()].map(({ records }) => records));
}

async function* recordsOf(segments: readonly Segment[]): AsyncGenerator<DrawnRecord> {
  for (const segment of segments) {
    let ordinal = 0;
    for await (const rows of segment.records.batches()) {
      for (const row of rows) {
        yield { record: row.first ?? { segment: segment.id, ordinal }, row };
        ordinal += 1;
      }
    }
  }
}

function inTurn(lists: readonly (readonly DrawnRecord[])[]): readonly DrawnRecord[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
}

/** Mulberry32: 32 bits of state are enough to spread a draw, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
