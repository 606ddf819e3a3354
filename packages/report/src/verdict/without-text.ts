import type { VerdictSet } from "./verdict-set.ts";

/** Returns the set without snippets: for renderings that must never hold text of outputs or sources. */
export function withoutText(set: VerdictSet): VerdictSet {
  return {
    ...set,
    rows: set.rows.map(({ verdict, file, line }) => ({
      verdict,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
    })),
  };
}
