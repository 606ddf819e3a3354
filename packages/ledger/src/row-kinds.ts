// The kinds of rows and the names each can be found by. A new kind is a line in RowBodies and needs no new table.
import type {
  Crawl,
  Gap,
  HostRollUp,
  Inquiry,
  JsonObject,
  LicenceClaim,
  Model,
  ModelReference,
  PurgeRecord,
  Reliance,
  ReportRecord,
  Run,
  RunEnd,
  RunSource,
  SegmentManifest,
  SignalCount,
  Source,
} from "@yurai/schema";
import { LedgerError } from "./error.ts";
import { maxBatchRows, type PlainRow, type RowKeys } from "./row.ts";

/** What a legal hold keeps from being erased, until a row corrects the hold. */
export interface LegalHold {
  readonly id: string;
  readonly reason: string;
  readonly by: string;
  /** When it was decided; the row's own time may be later. */
  readonly at?: string;
  /** Ids of rows. */
  readonly rows?: readonly string[];
  /** Names of sources: every row that names one is held, and so are its records. */
  readonly sources?: readonly string[];
  /** Ids of runs: every row that names one is held, and so are the records they read. */
  readonly runs?: readonly string[];
  /** Names of models, for a reader; their runs are held by `runs`. */
  readonly models?: readonly string[];
  /** Ids of checks, for a reader; their rows are held by `rows`. */
  readonly verdicts?: readonly string[];
  /** Set in the row that ends a hold: then it holds nothing, and says who ended it and why. */
  readonly released?: { readonly by: string; readonly reason: string; readonly at: string };
}

/** One claim about the licence of a source. Claims can contradict one another; each is a row. */
export interface SourceLicence {
  readonly source: string;
  readonly claim: LicenceClaim;
}

/** What a person decided to rely on for a source. */
export interface SourceReliance {
  readonly source: string;
  readonly reliance: Reliance;
}

/** What one writer read from hosts. A row holds many of them, because a crawl can have millions. */
export interface HostRollUps {
  readonly hosts: readonly HostRollUp[];
}

/**
 * What one writer of a run read since its last commit. Rows of a run are added up, so a writer that dies after a commit
 * leaves right counts.
 */
export interface RunCounts {
  readonly run: string;
  readonly sources: readonly RunSource[];
  /** How many records carry which signals, by source. */
  readonly signals?: readonly (SignalCount & { readonly source: string })[];
}

/** What screening did with the records of a source: every record is kept, dropped or quarantined, and counted. */
export interface Screening {
  readonly run: string;
  readonly source: string;
  readonly kept: number;
  readonly dropped: number;
  readonly quarantined: number;
  /** Records each rule dropped or quarantined; a record can fall under several rules. */
  readonly rules: readonly {
    readonly rule: string;
    readonly action: "drop" | "quarantine";
    readonly records: number;
    /** Records the rule could not look at, such as one without a URL under a list of hosts. */
    readonly notChecked?: number;
  }[];
}

/** That a segment exists, which runs wrote it, and its manifest, whose content id is `id`. */
export interface SegmentCommit {
  readonly id: string;
  /** Runs whose records are in it; a merged segment has those of all it replaces. */
  readonly runs: readonly string[];
  readonly manifest: SegmentManifest;
}

/** From ordinal `first` up to but without `end`. */
export type OrdinalRange = readonly [first: number, end: number];

/** What a run has read of one part of a source, so that a resumed run counts nothing twice. */
export interface ReadProgress {
  readonly run: string;
  readonly source: string;
  /** What the ordinals count in: a file, a shard, a loader; the empty text for a source that is one stream. */
  readonly part: string;
  /** Ascending, neither touching nor overlapping. */
  readonly ranges: readonly OrdinalRange[];
}

/** The body of each kind of row that a caller can append. Keys, dates and meaning of the nouns are those of `@yurai/schema`. */
export interface RowBodies {
  readonly source: Source;
  readonly licence: SourceLicence;
  readonly reliance: SourceReliance;
  readonly crawl: Crawl;
  readonly hosts: HostRollUps;
  readonly run: Run;
  readonly "run-end": RunEnd;
  readonly counts: RunCounts;
  readonly screening: Screening;
  readonly model: Model;
  readonly gap: Gap;
  readonly segment: SegmentCommit;
  readonly read: ReadProgress;
  readonly "legal-hold": LegalHold;
  readonly verdict: JsonObject;
  readonly inquiry: Inquiry;
  readonly report: ReportRecord;
  readonly purge: PurgeRecord;
}

