// Reads the ledger for a report: everything about some models, as the ledger stood at one size.
import {
  walkBases,
  type Ledger,
  type LedgerRow,
  type RowKind,
  type RunCounts,
  type Screening,
  type SourceLicence,
  type SourceReliance,
} from "@yurai/ledger";
import {
  totalsOf,
  type Recorded,
  type ReportedRun,
  type ReportedSource,
  type ReportFacts,
  type ScreenedSource,
  type SourceShare,
} from "@yurai/report/statements";
import { addPersonalData } from "@yurai/schema";
import type {
  Crawl,
  EuThresholds,
  Gap,
  Model,
  ModelReference,
  Run,
  RunEnd,
  SignalCount,
  Source,
  TreeHead,
} from "@yurai/schema";
import { currentGaps } from "../show/current-gaps.ts";
import { readHostTotals, type HostTotals } from "./host-totals.ts";
import { formatModel } from "../home/model-reference.ts";
import { readReportedChecks } from "./reported-checks.ts";
import { readReportedInquiries } from "./reported-inquiries.ts";
import { toolVersion } from "../terminal/version.ts";

/** What a report is about, and how far back the ledger is read. */
export interface FactsScope {
  /** One model with its bases; missing for all models and every run. */
  readonly model?: ModelReference;
  /** The ledger as it stood; default as it stands. */
  readonly head: TreeHead;
  readonly thresholds?: EuThresholds;
  readonly now: Date;
}

/** Rows of each kind, by their kind. */
type Rows = ReadonlyMap<string, readonly LedgerRow[]>;

const kinds: readonly RowKind[] = [
  "source",
  "licence",
  "reliance",
  "crawl",
  "run",
  "run-end",
  "counts",
  "screening",
  "model",
];

/** Every kind of row that a report's figures are read from. */
export const factKinds: readonly RowKind[] = [...kinds, "hosts", "verdict", "inquiry", "gap"];

/** Reads the facts of a report. A fixed number of queries, and one for each few rows of hosts. */
export async function readReportFacts(ledger: Ledger, home: string, scope: FactsScope): Promise<ReportFacts> {
  const asOf = scope.head.size;
  const rows: Rows = Map.groupBy(await ledger.rows({ kinds, asOf }), (row) => row.kind);
  const models = lastModels(rows);
  const runs = runsOf(rows);
  const lineage = scope.model === undefined ? undefined : lineageOf(scope.model, models, runs);
  const inScope = lineage === undefined ? runs : runs.filter(({ run }) => lineage.runs.has(run.id));
  const runIds = new Set(inScope.map(({ run }) => run.id));
  const hosts = await readHostTotals(ledger, { runs: runIds, asOf }, scope.thresholds ?? {});
  const sources = sourcesOf(rows, runIds, hosts, lineage === undefined);
  const named =
    lineage === undefined ? models : models.filter(({ fact }) => lineage.models.has(formatModel(fact)));
  return {
    madeAt: scope.now.toISOString(),
    tool: { name: "yurai", version: toolVersion() },
    ledger: { id: ledger.id, size: asOf, root: scope.head.root },
    models: named,
    basesWithoutRuns: basesWithoutRuns(named, models, runs),
    runs: inScope,
    sources,
    hosts: hosts.all,
    checks: await readReportedChecks(ledger, asOf, lineage?.models),
    inquiries: await readReportedInquiries(ledger, asOf),
    gaps: await gapsOf(ledger, home, scope, {
      runs: runIds,
      sources: new Set(sources.map(({ name }) => name)),
      all: lineage === undefined,
    }),
  };
}

/** Bodies of a kind with their places. A row's kind gives its body. */
function recorded<Fact>(rows: Rows, kind: RowKind): readonly Recorded<Fact>[] {
  return (rows.get(kind) ?? []).map((row) => ({ row: row.index, fact: row.body as Fact }));
}

function lastModels(rows: Rows): readonly Recorded<Model>[] {
  return [...new Map(recorded<Model>(rows, "model").map((one) => [formatModel(one.fact), one])).values()];
}

function runsOf(rows: Rows): readonly ReportedRun[] {
  const ends = Map.groupBy(recorded<RunEnd>(rows, "run-end"), ({ fact }) => fact.run);
  const last = new Map(recorded<Run>(rows, "run").map((one) => [one.fact.id, one]));
  return [...last.values()].map(({ row, fact }) => ({ row, run: fact, ends: ends.get(fact.id) ?? [] }));
}

function lineageOf(
  model: ModelReference,
  models: readonly Recorded<Model>[],
  runs: readonly ReportedRun[],
): { readonly runs: ReadonlySet<string>; readonly models: ReadonlySet<string> } {
  const steps = walkBases(
    model,
    models.map(({ fact }) => fact),
    runs.map(({ run }) => run),
  );
  return {
    runs: new Set(steps.flatMap((step) => step.runs)),
    models: new Set(steps.flatMap((step) => namesOf(step.model, models))),
  };
}

