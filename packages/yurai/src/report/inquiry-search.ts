// Searches for the targets of an inquiry, and says for each what is known of the records that were found.
import { ImageIndex, queryImage, type ImageSearch } from "@yurai/fingerprint/images";
import { normalise, type LookupTarget, type RecordMatch, type RecordRow } from "@yurai/fingerprint";
import { answerTarget, type TargetSearch } from "@yurai/gate";
import type { Ledger } from "@yurai/ledger";
import { isYuraiError } from "@yurai/schema";
import type {
  InquiryMatch,
  InquiryReach,
  InquiryTarget,
  LicenceClaim,
  ModelReference,
  Provenance,
  RecordId,
  TargetKind,
  Timestamp,
} from "@yurai/schema";
import { createHash } from "node:crypto";
import { CliError } from "../error.ts";
import { lookupIn } from "../show/lookup.ts";
import { openSearchedSet, type SearchedSet } from "../check/searched-set.ts";
import type { Project } from "../home/config.ts";

/** Records that are described for each target; all are counted. */
const matchesPerTarget = 5;

/** Searches targets. Close it when done. */
export interface InquirySearch extends Disposable {
  readonly reach: InquiryReach;
  /** One answer a target; a declined one is not looked for. */
  readonly answer: (kind: Exclude<TargetKind, "image">, value: string) => Promise<InquiryTarget>;
  /** The answer about a picture, by the bytes of its file. */
  readonly answerImage: (bytes: Uint8Array) => Promise<InquiryTarget>;
}

/** What runs and models say about a record. */
interface Uses {
  readonly modelsOfRun: ReadonlyMap<string, readonly (ModelReference & { readonly since: Timestamp })[]>;
  readonly agentsOfSource: ReadonlyMap<string, readonly string[]>;
}

/** Opens everything that the ledger names, or what one model and its bases learned from. */
export async function openInquirySearch(
  ledger: Ledger,
  project: Project,
  model: ModelReference | undefined,
): Promise<InquirySearch> {
  const searched = await openSearchedSet(ledger, project, {
    // Inquiries are about what a model learned from: the decision on that use is shown.
    use: "train",
    ...(model !== undefined && { model }),
  });
  const isUnknown = searched.facts.notSearched?.some(({ kind }) => kind === "unknown-model") === true;
  if (isUnknown) {
    searched[Symbol.dispose]();
    throw new CliError(
      "not-found",
      `there is no model ${model?.name} in this ledger; yurai status lists what there is`,
    );
  }
  const uses = await readUses(ledger);
  let pictures: ImageIndex | undefined;
  return {
    answerImage: (bytes) => {
      pictures ??= new ImageIndex(searched.textIndex.segments);
      return answerPicture(searched, uses, pictures, bytes);
    },
    reach: await reachOf(ledger, searched),
    answer: (kind, value) => answerOne(searched, uses, kind, value),
    [Symbol.dispose]: () => searched[Symbol.dispose](),
  };
}

async function readUses(ledger: Ledger): Promise<Uses> {
  const runs = await ledger.runs();
  const models = await ledger.models();
  const modelsOfRun = new Map(
    runs.map(({ id, run }) => {
      const named = models.filter((view) => view.model.runs.includes(id)).map((view) => view.model);
      const all = [...(run.model === undefined ? [] : [run.model]), ...named];
      const once = new Map(all.map(({ name, version }) => [`${name}@${version ?? ""}`, { name, version }]));
      const since = run.startedAt;
      return [
        id,
        [...once.values()].map(({ name, version }) => ({
          name,
          ...(version !== undefined && { version }),
          since,
        })),
      ] as const;
    }),
  );
  const sources = await ledger.sources();
  const agentsOfSource = new Map(
    sources.map(({ name, crawls }) => [
      name,
      // A source has a crawl for each run and file: the same fetcher is named once.
      [...new Set(crawls.flatMap(({ fact }) => (fact.userAgent === undefined ? [] : [fact.userAgent])))],
    ]),
  );
  return { modelsOfRun, agentsOfSource };
}

async function reachOf(ledger: Ledger, searched: SearchedSet): Promise<InquiryReach> {
  const { segments } = searched.textIndex;
  const { runs: ids = [], models = [], segmentsExpected = segments.length } = searched.facts;
  const views = ids.length === 0 ? [] : await ledger.runs([...ids]);
  const runs = views.map(({ id, run }) => ({
    id,
    ...(run.name !== undefined && { name: run.name }),
    startedAt: run.startedAt,
  }));
  const since = runs.map(({ startedAt }) => startedAt).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
  const sum = (of: "records" | "characters"): number =>
    segments.reduce((total, { manifest }) => total + manifest.counts[of], 0);
  return {
    segmentsSearched: segments.length,
    segmentsExpected,
    records: sum("records"),
    characters: sum("characters"),
    runs,
    models,
    modelsWithoutRuns: (searched.facts.notSearched ?? []).flatMap((one) =>
      one.kind === "model-without-runs" ? [one.model] : [],
    ),
    unsearched: searched.unsearched.map(({ id, code }) => ({ id, code })),
    ...(since !== undefined && { since }),
  };
}

