/** Personal data and secrets of an output as findings: those that nothing tells apart in one, each with its record. */
import { canonicalJson } from "@yurai/schema";
import type { LocatedFinding, PersonFinding, RecordedIn, SecretFinding, Span } from "@yurai/schema";
import { findingOf, scan } from "@yurai/pii";
import type { Hit } from "@yurai/pii";
import type { CheckContext } from "./check-context.ts";
import { allNames } from "./found-names.ts";
import type { AttributableRecord } from "./provenance-of.ts";
import { remembered } from "./remembered.ts";

/** Places of one finding that are listed. */
const listedSpans = 100;

type FindingOfKind = { readonly person: PersonFinding; readonly secret: SecretFinding };

/** Everything that a scan finds in the output, with names found elsewhere: one pass, whichever checks ask. Linear. */
export const hitsOf: (context: CheckContext) => Promise<readonly Hit[]> = remembered(
  async ({ text, names }: CheckContext) => scan(text, { names: await allNames(names) }),
);

/** The findings of one kind; `complete` adds what only the check knows. Loglinear in hits and runs. */
export async function locatedFindings<Kind extends keyof FindingOfKind>(
  context: CheckContext,
  kind: Kind,
  complete: (finding: FindingOfKind[Kind], hit: Hit) => FindingOfKind[Kind],
): Promise<readonly FindingOfKind[Kind][]> {
  const recordAt = recordsByPlace(context);
  const findings = (await hitsOf(context)).flatMap((hit): FindingOfKind[Kind][] => {
    const finding = findingOf(hit);
    if (finding?.kind !== kind) return [];
    const known = recordAt(hit);
    const recordedIn: RecordedIn =
      known === undefined
        ? { kind: context.isSearched ? "no-shared-passage" : "not-searched" }
        : { kind: "record", provenance: known.provenance };
    // The kind was compared just before; TypeScript does not carry that over to the type parameter.
    return [complete({ ...finding, recordedIn } as FindingOfKind[Kind], hit)];
  });
  return [...Map.groupBy(findings, likenessOf).values()].map(folded);
}

/** Equal for findings that differ in place and certainty only. */
function likenessOf(finding: LocatedFinding): string {
  return canonicalJson({ ...finding, spans: [], score: 0 });
}

function folded<Finding extends LocatedFinding>(alike: readonly Finding[]): Finding {
  const spans = alike.flatMap(({ spans }) => spans);
  return {
    ...alike[0]!,
    spans: spans.slice(0, listedSpans),
    unlistedSpans: Math.max(0, spans.length - listedSpans),
    score: Math.max(...alike.map(({ score }) => score)),
  };
}

/** Leads from a place to the record that shares the passage around it: of several the one that shares most. */
function recordsByPlace({ passages }: CheckContext): (span: Span) => AttributableRecord | undefined {
  const runs = passages
    .flatMap(({ runs, known }, rank) => runs.map(({ run }) => ({ ...run.output, known, rank })))
    .sort((a, b) => a.start - b.start || a.rank - b.rank);
  // Whatever reaches farthest of the runs that begin before a place holds it, if any does.
  const farthest: (typeof runs)[number][] = [];
  for (const run of runs) {
    const last = farthest.at(-1);
    const isBetter =
      last === undefined || run.end > last.end || (run.end === last.end && run.rank < last.rank);
    farthest.push(isBetter ? run : last);
  }
  return ({ start, end }) => {
    const run = farthest[lastAtOrBefore(runs, start)];
    return run !== undefined && run.end >= end ? run.known : undefined;
  };
}

function lastAtOrBefore(runs: readonly Span[], place: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (runs[middle]!.start <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
