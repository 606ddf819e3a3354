/** Keeps, drops or sets rows aside by rules before they are used, and counts what each rule did. */
import type { Screening } from "@yurai/ledger";
import { isUrl } from "@yurai/fingerprint";
import {
  combineTerms,
  refusesTraining,
  type Answer,
  type LicenceClaim,
  type Signal,
  type Terms,
} from "@yurai/schema";
import { TrackError } from "./error.ts";
import { isExcluded, type ExclusionList } from "./exclusion-list.ts";
import { answersOf, isSpdxExpression, termsOfClaims, termsOfLicence } from "./licences/terms.ts";
import { isAsyncRows } from "./track-rows.ts";

/** What a rule looks at. */
export type ScreenCondition<Row> =
  /** Some signal of the row says no to training. */
  | { readonly kind: "opt-out" }
  /** The row's URL or host is on a list. */
  | { readonly kind: "excluded"; readonly list: ExclusionList }
  /** The terms of the row's licence, or else of its source, give one of these answers to every question named. */
  | { readonly kind: "terms"; readonly terms: { readonly [Question in keyof Terms]?: readonly Answer[] } }
  /** Anything else, such as personal data. `undefined` says that the row could not be looked at. */
  | { readonly kind: "predicate"; readonly test: (row: Row) => boolean | undefined };

/** One rule; the first that holds decides. `keep` ends the search, so that exceptions come first. */
export interface ScreenRule<Row> {
  /** Its name in the record, such as `opt-out` or `publisher-list`. */
  readonly rule: string;
  readonly when: ScreenCondition<Row>;
  readonly action: "keep" | "drop" | "quarantine";
}

/** How rows are screened. */
export interface ScreenOptions<Row> {
  readonly source: string;
  readonly rules: readonly ScreenRule<Row>[];
  readonly url?: (row: Row) => string | undefined;
  readonly signals?: (row: Row) => readonly Signal[] | undefined;
  /** The row's own licence: an SPDX expression or a name, which is unknown on every question. */
  readonly licence?: (row: Row) => string | undefined;
  /** What is claimed of the source's licence. Default: what the ledger knows, when a run screens; else nothing. */
  readonly licences?: readonly LicenceClaim[];
  /** Receives rows that are set aside, with the rule; without it they are counted and go nowhere. */
  readonly quarantine?: (row: Row, rule: string) => void;
  /** Receives rows that are dropped, with the rule: for a list of them. */
  readonly dropped?: (row: Row, rule: string) => void;
}

/** Screened rows, and the counts so far. */
export interface Screened<Rows> {
  /** The rows that are kept: same order, same objects. */
  readonly rows: Rows;
  /** What became of the rows so far, as the ledger keeps it. A rule without its condition fulfilled is in it with 0. */
  screening(run: string): Screening;
}

type Check<Row> = (row: Row) => boolean | undefined;

interface Count {
  records: number;
  notChecked: number;
}

/**
 * Screens rows by rules. A rule that can't look at a row (no URL, a condition that throws) is counted as not checked; a
 * condition that throws sets the row aside, because nobody knows what is in it.
 *
 * @throws TrackError `bad-input` for two rules of one name
 */
export function screen<Row>(
  rows: AsyncIterable<Row>,
  options: ScreenOptions<Row>,
): Screened<AsyncIterable<Row>>;
export function screen<Row>(rows: Iterable<Row>, options: ScreenOptions<Row>): Screened<Iterable<Row>>;
export function screen<Row>(
  rows: Iterable<Row> | AsyncIterable<Row>,
  options: ScreenOptions<Row>,
): Screened<Iterable<Row> | AsyncIterable<Row>> {
  const names = options.rules.map(({ rule }) => rule);
  if (new Set(names).size < names.length)
    throw new TrackError(
      "bad-input",
      "Two rules of a screening have the same name. Name each of them differently.",
    );
  const checks = options.rules.map(({ when }) => checkOf(when, options));
  const counts = options.rules.map((): Count => ({ records: 0, notChecked: 0 }));
  const totals = { keep: 0, drop: 0, quarantine: 0 };
  const isKept = (row: Row): boolean => {
    const { action, at } = decide(row, options.rules, checks, counts);
    totals[action]++;
    if (at !== undefined) counts[at]!.records++;
    if (action === "quarantine") options.quarantine?.(row, names[at!]!);
    else if (action === "drop") options.dropped?.(row, names[at!]!);
    return action === "keep";
  };
  return {
    rows: isAsyncRows(rows) ? keptLater(rows, isKept) : kept(rows, isKept),
    screening: (run) => ({
      run,
      source: options.source,
      kept: totals.keep,
      dropped: totals.drop,
      quarantined: totals.quarantine,
      rules: options.rules.flatMap(({ rule, action }, at) => {
        const { records, notChecked } = counts[at]!;
        return action === "keep" ? [] : [{ rule, action, records, ...(notChecked > 0 && { notChecked }) }];
      }),
    }),
  };
}

function* kept<Row>(rows: Iterable<Row>, isKept: (row: Row) => boolean): Generator<Row> {
  for (const row of rows) if (isKept(row)) yield row;
}

async function* keptLater<Row>(rows: AsyncIterable<Row>, isKept: (row: Row) => boolean): AsyncGenerator<Row> {
  for await (const row of rows) if (isKept(row)) yield row;
}

interface Decided {
  readonly action: "keep" | "drop" | "quarantine";
  /** The rule that decided. */
  readonly at?: number;
}

function decide<Row>(
  row: Row,
  rules: readonly ScreenRule<Row>[],
  checks: readonly Check<Row>[],
  counts: readonly Count[],
): Decided {
  for (const [at, check] of checks.entries()) {
    let holds: boolean | undefined;
    try {
      holds = check(row);
    } catch {
      counts[at]!.notChecked++;
      return { action: "quarantine", at };
    }
    if (holds === undefined) counts[at]!.notChecked++;
    if (holds === true) return { action: rules[at]!.action, at };
  }
  return { action: "keep" };
}

function checkOf<Row>(when: ScreenCondition<Row>, options: ScreenOptions<Row>): Check<Row> {
  switch (when.kind) {
    case "opt-out":
      return (row) => {
        const signals = options.signals?.(row);
        return signals === undefined ? undefined : refusesTraining(signals);
      };
    case "excluded":
      return (row) => {
        const url = options.url?.(row);
        return url === undefined || !isUrl(url) ? undefined : isExcluded(when.list, url);
      };
    case "terms":
      return termsCheck(when.terms, options);
    case "predicate":
      return when.test;
    default:
      return when satisfies never;
  }
}

function termsCheck<Row>(
  wanted: { readonly [Question in keyof Terms]?: readonly Answer[] },
  options: ScreenOptions<Row>,
): Check<Row> {
  const ofSource = termsOfClaims(options.licences ?? []);
  const byLicence = new Map<string, Terms>();
  const questions = Object.entries(wanted) as readonly (readonly [keyof Terms, readonly Answer[]])[];
  const termsOf = (licence: string): Terms => {
    const known = byLicence.get(licence) ?? termsOfName(licence);
    if (byLicence.size < 10_000) byLicence.set(licence, known);
    return known;
  };
  return (row) => {
    const licence = options.licence?.(row);
    const terms = licence === undefined ? ofSource : termsOf(licence);
    return questions.every(([question, answers]) => answers.includes(terms[question]));
  };
}

function termsOfName(licence: string): Terms {
  const terms = isSpdxExpression(licence)
    ? termsOfLicence({ kind: "spdx", expression: licence })
    : termsOfLicence({ kind: "custom", name: licence });
  return combineTerms([answersOf(terms)]);
}
