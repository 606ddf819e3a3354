import type { Hit } from "./hit.ts";

/** A hit for a name that a dictionary or a model found: low certainty, below what counts as confirmed. */
export function nameHit(detector: string, start: number, end: number, score: number): Hit {
  return {
    subject: "person",
    category: "name",
    detector,
    role: "name",
    start,
    end,
    validity: "no-check",
    score,
    specialCare: false,
    rejected: [],
  };
}

/** A hit of which nobody has looked yet what stands beside it. */
type PlainHit = Omit<Hit, "specialCare">;

/** The hits of a scan and the names found elsewhere, in order of place. A name that touches a hit is left out: the scan knows more about it. */
export function withNames(hits: readonly PlainHit[], names: readonly Hit[]): PlainHit[] {
  if (names.length === 0) return [...hits];
  const added: Hit[] = [];
  let next = 0;
  let end = 0;
  for (const name of names) {
    while (next < hits.length && hits[next]!.end <= name.start) next++;
    const isFree = name.start >= end && (hits[next]?.start ?? name.end) >= name.end;
    if (!isFree) continue;
    added.push(name);
    end = name.end;
  }
  return [...hits, ...added].sort((a, b) => a.start - b.start);
}
