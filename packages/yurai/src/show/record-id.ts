import { CliError } from "../error.ts";

/** Reads a record's id, `SEGMENT:ORDINAL`; the beginning of the segment is enough. Throws CliError `bad-usage`. */
export function parseRecordId(given: string): { readonly segment: string; readonly ordinal: number } {
  const match = /^([0-9a-f]{4,64}):(\d{1,15})$/.exec(given);
  if (match?.[1] !== undefined) return { segment: match[1], ordinal: Number(match[2]) };
  throw new CliError(
    "bad-usage",
    "a record's id is SEGMENT:ORDINAL, such as 7c1e09ab:12, as yurai lookup prints it",
  );
}
