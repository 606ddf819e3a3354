/** Problems of the user's files, each with its place, so that an editor or a person finds it at once. */

/** One thing that is wrong in a file. It never holds the file's content. */
export interface FileProblem {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** The field, such as `rules[2].action`; empty for the file as a whole. */
  readonly field: string;
  /** What was expected and what to do. */
  readonly message: string;
}

/** How many problems one message lists before it only counts the rest. */
const listedProblems = 5;

/** Words problems in one line: `yurai.policy.yaml:12:5: rules[0].action must be one of ...; ...`. */
export function describeProblems(file: string, problems: readonly FileProblem[]): string {
  const listed = problems.slice(0, listedProblems).map(({ line, column, field, message }) => {
    return `${file}:${line}:${column}: ${field === "" ? "" : `${field} `}${message}`;
  });
  const rest = problems.length - listed.length;
  return listed.join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}
