/** One measured figure. With `--json` each is one line; the ids, targets and directions are the design's. */
export interface Figure {
  readonly bench: string;
  /** Null when it can't be measured here; the note says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly target: number;
  readonly better: "higher" | "lower";
  readonly note?: string;
}

/** A benchmark: a name for the command line and a function that yields its figures as they are measured. */
export interface Benchmark {
  readonly name: string;
  readonly about: string;
  run(): AsyncIterable<Figure>;
}

/** The line a person reads. */
export function figureLine(figure: Figure): string {
  const value = figure.value === null ? "-" : rounded(figure.value);
  const sign = figure.better === "higher" ? ">=" : "<=";
  const reached =
    figure.value !== null &&
    (figure.better === "higher" ? figure.value >= figure.target : figure.value <= figure.target);
  const mark = figure.value === null ? "not measured" : reached ? "reached" : "short";
  const note = figure.note === undefined ? "" : `  ${figure.note}`;
  return `${figure.bench.padEnd(22)} ${value.padStart(10)} ${figure.unit.padEnd(8)} ${sign} ${rounded(figure.target)}  ${mark}${note}`;
}

function rounded(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 4 });
}

/** Runs a step until at least `seconds` have gone by and returns the best rate per second of what it counts. */
export function bestRate(step: () => number, { seconds = 2 }: { readonly seconds?: number } = {}): number {
  const end = performance.now() + seconds * 1_000;
  let best = 0;
  do {
    const start = performance.now();
    const count = step();
    best = Math.max(best, (count * 1_000) / (performance.now() - start));
  } while (performance.now() < end);
  return best;
}

/** Runs a step so many times and returns the best rate per second of what it counts. */
export function bestOf(rounds: number, step: (round: number) => number): number {
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const count = step(round);
    best = Math.max(best, (count * 1_000) / (performance.now() - start));
  }
  return best;
}

/** The value below which the share `p` (0 to 1) of the samples lies. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}
