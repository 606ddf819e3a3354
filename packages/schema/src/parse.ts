import { z } from "zod";
import { SchemaError } from "./error.ts";

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

/** Words an issue. Only facts of the schema and the type of the value may enter, never the value. */
function explain(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? `is missing: add ${typeWord(issue.expected)}`
        : `must be ${typeWord(issue.expected)} (found ${foundWord(issue.input)})`;
    case "invalid_value":
      return oneOf(issue.values, issue.input);
    case "too_big":
      return `must ${sizeWord(issue.origin)} at most ${issue.maximum}${unitWord(issue.origin)}`;
    case "too_small":
      return `must ${sizeWord(issue.origin)} at least ${issue.minimum}${unitWord(issue.origin)}`;
    case "invalid_format":
      return formatWord(issue.format);
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownField(key, issue.inst)).join("\n");
    case "invalid_union":
      return issue.options === undefined
        ? "has none of the allowed shapes"
        : oneOf(issue.options, tagOf(issue));
    default:
      return "is not valid";
  }
}

function oneOf(values: readonly unknown[], input: unknown): string {
  const quoted = values.map((value) => JSON.stringify(value));
  const wanted = quoted.length === 1 ? quoted.join("") : `one of ${quoted.join(", ")}`;
  if (input === undefined) return `is missing: add ${wanted}`;
  // YAML 1.1 reads a bare yes, no, on or off as a boolean; the author cannot see that.
  if (typeof input === "boolean") return `must be ${wanted} (found true or false: put the word in quotes)`;
  return `must be ${wanted} (found ${foundWord(input)})`;
}

/** Words a union whose tag names no branch; a union without tag is told by its closest branch instead. */
function explainUnion(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  if (!("options" in issue) || !Array.isArray(issue.options) || typeof issue.discriminator !== "string")
    return "has none of the allowed shapes";
  const input: unknown = issue.input;
  const isObject = typeof input === "object" && input !== null;
  return oneOf(issue.options, isObject ? Reflect.get(input, issue.discriminator) : input);
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

function typeWord(expected: string): string {
  return typeWords[expected] ?? `a value of type ${expected}`;
}

function foundWord(input: unknown): string {
  if (input === null) return "nothing";
  if (Array.isArray(input)) return "a list";
  if (typeof input === "number" && !Number.isInteger(input)) return "a number with a fraction";
  return (
    { string: "a text", number: "a number", boolean: "true or false", object: "an object" }[
      typeof input as string
    ] ?? "something else"
  );
}

function sizeWord(origin: string): string {
  return origin === "string" || origin === "array" ? "have" : "be";
}

function unitWord(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " items" : "";
}

function formatWord(format: string): string {
  if (format === "datetime")
    return 'must be a time such as "2026-03-02T09:30:00Z" or "2026-03-02T18:30:00+09:00"';
  if (format === "date") return 'must be a day such as "2026-03-02"';
  return "must have another form; see the schema";
}

function unknownField(key: string, inst: unknown): string {
  const known = inst instanceof z.ZodObject ? Object.keys(inst.shape) : [];
  const near = known.find((candidate) => isNear(candidate.toLowerCase(), key.toLowerCase()));
  // The name itself may be content (a key pasted in the wrong place), so only plain words are repeated.
  const shown = /^[A-Za-z][A-Za-z_-]{0,29}$/.test(key) ? ` "${key}"` : "";
  if (near !== undefined) return `has an unknown field${shown}: did you mean "${near}"?`;
  return `has an unknown field${shown}: remove it${known.length > 0 ? `, or use one of ${known.join(", ")}` : ""}`;
}

/** Whether one edit (a letter added, removed, changed or swapped with the next) leads from one word to the other. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  return (
    (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(""))
  );
}
