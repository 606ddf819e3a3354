// The rules of `yurai screen`, from words on the command line.
import {
  answers,
  dataClasses,
  refusesTraining,
  signalKinds,
  syntheticMarksOf,
  unknownTerms,
  type Answer,
  type DataClass,
  type Signal,
  type SignalKind,
  type Terms,
} from "@yurai/schema";
import {
  readExclusions,
  readLicenceName,
  type ExclusionList,
  type ScreenCondition,
  type ScreenRule,
} from "@yurai/track";
import { resolve } from "node:path";
import { CliError } from "../error.ts";
import type { Crawled } from "../track/crawl-pass.ts";
import type { NamedHosts } from "./host-lists.ts";
import type { PlacedRow } from "../track/row-source.ts";

/** The flags that name rules. */
export interface RuleFlags {
  readonly drop?: string;
  readonly quarantine?: string;
  readonly keep?: string;
  /** File of URLs and hosts for the rule `excluded`. */
  readonly exclude?: string;
}

type Rule = ScreenRule<PlacedRow>;

/** What rules look at in a row. */
export interface RuleFacts {
  readonly text: (row: PlacedRow) => string | undefined;
  readonly signals: (row: PlacedRow) => readonly Signal[] | undefined;
  /** The row's own licence: an SPDX expression or a name. */
  readonly licence: (row: PlacedRow) => string | undefined;
  /** What robots.txt said to the crawler that fetched the row. */
  readonly robots: (row: PlacedRow) => string | undefined;
  /** The crawl whose files are screened; rows of other files have no robots.txt to ask. */
  readonly crawled: Crawled | undefined;
  readonly hostLists: readonly NamedHosts[];
  /** The class of the row, else of its source; undefined when nobody says. */
  readonly dataClass: (row: PlacedRow) => DataClass | undefined;
  /** Whether the same text was met before in this screening. */
  readonly isRepeated: (row: PlacedRow) => boolean | undefined;
  /** Whether the same text is a record of another source, or of the one named. */
  readonly isRecorded: (row: PlacedRow, source: string | undefined) => boolean | undefined;
}

/**
 * Reads rules. Exceptions come first: a row that `--keep` names stays whatever else holds; then quarantine, then drop.
 *
 * Rules: `opt-out`, also of one convention as `opt-out:tdmrep`; `synthetic`, where the file says that a model made it; `robots-refused`, to the crawler that fetched the row or to
 * another as `robots-refused:GPTBot`; `robots-unknown`; `host:LIST`, a list of the configuration; `licence:NAME`; `excluded`
 * (of the file of `--exclude`); `direct-identifiers` and `secrets` (confirmed in the text of the row); `duplicate`, the text of an
 * item before it but for case, width, spaces and punctuation; `recorded`, the very text of a record of another source, or of one
 * source as `recorded:SOURCE`; `class:public`, `class:private`, `class:synthetic`; `terms:QUESTION=ANSWER`, such as
 * `terms:train=no`; further answers follow after `|`.
 *
 * @param facts what a row brings
 * @throws CliError `bad-usage`; TrackError `bad-input` for a broken list
 */
export async function parseScreenRules(
  flags: RuleFlags,
  folder: string,
  facts: RuleFacts,
): Promise<readonly Rule[]> {
  const list = flags.exclude === undefined ? undefined : await readExclusions(resolve(folder, flags.exclude));
  const conditionOf = await conditions(list, facts);
  const rules = (["keep", "quarantine", "drop"] as const).flatMap((action) =>
    (flags[action] ?? "")
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "")
      .map((word): Rule => ({ rule: word, action, when: conditionOf(word) })),
  );
  if (rules.length === 0)
    throw new CliError("bad-usage", "say what to do with which rows: --drop, --quarantine or --keep RULES");
  return rules;
}

/** Makes what turns a word into a condition. */
async function conditions(
  list: ExclusionList | undefined,
  facts: RuleFacts,
): Promise<(word: string) => ScreenCondition<PlacedRow>> {
  const { peopleCondition, peopleRules } = await import("@yurai/track/people");
  return (word) => {
    const people = peopleRules.find((rule) => rule === word);
    if (people !== undefined) return peopleCondition(people, facts.text);
    if (word === "opt-out") return { kind: "opt-out" };
    if (word === "synthetic") return predicate((row) => isMarked(facts.signals(row)));
    if (word === "excluded" && list !== undefined) return { kind: "excluded", list };
    if (word === "excluded")
      throw new CliError("bad-usage", "the rule excluded needs a list: --exclude FILE");
    if (word.startsWith("terms:")) return { kind: "terms", terms: termsOf(word.slice("terms:".length)) };
    const about = crawlCondition(word, facts) ?? recordCondition(word, facts);
    if (about !== undefined) return about;
    throw new CliError(
      "bad-usage",
      `${word.slice(0, 60)} is no rule; a rule is opt-out, synthetic, robots-refused, robots-unknown, host:LIST, licence:NAME, class:CLASS, duplicate, recorded, excluded, ${peopleRules.join(", ")} or terms:QUESTION=ANSWER (such as terms:train=no)`,
    );
  };
}

