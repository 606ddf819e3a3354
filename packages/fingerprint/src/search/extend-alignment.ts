/**
 * Extension of an alignment beyond its last exact run, for as long as the two texts stay alike.
 *
 * The greedy way of Zhang, Schwartz, Wagner & Miller (2000, "A greedy algorithm for aligning DNA sequences"): for
 * d = 0, 1, 2... edits, how far does each diagonal reach? An agreeing character scores `1 - similarity`, an edit
 * costs 1; a diagonal that falls `patience` behind the best score is given up. So the cost is that of the edits, and
 * the end is where the score was best: behind an exact stretch, with the similarity wanted on the way there.
 *
 * This is the specification; `alignment.ts` does the same in the search kernel.
 */

/** What two sides have beyond the given places. */
export interface Extension {
  readonly output: number;
  readonly record: number;
  /** Edits, an upper bound of the edit distance of the two stretches. */
  readonly edits: number;
  /** Characters of the record that were looked at: as many as there are, and its end was looked for. */
  readonly recordSeen: number;
}

/** How alike, and how patient. */
export interface ExtensionLimits {
  /** From 0 to 1: what share of the characters must agree. */
  readonly similarity: number;
  /** Edits, in excess of what the characters allow, that are taken to get past a changed place. */
  readonly patience: number;
  /** Edits beyond which the extension ends. */
  readonly maxEdits: number;
}

/** Two texts read in one direction from one place each. */
interface Reading {
  readonly output: Uint32Array;
  readonly record: Uint32Array;
  readonly outputFrom: number;
  readonly recordFrom: number;
  readonly step: 1 | -1;
  readonly outputLength: number;
  readonly recordLength: number;
}

/**
 * Extends forwards from, or backwards to, a pair of places.
 *
 * @param places first characters behind the alignment, or with `step` -1 the first characters of the alignment
 */
export function extendAlignment(
  output: Uint32Array,
  record: Uint32Array,
  places: { readonly output: number; readonly record: number },
  { step, ...limits }: ExtensionLimits & { readonly step: 1 | -1 },
): Extension {
  const forwards = step === 1;
  return extend(
    {
      output,
      record,
      step,
      outputFrom: forwards ? places.output : places.output - 1,
      recordFrom: forwards ? places.record : places.record - 1,
      outputLength: forwards ? output.length - places.output : places.output,
      recordLength: forwards ? record.length - places.record : places.record,
    },
    limits,
  );
}

function extend(reading: Reading, { similarity, patience, maxEdits }: ExtensionLimits): Extension {
  const gain = (1 - similarity) / 2;
  const start = slide(reading, 0, 0);
  let best = { output: start, record: start, edits: 0 };
  let recordSeen = start;
  let bestScore = gain * 2 * start;
  // Characters of the output that each diagonal (output minus record) reaches; -1 for one that was given up.
  let reach = Int32Array.of(start);
  let lowest = 0;
  for (let edits = 1; edits <= maxEdits && reach.length > 0; edits++) {
    const next = new Int32Array(reach.length + 2).fill(-1);
    for (let i = 0; i < next.length; i++) {
      const diagonal = lowest - 1 + i;
      const from = furthest(reading, reach, i, diagonal);
      if (from < 0) continue;
      const at = from + slide(reading, from, from - diagonal);
      recordSeen = Math.max(recordSeen, at - diagonal);
      const score = gain * (2 * at - diagonal) - edits;
      if (score < bestScore - patience) continue;
      next[i] = at;
      if (score <= bestScore) continue;
      bestScore = score;
      best = { output: at, record: at - diagonal, edits };
    }
    const [from, to] = alive(next);
    reach = next.subarray(from, to);
    lowest += from - 1;
  }
  return { ...best, recordSeen };
}

/** How far a diagonal reaches with one edit more, before what agrees; -1 for nowhere. */
function furthest(reading: Reading, reach: Int32Array, i: number, diagonal: number): number {
  const inserted = after(reach[i - 2]); // from the diagonal below: the output has a character more
  const replaced = after(reach[i - 1]);
  const deleted = reach[i] ?? -1; // from the one above: the record has one more
  const most = Math.min(reading.outputLength, reading.recordLength + diagonal);
  let furthest = -1;
  for (const at of [inserted, replaced, deleted])
    if (at <= most && at >= diagonal && at > furthest) furthest = at;
  return furthest;
}

function after(at: number | undefined): number {
  return at === undefined || at < 0 ? -1 : at + 1;
}

function slide(reading: Reading, output: number, record: number): number {
  const { step } = reading;
  const most = Math.min(reading.outputLength - output, reading.recordLength - record);
  let length = 0;
  let a = reading.outputFrom + step * output;
  let b = reading.recordFrom + step * record;
  while (length < most && reading.output[a] === reading.record[b]) {
    length++;
    a += step;
    b += step;
  }
  return length;
}

/** The range of diagonals that are still followed. */
function alive(reach: Int32Array): readonly [number, number] {
  let from = 0;
  let to = reach.length;
  while (from < to && reach[from]! < 0) from++;
  while (to > from && reach[to - 1]! < 0) to--;
  return [from, to];
}
