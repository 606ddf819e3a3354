/** The measured curves as they are kept in `benchmarks/curves.json`, from which the README's picture is drawn. */
export const curvesFile: URL = new URL("../curves.json", import.meta.url);

/** What building an index of one size took: MinHash off, text not kept. */
export interface BuildPoint {
  readonly characters: number;
  readonly seconds: number;
  /** Bytes of `passages.idx` with its filter. */
  readonly passageBytes: number;
  readonly allBytes: number;
  readonly segments: number;
}

/** What queries of 9,000-byte outputs took: text kept, verified. */
export interface QueryPoint {
  readonly characters: number;
  readonly segments: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Everything that was measured in one run. */
export interface Curves {
  readonly date: string;
  readonly corpus: string;
  readonly builds: readonly BuildPoint[];
  readonly bySize: readonly QueryPoint[];
  readonly bySegments: readonly QueryPoint[];
}
