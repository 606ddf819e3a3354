// MLCommons Croissant 1.1 with RAI 1.0 and PROV-O terms.
import type { Origin } from "@yurai/schema";
import { licenceText } from "../evidence/rights.ts";
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

/** The nine fields that the specification requires of a dataset. */
const requiredFields = [
  "@context",
  "@type",
  "conformsTo",
  "name",
  "description",
  "license",
  "url",
  "creator",
  "datePublished",
] as const;

const terms = [
  "citeAs",
  "column",
  "containedIn",
  "equivalentProperty",
  "extract",
  "field",
  "fileProperty",
  "fileObject",
  "fileSet",
  "format",
  "includes",
  "isLiveDataset",
  "jsonPath",
  "key",
  "md5",
  "parentField",
  "path",
  "recordSet",
  "references",
  "regex",
  "repeated",
  "replace",
  "samplingRate",
  "sdVersion",
  "separator",
  "source",
  "subField",
  "transform",
] as const;

/** The reference tool's context; its vocabulary is https, unlike the specification's appendix. */
const context = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  sc: "https://schema.org/",
  cr: "http://mlcommons.org/croissant/",
  rai: "http://mlcommons.org/croissant/RAI/",
  dct: "http://purl.org/dc/terms/",
  prov: "http://www.w3.org/ns/prov#",
  odrl: "http://www.w3.org/ns/odrl/2/",
  conformsTo: "dct:conformsTo",
  data: { "@id": "cr:data", "@type": "@json" },
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  examples: { "@id": "cr:examples", "@type": "@json" },
  ...Object.fromEntries(terms.map((term) => [term, `cr:${term}`])),
};

/** How RAI names the ways in which data was collected. */
const collectionType: Readonly<Record<Origin, string>> = {
  "public-dataset": "Secondary Data analysis",
  crawled: "Web Scraping",
  licensed: "Others",
  "third-party": "Secondary Data analysis",
  user: "User-generated content data",
  synthetic: "Others",
  own: "Others",
};

/**
 * Describes the training data as a Croissant dataset with a file set for each source. Of the nine required fields those
 * that the ledger cannot know (`description`, `url`, `creator`, `datePublished`, and `license` without claims) come from
 * the answers under `croissant`; what is missing is left out and named, never made up.
 *
 * @see https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html
 */
export function exportCroissant(facts: ReportFacts, options: StatementOptions): ReportExport {
  const input = exportInput("croissant", facts, options);
  const { answer, organisation } = input;
  const creator = answer("creator") ?? organisation;
  const licences = licencesOf(input);
  const dataset = {
    "@context": context,
    "@type": "sc:Dataset",
    conformsTo: ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
    name: answer("name") ?? input.subject,
    description: answer("description"),
    license: licences.length === 0 ? undefined : licences,
    url: answer("url"),
    creator: creator === undefined ? undefined : { "@type": "sc:Organization", name: creator },
    datePublished: answer("datePublished"),
    identifier: reportUrn(input),
    // The sources go on changing; what was read of them is fixed by the ledger, not by these files.
    isLiveDataset: true,
    distribution: input.sources.map((source) => fileSet(source)),
    "prov:wasGeneratedBy": facts.runs.map(({ run }) => ({
      "@type": "prov:Activity",
      "@id": `urn:yurai:run:${run.id}`,
      "prov:label": run.name ?? run.id,
      "prov:startedAtTime": run.startedAt,
    })),
    ...responsibleFields(input),
  };
  const missing = requiredFields.filter((field) => dataset[field] === undefined);
  return {
    text: exportJson(dataset),
    ...exportItems(input, [
      "sources",
      "licences",
      "collection-period",
      "crawlers",
      "screening",
      "personal-data",
    ]),
    missing: missing.map((field) => `croissant: ${field}`),
  };
}

function licencesOf({ sources, answer }: ExportInput): readonly string[] {
  const given = answer("license");
  if (given !== undefined) return [given];
  // One source without any claim leaves the whole without an answer.
  if (sources.some(({ claims }) => claims.length === 0)) return [];
  const names = sources.flatMap(({ claims }) => claims.map((claim) => licenceUrl(claim)));
  return [...new Set(names)];
}

function licenceUrl(claim: ExportedSource["claims"][number]): string {
  const { licence } = claim;
  if (licence.kind === "custom") return licence.url ?? licence.name;
  const text = licenceText(claim);
  return /^[\w.+-]+$/.test(text) ? `https://spdx.org/licenses/${text}` : text;
}

function fileSet({ name, source, totals, claims, url, release }: ExportedSource): object {
  return {
    "@type": "cr:FileSet",
    "@id": name,
    name,
    // What was recorded is text, whatever file it came from.
    encodingFormat: "text/plain",
    includes: "*",
    contentSize: `${totals.bytes} B`,
    version: release,
    license: claims.length === 0 ? undefined : claims.map((claim) => licenceUrl(claim)),
    "prov:wasDerivedFrom":
      url === undefined ? { "@id": `urn:yurai:source:${encodeURIComponent(name)}` } : { "@id": url },
    "prov:wasAttributedTo": source.crawls.map(({ fact }) => ({
      "@type": "prov:Agent",
      "prov:label": fact.userAgent ?? fact.id,
    })),
  };
}

function responsibleFields({ sources, context: found, facts }: ExportInput): object {
  const origins = [...new Set(sources.map(({ origin }) => origin).filter((origin) => origin !== undefined))];
  const times = sources
    .flatMap(({ source }) => [source.firstFetchedAt, source.lastFetchedAt])
    .filter((time) => time !== undefined)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b));
  const kinds = new Set(
    sources.flatMap(({ source }) => (source.personalData?.counts ?? []).map(({ category }) => category)),
  );
  const rules = facts.sources.flatMap((source) => source.screenings.flatMap(({ rules: applied }) => applied));
  return {
    "rai:dataCollectionType": origins.map((origin) => collectionType[origin]),
    "rai:dataCollectionTimeframe": times.length === 0 ? undefined : [times[0], times.at(-1)],
    "rai:personalSensitiveInformation": [...kinds].map(
      (kind) => found.catalogue.words.category[kind] ?? kind,
    ),
    "rai:dataPreprocessingProtocol": rules.map(
      ({ rule, action, records }) => `${rule}: ${action} ${records}`,
    ),
  };
}
