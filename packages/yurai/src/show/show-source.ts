import type { Ledger, SourceView } from "@yurai/ledger";
import { renderSource, type ShownSource } from "@yurai/report";
import { undecided } from "@yurai/schema";
import { termsOfClaims } from "@yurai/track";
import { sourceGaps } from "./current-gaps.ts";
import { done, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { findByPrefix } from "../home/id-prefix.ts";
import { formatModel } from "../home/model-reference.ts";
import { readRunShares, totalsBySource } from "./source-totals.ts";

/** Prints a source by its name, or the beginning of it. */
export async function showSource(frame: Frame, given: string): Promise<typeof done> {
  await using ledger = await openHomeLedger(frame, "read");
  const views = await everySource(ledger);
  const shown = await readSource(
    ledger,
    findByPrefix(views, given, ({ name }) => [name], "source"),
    frame.now(),
  );
  if (frame.json) frame.printJson("source", shown);
  else frame.print(renderSource(shown, frame.screen));
  return done;
}

/** All sources, those that are only counted and of which nothing is declared included. */
export async function everySource(ledger: Ledger): Promise<readonly SourceView[]> {
  const views = await ledger.sources();
  const known = new Set(views.map(({ name }) => name));
  const counted = [...totalsBySource(await readRunShares(ledger)).keys()];
  const bare = counted.filter((name) => !known.has(name));
  return [...views, ...bare.map((name): SourceView => ({ name, licences: [], reliances: [], crawls: [] }))];
}

async function readSource(ledger: Ledger, view: SourceView, now: Date): Promise<ShownSource> {
  const shares = (await readRunShares(ledger)).filter(({ source }) => source === view.name);
  const total = totalsBySource(shares).get(view.name);
  const hosts = (await ledger.hostRollUps()).filter(({ source }) => source === view.name);
  const runs = new Map((await ledger.runs(shares.map(({ run }) => run))).map((run) => [run.id, run.run]));
  const recorded = (await ledger.gaps({ sources: [view.name] })).map(({ gap }) => gap);
  const met = recorded.filter(({ kind }) => !kind.startsWith("source-without-"));
  const licences = view.licences.map(({ fact }) => fact);
  return {
    source: view.source?.fact ?? { name: view.name },
    records: total?.records ?? 0,
    characters: total?.characters ?? 0,
    bytes: total?.bytes ?? 0,
    hosts: hosts.length,
    ...(total?.personalData !== undefined && { personalData: total.personalData }),
    optedOutRecords: shares.reduce((sum, share) => sum + share.optedOutRecords, 0),
    optedOutHosts: hosts.filter(({ optedOutRecords }) => optedOutRecords > 0).length,
    licences,
    terms: termsOfClaims(licences),
    reliance: view.reliances.at(-1)?.fact ?? undecided,
    crawls: view.crawls.map(({ fact }) => fact),
    runs: shares.map(({ run: id, records, firstUsedAt }) => {
      const run = runs.get(id);
      return {
        id,
        ...(run?.name !== undefined && { name: run.name }),
        ...(run?.model !== undefined && { model: formatModel(run.model) }),
        records,
        firstUsedAt,
      };
    }),
    gaps: [...met, ...sourceGaps(view, now.toISOString())],
  };
}
