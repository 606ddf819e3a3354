import { CliError } from "../error.ts";

/** Candidates that an ambiguous prefix lists. */
const listed = 5;

/**
 * Finds the one thing that a name or the beginning of an id means, as git does.
 *
 * A full id or name wins over a longer one that begins with it.
 *
 * @param what the sort of thing, for the message, such as `run`
 * @throws CliError `not-found` or `ambiguous`, naming candidates
 */
export function findByPrefix<Thing>(
  things: readonly Thing[],
  given: string,
  namesOf: (thing: Thing) => readonly string[],
  what: string,
): Thing {
  const exact = things.filter((thing) => namesOf(thing).includes(given));
  // The last of several runs of one name is the one people mean.
  const last = exact.at(-1);
  if (last !== undefined) return last;
  const found = things.filter((thing) => namesOf(thing).some((name) => name.startsWith(given)));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) throw notFound(things, given, namesOf, what);
  const names = found.slice(0, listed).map((thing) => short(namesOf(thing)[0] ?? ""));
  const more = found.length > listed ? `, and ${found.length - listed} more` : "";
  throw new CliError(
    "ambiguous",
    `${given} is the beginning of ${found.length} ${what}s: ${names.join(", ")}${more}`,
  );
}

/**
 * Finds the one thing of exactly this name: for decisions, which must not fall on something that merely begins alike.
 *
 * @throws CliError `not-found`, with the nearest name
 */
export function findByName<Thing>(
  things: readonly Thing[],
  given: string,
  nameOf: (thing: Thing) => string,
  what: string,
): Thing {
  const found = things.find((thing) => nameOf(thing) === given);
  if (found !== undefined) return found;
  throw notFound(things, given, (thing) => [nameOf(thing)], what);
}

function notFound<Thing>(
  things: readonly Thing[],
  given: string,
  namesOf: (thing: Thing) => readonly string[],
  what: string,
): CliError {
  const names = things.flatMap((thing) => namesOf(thing));
  const near = nearest(given, names);
  const hint = near === undefined ? "; yurai status lists what there is" : `; did you mean ${near}?`;
  return new CliError("not-found", `there is no ${what} ${given} in this ledger${hint}`);
}

/** The name that differs from a word by the fewest edits, if it is near enough to be meant. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length * 0.4));
  const ranked = names
    .slice(0, 10_000)
    .map((name) => ({ name, edits: editDistance(word, name, limit) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.name;
}

/** Levenshtein's distance; anything beyond the limit counts as just beyond it. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}

function short(name: string): string {
  return /^[0-9a-f]{32,}$/.test(name) ? name.slice(0, 12) : name;
}
