/**
 * Stretches that are taken out of a line of numbers, and what the numbers that stay are then called. Records, bytes of
 * texts and signatures are all counted through a segment: leaving some out moves those behind them down.
 */

/** Gaps in the numbers from 0, ascending. Memory grows with the stretches, not with the numbers. */
export class Gaps {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Numbers taken out before each gap, and in all. */
  readonly #before: number[] = [0];

  /** How many numbers are taken out. */
  get removed(): number {
    return this.#before.at(-1)!;
  }

  /** Takes out the numbers from `start` to before `end`, which lie behind all gaps so far. */
  push(start: number, end: number): void {
    if (end === start) return;
    const last = this.#ends.length - 1;
    if (this.#ends[last] === start) {
      this.#ends[last] = end;
      this.#before[last + 1]! += end - start;
      return;
    }
    this.#starts.push(start);
    this.#ends.push(end);
    this.#before.push(this.removed + end - start);
  }

  /** What a number is called without the gaps; -1 for one that is taken out. log n in the gaps. */
  moved(number: number): number {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! <= number) low = middle + 1;
      else high = middle;
    }
    return low > 0 && number < this.#ends[low - 1]! ? -1 : number - this.#before[low]!;
  }

  /** Yields the stretches of numbers below `length` that stay, ascending. */
  *kept(length: number): Generator<{ readonly start: number; readonly end: number }> {
    let start = 0;
    for (const [i, end] of this.#starts.entries()) {
      if (end > start) yield { start, end };
      start = this.#ends[i]!;
    }
    if (length > start) yield { start, end: length };
  }
}
