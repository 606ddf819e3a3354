// Gaps as they stand now: those that were met while reading, and those that follow from what is recorded today.
import { findLeftovers } from "@yurai/fingerprint";
import type { Ledger, ModelView, RunView, SourceView } from "@yurai/ledger";
import { missingFacts, type Gap, type GapKind } from "@yurai/schema";
import { join } from "node:path";

/**
 * Kinds that follow from what is recorded: a run writes them down as it found them, and they are told again from today's
 * facts, so that a licence concluded since is a gap no more.
 */
function isDerived(kind: GapKind): boolean {
  return kind.startsWith("source-without-") || derivedKinds.has(kind);
}

const derivedKinds: ReadonlySet<GapKind> = new Set([
  "run-without-end",
  "base-without-runs",
  "leftover-segment",
  "missing-segment",
]);

/** What the derived gaps are read from. */
export interface GapFacts {
  readonly sources: readonly SourceView[];
  readonly runs: readonly RunView[];
  readonly models: readonly ModelView[];
}

/** Reads all gaps of a home, the derived ones as they are now, and one that several runs met at one place once. */
export async function currentGaps(
  ledger: Ledger,
  home: string,
  facts: GapFacts,
  now: Date,
): Promise<readonly Gap[]> {
  const at = now.toISOString();
  const met = onceAPlace((await ledger.gaps()).map(({ gap }) => gap).filter(({ kind }) => !isDerived(kind)));
  return [
    ...(await storeGaps(ledger, home, at)),
    ...met,
    ...facts.sources.flatMap((view) => sourceGaps(view, at)),
    ...facts.runs
      .filter(({ ends }) => ends.length === 0)
      .map(({ id }): Gap => ({ kind: "run-without-end", count: 1, run: id, at })),
    ...facts.models.flatMap((view) => baseGaps(view, facts, at)),
  ];
}

/** A file that is read again, to screen it or by another run, has its gaps again: the newest reading counts. */
function onceAPlace(gaps: readonly Gap[]): readonly Gap[] {
  const newest = new Map<string, Gap>();
  for (const [at, gap] of gaps.entries()) {
    const { kind, source, code, where } = gap;
    newest.set(where === undefined ? String(at) : JSON.stringify([kind, source, code, where]), gap);
  }
  return [...newest.values()];
}

/** Which facts a source lacks today. */
export function sourceGaps(
  { name, source, licences, reliances, crawls }: SourceView,
  at: string,
): readonly Gap[] {
  const last = reliances.at(-1)?.fact;
  const kinds: readonly GapKind[] = [
    ...(source === undefined ? (["source-without-declaration"] as const) : missingFacts(source.fact)),
    ...(licences.length === 0 ? (["source-without-licence"] as const) : []),
    ...(last === undefined || last.kind === "undecided" ? (["source-without-reliance"] as const) : []),
    ...(source?.fact.origin === "crawled" && crawls.length === 0 ? (["source-without-crawl"] as const) : []),
  ];
  return kinds.map((kind) => ({ kind, count: 1, source: name, at }));
}

/** How many runs are recorded for a model, by the model's row or the runs' own. */
export function runCountOf(
  reference: { readonly name: string; readonly version?: string },
  { models, runs }: Pick<GapFacts, "models" | "runs">,
): number {
  const isMeant = (model: { readonly name: string; readonly version?: string } | undefined): boolean =>
    model?.name === reference.name &&
    (reference.version === undefined || model.version === undefined || model.version === reference.version);
  const ids = [
    ...models.filter(({ model }) => isMeant(model)).flatMap(({ model }) => model.runs),
    ...runs.filter(({ run }) => isMeant(run.model)).map(({ id }) => id),
  ];
  return new Set(ids).size;
}

function baseGaps({ model }: ModelView, facts: GapFacts, at: string): readonly Gap[] {
  if (model.base === undefined || runCountOf(model.base, facts) > 0) return [];
  return [{ kind: "base-without-runs", count: 1, where: { model: model.base.name }, at }];
}

async function storeGaps(ledger: Ledger, home: string, at: string): Promise<readonly Gap[]> {
  const { missing, uncommitted } = await ledger.compareSegments(join(home, "segments"));
  const leftovers = findLeftovers(home).filter(({ writer }) => writer !== "alive");
  return [
    ...missing.map((segment): Gap => ({ kind: "missing-segment", count: 1, where: { segment }, at })),
    ...[...leftovers.map(({ folder }) => folder), ...uncommitted].map((path): Gap => ({
      kind: "leftover-segment",
      count: 1,
      where: { path },
      at,
    })),
  ];
}
