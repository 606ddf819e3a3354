import { z } from "zod";

/** Words an issue. Only facts of the schema and the type of the value may enter, never the value. */
export function explain(issue: z.core.$ZodRawIssue): string {
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
      return explainUnion(issue);
    default:
      return "is not valid";
  }
}

function oneOf(values: readonly unknown[], input: unknown): string {
  const quoted = values.map((value) => JSON.stringify(value));
  const wanted = quoted.length === 1 ? quoted.join("") : `one of ${quoted.join(", ")}`;
  if (input === undefined) return `is missing: add ${wanted}`;
  if (typeof input === "string") return `must be ${wanted}`;
  // YAML 1.1 reads a bare yes, no, on or off as a boolean; the author cannot see that.
  if (typeof input === "boolean") return `must be ${wanted} (found true or false: put the word in quotes)`;
  return `must be ${wanted} (found ${foundWord(input)})`;
}

/** Words a union whose tag names no branch; a union without tag is told by its closest branch instead. */
function explainUnion(issue: z.core.$ZodRawIssue): string {
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
