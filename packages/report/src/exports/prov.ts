// PROV-JSON: models, runs and sources as entities, activities and agents.
import { nameOf } from "../evidence/models.ts";
import type { ReportFacts } from "../statements/report-facts.ts";
import type { StatementOptions } from "../statements/statement.ts";
import { exportInput, exportItems, exportJson, reportUrn, type ReportExport } from "./export.ts";

/**
 * Writes the graph of models, the runs that made them and the sources that these read.
 *
 * @see PROV-JSON, W3C Member Submission 2013-04-24; not a Recommendation
 */
export function exportProv(facts: ReportFacts, options: StatementOptions): ReportExport {
  const input = exportInput("prov", facts, options);
  const used = input.sources.flatMap(({ source: read }) =>
    [...new Set(read.shares.map((share) => share.run))].map((id) => ({ run: id, source: read.name })),
  );
  const made = facts.models.flatMap(({ fact }) => {
    const named = facts.runs.filter((one) => one.run.model?.name === fact.name).map((one) => one.run.id);
    return [...new Set([...fact.runs, ...named])].map((id) => ({ model: fact, run: id }));
  });
  const known = new Set(facts.runs.map((one) => one.run.id));
  const document = {
    prefix: { yurai: `${reportUrn(input)}#`, xsd: "http://www.w3.org/2001/XMLSchema#" },
    entity: Object.fromEntries([
      ...facts.models.map(({ fact }) => [
        modelName(fact),
        { "prov:label": nameOf(fact), "prov:type": "yurai:Model" },
      ]),
      ...facts.models.flatMap(({ fact }) =>
        fact.base === undefined
          ? []
          : [[modelName(fact.base), { "prov:label": nameOf(fact.base), "prov:type": "yurai:Model" }]],
      ),
      ...input.sources.map(({ name, origin, totals }) => [
        sourceName(name),
        {
          "prov:label": name,
          "prov:type": "yurai:Source",
          "yurai:origin": origin ?? "not declared",
          "yurai:records": { $: String(totals.records), type: "xsd:long" },
        },
      ]),
    ]) as Readonly<Record<string, object>>,
    activity: Object.fromEntries(
      facts.runs.map(({ run: one, ends }) => {
        const end = ends.at(-1)?.fact.endedAt;
        return [
          runName(one.id),
          {
            "prov:label": one.name ?? one.id,
            "prov:startTime": one.startedAt,
            ...(end !== undefined && { "prov:endTime": end }),
            "yurai:purpose": one.purpose,
          },
        ];
      }),
    ),
    agent: {
      "yurai:tool": {
        "prov:type": "prov:SoftwareAgent",
        "prov:label": `${facts.tool.name} ${facts.tool.version}`,
      },
    },
    used: numbered("used", used, (one) => ({
      "prov:activity": runName(one.run),
      "prov:entity": sourceName(one.source),
    })),
    wasGeneratedBy: numbered(
      "generated",
      made.filter((one) => known.has(one.run)),
      (one) => ({ "prov:entity": modelName(one.model), "prov:activity": runName(one.run) }),
    ),
    wasDerivedFrom: numbered(
      "derived",
      facts.models.filter(({ fact }) => fact.base !== undefined),
      ({ fact }) => ({
        "prov:generatedEntity": modelName(fact),
        "prov:usedEntity": modelName(fact.base ?? fact),
      }),
    ),
    wasAssociatedWith: numbered("associated", facts.runs, ({ run: one }) => ({
      "prov:activity": runName(one.id),
      "prov:agent": "yurai:tool",
    })),
  };
  return {
    text: exportJson(document),
    ...exportItems(input, ["models", "lineage", "training-runs", "sources"]),
    missing: facts.basesWithoutRuns.map((name) => `prov: runs of ${name}`),
  };
}

function numbered<Item>(word: string, items: readonly Item[], write: (item: Item) => object): object {
  return Object.fromEntries(items.map((item, at) => [`_:${word}${at + 1}`, write(item)]));
}

function modelName(reference: { readonly name: string; readonly version?: string }): string {
  return `yurai:model/${encodeURIComponent(nameOf(reference))}`;
}

function runName(id: string): string {
  return `yurai:run/${id}`;
}

function sourceName(name: string): string {
  return `yurai:source/${encodeURIComponent(name)}`;
}
