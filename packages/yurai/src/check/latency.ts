/** Times of many outputs in a fixed table: a share of them to within 2 %, however many there are. */

/** Collects times in milliseconds. */
export interface Latency {
  readonly add: (elapsedMs: number) => void;
  /** The time that a share of all outputs kept to, from 0 to 1; undefined before the first. */
  readonly quantile: (share: number) => number | undefined;
}

const step = 1.02;
const smallestMs = 0.001;
const cells = 1_500;

/** Returns an empty table. */
export function measureLatency(): Latency {
  const counts = new Uint32Array(cells);
  let total = 0;
  return {
    add: (elapsedMs) => {
      const cell = Math.ceil(Math.log(Math.max(elapsedMs, smallestMs) / smallestMs) / Math.log(step));
      counts[Math.min(cell, cells - 1)]! += 1;
      total += 1;
    },
    quantile: (share) => {
      let seen = 0;
      for (let cell = 0; cell < cells; cell += 1) {
        seen += counts[cell]!;
        if (total > 0 && seen >= share * total) return smallestMs * step ** cell;
      }
      return undefined;
    },
  };
}
