// The rules of `yurai screen`, from words on the command line.
import { answers, unknownTerms, type Answer, type Terms } from "@yurai/schema";
import { readExclusions, type ExclusionList, type ScreenCondition, type ScreenRule } from "@yurai/track";
import { resolve } from "node:path";
import { CliError } from "./error.ts";
import type { PlacedRow } from "./row-source.ts";

/** The flags that name rules. */
export interface RuleFlags {
  readonly drop?: string;
  readonly quarantine?: string;
  readonly keep?: string;
  /** File of URLs and hosts for the rule `excluded`. */
  readonly exclude?: string;
}

type Rule = ScreenRule<PlacedRow>;

/**
 * Reads rules. Exceptions come first: a row that `--keep` names stays whatever else holds; then quarantine, then drop.
 *
 * Rules: `opt-out`, `excluded` (of the file of `--exclude`), `direct-identifiers` and `secrets` (confirmed in the text of
 * the row), `terms:QUESTION=ANSWER`, such as `terms:train=no`; further answers follow after `|`.
 *
 * @param textOf the text that a row brings
 * @throws CliError `bad-usage`; TrackError `bad-input` for a broken list
 */
export async function parseScreenRules(
  flags: RuleFlags,
  folder: string,
  textOf: (row: PlacedRow) => string | undefined,
): Promise<readonly Rule[]> {
  const list = flags.exclude === undefined ? undefined : await readExclusions(resolve(folder, flags.exclude));
  const conditionOf = await conditions(list, textOf);
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
  textOf: (row: PlacedRow) => string | undefined,
): Promise<(word: string) => ScreenCondition<PlacedRow>> {
  const { peopleCondition, peopleRules } = await import("@yurai/track/people");
  return (word) => {
    const people = peopleRules.find((rule) => rule === word);
    if (people !== undefined) return peopleCondition(people, textOf);
    if (word === "opt-out") return { kind: "opt-out" };
    if (word === "excluded" && list !== undefined) return { kind: "excluded", list };
    if (word === "excluded")
      throw new CliError("bad-usage", "the rule excluded needs a list: --exclude FILE");
    if (word.startsWith("terms:")) return { kind: "terms", terms: termsOf(word.slice("terms:".length)) };
    throw new CliError(
      "bad-usage",
      `a rule is opt-out, excluded, ${peopleRules.join(", ")} or terms:QUESTION=ANSWER (such as terms:train=no)`,
    );
  };
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
