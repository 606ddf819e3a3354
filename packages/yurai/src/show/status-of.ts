// The state of a home, for the screen, for JSON and for the SDK.
import type { Ledger, SourceView } from "@yurai/ledger";
import type { StatusModel, StatusSource, StatusSummary } from "@yurai/report";
import { addPersonalData, undecided, type LicenceClaim } from "@yurai/schema";
import { currentGaps, runCountOf } from "./current-gaps.ts";
import { everySource } from "./show-source.ts";
import { readRunShares, totalsBySource, type SourceTotal } from "./source-totals.ts";

/** Reads the state of a home. A fixed number of queries. */
export async function statusOf(ledger: Ledger, home: string, now: Date): Promise<StatusSummary> {
  const all = await everySource(ledger);
  const runs = await ledger.runs();
  const models = await ledger.models();
  const totals = totalsBySource(await readRunShares(ledger));
  const { current } = await ledger.segments();
  const gaps = await currentGaps(ledger, home, { sources: all, runs, models }, now);
  const head = await ledger.head();
  return {
    home,
    gaps,
    sources: all.map((view) => statusOfSource(view, totals.get(view.name))),
    models: models.map(({ model }): StatusModel => ({
      model: { name: model.name, ...(model.version !== undefined && { version: model.version }) },
      runs: runCountOf(model, { models, runs }),
      ...(model.base && { base: model.base, baseRuns: runCountOf(model.base, { models, runs }) }),
    })),
    runs: runs.length,
    ...peopleOf([...totals.values()]),
    records: sum(current.map(({ manifest }) => manifest.counts.records)),
    characters: sum(current.map(({ manifest }) => manifest.counts.characters)),
    segments: current.length,
    segmentBytes: sum(current.flatMap(({ manifest }) => manifest.files).map(({ byteLength }) => byteLength)),
    ledger: { rows: head.size },
  };
}

/** The claim that counts most: a person's conclusion, else what was detected, else what was declared. */
function leadingClaim(claims: readonly LicenceClaim[]): LicenceClaim | undefined {
  const last = (basis: LicenceClaim["basis"]): LicenceClaim | undefined =>
    claims.findLast((claim) => claim.basis === basis);
  return last("concluded") ?? last("detected") ?? last("declared");
}

function statusOfSource(view: SourceView, total: SourceTotal | undefined): StatusSource {
  const claim = leadingClaim(view.licences.map(({ fact }) => fact));
  const licence = claim && (claim.licence.kind === "spdx" ? claim.licence.expression : claim.licence.name);
  return {
    name: view.name,
    ...(view.source && { origin: view.source.fact.origin }),
    records: total?.records ?? 0,
    ...(claim && licence !== undefined && { licence, basis: claim.basis }),
    reliance: (view.reliances.at(-1)?.fact ?? undecided).kind,
  };
}

function peopleOf(totals: readonly SourceTotal[]): Pick<StatusSummary, "personalData"> {
  const personalData = addPersonalData(...totals.map((total) => total.personalData));
  return personalData === undefined ? {} : { personalData };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
