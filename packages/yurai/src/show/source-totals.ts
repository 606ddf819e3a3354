// What was read from each source, added up over runs.
import type { Ledger, LedgerRow, RunCounts } from "@yurai/ledger";
import {
  addPersonalData,
  addPictures,
  type PersonalDataCounts,
  type PictureCounts,
  type RunSource,
} from "@yurai/schema";

/** What one run read from one source. */
export interface RunShare extends RunSource {
  readonly run: string;
}

/** What all runs read from a source. */
export interface SourceTotal {
  readonly records: number;
  readonly characters: number;
  readonly bytes: number;
  /** Missing when there are none. */
  readonly pictures?: PictureCounts;
  /** Missing when no run looked. */
  readonly personalData?: PersonalDataCounts;
}

/** Reads what every run read from every source, as its writers committed it; one entry for each run and source. */
export async function readRunShares(ledger: Ledger, runs?: readonly string[]): Promise<readonly RunShare[]> {
  const rows = await ledger.rows({ kinds: ["counts"], ...(runs && { key: { name: "run", values: runs } }) });
  const shares = new Map<string, RunShare>();
  // A row's kind gives its body.
  for (const { body } of rows as readonly LedgerRow<RunCounts>[]) {
    for (const source of body.sources) {
      const key = JSON.stringify([body.run, source.source]);
      const before = shares.get(key);
      shares.set(key, before === undefined ? { ...source, run: body.run } : added(before, source));
    }
  }
  return [...shares.values()];
}

/** Adds shares up by source. */
export function totalsBySource(shares: readonly RunShare[]): ReadonlyMap<string, SourceTotal> {
  const totals = new Map<string, SourceTotal>();
  for (const share of shares) {
    const before: SourceTotal = totals.get(share.source) ?? { records: 0, characters: 0, bytes: 0 };
    totals.set(share.source, {
      records: before.records + share.records,
      characters: before.characters + share.characters,
      bytes: before.bytes + share.bytes,
      ...withPersonalData(before, share),
      ...withPictures(before, share),
    });
  }
  return totals;
}

function added(a: RunShare, b: RunSource): RunShare {
  return {
    ...a,
    records: a.records + b.records,
    characters: a.characters + b.characters,
    bytes: a.bytes + b.bytes,
    optedOutRecords: a.optedOutRecords + b.optedOutRecords,
    licences: [...a.licences, ...b.licences],
    firstUsedAt: a.firstUsedAt < b.firstUsedAt ? a.firstUsedAt : b.firstUsedAt,
    lastUsedAt: a.lastUsedAt > b.lastUsedAt ? a.lastUsedAt : b.lastUsedAt,
    ...withPersonalData(a, b),
    ...withPictures(a, b),
  };
}

function withPersonalData(
  ...parts: readonly Pick<SourceTotal, "personalData">[]
): Pick<SourceTotal, "personalData"> {
  const personalData = addPersonalData(...parts.map((part) => part.personalData));
  return personalData === undefined ? {} : { personalData };
}

function withPictures(...parts: readonly Pick<SourceTotal, "pictures">[]): Pick<SourceTotal, "pictures"> {
  const pictures = addPictures(...parts.map((part) => part.pictures));
  return pictures === undefined ? {} : { pictures };
}
