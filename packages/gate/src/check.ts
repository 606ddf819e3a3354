/**
 * The check of one output, from text to verdict.
 *
 *   1 normalise and fingerprint once
 *   2 hold it against every segment           -> matches
 *   3 ask where the matched records come from  (one batched read)
 *   4 run the checks, each on its own          -> findings
 *   5 decide
 *
 * Nothing here reads a clock, a file or a socket: the moment, the index and the provenance come in. Work is bounded by
 * counts and never by time, so the same inputs give the same verdict.
 */
import { contentId, policyHash } from "@yurai/schema";
import type { CheckName, Digest, NotCheckedReason, Policy, Tool, Verdict, Waiver } from "@yurai/schema";
import { normalise } from "@yurai/fingerprint";
import type { NormalText, QueryLimits, QueryResult } from "@yurai/fingerprint";
import { attributionOf } from "./attribution.ts";
import type { Check, CheckContext, Hint } from "./check-context.ts";
import { nearCopy } from "./checks/near-copy.ts";
import { optOut } from "./checks/opt-out.ts";
import { namesByDictionary, namesByModel } from "./checks/names.ts";
import { person } from "./checks/person.ts";
import { resemblance } from "./checks/resemblance.ts";
import { secret } from "./checks/secret.ts";
import { terms } from "./checks/terms.ts";
import { verbatim } from "./checks/verbatim.ts";
import { coverageOf, guaranteedLengths } from "./coverage.ts";
import type { SearchedSegment, SearchFacts } from "./coverage.ts";
import { decide } from "./decide.ts";
import { GateError } from "./error.ts";
import { findNames } from "./found-names.ts";
import type { NameFinders } from "./found-names.ts";
import { measure } from "./measured-output.ts";
import type { MeasuredOutput } from "./measured-output.ts";
import { describeOutput, whyUnreadable } from "./output.ts";
import type { ModelOutput } from "./output.ts";
import { foldMatches } from "./passages.ts";
import { readProvenance } from "./provenance-of.ts";
import type { AttributableRecord, ProvenanceOf, RecordsRead } from "./provenance-of.ts";
import { remembered } from "./remembered.ts";
import { runChecks } from "./run-checks.ts";
import { noStandardTexts } from "./standard-texts.ts";
import type { StandardTexts } from "./standard-texts.ts";
import { isBeyondBudget } from "./work-budget.ts";

/** The part of an index that a check asks. A `TextIndex` of `@yurai/fingerprint` is one. */
export interface OutputIndex {
  readonly segments: readonly SearchedSegment[];
  readonly query: (text: NormalText, limits?: QueryLimits) => Promise<QueryResult>;
}

/** What an output is checked against. */
export interface CheckOptions {
  readonly policy: Policy;
  /** Missing, or without segments: every output is `incomplete`. */
  readonly index?: OutputIndex;
  readonly provenanceOf: ProvenanceOf;
  /** The moment of the check, from which waivers expire. */
  readonly now: Date;
  /** The tool that checks; goes into the verdict. */
  readonly tool: Tool;
  /** Default: `textChecks`. */
  readonly checks?: readonly Check[];
  /** Default: none. */
  readonly standardTexts?: StandardTexts;
  /** Reviewed exceptions. Default: none. */
  readonly waivers?: readonly Waiver[];
  /** The intended use. Default: the policy's. */
  readonly use?: string;
  /** What is known of the model's runs and bases. Default: nothing. */
  readonly searchFacts?: SearchFacts;
  /** Bounds of the search. Default: those of `@yurai/fingerprint`. */
  readonly limits?: QueryLimits;
  /** What looks for names of people beyond the rules; its names become findings of `person`. Default: nothing. */
  readonly names?: NameFinders;
}

/** The checks that this package brings. */
export const textChecks: readonly Check[] = [
  verbatim,
  nearCopy,
  resemblance,
  terms,
  optOut,
  person,
  namesByDictionary,
  namesByModel,
  secret,
];

/**
 * Checks one output.
 *
 * @throws GateError `bad-checks` when two checks share a name, `bad-provenance` when `provenanceOf` breaks its word.
 *   What `index.query` and `provenanceOf` throw passes through: a store that fails is no fact about an output
 *
 * @example
 * ```ts
 * const verdict = await check({ id: "1", text: reply }, { policy, index, provenanceOf, now: new Date(), tool });
 * if (isStopped(verdict.action)) hold(reply);
 * ```
 */
