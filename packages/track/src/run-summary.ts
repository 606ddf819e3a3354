/** What a run comes to, read back from the ledger, so that a resumed run tells of all its processes. */
import type { Ledger, LedgerRow, RunCounts, Screening } from "@yurai/ledger";
import {
  addPersonalData,
  addPictures,
  type Gap,
  type LicenceCount,
  type RunOutcome,
  type RunSource,
  type SignalCount,
} from "@yurai/schema";
import type { Tally } from "./tap.ts";
import type { RecorderFailure } from "./worker-link.ts";

/** What a run read from one source, over all its processes. */
export interface SourceSummary extends RunSource {
  /** How many records carry which signals. */
  readonly signals: readonly SignalCount[];
}

/** What tracking cost this process. */
export interface TrackCost {
  /** Microseconds a record on the loader's own thread, from samples; 0 without rows. Waiting is not in it. */
  readonly microsecondsPerRecord: number;
  /** Milliseconds the loader was held back because the worker was behind. */
  readonly waitedMs: number;
  /** Milliseconds from the start of the run in this process to its end. */
  readonly elapsedMs: number;
  /** Million bytes of text a second over that time. */
  readonly megabytesPerSecond: number;
}

/** How a run ended and what it read. */
export interface RunSummary {
  readonly run: string;
  readonly name?: string;
  /** Whether the run had been begun before, by this or another process. */
  readonly resumed: boolean;
  readonly outcome: RunOutcome;
  readonly sources: readonly SourceSummary[];
  readonly screenings: readonly Screening[];
  /** Gaps that the ledger has of the run; with `failure`, also those that it could not take. */
  readonly gaps: readonly Gap[];
  /** Ids of the segments that hold the run's records. */
  readonly segments: readonly string[];
  /** Bytes of these segments' files. */
  readonly bytesOnDisk: number;
  /** Rows handed on that had been read before: by a process that this run resumes, or in an earlier pass. */
  readonly alreadyRead: number;
  /** Records that another process of the run had read as well: they are counted twice. */
  readonly readTwice: number;
  readonly cost: TrackCost;
  /** Why recording stopped before the end, if it did. */
  readonly failure?: RecorderFailure;
}

/** The part of a summary that the ledger knows. */
export type LedgerSummary = Pick<RunSummary, "sources" | "screenings" | "gaps" | "segments" | "bytesOnDisk">;

/** Reads what the ledger has of a run: five queries. */
export async function readSummary(ledger: Ledger, run: string): Promise<LedgerSummary> {
  const of = { key: { name: "run", values: [run] } };
  // A row's kind gives its body.
  const counts = (await ledger.rows({ kinds: ["counts"], ...of })) as readonly LedgerRow<RunCounts>[];
  const screenings = (await ledger.rows({ kinds: ["screening"], ...of })) as readonly LedgerRow<Screening>[];
  const hosts = await ledger.hostRollUps([run]);
  const { current } = await ledger.segments([run]);
  const gaps = (await ledger.gaps({ runs: [run] })).map(({ gap }) => gap);
  const hostsOf = Map.groupBy(hosts, ({ source }) => source);
  const sources = addCounts(counts.map(({ body }) => body)).map((source) => {
    const own = hostsOf.get(source.source) ?? [];
    const optedOutHosts = own.filter((host) => host.optedOutRecords > 0).length;
    return { ...source, hosts: own.length, optedOutHosts };
  });
  const files = current.flatMap(({ manifest }) => manifest.files);
  return {
    sources,
    screenings: screenings.map(({ body }) => body),
    gaps,
    segments: current.map(({ id }) => id),
    bytesOnDisk: files.reduce((sum, { byteLength }) => sum + byteLength, 0),
  };
}

/** Adds the counts of several commits by source; hosts don't add up and are left to the roll-ups. */
export function addCounts(counts: readonly RunCounts[]): readonly SourceSummary[] {
  const sums = new Map<string, SourceSummary>();
  for (const { sources, signals = [] } of counts) {
    const signalsOf = Map.groupBy(signals, ({ source }) => source);
    for (const next of sources) {
      const own = signalsOf.get(next.source) ?? [];
      const added = {
        ...next,
        signals: own.map(({ kind, training, records }) => ({ kind, training, records })),
      };
      const sum = sums.get(next.source);
      sums.set(next.source, sum === undefined ? added : add(sum, added));
    }
  }
  return [...sums.values()];
}

/** The cost of a run in this process. */
export function costOf(tally: Tally, byteLength: number, elapsedMs: number): TrackCost {
  const { sampledMs, sampledRows, waitedMs } = tally;
  return {
    microsecondsPerRecord: sampledRows === 0 ? 0 : Math.max(0, (sampledMs * 1_000) / sampledRows),
    waitedMs,
    elapsedMs,
    megabytesPerSecond: elapsedMs === 0 ? 0 : byteLength / 1_000 / elapsedMs,
  };
}

function add(a: SourceSummary, b: SourceSummary): SourceSummary {
  const [first, last] = [a.firstUsedAt, b.firstUsedAt, a.lastUsedAt, b.lastUsedAt]
    .sort()
    .filter((_, i) => i % 3 === 0);
  const personalData = addPersonalData(a.personalData, b.personalData);
  const pictures = addPictures(a.pictures, b.pictures);
  return {
    source: a.source,
    evidence: b.evidence,
    records: a.records + b.records,
    characters: a.characters + b.characters,
    bytes: a.bytes + b.bytes,
    ...(pictures !== undefined && { pictures }),
    hosts: Math.max(a.hosts, b.hosts),
    optedOutRecords: a.optedOutRecords + b.optedOutRecords,
    optedOutHosts: Math.max(a.optedOutHosts, b.optedOutHosts),
    licences: addLicences([...a.licences, ...b.licences]),
    ...(personalData !== undefined && { personalData }),
    // Four times were sorted, so there is a first and a last.
    firstUsedAt: first!,
    lastUsedAt: last!,
    signals: addSignals([...a.signals, ...b.signals]),
  };
}

function addLicences(counts: readonly LicenceCount[]): readonly LicenceCount[] {
  const sums = new Map<LicenceCount["basis"], number>();
  for (const { basis, records } of counts) sums.set(basis, (sums.get(basis) ?? 0) + records);
  return [...sums].map(([basis, records]) => ({ basis, records }));
}

function addSignals(counts: readonly SignalCount[]): readonly SignalCount[] {
  const sums = new Map<string, SignalCount>();
  for (const count of counts) {
    const key = `${count.kind}/${count.training}`;
    sums.set(key, { ...count, records: count.records + (sums.get(key)?.records ?? 0) });
  }
  return [...sums.values()];
}
