import { firstAtOrAfter } from "./context.ts";
import type { Hit } from "./hit.ts";
import type { Reading } from "./readings.ts";

/** A reading with the probability that it is the right one. */
interface Scored {
  readonly reading: Reading;
  /** Its place in the cluster. */
  readonly index: number;
  readonly score: number;
}

/**
 * Scores all readings of the same characters together, keeps the likeliest that reach `minimumScore`, and gives them in
 * order of place. No two that are kept overlap. Loglinear in the readings.
 */
export function resolve(readings: readonly Reading[], minimumScore: number): Omit<Hit, "specialCare">[] {
  const hits: Omit<Hit, "specialCare">[] = [];
  for (const cluster of clustersOf(readings)) hits.push(...best(scored(cluster), minimumScore));
  return hits.sort((a, b) => a.start - b.start);
}

/** Readings that overlap one another, directly or through others. */
function* clustersOf(readings: readonly Reading[]): Generator<readonly Reading[]> {
  const ordered = readings.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let cluster: Reading[] = [];
  let end = -1;
  for (const reading of ordered) {
    if (reading.start >= end && cluster.length > 0) {
      yield cluster;
      cluster = [];
    }
    cluster.push(reading);
    end = Math.max(end, reading.end);
  }
  if (cluster.length > 0) yield cluster;
}

/**
 * Each reading's odds against nothing in particular and all others that claim any of its characters. Readings of one
 * category do not compete: they agree.
 */
function scored(cluster: readonly Reading[]): readonly Scored[] {
  return cluster.map((reading, index) => {
    let all = 1 + Math.exp(reading.weight);
    for (const other of rivalsOf(cluster, index))
      if (other.detector.category !== reading.detector.category && overlap(other, reading))
        all += Math.exp(other.weight);
    return { reading, index, score: Math.exp(reading.weight) / all };
  });
}

/** A cluster with more readings than this is a made-up text; comparing each with so many neighbours keeps it linear. */
const mostRivals = 64;

function rivalsOf<T>(cluster: readonly T[], index: number): readonly T[] {
  return cluster.slice(Math.max(0, index - mostRivals), index + mostRivals);
}

function best(scored: readonly Scored[], minimumScore: number): Omit<Hit, "specialCare">[] {
  const ordered = scored
    .filter(({ score }) => score >= minimumScore)
    .sort(
      (a, b) =>
        b.score - a.score || length(b.reading) - length(a.reading) || a.reading.start - b.reading.start,
    );
  const starts: number[] = [];
  const kept: Scored[] = [];
  for (const candidate of ordered) {
    const { start, end } = candidate.reading;
    const place = firstAtOrAfter(starts, start);
    const isFree = (starts[place] ?? end) >= end && (kept[place - 1]?.reading.end ?? start) <= start;
    if (!isFree) continue;
    starts.splice(place, 0, start);
    kept.splice(place, 0, candidate);
  }
  return kept
    .filter(({ reading }) => reading.detector.subject !== "other")
    .map((one) => hitOf(one, rivalsOf(scored, one.index)));
}

function hitOf({ reading, score }: Scored, all: readonly Scored[]): Omit<Hit, "specialCare"> {
  const { detector, start, end, validity, context } = reading;
  const cover = coverOf(reading, all);
  const rejected = all
    .filter((other) => other.reading.detector !== detector && overlap(other.reading, reading))
    .map((other) => ({
      detector: other.reading.detector.id,
      category: other.reading.detector.category,
      validity: other.reading.validity,
      score: other.score,
    }));
  return {
    subject: detector.subject as Hit["subject"],
    category: detector.category,
    detector: detector.id,
    ...(detector.role === undefined ? {} : { role: detector.role }),
    start,
    end,
    validity,
    ...(detector.chance === undefined ? {} : { chance: detector.chance }),
    ...(context === null ? {} : { context }),
    score,
    ...(cover === null ? {} : { cover }),
    rejected,
  };
}

/** The union of the value and of the personal readings that only lost, where it is more than the value; or null. */
function coverOf(kept: Reading, all: readonly Scored[]): NonNullable<Hit["cover"]> | null {
  const plausible = all
    .map(({ reading }) => reading)
    .filter((other) => other !== kept && other.weight >= 0 && isPersonal(other) && overlap(other, kept));
  const places = isPersonal(kept) ? [kept, ...plausible] : plausible;
  if (places.length === 0) return null;
  const start = Math.min(...places.map((place) => place.start));
  const end = Math.max(...places.map((place) => place.end));
  return isPersonal(kept) && start === kept.start && end === kept.end ? null : { start, end };
}

function isPersonal({ detector }: Reading): boolean {
  return detector.subject === "person" || detector.subject === "secret";
}

function overlap(a: Reading, b: Reading): boolean {
  return a.start < b.end && b.start < a.end;
}

function length(reading: Reading): number {
  return reading.end - reading.start;
}