export async function check(output: ModelOutput, options: CheckOptions): Promise<Verdict> {
  const { policy, now, checks = textChecks, waivers = [], use = policy.use, searchFacts = {} } = options;
  const names = namesOf(checks);
  const segments = options.index?.segments ?? noSegments;
  const unreadable = whyUnreadable(output);

  // 1
  const text = normalise(output.text ?? "");

  // 2 and 3
  const asksIndex = unreadable === undefined && segments.length > 0 && checks.some(needsMatches);
  const result = asksIndex ? await options.index!.query(text, limitsOf(options, names)) : nothingFound;
  const records = await readProvenance(
    [...result.matches, ...result.unverified, ...result.resemblances],
    options.provenanceOf,
  );
  // Where nothing hit there is nothing to tell apart from standard texts, and most outputs hit nothing.
  const standard = isEmpty(result) ? [] : (options.standardTexts ?? noStandardTexts).find(text);
  const measured = measure(text, standard);

  // 4
  const limit = limitOf(result, measured, segments);
  const context: CheckContext = {
    text: output.text ?? "",
    output: measured,
    passages: foldMatches(result.matches, records),
    matches: result.matches.flatMap((match) =>
      withKnown(records.get(match.record), (known) => ({ match, known })),
    ),
    resemblances: result.resemblances.flatMap((found) =>
      withKnown(records.get(found.record), (known) => ({ resemblance: found, known })),
    ),
    isSearched: asksIndex && limit === undefined && records.unknown === 0,
    hints: hintsOf(result.unverified, records),
    names: unreadable === undefined ? findNames(options.names ?? {}, output.text ?? "") : {},
    policy,
    use,
  };
  const { findings, shortfalls } = await runChecks(checks, context, {
    skip: (check) => whyUnasked(check, options) ?? unreadable ?? whySkipped(check, policy, segments),
    ...(limit === undefined ? {} : { limit }),
    unknownRecords: records.unknown,
  });
  const coverage = coverageOf(policy, segments, {
    facts: searchFacts,
    checks: names,
    shortfalls: new Map([
      ...(lacksText(result) && names.has("near-copy") ? [["near-copy", "without-text"] as const] : []),
      ...shortfalls,
      ...(unreadable === undefined ? [] : [["verbatim", unreadable] as const]),
    ]),
  });

  // 5
  const model = output.model === undefined ? {} : { model: output.model };
  const { action, decisions, ...used } = decide(policy, findings, { coverage, now, use, waivers, ...model });
  return {
    schemaVersion: 1,
    id: output.id,
    action,
    output: describeOutput(output, text.length),
    ...model,
    use,
    findings,
    decisions,
    coverage,
    attribution: attributionOf(findings, decisions, noticesOf(context)),
    waivers: used.waivers,
    policy: { name: policy.name, hash: hashOf(policy) },
    ...(segments.length === 0 ? {} : { index: indexIdOf(segments) }),
    tool: options.tool,
    checkedAt: now.toISOString(),
  };
}

const noSegments: readonly SearchedSegment[] = [];

const nothingFound: Pick<QueryResult, "matches" | "unverified" | "beyondLimits" | "resemblances"> = {
  matches: [],
  resemblances: [],
  unverified: [],
  beyondLimits: { hits: 0, output: [] },
};

// Both are the same for every output of a file.
const hashOf = remembered(policyHash);
const indexIdOf = remembered((segments: readonly SearchedSegment[]) =>
  contentId(segments.map(({ id }) => id).sort()),
);

function isEmpty({ matches, unverified, beyondLimits, resemblances }: typeof nothingFound): boolean {
  return [matches, unverified, resemblances].every(({ length }) => length === 0) && beyondLimits.hits === 0;
}

function namesOf(checks: readonly Check[]): ReadonlySet<CheckName> {
  const names = new Set(checks.map(({ name }) => name));
  if (names.size === checks.length) return names;
  throw new GateError(
    "bad-checks",
    "two checks go by one name; give each name once, or their findings would be mixed up",
  );
}

function needsMatches({ needs }: Check): boolean {
  return needs === "matches";
}

/** The search looks only for what the policy reports. */
function limitsOf({ policy, limits }: CheckOptions, checks: ReadonlySet<CheckName>): QueryLimits {
  const { nearCopy: near, resemblance: alike } = policy.thresholds;
  return {
    ...limits,
    nearCopy: checks.has("near-copy") ? { similarity: near.similarity } : null,
    resemblance: checks.has("resemblance") ? (alike?.similarity ?? null) : null,
  };
}

/** Names by dictionary and by model are looked for where somebody brought one. */
function whyUnasked({ name }: Check, { policy, names = {} }: CheckOptions): NotCheckedReason | undefined {
  const isAsked =
    name === "names"
      ? names.model !== undefined
      : name !== "names-dictionary" || names.dictionary !== undefined;
  if (isAsked) return undefined;
  return policy.requiredChecks.includes(name) ? "not-asked" : "not-required";
}

function whySkipped(
  check: Check,
  policy: Policy,
  segments: readonly SearchedSegment[],
): NotCheckedReason | undefined {
  if (needsMatches(check) && segments.length === 0) return "without-index";
  if (check.name !== "resemblance") return undefined;
  if (policy.thresholds.resemblance === undefined)
    return policy.requiredChecks.includes("resemblance") ? "not-installed" : "not-required";
  return segments.every(({ manifest }) => manifest.algorithms.minhash !== undefined)
    ? undefined
    : "without-index";
}

function withKnown<T>(
  known: AttributableRecord | undefined,
  make: (known: AttributableRecord) => T,
): readonly T[] {
  return known === undefined ? [] : [make(known)];
}

/** Why checks of matches can't see all of them: the search met its bounds, or no segment has passages. */
function limitOf(
  result: typeof nothingFound,
  output: MeasuredOutput,
  segments: readonly SearchedSegment[],
): NotCheckedReason | undefined {
  if (isBeyondBudget(result, output)) return "over-budget";
  return guaranteedLengths(segments) === undefined ? "without-index" : undefined;
}

/** Whether a record was met whose text could not be had: near copies are found on texts alone. */
function lacksText({ unverified }: typeof nothingFound): boolean {
  return unverified.some(({ reason }) => reason !== "work-limit");
}

/** Matches without text; those beyond the bounds of the work are told by the bounds. */
function hintsOf(unverified: QueryResult["unverified"], records: RecordsRead): readonly Hint[] {
  return unverified.flatMap((match) => {
    const known = records.get(match.record);
    return known === undefined || match.reason === "work-limit" ? [] : [{ match, known }];
  });
}

/** The recorded notices of everything that was matched, by their SHA-256. */
function noticesOf({ passages, hints, matches, resemblances }: CheckContext): ReadonlyMap<Digest, string> {
  const notices = new Map<Digest, string>();
  for (const { known } of [...passages, ...hints, ...matches, ...resemblances]) {
    if (known.attribution !== undefined && known.attributionText !== undefined)
      notices.set(known.attribution, known.attributionText);
  }
  return notices;
}
