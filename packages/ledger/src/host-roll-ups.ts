// What hosts gave, added up over writers and runs.
import {
  canonicalJson,
  type HostRollUp,
  type RobotsCounts,
  type Signal,
  type SignalCount,
} from "@yurai/schema";
import type { HostRollUps } from "./row-kinds.ts";
import { type LedgerRow, readRows } from "./row-query.ts";
import type { Transaction } from "./tables.ts";

/** What one host gave to one source, over all runs that were asked for. */
export type HostTotal = Omit<HostRollUp, "run">;

/** Reads the roll-ups of runs, or all, as one for each source and host. */
export async function readHostRollUps(
  query: Transaction,
  runs: readonly string[] | undefined,
): Promise<readonly HostTotal[]> {
  const rows = await readRows(query, {
    kinds: ["hosts"],
    ...(runs && { key: { name: "run", values: runs } }),
  });
  // A row's kind gives its body.
  const rollUps = (rows as readonly LedgerRow<HostRollUps>[]).flatMap((row) => row.body.hosts);
  const wanted = runs && new Set(runs);
  return addRollUps(wanted ? rollUps.filter((rollUp) => wanted.has(rollUp.run)) : rollUps);
}

function nothingOf({ run, source, host }: HostRollUp): HostRollUp {
  return { run, source, host, records: 0, characters: 0, bytes: 0, optedOutRecords: 0, signals: [] };
}

/** Signals and pages that are kept as evidence for the counts of one host, as the schema has it. */
const maxExamples = 20;
const maxRefusedPages = 100;

/**
 * Adds roll-ups of the same source and host. The robots.txt that was fetched last stands for the host; a crawl that only
 * some of them name stands for all.
 */
export function addRollUps(rollUps: readonly HostRollUp[]): readonly HostTotal[] {
  const sums = new Map<string, HostTotal>();
  for (const next of rollUps) {
    const key = JSON.stringify([next.source, next.host]);
    sums.set(key, add(sums.get(key) ?? nothingOf(next), next));
  }
  return [...sums.values()];
}

function add(a: HostTotal, b: HostTotal): HostTotal {
  const first = [a.firstFetchedAt, b.firstFetchedAt].filter((time) => time !== undefined).sort(byTime)[0];
  const last = [a.lastFetchedAt, b.lastFetchedAt]
    .filter((time) => time !== undefined)
    .sort(byTime)
    .at(-1);
  const crawl = b.crawl ?? a.crawl;
  const robots = addRobots(a.robots, b.robots);
  const refusedPages = [...(a.refusedPages ?? []), ...(b.refusedPages ?? [])].slice(0, maxRefusedPages);
  const examples = addExamples(a.examples ?? [], b.examples ?? []);
  const robotsFile = [a.robotsFile, b.robotsFile]
    .filter((file) => file !== undefined)
    .sort((x, y) => byTime(x.fetchedAt ?? "", y.fetchedAt ?? ""))
    .at(-1);
  return {
    source: a.source,
    ...(crawl !== undefined && { crawl }),
    host: a.host,
    records: a.records + b.records,
    characters: a.characters + b.characters,
    bytes: a.bytes + b.bytes,
    optedOutRecords: a.optedOutRecords + b.optedOutRecords,
    signals: addSignals([...a.signals, ...b.signals]),
    ...(first !== undefined && { firstFetchedAt: first }),
    ...(last !== undefined && { lastFetchedAt: last }),
    ...(robotsFile && { robotsFile }),
    ...(robots && { robots }),
    ...(refusedPages.length > 0 && { refusedPages }),
    ...(examples.length > 0 && { examples }),
  };
}

function addRobots(a: RobotsCounts | undefined, b: RobotsCounts | undefined): RobotsCounts | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { allowed: a.allowed + b.allowed, refused: a.refused + b.refused, unknown: a.unknown + b.unknown };
}

/** Signals that differ in more than their time, the first ones of each. */
function addExamples(a: readonly Signal[], b: readonly Signal[]): readonly Signal[] {
  if (b.length === 0) return a;
  const all = new Map<string, Signal>();
  for (const signal of [...a, ...b]) {
    const { at: _at, ...rest } = signal;
    const key = canonicalJson(rest);
    if (!all.has(key)) all.set(key, signal);
  }
  return [...all.values()].slice(0, maxExamples);
}

function addSignals(signals: readonly SignalCount[]): readonly SignalCount[] {
  const sums = new Map<string, SignalCount>();
  for (const signal of signals) {
    const key = `${signal.kind}/${signal.training}`;
    sums.set(key, { ...signal, records: signal.records + (sums.get(key)?.records ?? 0) });
  }
  return [...sums.values()];
}

/** Timestamps carry their own offsets, so moments are compared and not texts; no time sorts first. */
function byTime(a: string, b: string): number {
  return (Date.parse(a) || 0) - (Date.parse(b) || 0);
}
