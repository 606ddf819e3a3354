// OpenLineage 2-0-2: events of every run, with what each read.
import type { RunOutcome } from "@yurai/schema";
import type { ReportedRun, ReportFacts, SourceShare } from "../statements/report-facts.ts";
import type { StatementOptions } from "../statements/statement.ts";
import {
  exportInput,
  exportItems,
  exportJson,
  reportUrn,
  type ExportedSource,
  type ExportInput,
  type ReportExport,
} from "./export.ts";

const core = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/definitions/RunEvent";
const facet = (name: string, version: string): string =>
  `https://openlineage.io/spec/facets/${version}/${name}.json#/$defs/${name}`;
/** Our own facet: licences, signals and reliance, for which OpenLineage has none. */
const provenanceFacetId: string = "urn:yurai:openlineage:YuraiProvenanceDatasetFacet:1";

const eventTypes: Readonly<Record<RunOutcome, string>> = {
  completed: "COMPLETE",
  failed: "FAIL",
  interrupted: "ABORT",
};

/**
 * Writes two events for each run, its start and its end; a run without end has one. Datasets are named by their source in
 * the namespace of the ledger.
 *
 * @see https://openlineage.io/spec/2-0-2/OpenLineage.json
 */
export function exportOpenlineage(facts: ReportFacts, options: StatementOptions): ReportExport {
  const input = exportInput("openlineage", facts, options);
  const events = facts.runs.flatMap((run) => eventsOf(input, run));
  return {
    text: exportJson(events),
    ...exportItems(input, ["training-runs", "sources", "licences", "opt-outs"]),
    missing: facts.runs
      .filter(({ ends }) => ends.length === 0)
      .map(({ run }) => `openlineage: end of run ${run.id.slice(0, 8)}`),
  };
}

function eventsOf(input: ExportInput, reported: ReportedRun): readonly object[] {
  const { run, ends } = reported;
  const producer = reportUrn(input);
  const end = ends.at(-1)?.fact;
  const base = {
    producer,
    schemaURL: core,
    run: { runId: uuidOf(run.id), facets: {} },
    job: {
      namespace: namespaceOf(input),
      name: run.name ?? run.purpose,
      facets: jobFacets(producer, reported),
    },
    inputs: input.sources.flatMap((source) => inputOf(input, source, run.id)),
    outputs: [],
  };
  return [
    { eventTime: run.startedAt, eventType: "START", ...base },
    ...(end === undefined ? [] : [{ eventTime: end.endedAt, eventType: eventTypes[end.outcome], ...base }]),
  ];
}

function jobFacets(producer: string, { run }: ReportedRun): object {
  const { code } = run;
  if (code?.commit === undefined || code.repository === undefined) return {};
  return {
    sourceCodeLocation: {
      _producer: producer,
      _schemaURL: facet("SourceCodeLocationJobFacet", "1-1-0"),
      type: "git",
      url: code.repository,
      version: code.commit,
    },
  };
}

function inputOf(input: ExportInput, source: ExportedSource, run: string): readonly object[] {
  const shares = source.source.shares.filter((share) => share.run === run);
  if (shares.length === 0) return [];
  const producer = reportUrn(input);
  const { url, release } = source;
  return [
    {
      namespace: namespaceOf(input),
      name: source.name,
      facets: {
        ...(url !== undefined && {
          dataSource: {
            _producer: producer,
            _schemaURL: facet("DatasourceDatasetFacet", "1-0-1"),
            name: source.name,
            uri: url,
          },
        }),
        ...(release !== undefined && {
          version: {
            _producer: producer,
            _schemaURL: facet("DatasetVersionDatasetFacet", "1-0-1"),
            datasetVersion: release,
          },
        }),
        yurai_provenance: provenanceFacet(producer, source, shares),
      },
      inputFacets: {
        inputStatistics: {
          _producer: producer,
          _schemaURL: facet("InputStatisticsInputDatasetFacet", "1-0-0"),
          rowCount: sum(shares, (share) => share.records),
          size: sum(shares, (share) => share.bytes),
        },
      },
    },
  ];
}

function provenanceFacet(
  producer: string,
  { source, origin, claims }: ExportedSource,
  shares: readonly SourceShare[],
): object {
  return {
    _producer: producer,
    _schemaURL: provenanceFacetId,
    origin: origin ?? "not declared",
    licences: claims.map(({ licence, basis }) => ({
      licence: licence.kind === "spdx" ? licence.expression : licence.name,
      basis,
    })),
    reliance: source.reliances.at(-1)?.fact.kind ?? "undecided",
    characters: sum(shares, (share) => share.characters),
    optedOutRecords: sum(shares, (share) => share.optedOutRecords),
    signals: source.signals.map(({ kind, training, records }) => ({ kind, training, records })),
  };
}

/** The JSON Schema (2020-12) of our facet. */
export const provenanceFacetSchema: Readonly<Record<string, unknown>> = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: provenanceFacetId,
  title: "YuraiProvenanceDatasetFacet",
  type: "object",
  properties: {
    _producer: { type: "string", format: "uri" },
    _schemaURL: { const: provenanceFacetId },
    origin: { type: "string" },
    licences: {
      type: "array",
      items: {
        type: "object",
        properties: { licence: { type: "string" }, basis: { enum: ["declared", "detected", "concluded"] } },
        required: ["licence", "basis"],
        additionalProperties: false,
      },
    },
    reliance: { type: "string" },
    characters: { type: "integer", minimum: 0 },
    optedOutRecords: { type: "integer", minimum: 0 },
    signals: {
      type: "array",
      items: {
        type: "object",
        properties: {
          kind: { type: "string" },
          training: { enum: ["yes", "no", "conditions", "unknown"] },
          records: { type: "integer", minimum: 0 },
        },
        required: ["kind", "training", "records"],
        additionalProperties: false,
      },
    },
  },
  required: [
    "_producer",
    "_schemaURL",
    "origin",
    "licences",
    "reliance",
    "characters",
    "optedOutRecords",
    "signals",
  ],
  additionalProperties: false,
};

function sum(shares: readonly SourceShare[], of: (share: SourceShare) => number): number {
  return shares.reduce((total, share) => total + of(share), 0);
}

function namespaceOf({ facts }: ExportInput): string {
  return `yurai://${facts.ledger.id}`;
}

/** The id of a run is 128 random bits; OpenLineage writes them as a UUID. */
function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
