import type { Policy, RuleAction } from "@yurai/schema";
import { ruleFor } from "./rules.ts";

/** How one example of a policy came out. */
export interface ExampleResult {
  /** Id of the rule beside which the example is written. */
  readonly rule: string;
  /** Place of the example among that rule's, from 0. */
  readonly example: number;
  readonly expected: RuleAction;
  readonly action: RuleAction;
  /** Id of the rule that decided; missing when `otherwise` did. It need not be the one the example stands beside. */
  readonly decidedBy?: string;
  readonly passed: boolean;
}

/** What testing a policy gave. */
export interface PolicyTest {
  readonly results: readonly ExampleResult[];
  /** Ids of rules that no example of the whole policy reached. */
  readonly untested: readonly string[];
}

/** Runs the examples written beside a policy's rules, each against the whole policy. */
export function testPolicy(policy: Policy): PolicyTest {
  const results = policy.rules.flatMap(({ id, examples = [] }) =>
    examples.map(({ finding, use = policy.use, action: expected }, example): ExampleResult => {
      const { rule: found, action } = ruleFor(policy, finding, use);
      const decidedBy = found === undefined ? {} : { decidedBy: found.id };
      return { rule: id, example, expected, action, ...decidedBy, passed: action === expected };
    }),
  );
  const reached = new Set(results.map(({ decidedBy }) => decidedBy));
  return { results, untested: policy.rules.map(({ id }) => id).filter((id) => !reached.has(id)) };
}
