// Exports against the official schemas, and against what those schemas do not see.
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formatsModule from "ajv-formats";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  exportCroissant,
  exportCyclonedx,
  exportDatasetCard,
  exportOpenlineage,
  exportProv,
  exportSpdx,
  provenanceFacetSchema,
  type ReportFacts,
} from "../../src/statements.ts";
import { answers, emptyFacts, facts } from "./report-facts-fixture.ts";

const id = "0123456789abcdef";
const options = { id, language: "en", answers } as const;
const addFormats = formatsModule.default;
const writes = process.env["YURAI_GOLDEN"] === "write";

function schema(name: string): object {
  return JSON.parse(readFileSync(new URL(`../schemas/${name}`, import.meta.url), "utf8")) as object;
}

const draft7 = new Ajv({ strict: false, allErrors: true });
const draft2020 = new Ajv2020({ strict: false, allErrors: true });
addFormats(draft7);
addFormats(draft2020);
// Formats of drafts that ajv-formats does not know: the patterns around them say enough.
for (const format of ["idn-email", "iri-reference"]) draft7.addFormat(format, true);
for (const name of ["jsf-0.82", "spdx", "cryptography-defs"])
  draft7.addSchema(schema(`cyclonedx/${name}.schema.json`));
const isCyclonedx = draft7.compile(schema("cyclonedx/bom-1.7.schema.json"));
const isSpdx = draft2020.compile(schema("spdx/spdx-json-schema.json"));
draft2020.addSchema(schema("openlineage/OpenLineage.json"));
const facetSchemas = [
  "DatasourceDatasetFacet",
  "DatasetVersionDatasetFacet",
  "InputStatisticsInputDatasetFacet",
  "SourceCodeLocationJobFacet",
];
for (const name of facetSchemas) draft2020.addSchema(schema(`openlineage/${name}.json`));
draft2020.addSchema(provenanceFacetSchema);

const everyFacts: readonly (readonly [string, ReportFacts])[] = [
  ["a ledger with everything", facts],
  ["an empty ledger", emptyFacts],
];

type Graph = readonly Readonly<Record<string, unknown>>[];

