import type { z } from "zod";
import { SchemaError } from "./error.ts";
import { explain } from "./explain.ts";

/** One thing that is wrong with a value from outside; it never holds the value itself. */
export interface Problem {
  /**
   * Members and indexes that lead to the field, from the outside in, to look its line up with; empty for the value as a
   * whole. For an unknown field it ends in that field's name, which came with the value: don't print it.
   */
  readonly path: readonly (string | number)[];
  /** The field as people write it, such as `sources[2].origin`; empty for the value as a whole. Safe to print. */
  readonly field: string;
  /** What was expected and what to do, such as `must be a number (found text)`. */
  readonly message: string;
}

/** How many problems a message lists before it only counts the rest. */
const listedProblems = 5;

/**
 * Checks a value from outside and returns it typed.
 *
 * @param options.what names the value for the message, such as a file name; it must not be personal data
 * @throws SchemaError `bad-input` with the path of each wrong field, what was expected and what to do, never with the
 *   content. `details` has the first `field` and the number of `problems`
 *
 * @example
 * ```ts
 * const policy = parse(policySchema, JSON.parse(text), { what: "yurai.policy.json" });
 * ```
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, options: { readonly what: string }): T {
  const result = schema.safeParse(value, { error: explain });
  if (result.success) return result.data;
  const problems = toProblems(result.error.issues);
  const listed = problems.slice(0, listedProblems).map(({ field, message }) => `${field} ${message}`.trim());
  const rest = problems.length - listed.length;
  const more = rest > 0 ? `; and ${rest} more` : "";
  throw new SchemaError("bad-input", `${options.what}: ${listed.join("; ")}${more}`, {
    details: { field: problems[0]?.field ?? "", problems: problems.length },
  });
}

/** Lists what is wrong with a value from outside; empty when nothing is. For callers that know lines and columns. */
export function findProblems(schema: z.ZodType, value: unknown): readonly Problem[] {
  const result = schema.safeParse(value, { error: explain });
  return result.success ? [] : toProblems(result.error.issues);
}

function toProblems(issues: readonly z.core.$ZodIssue[]): readonly Problem[] {
  const all = issues.flatMap((issue) => closest(issue));
  // A misspelt field explains the one that seems missing: it comes first.
  const unknown = all.filter((issue) => issue.code === "unrecognized_keys");
  const others = all.filter((issue) => issue.code !== "unrecognized_keys");
  return [...unknown.flatMap(unknownFields), ...others.map(toProblem)];
}

function toProblem(issue: z.core.$ZodIssue): Problem {
  const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  return { path, field: path.reduce<string>(writeStep, ""), message: issue.message };
}

function unknownFields(issue: z.core.$ZodIssueUnrecognizedKeys): readonly Problem[] {
  const parent = toProblem(issue);
  // explain() wrote one line for each name.
  const messages = issue.message.split("\n");
  return issue.keys.map((key, at) => ({
    path: [...parent.path, key],
    field: parent.field,
    message: messages[at] ?? "has an unknown field: remove it",
  }));
}

function writeStep(field: string, key: string | number): string {
  if (typeof key === "number") return `${field}[${key}]`;
  // Members that the schema names look like this; anything else came with the value and may be content.
  const shown = /^[A-Za-z]\w{0,39}$/.test(key) ? key : "*";
  return field === "" ? shown : `${field}.${shown}`;
}

/** Replaces the failure of a union by what is wrong in the branch that came closest. */
function closest(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const branches = issue.errors.map((errors) => errors.flatMap((inner) => closest(inner)));
  const entered = branches.filter((errors) => errors.every((inner) => !failsAtOnce(inner)));
  const best = entered.toSorted((a, b) => a.length - b.length)[0];
  if (best !== undefined) return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  const wanted = new Set(branches.flat().map((inner) => inner.message));
  return [{ ...issue, message: [...wanted].join(", or ") }];
}

/** A branch that fails at its own top by type or value is not the one that was meant. */
function failsAtOnce(issue: z.core.$ZodIssue): boolean {
  return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}
