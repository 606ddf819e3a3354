/**
 * Edit distance (Levenshtein) between stretches of two normal forms, 32 rows at a time.
 *
 * A column of the distance table differs from row to row by -1, 0 or 1, so two bits a row hold it, and one column
 * follows from the last by some fifteen operations on words (Myers 1999, "A fast bit-vector algorithm for approximate
 * string matching based on dynamic programming"; in blocks as by Hyyrö 2003). With a limit only the blocks within
 * that many rows of the diagonal are computed (Ukkonen 1985): what lies outside is taken for one more than its
 * neighbour, never for less, so the result is exact whenever it is within the limit.
 */

/** Rows of one word. */
const wordRows = 32;

/**
 * Returns the edit distance of two sequences, or `limit + 1` when it is larger than the limit. Takes about
 * `b.length * (2 * min(limit, a.length) / 32 + 2)` steps.
 *
 * @param limit the largest distance of interest; default: none
 */
export function editDistance(
  a: Uint32Array,
  b: Uint32Array,
  limit: number = Math.max(a.length, b.length),
): number {
  const most = Math.min(limit, Math.max(a.length, b.length));
  if (Math.abs(a.length - b.length) > most) return limit + 1;
  if (a.length === 0 || b.length === 0) return Math.max(a.length, b.length);
  const distance = banded(a, b, most);
  return distance > limit ? limit + 1 : distance;
}

/** The state of a column: what rises and what falls from row to row, and the value in each block's last row. */
interface Column {
  readonly rises: Int32Array;
  readonly falls: Int32Array;
  readonly bottoms: Int32Array;
}

function banded(a: Uint32Array, b: Uint32Array, limit: number): number {
  const blocks = Math.ceil(a.length / wordRows);
  const { masks, numberOf } = masksOf(a, blocks);
  const column: Column = {
    rises: new Int32Array(blocks).fill(-1),
    falls: new Int32Array(blocks),
    bottoms: Int32Array.from({ length: blocks }, (_, i) => Math.min((i + 1) * wordRows, a.length)),
  };
  let last = Math.min(blocks - 1, Math.floor(limit / wordRows));
  for (let j = 0; j < b.length; j++) {
    const first = Math.max(0, Math.floor((j - limit) / wordRows));
    const wanted = Math.min(blocks - 1, Math.floor((j + limit) / wordRows));
    // A block that comes in rises by one a row from the block above it: an upper bound.
    for (; last < wanted; last++)
      column.bottoms[last + 1] = column.bottoms[last]! + rowsOf(last + 1, a.length);
    const number = numberOf.get(b[j]!);
    let carry = 1;
    for (let block = first; block <= last; block++) {
      const equal = number === undefined ? 0 : masks[number * blocks + block]!;
      carry = advance(column, block, equal, carry, rowsOf(block, a.length));
    }
  }
  return column.bottoms[blocks - 1]!;
}

/** Takes one block to the next column. `carry` is how the row above it changed; returns how its last row did. */
function advance(column: Column, block: number, equal: number, carry: number, rows: number): number {
  const rises = column.rises[block]!;
  const falls = column.falls[block]!;
  const vertical = equal | falls;
  const match = carry < 0 ? equal | 1 : equal;
  const horizontal = (((match & rises) + rises) ^ rises) | match;
  let up = falls | ~(horizontal | rises);
  let down = rises & horizontal;
  const change = ((up >>> (rows - 1)) & 1) - ((down >>> (rows - 1)) & 1);
  up = (up << 1) | (carry > 0 ? 1 : 0);
  down = (down << 1) | (carry < 0 ? 1 : 0);
  column.rises[block] = down | ~(vertical | up);
  column.falls[block] = up & vertical;
  column.bottoms[block]! += change;
  return change;
}

function rowsOf(block: number, length: number): number {
  return Math.min(wordRows, length - block * wordRows);
}

/** For every different character of `a`, where it stands: one bit a row, `blocks` words a character. */
function masksOf(
  a: Uint32Array,
  blocks: number,
): { readonly masks: Int32Array; readonly numberOf: ReadonlyMap<number, number> } {
  const numberOf = new Map<number, number>();
  for (const character of a) if (!numberOf.has(character)) numberOf.set(character, numberOf.size);
  const masks = new Int32Array(numberOf.size * blocks);
  for (let i = 0; i < a.length; i++)
    masks[numberOf.get(a[i]!)! * blocks + (i >>> 5)]! |= 1 << (i & (wordRows - 1));
  return { masks, numberOf };
}
