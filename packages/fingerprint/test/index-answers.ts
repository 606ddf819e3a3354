/** Everything an index answers, in an order of its own: so that two indexes of the same records can be compared. */
import type { RecordId } from "@yurai/schema";
import type { RecordRow } from "../src/segment/record-row.ts";
import { openIndex } from "../src/search/text-index.ts";

/** What to ask, and how a record is called in the answers. */
export interface Questions {
  readonly outputs: readonly string[];
  readonly urls?: readonly string[];
  readonly hosts?: readonly string[];
  readonly texts?: readonly string[];
  /** Default: segment and number. */
  readonly nameOf?: (id: RecordId) => string;
}

/** Without the locator, which says a record's place among others. */
function factsOf({ facts, digest, characters }: RecordRow): unknown {
  return { ...facts, locator: null, digest, characters };
}

interface Named {
  readonly record: RecordId;
}

/** Asks the segments of a home; records are sorted by their names. */
export async function indexAnswers(
  home: string,
  segments: readonly string[],
  {
    outputs,
    urls = [],
    hosts = [],
    texts = [],
    nameOf = ({ segment, ordinal }) => `${segment}/${ordinal}`,
  }: Questions,
): Promise<unknown> {
  const named = <T extends Named, U>(values: readonly T[], take: (value: T) => U): unknown =>
    values
      .map((value) => ({ name: nameOf(value.record), value: take(value) }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  using index = await openIndex(home, { segments });
  const queries = await Promise.all(outputs.map((text) => index.query(text, { resemblance: 0.3 })));
  const lookups = await Promise.all([
    ...urls.map((url) => index.lookup({ url })),
    ...hosts.map((host) => index.lookup({ host, subdomains: true })),
    ...texts.map((text) => index.lookup({ text })),
  ]);
  return {
    queries: queries.map(({ matches, unverified, resemblances }) => ({
      matches: named(matches, ({ runs, whole, nearCopies, row }) => ({
        runs,
        whole,
        nearCopies,
        facts: factsOf(row),
      })),
      unverified: named(unverified, ({ reason, anchors, inStep }) => ({ reason, anchors, inStep })),
      resemblances: named(resemblances, ({ similarity, of, output, recordSpan }) => {
        return { similarity, of, output, recordSpan };
      }),
    })),
    lookups: lookups.map(({ answer, count, found }) => ({
      answer,
      count,
      found: named(found, ({ row }) => factsOf(row)),
    })),
  };
}