describe.each(everyFacts)("%s", (name, given) => {
  test("as CycloneDX 1.7 is valid by the official schema", () => {
    expect(
      isCyclonedx(JSON.parse(exportCyclonedx(given, options).text)),
      draft7.errorsText(isCyclonedx.errors),
    ).toBe(true);
  });

  test("as SPDX 3.0.1 is valid by the official schema", () => {
    expect(isSpdx(JSON.parse(exportSpdx(given, options).text)), draft2020.errorsText(isSpdx.errors)).toBe(
      true,
    );
  });

  test("as OpenLineage is valid by the core schema, and each facet by its own", () => {
    const isEvent = draft2020.getSchema("https://openlineage.io/spec/2-0-2/OpenLineage.json");
    const events = JSON.parse(exportOpenlineage(given, options).text) as Graph;
    for (const event of events) {
      expect(isEvent?.(event), draft2020.errorsText(isEvent?.errors)).toBe(true);
      for (const [key, facet] of facetsIn(event)) {
        const url = (facet as { _schemaURL: string })._schemaURL;
        // A facet's file holds it under its key; ours is the facet itself.
        const check = draft2020.getSchema(url.startsWith("urn:") ? url : url.replace(/#.*/, ""));
        expect(check, url).toBeDefined();
        const value = url.startsWith("urn:") ? facet : { [key]: facet };
        expect(check?.(value), `${key} ${draft2020.errorsText(check?.errors)}`).toBe(true);
      }
    }
  });

  test("is what it was, in every format", () => {
    const texts = {
      "croissant.json": exportCroissant(given, options).text,
      "cyclonedx.json": exportCyclonedx(given, options).text,
      "spdx.json": exportSpdx(given, options).text,
      "openlineage.json": exportOpenlineage(given, options).text,
      "prov.json": exportProv(given, options).text,
      "dataset-card.md": exportDatasetCard(given, options).text,
    };
    const prefix = name === "an empty ledger" ? "empty-" : "";
    const folder = new URL("../golden/exports/", import.meta.url);
    for (const [file, text] of Object.entries(texts)) {
      const path = new URL(prefix + file, folder);
      if (writes) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(path, text);
      }
      expect(text, file).toBe(readFileSync(path, "utf8"));
      // An array without events has no place for it.
      expect(text === "[]\n" || text.includes(id), file).toBe(true);
    }
  });
});

test("a wrong word is refused by the schemas: they look", () => {
  const bom = JSON.parse(exportCyclonedx(facts, options).text) as { components: { type: string }[] };
  bom.components[0]!.type = "dataset";
  expect(isCyclonedx(bom)).toBe(false);
  const spdx = JSON.parse(exportSpdx(facts, options).text) as { "@graph": Record<string, unknown>[] };
  spdx["@graph"].find(({ type }) => type === "dataset_DatasetPackage")!["dataset_datasetType"] = ["prose"];
  expect(isSpdx(spdx)).toBe(false);
});

test("every SPDX package has exactly one declared and one concluded licence", () => {
  const graph = (JSON.parse(exportSpdx(facts, options).text) as { "@graph": Graph })["@graph"];
  const packages = graph.filter(({ type }) => type === "dataset_DatasetPackage" || type === "ai_AIPackage");
  expect(packages).toHaveLength(facts.sources.length + 1);
  for (const { spdxId } of packages)
    for (const relation of ["hasDeclaredLicense", "hasConcludedLicense"])
      expect(
        graph.filter(({ from, relationshipType }) => from === spdxId && relationshipType === relation),
      ).toHaveLength(1);
});

test("every id of an SPDX graph is there once, and every reference leads to an element", () => {
  const graph = (JSON.parse(exportSpdx(facts, options).text) as { "@graph": Graph })["@graph"];
  const ids = graph.map(({ spdxId }) => spdxId).filter((spdxId) => spdxId !== undefined);
  expect(new Set(ids).size).toBe(ids.length);
  const referred = graph.flatMap(({ from, to, element, rootElement }) =>
    [from, to, element, rootElement].flat().filter((reference) => String(reference).startsWith("urn:")),
  );
  for (const reference of referred) expect(ids).toContain(reference);
});

test("what SPDX's profiles ask and nobody gave is named, and not made up", () => {
  const { missing, text } = exportSpdx(facts, options);
  expect(missing).toContain("spdx: originatedBy of magazine-2025");
  expect(missing).toContain("spdx: releaseTime of kaede-1b");
  const graph = (JSON.parse(text) as { "@graph": Graph })["@graph"];
  expect(graph.filter((element) => "originatedBy" in element)).toEqual([]);
});

test("Croissant has its nine required fields once the answers give what the ledger cannot know", () => {
  const bare = exportCroissant(facts, options);
  expect(bare.missing).toEqual(
    ["description", "license", "url", "datePublished"].map((field) => `croissant: ${field}`),
  );
  const fields = {
    description: "d",
    license: "https://a.example/licence",
    url: "https://a.example",
    datePublished: "2026-03-09",
  };
  const croissant = Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, { text }]));
  const full = exportCroissant(facts, { ...options, answers: { ...answers, items: { croissant } } });
  expect(full.missing).toEqual([]);
  const dataset = JSON.parse(full.text) as Record<string, unknown>;
  for (const field of [
    "@context",
    "@type",
    "conformsTo",
    "name",
    "description",
    "license",
    "url",
    "creator",
    "datePublished",
  ])
    expect(dataset[field], field).toBeDefined();
});

test("one source without a licence leaves the whole dataset without one", () => {
  const licensed = { ...facts, sources: facts.sources.filter(({ licences }) => licences.length > 0) };
  expect(JSON.parse(exportCroissant(licensed, options).text)).toMatchObject({
    license: ["https://spdx.org/licenses/CC-BY-4.0"],
  });
  expect(JSON.parse(exportCroissant(facts, options).text)).not.toHaveProperty("license");
  expect(exportDatasetCard(licensed, options).text).toContain('- "cc-by-4.0"');
  expect(exportDatasetCard(facts, options).text).toContain('- "unknown"');
});

/** Every facet of an event: of its job, its run and its inputs. */
function facetsIn(event: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  const { job, run, inputs } = event as {
    job: { facets: object };
    run: { facets: object };
    inputs: { facets: object; inputFacets: object }[];
  };
  return [job.facets, run.facets, ...inputs.flatMap((input) => [input.facets, input.inputFacets])].flatMap(
    (facets) => Object.entries(facets),
  );
}
