// Which field may hold the text, when the one that was asked for is in no row.
import type { Frame } from "../terminal/frame.ts";
import type { TrackableSource } from "./hub-source.ts";
import { openRows } from "./row-source.ts";

/** Rows that are looked at in the first source that has any. */
const rowsLookedAt = 20;
const fieldsNamed = 5;

/** Fields of the first rows that hold texts, the longest texts first. Empty where nothing can be read twice. */
export async function fieldsWithText(
  frame: Pick<Frame, "project" | "stdin">,
  sources: readonly TrackableSource[],
): Promise<readonly string[]> {
  const lengths = new Map<string, number>();
  for (const source of sources) {
    if (!["jsonl", "csv", "parquet", "arrow"].includes(source.kind) || source.kind === "npm") continue;
    let seen = 0;
    const rows = openRows(source, {
      onGap: () => undefined,
      baseFolder: frame.project.folder,
      stdin: frame.stdin,
    });
    for await (const { value } of rows) {
      addLengths(lengths, value);
      if (++seen === rowsLookedAt) break;
    }
    if (lengths.size > 0) break;
  }
  return [...lengths]
    .sort(([, a], [, b]) => b - a)
    .slice(0, fieldsNamed)
    .map(([field]) => field);
}

/** Addresses, moments, numbers and digests are as long as short texts are. */
const noText = /^(?:[a-z][a-z\d+.-]*:\/\/\S*|[\d\sTZ:+.,/-]*|[\da-f-]{32,})$/i;

function addLengths(lengths: Map<string, number>, row: unknown): void {
  if (typeof row !== "object" || row === null) return;
  for (const [field, value] of Object.entries(row))
    if (typeof value === "string" && !noText.test(value))
      lengths.set(field, (lengths.get(field) ?? 0) + value.length);
}
