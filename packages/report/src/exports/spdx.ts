// SPDX 3.0.1 with the AI and Dataset profiles.
import type { ReportFacts } from "../statements/report-facts.ts";
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

const noAssertionLicence = "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense";
const creation = "_:creation";

/** An element of the graph. */
type Element = Readonly<Record<string, unknown>>;

/**
 * Writes model and sources as an SPDX graph: an AI package that is trained on dataset packages, each with exactly one
 * declared and one concluded licence. What the profiles require and nobody gave (`originatedBy`, `builtTime`,
 * `releaseTime`, `downloadLocation`) is left out and named: the JSON Schema does not notice, the profiles do.
 *
 * @see https://spdx.github.io/spdx-spec/v3.0.1/
 */
export function exportSpdx(facts: ReportFacts, options: StatementOptions): ReportExport {
  const input = exportInput("spdx", facts, options);
  const urn = reportUrn(input);
  const packages = input.sources.flatMap((source, at) => datasetElements(input, source, at));
  const model = modelElements(input);
  const relations = input.sources.map((_source, at) =>
    relationship(`${urn}#trained-on-${at}`, `${urn}#model`, "trainedOn", `${urn}#source-${at}`),
  );
  const agents = agentElements(input);
  const elements: readonly Element[] = [...agents, ...model, ...packages, ...relations];
  const graph: readonly Element[] = [
    {
      type: "CreationInfo",
      "@id": creation,
      created: seconds(facts.madeAt),
      createdBy: [`${urn}#maker`],
      createdUsing: [`${urn}#tool`],
      specVersion: "3.0.1",
    },
    {
      type: "SpdxDocument",
      spdxId: `${urn}#document`,
      creationInfo: creation,
      name: input.subject,
      profileConformance: ["core", "software", "simpleLicensing", "ai", "dataset"],
      rootElement: [`${urn}#model`],
      element: elements.map(({ spdxId }) => spdxId),
    },
    ...elements,
  ];
  return {
    text: exportJson({ "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph }),
    ...exportItems(input, ["models", "sources", "licences", "collection-period", "personal-data"]),
    missing: missingFields(input, graph),
  };
}

function agentElements(input: ExportInput): readonly Element[] {
  const urn = reportUrn(input);
  const maker = input.answer("createdBy") ?? input.organisation;
  return [
    {
      type: maker === undefined ? "Agent" : "Organization",
      spdxId: `${urn}#maker`,
      creationInfo: creation,
      ...(maker !== undefined && { name: maker }),
    },
    {
      type: "Tool",
      spdxId: `${urn}#tool`,
      creationInfo: creation,
      name: `${input.facts.tool.name} ${input.facts.tool.version}`,
    },
  ];
}

function modelElements(input: ExportInput): readonly Element[] {
  const { facts, subject, answer } = input;
  const urn = reportUrn(input);
  const [model] = facts.models;
  const released = answer("releaseTime");
  const location = answer("downloadLocation");
  return [
    {
      type: "ai_AIPackage",
      spdxId: `${urn}#model`,
      creationInfo: creation,
      name: model?.fact.name ?? subject,
      software_primaryPurpose: "model",
      suppliedBy: `${urn}#maker`,
      ...(model?.fact.version !== undefined && { software_packageVersion: model.fact.version }),
      ...(released !== undefined && { releaseTime: released }),
      ...(location !== undefined && { software_downloadLocation: location }),
    },
    ...licenceElements(urn, "model", { name: subject }),
  ];
}

function datasetElements(input: ExportInput, source: ExportedSource, at: number): readonly Element[] {
  const urn = reportUrn(input);
  const { name, totals, url, release } = source;
  const built = input.answer(`${name}.builtTime`) ?? source.source.lastFetchedAt;
  const released = input.answer(`${name}.releaseTime`);
  const originator = input.answer(`${name}.originatedBy`);
  const personal = source.source.personalData;
  const found = (personal?.counts ?? []).some(({ count }) => count > 0);
  return [
    {
      type: "dataset_DatasetPackage",
      spdxId: `${urn}#source-${at}`,
      creationInfo: creation,
      name,
      software_primaryPurpose: "data",
      dataset_datasetType: ["text"],
      dataset_datasetSize: totals.bytes,
      // Detectors that found nothing prove nothing.
      dataset_hasSensitivePersonalInformation: personal !== undefined && found ? "yes" : "noAssertion",
      ...(originator !== undefined && { originatedBy: [`${urn}#origin-${at}`] }),
      ...(built !== undefined && { builtTime: seconds(built) }),
      ...(released !== undefined && { releaseTime: released }),
      ...(release !== undefined && { software_packageVersion: release }),
      ...(url !== undefined && { software_downloadLocation: url }),
    },
    ...(originator === undefined
      ? []
      : [{ type: "Organization", spdxId: `${urn}#origin-${at}`, creationInfo: creation, name: originator }]),
    ...licenceElements(urn, `source-${at}`, source),
  ];
}

/** Exactly one declared and one concluded licence: what nobody said is no assertion. */
function licenceElements(
  urn: string,
  of: string,
  { declared, concluded }: Pick<ExportedSource, "declared" | "concluded" | "name">,
): readonly Element[] {
  const parts = [
    ["hasDeclaredLicense", "declared", declared],
    ["hasConcludedLicense", "concluded", concluded],
  ] as const;
  return parts.flatMap(([type, word, text]): readonly Element[] => {
    const expression = `${urn}#${of}-${word}-licence`;
    return [
      ...(text === undefined
        ? []
        : [
            {
              type: "simplelicensing_LicenseExpression",
              spdxId: expression,
              creationInfo: creation,
              simplelicensing_licenseExpression: expressionOf(text),
            },
          ]),
      relationship(
        `${urn}#${of}-${word}`,
        `${urn}#${of}`,
        type,
        text === undefined ? noAssertionLicence : expression,
      ),
    ];
  });
}

/** Custom terms become a LicenseRef; an expression stays as it is. */
function expressionOf(text: string): string {
  return /^[\w.+\-() ]+$/.test(text) ? text : `LicenseRef-${text.replace(/[^\w.-]+/g, "-")}`;
}

function relationship(spdxId: string, from: string, relationshipType: string, to: string): Element {
  return { type: "Relationship", spdxId, creationInfo: creation, from, relationshipType, to: [to] };
}

const requiredOfDataset = [
  "originatedBy",
  "builtTime",
  "releaseTime",
  "software_downloadLocation",
  "software_primaryPurpose",
];
const requiredOfModel = [
  "suppliedBy",
  "releaseTime",
  "software_downloadLocation",
  "software_packageVersion",
  "software_primaryPurpose",
];

function missingFields({ sources }: ExportInput, graph: readonly Element[]): readonly string[] {
  const lacks = (type: string, fields: readonly string[]): readonly string[] =>
    graph
      .filter((element) => element["type"] === type)
      .flatMap((element) =>
        fields
          .filter((field) => element[field] === undefined)
          .map((field) => `spdx: ${field} of ${String(element["name"])}`),
      );
  const licences = sources.filter(
    ({ declared, concluded }) => declared === undefined || concluded === undefined,
  );
  return [
    ...lacks("ai_AIPackage", requiredOfModel),
    ...lacks("dataset_DatasetPackage", requiredOfDataset),
    ...licences.map(
      ({ name, declared }) => `spdx: ${declared === undefined ? "declared" : "concluded"} licence of ${name}`,
    ),
  ];
}

/** SPDX times have no fractions of a second. */
function seconds(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
