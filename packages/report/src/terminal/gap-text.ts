import type { Gap, GapKind, GapPlace } from "@yurai/schema";
import type { Catalogue } from "../catalogue.ts";
import { formatCount } from "../number.ts";
import { shellWord } from "../verdict/finding-text.ts";
import { shorten } from "./clean.ts";

/** Gaps of one kind together. */
export interface GapGroup {
  readonly kind: GapKind;
  /** Rows, lines, files, hosts or sources, after the kind. */
  readonly count: number;
  /** Names of the sources, in order, without repeats. */
  readonly sources: readonly string[];
  readonly first: Gap;
}

/** Puts gaps of one kind together, in the order in which each kind was met first. */
export function groupGaps(gaps: readonly Gap[]): readonly GapGroup[] {
  const groups = new Map<GapKind, { count: number; sources: Set<string>; first: Gap }>();
  for (const gap of gaps) {
    const group = groups.get(gap.kind) ?? { count: 0, sources: new Set(), first: gap };
    groups.set(gap.kind, group);
    group.count += gap.count;
    if (gap.source !== undefined) group.sources.add(gap.source);
  }
  return [...groups].map(([kind, { count, sources, first }]) => ({
    kind,
    count,
    sources: [...sources],
    first,
  }));
}

/**
 * Tells gaps of the data, where something that lay there was not read or is not what it should be, from facts that somebody
 * has to write down: where a source comes from, under which terms, on whose decision.
 */
export function splitGaps(gaps: readonly Gap[]): {
  readonly ofData: readonly Gap[];
  readonly ofFacts: readonly Gap[];
} {
  return { ofData: gaps.filter((gap) => !isFact(gap)), ofFacts: gaps.filter(isFact) };
}

function isFact({ kind }: Gap): boolean {
  return kind.startsWith("source-without-");
}

/** States a group of gaps in one line, with the place of the first. */
export function describeGaps(group: GapGroup, catalogue: Catalogue): string {
  const { gaps, language } = catalogue;
  const what = gaps.what[group.kind](group.count);
  const place = group.first.where === undefined ? "" : describePlace(group.first.where, catalogue);
  const code = group.first.code === undefined ? "" : ` ${group.first.code}`;
  const where = place + code;
  if (where.trim() === "") return what;
  const told = group.count > 1 ? gaps.first(where.trim()) : where.trim();
  return language === "ja" ? `${what}（${told}）` : `${what} (${told})`;
}

/** What to do about gaps of one kind, for the first of their sources: a command can be pasted as it stands. */
export function nextStepOf({ kind, sources }: GapGroup, { gaps }: Catalogue): string {
  const [source] = sources;
  const step = gaps.nextStep[kind];
  return source === undefined ? step : step.replaceAll(/\bSOURCE\b/g, () => shellWord(source));
}

function describePlace(place: GapPlace, catalogue: Catalogue): string {
  return catalogue.gaps.at({
    ...(place.path === undefined ? {} : { path: place.path }),
    ...(place.line === undefined ? {} : { line: formatCount(place.line) }),
    ...(place.byte === undefined ? {} : { byte: formatCount(place.byte) }),
    ...(place.field === undefined ? {} : { field: place.field }),
    ...(place.host === undefined ? {} : { host: place.host }),
    ...(place.segment === undefined ? {} : { segment: shorten(place.segment) }),
    ...(place.model === undefined ? {} : { model: place.model }),
  });
}
