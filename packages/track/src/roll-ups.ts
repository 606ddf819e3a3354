/** Sums over the records of one commit: per source, per host, per licence basis, per opt-out signal. */
import type { NewRow, RunCounts } from "@yurai/ledger";
import {
  addPersonalData,
  refusesTraining,
  type HostRollUp,
  type LicenceBasis,
  type PersonalDataCounts,
  type RecordFacts,
  type RefusedPage,
  type RobotsDecision,
  type RunSource,
  type Signal,
  type SignalCount,
} from "@yurai/schema";
import type { Pass } from "./batch.ts";
import type { PeopleCounts } from "./people.ts";

/** A row of the ledger has an upper size of 16 MiB; a host with the longest evidence has a quarter of one. */
const hostsRowLength = 4 * 1_024 * 1_024;

interface Sum {
  records: number;
  characters: number;
  bytes: number;
  optedOutRecords: number;
  readonly signals: Map<
    string,
    { kind: SignalCount["kind"]; training: SignalCount["training"]; records: number }
  >;
}

/** Signals that are kept as evidence for the counts of one host. */
const maxExamples = 20;
/** Pages of one host that are listed although robots.txt had closed them; all of them are counted. */
const maxRefusedPages = 20;
/** A longer URL is counted and not listed: cut off it would name another page. */
const maxPageUrlLength = 2_000;

interface HostSum extends Sum {
  robots?: Record<RobotsDecision, number>;
  refusedPages?: RefusedPage[];
  /** By kind, place and value. */
  examples?: Map<string, Signal>;
  firstFetchedAt?: string;
  lastFetchedAt?: string;
}

interface SourceSum extends Sum {
  pictures: number;
  pictureBytes: number;
  scannedRecords: number;
  readonly people: Map<string, number>;
  readonly pass: Pass;
  readonly firstUsedAt: string;
  lastUsedAt: string;
  readonly licences: Map<LicenceBasis | "unknown", number>;
  readonly hosts: Map<string, HostSum>;
}

/** Roll-ups as rows of the ledger, as many to a row as its size allows. */
export function hostRows(hosts: readonly HostRollUp[]): readonly NewRow[] {
  const rows: HostRollUp[][] = [];
  let length = Infinity;
  for (const host of hosts) {
    const own = JSON.stringify(host).length;
    if (length + own > hostsRowLength) {
      rows.push([]);
      length = 0;
    }
    rows.at(-1)!.push(host);
    length += own;
  }
  return rows.map((some): NewRow => ({ kind: "hosts", body: { hosts: some } }));
}

function emptySum(): Sum {
  return { records: 0, characters: 0, bytes: 0, optedOutRecords: 0, signals: new Map() };
}

/** A record as it counts. */
export interface RolledUp {
  readonly facts: RecordFacts;
  readonly pass: Pass;
  /** The host of its URL, or "". */
  readonly host: string;
  /** Of its normal form. */
  readonly characters: number;
  readonly byteLength: number;
}

/** Collects what is committed with one segment; bounded by the records of that segment. */
export class RollUps {
  readonly #run: string;
  readonly #sources = new Map<string, SourceSum>();

  constructor(run: string) {
    this.#run = run;
  }

  /** Adds a record that was taken at this time. */
  add({ facts, host: name, pass, characters, byteLength }: RolledUp, at: string): void {
    const source = this.#source(pass, at);
    addTo(source, facts, characters, byteLength);
    source.lastUsedAt = at;
    const basis = facts.licence === undefined ? pass.licenceBasis : "declared";
    source.licences.set(basis, (source.licences.get(basis) ?? 0) + 1);
    if (name === "") return;
    let host = source.hosts.get(name);
    if (host === undefined) {
      host = emptySum();
      source.hosts.set(name, host);
    }
    addTo(host, facts, characters, byteLength);
    addEvidence(host, facts);
    if (facts.robots === "refused") addRefusedPage(host, facts);
    if (facts.fetchedAt !== undefined) stretch(host, facts.fetchedAt);
  }

  /** Adds the picture of a record that was added before, with its bytes. */
  addPicture(pass: Pass, byteLength: number): void {
    const sum = this.#sources.get(pass.source)!;
    sum.pictures++;
    sum.pictureBytes += byteLength;
  }

  /** Adds what a scan counted in the text of a record that was added before. */
  addPeople(pass: Pass, people: PeopleCounts): void {
    const sum = this.#sources.get(pass.source)!;
    sum.scannedRecords++;
    if (people === null) return;
    for (const [category, count] of people) sum.people.set(category, (sum.people.get(category) ?? 0) + count);
  }

