// Hosts and domains, folded from the ledger a page at a time: a crawl can have millions of hosts.
import type { HostRollUps, Ledger, LedgerRow } from "@yurai/ledger";
import type { DomainTotal, ReportedHosts } from "@yurai/report/statements";
import type { EuThresholds, HostRollUp, Timestamp } from "@yurai/schema";
import { getDomain } from "tldts";

/** What the hosts of one source gave. */
interface SourceHosts {
  hosts: number;
  firstFetchedAt: Timestamp | undefined;
  lastFetchedAt: Timestamp | undefined;
}

/** Hosts of all sources together, and what each source needs of its own. */
export interface HostTotals {
  readonly all: ReportedHosts;
  readonly bySource: ReadonlyMap<string, SourceHosts>;
}

/** Rows read at once: each holds thousands of hosts. */
const rowsPerPage = 16;

/**
 * Folds the roll-ups of runs. Memory grows with the number of domains, not of hosts' roll-ups: O(hosts) time.
 *
 * @param thresholds which domains are listed; `domainShare` of all, largest by bytes first
 */
export async function readHostTotals(
  ledger: Ledger,
  scope: { readonly runs: ReadonlySet<string>; readonly asOf: number },
  thresholds: EuThresholds,
): Promise<HostTotals> {
  const fold = startFold(thresholds.domainUnit ?? "registrable");
  let after = -1;
  for (;;) {
    const page = await ledger.rows({ kinds: ["hosts"], after, limit: rowsPerPage, asOf: scope.asOf });
    // A row's kind gives its body.
    for (const { index, body } of page as readonly LedgerRow<HostRollUps>[]) {
      after = index;
      const read = body.hosts.filter(({ run }) => scope.runs.has(run));
      if (read.length > 0) fold.rows.push(index);
      read.forEach(fold.add);
    }
    if (page.length < rowsPerPage) return fold.end(thresholds);
  }
}

/** Places in the typed arrays of one domain's sums. */
interface Domains {
  readonly place: Map<string, number>;
  bytes: Float64Array<ArrayBuffer>;
  records: Float64Array<ArrayBuffer>;
  hosts: Float64Array<ArrayBuffer>;
}

/** Bits of what is known of a host over all its roll-ups. */
const seen = { optedOut: 1, robotsFile: 2 } as const;

function startFold(unit: NonNullable<EuThresholds["domainUnit"]>): {
  readonly rows: number[];
  readonly add: (rollUp: HostRollUp) => void;
  readonly end: (thresholds: EuThresholds) => HostTotals;
} {
  const rows: number[] = [];
  // A host that several runs or sources read counts once.
  const hosts = new Map<string, number>();
  const bySource = new Map<string, SourceHosts>();
  const sourceHosts = new Set<string>();
  const domains: Domains = {
    place: new Map(),
    bytes: new Float64Array(1_024),
    records: new Float64Array(1_024),
    hosts: new Float64Array(1_024),
  };
  return {
    rows,
    add: (rollUp) => {
      const before = hosts.get(rollUp.host);
      hosts.set(
        rollUp.host,
        (before ?? 0) |
          (rollUp.optedOutRecords > 0 ? seen.optedOut : 0) |
          (rollUp.robotsFile?.sha256 === undefined ? 0 : seen.robotsFile),
      );
      addToDomain(
        domains,
        unit === "host" ? rollUp.host : domainOf(rollUp.host),
        rollUp,
        before === undefined,
      );
      addToSource(bySource, sourceHosts, rollUp);
    },
    end: (thresholds) => ({
      bySource,
      all: {
        hosts: hosts.size,
        optedOutHosts: count(hosts.values(), seen.optedOut),
        withRobotsFile: count(hosts.values(), seen.robotsFile),
        domainCount: domains.place.size,
        domains: largest(domains, thresholds),
        rows,
      },
    }),
  };
}

/** An address, or a name without a public suffix, stands for itself. */
function domainOf(host: string): string {
  return getDomain(host, { allowPrivateDomains: false }) ?? host;
}

function addToDomain(domains: Domains, name: string, rollUp: HostRollUp, isNewHost: boolean): void {
  let at = domains.place.get(name);
  if (at === undefined) {
    at = domains.place.size;
    domains.place.set(name, at);
    if (at === domains.bytes.length)
      for (const sums of ["bytes", "records", "hosts"] as const) domains[sums] = doubled(domains[sums]);
  }
  domains.bytes[at]! += rollUp.bytes;
  domains.records[at]! += rollUp.records;
  domains.hosts[at]! += isNewHost ? 1 : 0;
}

function doubled(sums: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(sums.length * 2);
  larger.set(sums);
  return larger;
}

function addToSource(bySource: Map<string, SourceHosts>, known: Set<string>, rollUp: HostRollUp): void {
  let source = bySource.get(rollUp.source);
  if (source === undefined) {
    source = { hosts: 0, firstFetchedAt: undefined, lastFetchedAt: undefined };
    bySource.set(rollUp.source, source);
  }
  const key = `${rollUp.source} ${rollUp.host}`;
  if (!known.has(key)) source.hosts += 1;
  known.add(key);
  source.firstFetchedAt = earlier(source.firstFetchedAt, rollUp.firstFetchedAt);
  source.lastFetchedAt = later(source.lastFetchedAt, rollUp.lastFetchedAt);
}

function earlier(a: Timestamp | undefined, b: Timestamp | undefined): Timestamp | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Date.parse(a) <= Date.parse(b) ? a : b;
}

function later(a: Timestamp | undefined, b: Timestamp | undefined): Timestamp | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Date.parse(a) >= Date.parse(b) ? a : b;
}

function count(flags: Iterable<number>, bit: number): number {
  let total = 0;
  for (const flag of flags) if ((flag & bit) !== 0) total += 1;
  return total;
}

/** The largest share of the domains by bytes; of equal ones the first by name, so that a report can be made again. */
function largest(domains: Domains, { domainShare = 0.1, domainLimit }: EuThresholds): readonly DomainTotal[] {
  const names = [...domains.place.keys()];
  const wanted = Math.min(Math.ceil(names.length * domainShare), domainLimit ?? names.length);
  const order = Uint32Array.from(names.keys()).sort(
    (a, b) => domains.bytes[b]! - domains.bytes[a]! || (names[a]! < names[b]! ? -1 : 1),
  );
  return Array.from(order.subarray(0, wanted), (at) => ({
    domain: names[at]!,
    hosts: domains.hosts[at]!,
    records: domains.records[at]!,
    bytes: domains.bytes[at]!,
  }));
}
