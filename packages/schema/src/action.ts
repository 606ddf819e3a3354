import { z } from "zod";

/** Every {@link Action}, from the mildest to the strictest. */
export const actions = ["pass", "attribute", "incomplete", "review", "block"] as const;

/**
 * What is to happen with an output. `attribute` goes out with the attached attribution; `incomplete` means that something
 * required could not be checked.
 */
export type Action = (typeof actions)[number];

/** Every {@link RuleAction}. */
export const ruleActions = ["report", "attribute", "incomplete", "review", "block"] as const;

/** What a rule asks for one finding; `report` mentions it and stops nothing. */
export type RuleAction = (typeof ruleActions)[number];

/**
 * Returns the strictest of the actions, `pass` for none. A finding that blocks outweighs what could not be checked, as
 * exit code 1 outweighs 3; what could not be checked outweighs everything that goes out.
 */
export function strictest(all: readonly (Action | RuleAction)[]): Action {
  return actions.findLast((action) => all.includes(action)) ?? "pass";
}

/** Tells whether an output with this action must not go out as it is. */
export function isStopped(action: Action): boolean {
  return action !== "pass" && action !== "attribute";
}

export const ruleActionSchema: z.ZodType<RuleAction> = z.enum(ruleActions);