  /** Records of each source. */
  records(): readonly (readonly [source: string, records: number])[] {
    return [...this.#sources].map(([source, { records }]) => [source, records] as const);
  }

  /** The counts of all sources; none without records. */
  counts(): readonly RunCounts[] {
    if (this.#sources.size === 0) return [];
    const sources = [...this.#sources].map(([name, sum]) => runSource(name, sum));
    const signals = [...this.#sources].flatMap(([source, sum]) =>
      [...sum.signals.values()].map((signal) => ({ source, ...signal })),
    );
    return [{ run: this.#run, sources, signals }];
  }

  /** The rows to commit. */
  rows(): readonly NewRow[] {
    const rows = this.counts().map((body): NewRow => ({ kind: "counts", body }));
    const hosts = [...this.#sources].flatMap(([source, sum]) =>
      [...sum.hosts].map(([host, hostSum]) => hostRollUp(this.#run, source, host, hostSum)),
    );
    return [...rows, ...hostRows(hosts)];
  }

  #source(pass: Pass, at: string): SourceSum {
    let sum = this.#sources.get(pass.source);
    if (sum === undefined) {
      sum = {
        ...emptySum(),
        pass,
        firstUsedAt: at,
        lastUsedAt: at,
        licences: new Map(),
        hosts: new Map(),
        scannedRecords: 0,
        pictures: 0,
        pictureBytes: 0,
        people: new Map(),
      };
      this.#sources.set(pass.source, sum);
    }
    return sum;
  }
}

function addTo(sum: Sum, { signals }: RecordFacts, characters: number, byteLength: number): void {
  sum.records++;
  sum.characters += characters;
  sum.bytes += byteLength;
  if (signals === undefined) return;
  if (refusesTraining(signals)) sum.optedOutRecords++;
  // A record with two signals of one kind and answer counts once.
  const seen = new Map(signals.map((signal) => [`${signal.kind}/${signal.training}`, signal]));
  for (const [key, { kind, training }] of seen) {
    const count = sum.signals.get(key);
    if (count === undefined) sum.signals.set(key, { kind, training, records: 1 });
    else count.records++;
  }
}

function addEvidence(host: HostSum, { robots, signals }: RecordFacts): void {
  if (robots !== undefined) {
    host.robots ??= { allowed: 0, refused: 0, unknown: 0 };
    host.robots[robots]++;
  }
  if (signals === undefined) return;
  host.examples ??= new Map();
  for (const signal of signals) {
    if (host.examples.size === maxExamples) return;
    const { kind, value, agent = "", where } = signal;
    const line = where.kind === "file" ? (where.line ?? 0) : 0;
    const key = [kind, where.kind, line, agent, value].join("\0");
    if (!host.examples.has(key)) host.examples.set(key, signal);
  }
}

function addRefusedPage(host: HostSum, { url, fetchedAt, signals = [] }: RecordFacts): void {
  host.refusedPages ??= [];
  if (url === undefined || url.length > maxPageUrlLength || host.refusedPages.length === maxRefusedPages)
    return;
  // The rule that closed a page is the first of its robots.txt; others speak to agents that did not come.
  const rule = signals.find(({ kind }) => kind === "robots-txt");
  const place = rule?.where.kind === "file" ? rule.where : undefined;
  host.refusedPages.push({
    url,
    ...(fetchedAt !== undefined && { fetchedAt }),
    ...(rule !== undefined && { rule: rule.value }),
    ...(rule?.agent !== undefined && { agent: rule.agent }),
    ...(place !== undefined && { file: place.url }),
    ...(place?.line !== undefined && { line: place.line }),
  });
}

function stretch(host: HostSum, at: string): void {
  const time = Date.parse(at);
  if (host.firstFetchedAt === undefined || time < Date.parse(host.firstFetchedAt)) host.firstFetchedAt = at;
  if (host.lastFetchedAt === undefined || time > Date.parse(host.lastFetchedAt)) host.lastFetchedAt = at;
}

function runSource(source: string, sum: SourceSum): RunSource {
  const personalData = personalDataOf(sum);
  return {
    source,
    evidence: sum.pass.evidence,
    records: sum.records,
    characters: sum.characters,
    bytes: sum.bytes,
    ...(sum.pictures > 0 && { pictures: { records: sum.pictures, bytes: sum.pictureBytes } }),
    hosts: sum.hosts.size,
    optedOutRecords: sum.optedOutRecords,
    optedOutHosts: [...sum.hosts.values()].filter((host) => host.optedOutRecords > 0).length,
    licences: [...sum.licences].map(([basis, records]) => ({ basis, records })),
    firstUsedAt: sum.firstUsedAt,
    lastUsedAt: sum.lastUsedAt,
    ...(personalData !== undefined && { personalData }),
  };
}

function personalDataOf({ scannedRecords, people }: SourceSum): PersonalDataCounts | undefined {
  const counts = [...people].map(([category, count]) => ({ category, count }));
  return scannedRecords === 0 ? undefined : addPersonalData({ scannedRecords, counts });
}

function hostRollUp(run: string, source: string, host: string, sum: HostSum): HostRollUp {
  return {
    run,
    source,
    host,
    records: sum.records,
    characters: sum.characters,
    bytes: sum.bytes,
    optedOutRecords: sum.optedOutRecords,
    signals: [...sum.signals.values()],
    ...(sum.firstFetchedAt !== undefined && { firstFetchedAt: sum.firstFetchedAt }),
    ...(sum.lastFetchedAt !== undefined && { lastFetchedAt: sum.lastFetchedAt }),
    ...(sum.robots !== undefined && { robots: sum.robots }),
    ...(sum.refusedPages !== undefined && sum.refusedPages.length > 0 && { refusedPages: sum.refusedPages }),
    ...(sum.examples !== undefined && { examples: [...sum.examples.values()] }),
  };
}