/** Very same files are `included`, pictures that show the same `similar`; one that cannot be compared is said so. */
async function answerPicture(
  searched: SearchedSet,
  uses: Uses,
  index: ImageIndex,
  bytes: Uint8Array,
): Promise<InquiryTarget> {
  const value = createHash("sha256").update(bytes).digest("hex");
  const found = await searchPicture(index, bytes);
  if (typeof found === "string")
    return { kind: "image", value, answer: "cannot-determine", records: 0, matches: [], reason: found };
  const own = found.matches.filter(
    ({ record }) => searched.firstIds === undefined || searched.firstIds.has(record.segment),
  );
  const same = own.filter(({ band }) => band === "same").length;
  const answer = answerTarget({
    same,
    alike: own.length - same,
    covered: 0,
    // What is flat or tiny has nothing to be compared by; candidates beyond the limit were not looked at.
    unverified: (found.comparable ? 0 : 1) + found.beyondLimits,
    isPartial: searched.unsearched.length > 0 || index.count === 0,
  });
  return {
    kind: "image",
    value,
    answer,
    records: own.length,
    matches: await describe(
      searched,
      uses,
      own.map(({ record, row, band }) => ({ record, row, band })),
    ),
    ...(answer === "cannot-determine" && { reason: found.comparable ? "not-searched" : "not-comparable" }),
  };
}

/** What is found, or the code of why the file cannot be read as a picture. */
async function searchPicture(index: ImageIndex, bytes: Uint8Array): Promise<ImageSearch | string> {
  try {
    return await index.search(await queryImage(bytes));
  } catch (error) {
    if (isYuraiError(error) && !error.code.startsWith("segment-")) return error.code;
    throw error;
  }
}

async function answerOne(
  searched: SearchedSet,
  uses: Uses,
  kind: Exclude<TargetKind, "image">,
  value: string,
): Promise<InquiryTarget> {
  const opened = { index: searched.textIndex, unsearched: searched.unsearched };
  const found = await lookupIn(opened, lookupTarget(kind, value), {
    limit: matchesPerTarget,
    ...(searched.firstIds !== undefined && { firstIds: searched.firstIds }),
  });
  const passages = kind === "text" ? await searched.index.query(normalise(value)) : undefined;
  const alike = (passages?.matches ?? []).filter(
    ({ record }) => !found.found.some((one) => isSame(one.record, record)),
  );
  const characters = Math.max(1, passages?.characters ?? 1);
  const covered = Math.max(0, ...alike.map((match) => match.coveredCharacters / characters));
  const search: TargetSearch = {
    same: found.count,
    alike: alike.length,
    covered,
    unverified:
      (passages?.unverified.length ?? 0) +
      (passages?.beyondLimits.hits ?? 0) +
      (found.answer === "cannotDetermine" && searched.unsearched.length === 0 ? 1 : 0),
    isPartial: searched.unsearched.length > 0 || searched.textIndex.segments.length === 0,
  };
  const described = await describe(searched, uses, [
    ...found.found.map(({ record, row }) => ({ record, row })),
    ...alike.map((match) => ({ record: match.record, row: match.row, match, characters })),
  ]);
  const answer = answerTarget(search);
  return {
    kind,
    value: kind === "text" ? createHash("sha256").update(value).digest("hex") : value,
    answer,
    records: found.count + alike.length,
    matches: described,
    ...(answer === "cannot-determine" && { reason: search.isPartial ? "not-searched" : "not-compared" }),
  };
}

function lookupTarget(kind: Exclude<TargetKind, "image">, value: string): LookupTarget {
  switch (kind) {
    case "url":
      return { url: value };
    case "host":
      return { host: value, subdomains: true };
    case "digest":
      return { digest: value };
    case "text":
      return { text: value };
    default:
      return kind satisfies never;
  }
}

function isSame(a: RecordId, b: RecordId): boolean {
  return a.segment === b.segment && a.ordinal === b.ordinal;
}

interface Found {
  readonly record: RecordId;
  readonly row: RecordRow;
  readonly match?: RecordMatch;
  readonly characters?: number;
  readonly band?: NonNullable<InquiryMatch["band"]>;
}

async function describe(
  searched: SearchedSet,
  uses: Uses,
  all: readonly Found[],
): Promise<readonly InquiryMatch[]> {
  const listed = all.slice(0, matchesPerTarget);
  if (listed.length === 0) return [];
  const known = await searched.provenanceOf(listed.map(({ record, row }) => ({ record, facts: row.facts })));
  return known.flatMap((one, at) => (one === null ? [] : [matchOf(one.provenance, uses, listed[at]!)]));
}

function matchOf(provenance: Provenance, uses: Uses, { match, band, characters = 1 }: Found): InquiryMatch {
  const { record, source, origin, locator, url, fetchedAt, runs, signals, reliance, licences } = provenance;
  const models = runs.flatMap((run) => uses.modelsOfRun.get(run) ?? []);
  return {
    record,
    source,
    origin,
    locator,
    ...(url !== undefined && { url }),
    ...(fetchedAt !== undefined && { fetchedAt }),
    userAgents: uses.agentsOfSource.get(source) ?? [],
    runs,
    models: firstUses(models),
    licences: licences.map(licenceOf),
    signals,
    reliance: reliance.kind,
    ...(band !== undefined && { band }),
    ...(match !== undefined && {
      longestRun: match.runs[0]?.characters ?? 0,
      covered: Math.min(1, match.coveredCharacters / characters),
    }),
  };
}

function licenceOf({ licence, basis }: LicenceClaim): InquiryMatch["licences"][number] {
  return { licence: licence.kind === "spdx" ? licence.expression : licence.name, basis };
}

/** Each model once, since its first run. */
function firstUses(models: InquiryMatch["models"]): InquiryMatch["models"] {
  const first = new Map<string, InquiryMatch["models"][number]>();
  for (const model of models.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since))) {
    const key = `${model.name}@${model.version ?? ""}`;
    if (!first.has(key)) first.set(key, model);
  }
  return [...first.values()];
}
