/** Hits against labelled spans: precision, recall, F2 by category. */

/** A text and what is labelled in it. Offsets are UTF-16 units. */
export interface LabelledText {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** A place and what stands there. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly category: string;
}

/** Spans found and missed, and hits that touch no span of their category. */
export interface Counts {
  readonly found: number;
  readonly missed: number;
  readonly wrong: number;
}

/**
 * Counts by category: a span is found when a hit of its category touches it, and a hit is wrong when it touches none.
 * Categories that no text labels are left out.
 */
export function score(
  texts: readonly LabelledText[],
  hitsOf: (text: string, index: number) => readonly Span[],
): ReadonlyMap<string, Counts> {
  const labelled = new Set(texts.flatMap(({ spans }) => spans.map(({ category }) => category)));
  const counts = new Map([...labelled].map((category) => [category, { found: 0, missed: 0, wrong: 0 }]));
  for (const [index, { text, spans }] of texts.entries()) {
    const hits = hitsOf(text, index);
    for (const span of spans)
      counts.get(span.category)![hits.some((hit) => touch(hit, span)) ? "found" : "missed"]++;
    for (const hit of hits) {
      const count = counts.get(hit.category);
      if (count !== undefined && !spans.some((span) => touch(hit, span))) count.wrong++;
    }
  }
  return counts;
}

/** The sum of the counts of some categories. */
export function pooled(counts: ReadonlyMap<string, Counts>, categories: readonly string[]): Counts {
  const chosen = categories.flatMap((category) => counts.get(category) ?? []);
  const sum = (name: keyof Counts): number => chosen.reduce((total, count) => total + count[name], 0);
  return { found: sum("found"), missed: sum("missed"), wrong: sum("wrong") };
}

/** Precision, recall and F2, 0 to 1. */
export function figures({ found, missed, wrong }: Counts): {
  readonly precision: number;
  readonly recall: number;
  readonly f2: number;
} {
  const precision = found / Math.max(1, found + wrong);
  const recall = found / Math.max(1, found + missed);
  const f2 = found === 0 ? 0 : (5 * precision * recall) / (4 * precision + recall);
  return { precision, recall, f2 };
}

function touch(a: Span, b: Span): boolean {
  return a.category === b.category && a.start < b.end && b.start < a.end;
}
