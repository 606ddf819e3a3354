import { findProblems, parse, policySchema } from "@yurai/schema";
import type { Policy } from "@yurai/schema";
import { stringify } from "yaml";
import { GateError } from "./error.ts";
import { describeProblems } from "./file-problem.ts";
import type { FileProblem } from "./file-problem.ts";
import { readYaml } from "./yaml-document.ts";

/**
 * Reads a policy from YAML or JSON.
 *
 * @param options.file names the file in messages
 * @throws GateError `bad-policy`, listing the first five problems as `file:line:column: field what to do`
 */
export function readPolicy(
  text: string,
  { file = "yurai.policy.yaml" }: { readonly file?: string } = {},
): Policy {
  const reading = readYaml(text);
  const problems = reading.ok ? located(reading.value, reading.placeOf) : reading.problems;
  const [first] = problems;
  if (reading.ok && first === undefined) return parse(policySchema, reading.value, { what: file });
  throw new GateError("bad-policy", describeProblems(file, problems), {
    details: { line: first?.line ?? 1, column: first?.column ?? 1, problems: problems.length },
  });
}

/** Writes a policy as YAML that `readPolicy` reads back as the same policy. */
export function writePolicy(policy: Policy): string {
  // Presets share parts; written once each, for the reader refuses aliases.
  return stringify(policy, { aliasDuplicateObjects: false, lineWidth: 110 });
}

/** Lists everything that is wrong with the text of a policy, for editors; empty when nothing is. Never throws. */
export function findPolicyProblems(text: string): readonly FileProblem[] {
  const reading = readYaml(text);
  return reading.ok ? located(reading.value, reading.placeOf) : reading.problems;
}

function located(
  value: unknown,
  placeOf: (path: readonly (string | number)[]) => { readonly line: number; readonly column: number },
): readonly FileProblem[] {
  return findProblems(policySchema, value).map(({ path, field, message }) => ({
    ...placeOf(path),
    field,
    message,
  }));
}
