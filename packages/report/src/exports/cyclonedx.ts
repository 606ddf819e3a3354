// CycloneDX 1.7 as an ML-BOM: the model, and its sources as data components.
import { createHash } from "node:crypto";
import type { LicenceClaim } from "@yurai/schema";
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

/** How CycloneDX names the bases on which a licence is known; it has no word for detected. */
const acknowledgement: Readonly<Record<LicenceClaim["basis"], "declared" | "concluded" | undefined>> = {
  declared: "declared",
  detected: undefined,
  concluded: "concluded",
};

/**
 * Writes the model and its data as a bill of materials. Facts for which CycloneDX has no field stand as properties that
 * begin with `yurai:`.
 *
 * @see https://cyclonedx.org/docs/1.7/json/ and ECMA-424
 */
export function exportCyclonedx(facts: ReportFacts, options: StatementOptions): ReportExport {
  const input = exportInput("cyclonedx", facts, options);
  const supplier = input.answer("supplier") ?? input.organisation;
  const bom = {
    bomFormat: "CycloneDX",
    specVersion: "1.7",
    serialNumber: `urn:uuid:${uuidOf(reportUrn(input))}`,
    version: 1,
    metadata: {
      timestamp: facts.madeAt,
      tools: { components: [{ type: "application", name: facts.tool.name, version: facts.tool.version }] },
      ...(supplier !== undefined && { supplier: { name: supplier } }),
      component: modelComponent(input),
      properties: [
        { name: "yurai:report", value: reportUrn(input) },
        { name: "yurai:ledger:rows", value: String(facts.ledger.size) },
        { name: "yurai:ledger:root", value: facts.ledger.root },
      ],
    },
    components: input.sources.map((source) => dataComponent(source)),
    dependencies: [
      { ref: "model", dependsOn: input.sources.map(({ name }) => refOf(name)) },
      ...input.sources.map(({ name }) => ({ ref: refOf(name) })),
    ],
  };
  const missing = [
    ...(facts.models.length === 0 ? ["cyclonedx: metadata.component.name"] : []),
    ...(supplier === undefined ? ["cyclonedx: metadata.supplier"] : []),
    ...input.sources
      .filter(({ claims }) => claims.length === 0)
      .map(({ name }) => `cyclonedx: licenses of ${name}`),
  ];
  return {
    text: exportJson(bom),
    ...exportItems(input, ["models", "sources", "licences", "opt-outs", "personal-data"]),
    missing,
  };
}

function modelComponent({ facts, subject, sources, answer }: ExportInput): object {
  const [model] = facts.models;
  return {
    type: "machine-learning-model",
    "bom-ref": "model",
    name: model?.fact.name ?? subject,
    ...(model?.fact.version !== undefined && { version: model.fact.version }),
    ...(model?.fact.base !== undefined && {
      pedigree: {
        ancestors: [
          {
            type: "machine-learning-model",
            name: model.fact.base.name,
            ...(model.fact.base.version !== undefined && { version: model.fact.base.version }),
          },
        ],
      },
    }),
    modelCard: {
      modelParameters: {
        datasets: sources.map(({ name }) => ({ ref: refOf(name) })),
        ...(answer("architecture") !== undefined && { modelArchitecture: answer("architecture") }),
      },
    },
  };
}

function dataComponent({ name, source, totals, claims, origin, url, release }: ExportedSource): object {
  const personal = (source.personalData?.counts ?? []).filter(({ count }) => count > 0);
  return {
    type: "data",
    "bom-ref": refOf(name),
    name,
    ...(release !== undefined && { version: release }),
    ...(claims.length > 0 && { licenses: licencesOf(claims) }),
    ...(url !== undefined && { externalReferences: [{ type: "distribution", url }] }),
    data: [
      {
        type: "dataset",
        name,
        ...(origin !== undefined && { description: `origin: ${origin}` }),
        ...(personal.length > 0 && { sensitiveData: personal.map(({ category }) => category) }),
      },
    ],
    properties: [
      { name: "yurai:origin", value: origin ?? "not declared" },
      { name: "yurai:records", value: String(totals.records) },
      { name: "yurai:characters", value: String(totals.characters) },
      { name: "yurai:bytes", value: String(totals.bytes) },
      { name: "yurai:optedOutRecords", value: String(totals.optedOutRecords) },
      ...(totals.firstUsedAt === undefined ? [] : [{ name: "yurai:firstUsedAt", value: totals.firstUsedAt }]),
      ...personal.map(({ category, count }) => ({
        name: `yurai:personalData:${category}`,
        value: String(count),
      })),
      { name: "yurai:reliance", value: source.reliances.at(-1)?.fact.kind ?? "undecided" },
    ],
  };
}

/** Either one expression, or licences one by one: the schema allows no mix. */
function licencesOf(claims: readonly LicenceClaim[]): readonly object[] {
  const [only] = claims;
  if (claims.length === 1 && only?.licence.kind === "spdx") {
    const known = acknowledgement[only.basis];
    return [{ expression: only.licence.expression, ...(known !== undefined && { acknowledgement: known }) }];
  }
  return claims.map(({ licence, basis }) => ({
    license: {
      name: licence.kind === "spdx" ? licence.expression : licence.name,
      ...(licence.kind === "custom" && licence.url !== undefined && { url: licence.url }),
      ...(acknowledgement[basis] !== undefined && { acknowledgement: acknowledgement[basis] }),
    },
  }));
}

function refOf(name: string): string {
  return `source:${name}`;
}

/** A UUID (RFC 9562, version 8) from a name, so that the same report has the same number. */
function uuidOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}