type Condition = ScreenCondition<PlacedRow>;

/** Rules about what hosts and pages said. A row that brings nothing to look at is not checked. */
function crawlCondition(word: string, facts: RuleFacts): Condition | undefined {
  const colon = word.indexOf(":");
  const name = colon < 0 ? word : word.slice(0, colon);
  const value = colon < 0 ? "" : word.slice(colon + 1);
  if (name === "opt-out") return optOutOf(value, facts);
  if (name === "robots-refused" && value !== "") return refusedTo(value, facts);
  if (name === "robots-refused" || word === "robots-unknown") {
    const wanted = name === "robots-refused" ? "refused" : "unknown";
    return predicate((row) => isEqual(facts.robots(row), wanted));
  }
  if (name === "host") return onList(value, facts);
  if (name === "licence" && value !== "")
    return predicate((row) => isEqual(spelling(facts.licence(row)), spelling(value)));
  return undefined;
}

/** Rules about what else there is: other items, records, the source's class. */
function recordCondition(word: string, facts: RuleFacts): Condition | undefined {
  const [name, value] = word.split(/:(.*)/s);
  if (word === "duplicate") return predicate((row) => facts.isRepeated(row));
  if (name === "recorded" && value !== "") return predicate((row) => facts.isRecorded(row, value));
  if (name !== "class") return undefined;
  const wanted = dataClasses.find((one) => one === value);
  if (wanted === undefined)
    throw new CliError("bad-usage", `class:CLASS takes one of ${dataClasses.join(", ")}`);
  return predicate((row) => isEqual(facts.dataClass(row), wanted));
}

function predicate(test: (row: PlacedRow) => boolean | undefined): Condition {
  return { kind: "predicate", test };
}

/** Undefined where nobody looked for marks. */
function isMarked(signals: readonly Signal[] | undefined): boolean | undefined {
  return signals && syntheticMarksOf(signals).length > 0;
}

function isEqual(found: string | undefined, wanted: string | undefined): boolean | undefined {
  return found === undefined ? undefined : found === wanted;
}

/** One spelling for a licence: `CC BY 4.0` and `cc-by-4.0` are the same. */
function spelling(licence: string | undefined): string | undefined {
  const reading = licence === undefined ? undefined : readLicenceName(licence);
  return reading?.kind === "licence" && reading.licence.kind === "spdx"
    ? reading.licence.expression
    : licence;
}

function optOutOf(kind: string, { signals }: RuleFacts): Condition {
  if (!signalKinds.includes(kind as SignalKind))
    throw new CliError("bad-usage", `opt-out:KIND takes one of ${signalKinds.join(", ")}`);
  return predicate((row) => {
    const own = signals(row);
    return own === undefined ? undefined : refusesTraining(own.filter((signal) => signal.kind === kind));
  });
}

function refusedTo(agent: string, { crawled }: RuleFacts): Condition {
  if (crawled === undefined)
    throw new CliError("bad-usage", "robots-refused:AGENT asks the robots.txt of a crawl: give WARC files");
  return predicate(({ url, fetchedAt }) => {
    const decision = url === undefined ? "unknown" : crawled.hosts.robots(url, fetchedAt, agent).decision;
    return decision === "unknown" ? undefined : decision === "refused";
  });
}

function onList(name: string, { hostLists }: RuleFacts): Condition {
  const found = hostLists.find((one) => one.name === name);
  if (found !== undefined) return { kind: "excluded", list: found.list };
  const known = hostLists.map((one) => one.name).join(", ");
  throw new CliError(
    "bad-usage",
    `host:LIST takes a list of hostLists in yurai.config.yaml${known === "" ? "; there is none" : `: ${known}`}`,
  );
}

function termsOf(text: string): { readonly [Question in keyof Terms]?: readonly Answer[] } {
  const [question = "", given = ""] = text.split("=");
  const wanted = given.split("|");
  const isQuestion = Object.hasOwn(unknownTerms, question);
  if (isQuestion && wanted.every((answer) => answers.includes(answer as Answer)))
    return { [question]: wanted as Answer[] };
  throw new CliError(
    "bad-usage",
    `terms:QUESTION=ANSWER takes one of ${Object.keys(unknownTerms).join(", ")} and one of ${answers.join(", ")}`,
  );
}