/** A reference without a version means every version. */
function namesOf(model: ModelReference, models: readonly Recorded<Model>[]): readonly string[] {
  const versions = models.filter(
    ({ fact }) => fact.name === model.name && (model.version === undefined || fact.version === model.version),
  );
  return [formatModel(model), ...versions.map(({ fact }) => formatModel(fact))];
}

function basesWithoutRuns(
  named: readonly Recorded<Model>[],
  models: readonly Recorded<Model>[],
  runs: readonly ReportedRun[],
): readonly string[] {
  const bases = named.flatMap(({ fact }) => (fact.base === undefined ? [] : [fact.base]));
  return bases.filter((base) => lineageOf(base, models, runs).runs.size === 0).map(formatModel);
}

function sourcesOf(
  rows: Rows,
  runs: ReadonlySet<string>,
  hosts: HostTotals,
  withUnread: boolean,
): readonly ReportedSource[] {
  const declared = new Map(recorded<Source>(rows, "source").map((one) => [one.fact.name, one]));
  const licences = Map.groupBy(recorded<SourceLicence>(rows, "licence"), ({ fact }) => fact.source);
  const reliances = Map.groupBy(recorded<SourceReliance>(rows, "reliance"), ({ fact }) => fact.source);
  const crawls = Map.groupBy(lastCrawls(rows), ({ fact }) => fact.source);
  const counts = recorded<RunCounts>(rows, "counts").filter(({ fact }) => runs.has(fact.run));
  const shares = Map.groupBy(counts.flatMap(sharesOf), (share) => share.source);
  const signals = Map.groupBy(
    counts.flatMap(({ fact }) => fact.signals ?? []),
    (signal) => signal.source,
  );
  const screenings = Map.groupBy(
    recorded<Screening>(rows, "screening").filter(({ fact }) => runs.has(fact.run)),
    ({ fact }) => fact.source,
  );
  const names = new Set([
    ...shares.keys(),
    ...screenings.keys(),
    ...(withUnread ? [...declared.keys(), ...licences.keys()] : []),
  ]);
  const found = [...names].map((name): ReportedSource => {
    const host = hosts.bySource.get(name);
    const source = declared.get(name);
    const personalData = addPersonalData(...(shares.get(name) ?? []).map((share) => share.personalData));
    return {
      name,
      ...(source !== undefined && { declared: source }),
      licences: (licences.get(name) ?? []).map(({ row, fact }) => ({ row, fact: fact.claim })),
      reliances: (reliances.get(name) ?? []).map(({ row, fact }) => ({ row, fact: fact.reliance })),
      crawls: crawls.get(name) ?? [],
      shares: shares.get(name) ?? [],
      screenings: (screenings.get(name) ?? []).map(({ row, fact }): ScreenedSource => ({ row, ...fact })),
      signals: addSignals(signals.get(name) ?? []),
      hosts: host?.hosts ?? 0,
      ...(personalData !== undefined && { personalData }),
      ...(host?.firstFetchedAt !== undefined && { firstFetchedAt: host.firstFetchedAt }),
      ...(host?.lastFetchedAt !== undefined && { lastFetchedAt: host.lastFetchedAt }),
    };
  });
  return found.toSorted(
    (a, b) => totalsOf([b]).records - totalsOf([a]).records || (a.name < b.name ? -1 : 1),
  );
}

function lastCrawls(rows: Rows): readonly Recorded<Crawl>[] {
  return [...new Map(recorded<Crawl>(rows, "crawl").map((one) => [one.fact.id, one])).values()];
}

function sharesOf({ row, fact }: Recorded<RunCounts>): readonly SourceShare[] {
  return fact.sources.map((source) => ({ ...source, run: fact.run, row }));
}

function addSignals(signals: readonly SignalCount[]): readonly SignalCount[] {
  const sums = new Map<string, SignalCount>();
  for (const { kind, training, records } of signals) {
    const key = `${kind} ${training}`;
    sums.set(key, { kind, training, records: records + (sums.get(key)?.records ?? 0) });
  }
  return [...sums.values()];
}

async function gapsOf(
  ledger: Ledger,
  home: string,
  { now }: FactsScope,
  wanted: {
    readonly runs: ReadonlySet<string>;
    readonly sources: ReadonlySet<string>;
    readonly all: boolean;
  },
): Promise<readonly Gap[]> {
  const facts = {
    sources: await ledger.sources(),
    runs: await ledger.runs(),
    models: await ledger.models(),
  };
  const gaps = await currentGaps(ledger, home, facts, now);
  return gaps.filter(
    ({ run, source }) =>
      wanted.all ||
      (run === undefined ? source === undefined || wanted.sources.has(source) : wanted.runs.has(run)),
  );
}
