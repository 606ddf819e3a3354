// What outputs are held against: segments, what is known of their sources, and what could not be searched.
import type { QueryLimits, QueryResult, TextIndex } from "@yurai/fingerprint";
import type { OutputIndex, ProvenanceOf, SearchFacts } from "@yurai/gate";
import type { Ledger, LineageStep, SegmentCommit } from "@yurai/ledger";
import type { DeclaredModel, ModelReference, NotSearched } from "@yurai/schema";
import { readAttributionText } from "./attribution-text.ts";
import type { Project } from "../home/config.ts";
import { openHomeIndex, type UnsearchedSegment } from "../home/home.ts";
import { provenanceFrom, type SourceFacts } from "./provenance-of.ts";

/** Everything that a check asks besides the policy. Close it when done. */
export interface SearchedSet extends Disposable {
  readonly index: OutputIndex;
  /** The same index with its lookups, unfiltered. */
  readonly textIndex: TextIndex;
  readonly facts: SearchFacts;
  readonly provenanceOf: ProvenanceOf;
  readonly unsearched: readonly UnsearchedSegment[];
  /** Ids of the segments that records of the model were first written to; undefined for every record. */
  readonly firstIds?: ReadonlySet<string>;
  /** Runs by id of first segment. */
  readonly runsOf: ReadonlyMap<string, readonly string[]>;
  readonly readSources: (names: readonly string[]) => Promise<readonly SourceFacts[]>;
}

/** Which records are searched, and for what. */
export interface SearchScope {
  /** Default: every segment. */
  readonly model?: ModelReference;
  /** The use that decisions on reliance are asked about. */
  readonly use: string;
}

/**
 * Opens what a ledger names: the segments of a model's runs and of its bases', or all.
 *
 * @throws LedgerError; FingerprintError when a segment can't be opened for another reason than being missing or damaged
 */
export async function openSearchedSet(
  ledger: Ledger,
  project: Pick<Project, "home" | "folder" | "config">,
  { model, use }: SearchScope,
): Promise<SearchedSet> {
  const lineage = model && (await lineageOf(ledger, model, project.config.models ?? []));
  const runs = lineage && [...new Set(lineage.flatMap((step) => step.runs))];
  const { current, firstIds } = await ledger.segments(runs);
  const { index: textIndex, unsearched } = await openHomeIndex(project, current);
  const runsOf = await readRunsOf(ledger);
  const readSources = async (names: readonly string[]): Promise<readonly SourceFacts[]> => {
    const views = await ledger.sources(names);
    return Promise.all(
      views.map(async ({ name, source, licences, reliances }): Promise<SourceFacts> => {
        const claims = licences.map(({ fact }) => fact);
        const text = await readAttributionText(name, claims, { folder: project.folder, index: textIndex });
        return {
          name,
          licences: claims,
          reliances: reliances.map(({ fact }) => fact),
          ...(source && { source: source.fact }),
          ...(text !== undefined && { attributionText: text }),
        };
      }),
    );
  };
  const wanted = lineage && new Set(firstIds);
  return {
    index: { segments: textIndex.segments, query: onlyOf(textIndex, wanted) },
    textIndex,
    facts: {
      segmentsExpected: current.length,
      runs: runs ?? [...new Set(current.flatMap((segment) => segment.runs))],
      models: (lineage ?? []).filter((step) => step.runs.length > 0).map((step) => step.model),
      notSearched: [...(lineage ?? []).flatMap(notSearchedOf), ...unsearched.map(lostSegment)],
    },
    provenanceOf: provenanceFrom(readSources, runsOf, use),
    unsearched,
    runsOf,
    readSources,
    ...(wanted && { firstIds: wanted }),
    [Symbol.dispose]: () => textIndex.close(),
  };
}

/** Leaves out the records of other runs that a merged segment holds as well. */
export function onlyOf(
  index: TextIndex,
  firstIds: ReadonlySet<string> | undefined,
): (text: Parameters<OutputIndex["query"]>[0], limits?: QueryLimits) => Promise<QueryResult> {
  return async (text, limits) => {
    const result = await index.query(text, limits);
    if (firstIds === undefined) return result;
    const isWanted = ({ record }: { readonly record: { readonly segment: string } }): boolean =>
      firstIds.has(record.segment);
    return {
      ...result,
      matches: result.matches.filter(isWanted),
      unverified: result.unverified.filter(isWanted),
    };
  };
}

/** A model and its bases, those that only the configuration declares included. */
async function lineageOf(
  ledger: Ledger,
  model: ModelReference,
  declared: readonly DeclaredModel[],
): Promise<readonly LineageStep[]> {
  const steps = new Map<string, LineageStep>();
  const queue = [model];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (steps.has(keyOf(next))) continue;
    for (const step of (await ledger.modelLineage(next)).steps) {
      const { name, version } = step.model;
      const said = declared.filter(
        (other) => other.name === name && (version === undefined || other.version === version),
      );
      steps.set(keyOf(step.model), { ...step, recorded: step.recorded || said.length > 0 });
      queue.push(...said.flatMap(({ base }) => (base === undefined ? [] : [base])));
    }
  }
  return [...steps.values()];
}

function keyOf({ name, version }: ModelReference): string {
  return JSON.stringify([name, version ?? null]);
}

function notSearchedOf({ model, recorded, runs }: LineageStep, index: number): readonly NotSearched[] {
  if (runs.length > 0) return [];
  // A name that nothing knows is most likely misspelt; a base that nobody tracked is a fact.
  return [{ kind: index === 0 && !recorded ? "unknown-model" : "model-without-runs", model }];
}

function lostSegment({ id, code }: UnsearchedSegment): NotSearched {
  return code === "segment-missing"
    ? { kind: "missing-segment", segment: id }
    : { kind: "damaged-segment", segment: id, code };
}

async function readRunsOf(ledger: Ledger): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await ledger.rows({ kinds: ["segment"] });
  // A row's kind gives its body.
  return new Map(rows.map(({ body }) => [(body as SegmentCommit).id, (body as SegmentCommit).runs]));
}
