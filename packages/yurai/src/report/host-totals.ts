// Hosts and domains, folded from the ledger a page at a time: a crawl can have millions of hosts.
import type { HostRollUps, Ledger, LedgerRow } from "@yurai/ledger";
import type { DomainTotal, ReportedHosts } from "@yurai/report/statements";
import type { EuThresholds, HostRollUp, Timestamp } from "@yurai/schema";
import { getDomain } from "tldts";
import { HostNumbers } from "./host-numbers.ts";

/** What the hosts of one source gave. */
interface SourceHosts {
  hosts: number;
  firstFetchedAt: Timestamp | undefined;
  lastFetchedAt: Timestamp | undefined;
  /** A byte a host by its number: whether this source has it. */
  known: Uint8Array<ArrayBuffer>;
}

/** Hosts of all sources together, and what each source needs of its own. */
export interface HostTotals {
  readonly all: ReportedHosts;
  readonly bySource: ReadonlyMap<string, SourceHosts>;
}

/** Rows read at once: each holds as many hosts as 4 MB of text, which is several times that in memory. */
const rowsPerPage = 1;

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
const seen = { optedOut: 1, robotsFile: 2, fetchedThoughRefused: 4, robotsChecked: 8 } as const;

/** Hosts by number, in the order in which they are met. A host that several runs or sources read has one number. */
interface Hosts {
  readonly numbers: HostNumbers;
  flags: Uint8Array<ArrayBuffer>;
  /** Place of the host's domain. */
  domains: Uint32Array<ArrayBuffer>;
}

function startFold(unit: NonNullable<EuThresholds["domainUnit"]>): {
  readonly rows: number[];
  readonly add: (rollUp: HostRollUp) => void;
  readonly end: (thresholds: EuThresholds) => HostTotals;
} {
  const rows: number[] = [];
  const hosts: Hosts = {
    numbers: new HostNumbers(),
    flags: new Uint8Array(1_024),
    domains: new Uint32Array(1_024),
  };
  const bySource = new Map<string, SourceHosts>();
  const robots = { allowed: 0, refused: 0, unknown: 0 };
  const refused = new Map<string, { records: number; line?: number }>();
  const domains: Domains = {
    place: new Map(),
    bytes: new Float64Array(1_024),
    records: new Float64Array(1_024),
    hosts: new Float64Array(1_024),
  };
  return {
    rows,
    add: (rollUp) => {
      const number = numberOf(hosts, domains, unit, rollUp.host);
      hosts.flags[number]! |= flagsOf(rollUp);
      const domain = hosts.domains[number]!;
      domains.bytes[domain]! += rollUp.bytes;
      domains.records[domain]! += rollUp.records;
      robots.allowed += rollUp.robots?.allowed ?? 0;
      robots.refused += rollUp.robots?.refused ?? 0;
      robots.unknown += rollUp.robots?.unknown ?? 0;
      addRefused(refused, rollUp);
      addToSource(bySource, number, rollUp);
    },
    end: (thresholds) => ({
      bySource,
      all: {
        hosts: hosts.numbers.size,
        optedOutHosts: count(hosts, seen.optedOut),
        withRobotsFile: count(hosts, seen.robotsFile),
        fetchedThoughRefused: count(hosts, seen.fetchedThoughRefused),
        ...(count(hosts, seen.robotsChecked) > 0 && { robots }),
        ...(refused.size > 0 && { refusedHosts: mostRefused(refused) }),
        domainCount: domains.place.size,
        domains: largest(domains, thresholds),
        rows,
      },
    }),
  };
}

/** Hosts that are told apart by name: more of them have a report of their own to worry about. */
const maxRefusedHosts = 10_000;
const refusedHostsListed = 20;

function addRefused(
  refused: Map<string, { records: number; line?: number }>,
  { host, robots, refusedPages }: HostRollUp,
): void {
  const records = robots?.refused ?? 0;
  const known = refused.get(host);
  if (records === 0 || (known === undefined && refused.size === maxRefusedHosts)) return;
  const line = known?.line ?? refusedPages?.find((page) => page.line !== undefined)?.line;
  refused.set(host, { records: records + (known?.records ?? 0), ...(line !== undefined && { line }) });
}

function mostRefused(
  refused: ReadonlyMap<string, { readonly records: number; readonly line?: number }>,
): NonNullable<ReportedHosts["refusedHosts"]> {
  return [...refused]
    .map(([host, counted]) => ({ host, ...counted }))
    .sort((a, b) => b.records - a.records || (a.host < b.host ? -1 : 1))
    .slice(0, refusedHostsListed);
}

