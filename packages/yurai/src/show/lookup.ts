import type { Lookup, LookupTarget } from "@yurai/fingerprint";
import type { OpenedIndex } from "../home/home.ts";

/** How a lookup is bounded. */
export interface LookupScope {
  /** Most records to list. */
  readonly limit: number;
  /** Only records that were first written to these segments: those of one model. Default: every record. */
  readonly firstIds?: ReadonlySet<string>;
}

/** Records of a merged segment that are looked at to leave out those of other runs. */
const maxFiltered = 100_000;

/**
 * Looks something up. What could not be searched may hold it: then nothing found means `cannotDetermine`.
 *
 * @throws FingerprintError `bad-input` for a target that is not what its kind asks for
 */
export async function lookupIn(
  { index, unsearched }: OpenedIndex,
  target: LookupTarget,
  { limit, firstIds }: LookupScope,
): Promise<Lookup> {
  const all = await index.lookup(target, { limit: firstIds === undefined ? limit : maxFiltered });
  const found = firstIds === undefined ? all : onlyOf(all, firstIds, limit);
  if (found.answer !== "notFound" || unsearched.length === 0) return found;
  return { ...found, answer: "cannotDetermine" };
}

function onlyOf(all: Lookup, firstIds: ReadonlySet<string>, limit: number): Lookup {
  const own = all.found.filter(({ record }) => firstIds.has(record.segment));
  // Beyond what was looked at there may be more of them, or none.
  const isCut = own.length === 0 && all.count > all.found.length;
  const answer =
    own.length > 0 || all.answer === "cannotDetermine" ? all.answer : isCut ? "cannotDetermine" : "notFound";
  return { ...all, answer, count: own.length, found: own.slice(0, limit) };
}
