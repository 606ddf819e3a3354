/** Writes a ledger as a large crawl leaves it: no segments on disk, but all that a report reads. */
import { openLedger, type HostRollUps, type Ledger, type NewRow } from "@yurai/ledger";
import type { HostRollUp, RunSource } from "@yurai/schema";
import { seeded } from "./random.ts";

const run = "7c1e".padEnd(32, "0");
/** Commits of a run: one a segment of 256 MB. */
const commits = 40;
/** Hosts in one row of the ledger: as many as 4 MB hold, as the recorder writes them. */
const rowLength = 4 * 1_024 * 1_024;
const suffixes = ["co.jp", "jp", "com", "example.org", "ne.jp", "net", "co.uk", "de", "ac.jp", "tokyo.jp"];

interface Size {
  readonly records: number;
  readonly hosts: number;
}

/** Returns how many roll-ups there are: a fifth of the hosts come back in a later commit. */
export async function writeReportLedger(home: string, size: Size): Promise<number> {
  await using ledger = await openLedger(home, { mode: "write", createIfMissing: true });
  await ledger.append(opening());
  const random = seeded(7);
  let rollUps = 0;
  for (let commit = 0; commit < commits; commit++) {
    const some = rollUpsOf(commit, size, random);
    rollUps += some.length;
    await ledger.append([{ kind: "counts", body: countsOf(some) }]);
    await appendHosts(ledger, some);
  }
  const body = {
    run,
    endedAt: "2026-03-04T00:00:00Z",
    outcome: "completed",
    sources: [],
    segments: [],
  } as const;
  await ledger.append([{ kind: "run-end", body }]);
  return rollUps;
}

function opening(): readonly NewRow[] {
  return [
    {
      kind: "run",
      body: {
        id: run,
        purpose: "train",
        model: { name: "kaede-1b" },
        startedAt: "2026-03-03T00:00:00Z",
        mode: "observe",
        configuration: {},
        environment: { platform: "linux", architecture: "x64", runtime: "node 24.0.0" },
        tool: { name: "yurai", version: "0.1.0" },
      },
    },
    { kind: "source", body: { name: "crawl", origin: "crawled", purpose: "pre-training" } },
    {
      kind: "crawl",
      body: {
        id: "crawl-1",
        source: "crawl",
        userAgent: "KaedeBot/1.0",
        robots: "read-only",
        lookedFor: ["robots-txt"],
      },
    },
  ];
}

function rollUpsOf(commit: number, { records, hosts }: Size, random: () => number): readonly HostRollUp[] {
  const own = Math.ceil(hosts / commits);
  const first = commit * own;
  const again = commit === 0 ? 0 : Math.ceil(own / 5);
  const perHost = records / (hosts * 1.2);
  return Array.from({ length: own + again }, (_, at): HostRollUp => {
    const number = at < own ? first + at : Math.floor(random() * first);
    const count = Math.max(1, Math.round(perHost * (0.2 + random() * 1.6)));
    const isOut = number % 11 === 0;
    return {
      run,
      source: "crawl",
      crawl: "crawl-1",
      host: `${number % 3 === 0 ? "www" : `blog-${number % 40}`}.site-${number % 600_000}.${suffixes[number % suffixes.length]}`,
      records: count,
      characters: count * 800,
      bytes: count * 1_000,
      optedOutRecords: isOut ? count : 0,
      signals: isOut ? [{ kind: "robots-txt", training: "no", records: count }] : [],
      robots: { allowed: isOut ? 0 : count, refused: isOut ? count : 0, unknown: 0 },
      firstFetchedAt: "2026-03-01T00:00:00Z",
      lastFetchedAt: "2026-03-02T00:00:00Z",
    };
  });
}

function countsOf(hosts: readonly HostRollUp[]): {
  readonly run: string;
  readonly sources: readonly RunSource[];
} {
  const sum = (of: (host: HostRollUp) => number): number =>
    hosts.reduce((total, host) => total + of(host), 0);
  return {
    run,
    sources: [
      {
        source: "crawl",
        evidence: "reread",
        records: sum((host) => host.records),
        characters: sum((host) => host.characters),
        bytes: sum((host) => host.bytes),
        hosts: hosts.length,
        optedOutRecords: sum((host) => host.optedOutRecords),
        optedOutHosts: hosts.filter((host) => host.optedOutRecords > 0).length,
        licences: [{ basis: "unknown", records: sum((host) => host.records) }],
        firstUsedAt: "2026-03-03T00:00:00Z",
        lastUsedAt: "2026-03-04T00:00:00Z",
      },
    ],
  };
}

async function appendHosts(ledger: Ledger, hosts: readonly HostRollUp[]): Promise<void> {
  const perRow = Math.max(1, Math.floor(rowLength / JSON.stringify(hosts[0]).length));
  for (let from = 0; from < hosts.length; from += perRow) {
    const body: HostRollUps = { hosts: hosts.slice(from, from + perRow) };
    await ledger.append([{ kind: "hosts", body }]);
  }
}
