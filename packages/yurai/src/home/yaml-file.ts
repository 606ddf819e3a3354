// YAML and JSON files of a project: read with limits, checked against a schema, errors with line and column.
// Not the whole package, whose detectors would take a tenth of a second to load for every command.
import { readYaml, type Place } from "@yurai/gate/yaml";
import { findProblems } from "@yurai/schema";
import { readFileSync, statSync } from "node:fs";
import { CliError, toFileError, type CliErrorCode } from "../error.ts";

/** A schema as `@yurai/schema` has them. */
type Schema = Parameters<typeof findProblems>[0];

/** The largest file that is read, in bytes: far beyond anything a person writes. */
const maxFileByteLength = 4_000_000;
/** Problems that a message lists before it only counts the rest. */
const listedProblems = 3;

interface FoundProblem extends Place {
  readonly field: string;
  readonly message: string;
}

/**
 * Reads a YAML (or JSON) file and checks it.
 *
 * @param code the error's code when the file is not valid
 * @throws CliError with `file:line:column` of each of the first problems; `file-missing`, `file-unreadable`
 */
export function readYamlFile<T>(file: string, schema: Schema, code: CliErrorCode): T {
  const reading = readYaml(readText(file, code));
  if (!reading.ok) throw invalid(file, reading.problems, code);
  const problems = findProblems(schema, reading.value);
  // The schema found nothing wrong, so the value has its type.
  if (problems.length === 0) return reading.value as T;
  const placed = problems.map(({ path, field, message }) => ({ ...reading.placeOf(path), field, message }));
  throw invalid(file, placed, code);
}

function invalid(file: string, problems: readonly FoundProblem[], code: CliErrorCode): CliError {
  const listed = problems
    .slice(0, listedProblems)
    .map(({ line, column, field, message }) => `${file}:${line}:${column}: ${`${field} ${message}`.trim()}`);
  const rest = problems.length - listed.length;
  return new CliError(code, [...listed, ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n"));
}

function readText(file: string, code: CliErrorCode): string {
  try {
    if (statSync(file).size > maxFileByteLength)
      throw new CliError(code, `${file} is larger than ${maxFileByteLength} bytes; name another file`);
    return readFileSync(file, "utf8");
  } catch (error) {
    throw toFileError(error, "read", file);
  }
}
