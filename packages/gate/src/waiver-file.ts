/**
 * `yurai.waivers.jsonl`: one waiver a line, in canonical JSON, sorted. So two branches that add different waivers merge,
 * a line that changes is a waiver that changed, and nothing in a line says when it was last used.
 */
import { canonicalJson, findProblems, parse, waiverSchema } from "@yurai/schema";
import type { Waiver } from "@yurai/schema";
import { GateError } from "./error.ts";
import { describeProblems } from "./file-problem.ts";
import type { FileProblem } from "./file-problem.ts";

/** Longest waiver file that is read, in UTF-16 units. */
const maxLength = 50_000_000;
/** Longest line, in UTF-16 units. */
const maxLineLength = 100_000;
/** Problems after which the rest of the file is not read. */
const maxProblems = 100;

/**
 * Reads a waiver file. Order does not matter, empty lines are skipped, and a line that stands twice (as merges leave them)
 * counts once. Expired waivers are kept: that they have expired must show.
 *
 * @throws GateError `bad-waivers` when a line is no waiver, naming each such line
 */
export function readWaivers(
  text: string,
  { file = "yurai.waivers.jsonl" }: { readonly file?: string } = {},
): readonly Waiver[] {
  const problems: FileProblem[] = [];
  const waivers = new Map<string, Waiver>();
  if (text.length > maxLength)
    problems.push({
      line: 1,
      column: 1,
      field: "",
      message: `is longer than ${maxLength} characters: split it`,
    });
  const lines = text.length > maxLength ? [] : text.replace(/^\u{feff}/u, "").split("\n");
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "" || problems.length >= maxProblems) continue;
    const read = readLine(line, index + 1);
    if (Array.isArray(read)) problems.push(...read);
    else waivers.set(canonicalJson(read), read as Waiver);
  }
  const [first] = problems;
  if (first === undefined) return [...waivers.values()];
  throw new GateError("bad-waivers", describeProblems(file, problems), {
    details: { line: first.line, problems: problems.length },
  });
}

/** Writes a waiver file: canonical JSON, sorted, without repetitions, a line break at the end of each line. */
export function writeWaivers(waivers: readonly Waiver[]): string {
  const lines = new Set(waivers.map((waiver) => canonicalJson(waiver)));
  return [...lines]
    .sort()
    .map((line) => `${line}\n`)
    .join("");
}

function readLine(line: string, number: number): Waiver | readonly FileProblem[] {
  const problem = (message: string, field = ""): FileProblem => ({ line: number, column: 1, field, message });
  if (line.length > maxLineLength) return [problem(`is longer than ${maxLineLength} characters`)];
  if (/^(?:<{7}|={7}|>{7}|\|{7})/.test(line))
    return [problem("is left over from a merge: keep the waivers of both sides and remove this line")];
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [problem("is not JSON: write one waiver, as a JSON object, on one line")];
  }
  const problems = findProblems(waiverSchema, value).map(({ field, message }) => problem(message, field));
  return problems.length > 0 ? problems : parse(waiverSchema, value, { what: `line ${number}` });
}
