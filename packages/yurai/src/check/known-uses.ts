// Uses that something speaks about: any other would meet no rule and no decision, and nobody would notice.
import { presets } from "@yurai/gate";
import type { Policy } from "@yurai/schema";
import { CliError } from "../error.ts";
import { nearest } from "../terminal/nearest.ts";

/** The uses of a policy, of its rules and examples, and of the built-in policies. */
export function usesOf(policy: Policy): readonly string[] {
  const own = policy.rules.flatMap(({ when, examples = [] }) => [
    ...[when.use ?? []].flat(),
    ...examples.flatMap(({ use }) => use ?? []),
  ]);
  return [...new Set([policy.use, ...own, ...Object.values(presets).map(({ use }) => use)])];
}

/**
 * Refuses a use that nothing speaks about.
 *
 * @throws CliError `bad-usage` with what there is, and what may have been meant
 */
export function requireKnownUse(use: string, known: readonly string[], howTo: string): void {
  if (known.includes(use)) return;
  const meant = nearest(use, known);
  throw new CliError(
    "bad-usage",
    `nothing speaks of the use ${use}${meant === undefined ? "" : `; did you mean ${meant}?`} Known: ${known.join(", ")}. ${howTo}`,
  );
}