function flagsOf({ optedOutRecords, robotsFile, robots }: HostRollUp): number {
  return (
    (optedOutRecords > 0 ? seen.optedOut : 0) |
    (robotsFile?.sha256 === undefined ? 0 : seen.robotsFile) |
    (robots === undefined ? 0 : seen.robotsChecked) |
    (robots !== undefined && robots.refused > 0 ? seen.fetchedThoughRefused : 0)
  );
}

/** The number of a host; a new one is counted in its domain. */
function numberOf(
  hosts: Hosts,
  domains: Domains,
  unit: NonNullable<EuThresholds["domainUnit"]>,
  host: string,
): number {
  const known = hosts.numbers.size;
  const number = hosts.numbers.numberOf(host);
  if (number < known) return number;
  if (number === hosts.flags.length) {
    hosts.flags = doubledBytes(hosts.flags);
    const larger = new Uint32Array(number * 2);
    larger.set(hosts.domains);
    hosts.domains = larger;
  }
  const domain = placeOf(domains, unit === "host" ? host : domainOf(host));
  hosts.domains[number] = domain;
  domains.hosts[domain]! += 1;
  return number;
}

/** An address, or a name without a public suffix, stands for itself. */
function domainOf(host: string): string {
  return getDomain(host, { allowPrivateDomains: false }) ?? host;
}

function placeOf(domains: Domains, name: string): number {
  const known = domains.place.get(name);
  if (known !== undefined) return known;
  const at = domains.place.size;
  domains.place.set(name, at);
  if (at === domains.bytes.length)
    for (const sums of ["bytes", "records", "hosts"] as const) domains[sums] = doubled(domains[sums]);
  return at;
}

function doubled(sums: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(sums.length * 2);
  larger.set(sums);
  return larger;
}

function doubledBytes(bytes: Uint8Array<ArrayBuffer>, least = 0): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(bytes.length * 2, least));
  larger.set(bytes);
  return larger;
}

function addToSource(bySource: Map<string, SourceHosts>, number: number, rollUp: HostRollUp): void {
  let source = bySource.get(rollUp.source);
  if (source === undefined) {
    const known = new Uint8Array(1_024);
    source = { hosts: 0, firstFetchedAt: undefined, lastFetchedAt: undefined, known };
    bySource.set(rollUp.source, source);
  }
  if (number >= source.known.length) source.known = doubledBytes(source.known, number + 1);
  source.hosts += 1 - source.known[number]!;
  source.known[number] = 1;
  const { firstFetchedAt, lastFetchedAt } = rollUp;
  source.firstFetchedAt = earlier(source.firstFetchedAt, firstFetchedAt);
  source.lastFetchedAt = later(source.lastFetchedAt, lastFetchedAt);
}

function earlier(a: Timestamp | undefined, b: Timestamp | undefined): Timestamp | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isBefore(b, a) ? b : a;
}

function later(a: Timestamp | undefined, b: Timestamp | undefined): Timestamp | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isBefore(a, b) ? b : a;
}

function isBefore(a: Timestamp, b: Timestamp): boolean {
  // Written alike in UTC they sort as texts, which is many times faster than to parse them.
  if (a.length === b.length && a.endsWith("Z") && b.endsWith("Z")) return a < b;
  return Date.parse(a) < Date.parse(b);
}

function count({ flags, numbers }: Hosts, bit: number): number {
  let total = 0;
  for (let number = 0; number < numbers.size; number++) if ((flags[number]! & bit) !== 0) total += 1;
  return total;
}

/** The largest share of the domains by bytes; of equal ones the first by name, so that a report can be made again. */
function largest(domains: Domains, { domainShare = 0.1, domainLimit }: EuThresholds): readonly DomainTotal[] {
  const names = [...domains.place.keys()];
  const wanted = Math.min(Math.ceil(names.length * domainShare), domainLimit ?? names.length);
  const { bytes } = domains;
  // Only the domains from the smallest listed size on are put in order: a tenth of a million, not all of them.
  const least = bytes.slice(0, names.length).sort()[names.length - wanted] ?? Infinity;
  const order = Uint32Array.from(names.keys())
    .filter((at) => bytes[at]! >= least)
    .sort((a, b) => bytes[b]! - bytes[a]! || (names[a]! < names[b]! ? -1 : 1));
  return Array.from(order.subarray(0, wanted), (at) => ({
    domain: names[at]!,
    hosts: domains.hosts[at]!,
    records: domains.records[at]!,
    bytes: domains.bytes[at]!,
  }));
}