/** Every kind that {@link RowBodies} names. */
export type RowKind = keyof RowBodies;

/** A row to append. `corrects` names rows, by id, that this one takes the place of. */
export type NewRow = {
  readonly [Kind in RowKind]: {
    readonly kind: Kind;
    readonly body: RowBodies[Kind];
    readonly corrects?: readonly string[];
  };
}[RowKind];

/** Members of a body, on its top level, that a row can be found by, and the name they are found under. */
const keyOfMember: Readonly<Record<string, string>> = {
  source: "source",
  sources: "source",
  run: "run",
  runs: "run",
  model: "model",
  crawl: "crawl",
  host: "host",
  segment: "segment",
};

/** A longer value is not a name; it stays in the body and is not indexed. */
const maxKeyLength = 8_192;

/**
 * Checks a batch and gives each row its keys.
 *
 * @throws LedgerError `row-invalid` for an empty or too long batch
 */
export function toPlainRows(batch: readonly NewRow[]): readonly PlainRow[] {
  if (batch.length === 0 || batch.length > maxBatchRows) {
    throw new LedgerError(
      "row-invalid",
      `a batch holds 1 to ${maxBatchRows} rows, this one ${batch.length}; split it`,
    );
  }
  return batch.map((row) => ({ kind: row.kind, body: row.body, keys: keysOf(row) }));
}

/** The key of everything a run read in one part of a source. */
export function readKey(read: Pick<ReadProgress, "run" | "source" | "part">): string {
  return JSON.stringify([read.run, read.source, read.part]);
}

/** The key of one version of a model, or of a model that has no versions. */
function modelKey(model: ModelReference): string {
  return JSON.stringify(model.version === undefined ? [model.name] : [model.name, model.version]);
}

function keysOf(row: NewRow): RowKeys {
  const keys = { ...keysOfMembers(row.body), ...specialKeys(row) };
  return row.corrects && row.corrects.length > 0 ? { ...keys, corrects: row.corrects } : keys;
}

function specialKeys(row: NewRow): RowKeys {
  switch (row.kind) {
    case "source":
      return { id: [row.body.name], source: [row.body.name] };
    case "model":
      return { id: [modelKey(row.body)], model: [row.body.name], run: row.body.runs };
    case "run":
      return { run: [row.body.id], ...(row.body.model && { model: [row.body.model.name] }) };
    case "hosts":
      return {
        run: [...new Set(row.body.hosts.map((host) => host.run))],
        source: [...new Set(row.body.hosts.map((host) => host.source))],
        host: [...new Set(row.body.hosts.map((host) => host.host))],
      };
    case "run-end":
    case "counts":
      return { source: row.body.sources.map((source) => source.source) };
    case "gap":
      return row.body.where?.model === undefined ? {} : { model: [row.body.where.model] };
    case "segment": {
      const { replaces, sources } = row.body.manifest;
      return { source: sources.map((source) => source.name), ...(replaces.length > 0 && { replaces }) };
    }
    case "read":
      return { id: [readKey(row.body)] };
    case "purge":
      // What is gone is named for readers; a purge must be found by its own id alone, and never be held with its source.
      return { id: [row.body.id], source: [], run: [], model: [] };
    case "legal-hold":
      return holdKeys(row.body);
    default:
      return {};
  }
}

/** A released hold is found by its id and holds nothing; its members must not be taken for keys of the row itself. */
function holdKeys({ id, rows = [], sources = [], runs = [], released }: LegalHold): RowKeys {
  const bare = { id: [id], run: [], source: [], model: [] };
  if (released !== undefined) return bare;
  return { ...bare, "holds-row": rows, "holds-source": sources, "holds-run": runs };
}

function keysOfMembers(body: object): RowKeys {
  const keys: Record<string, readonly string[]> = {};
  for (const [member, value] of Object.entries(body)) {
    const name = member === "id" ? "id" : keyOfMember[member];
    const values = (Array.isArray(value) ? value : [value]).filter(isKeyValue);
    if (name !== undefined && values.length > 0) keys[name] = values;
  }
  return keys;
}

function isKeyValue(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= maxKeyLength;
}
