/** The last commit of a run: how it ended, and what only its end knows. */
import type { Ledger, NewRow, Screening } from "@yurai/ledger";
import { isYuraiError, type Gap, type RunEnd, type RunOutcome, type RunSource } from "@yurai/schema";
import type { RecordingEnd } from "./batch.ts";
import type { KnownSources } from "./known-sources.ts";
import { readSummary, type LedgerSummary } from "./run-summary.ts";
import type { RecorderFailure } from "./worker-link.ts";

/** What the loader's thread knows at the end. */
export interface Ending {
  readonly run: string;
  readonly outcome: RunOutcome;
  /** ISO 8601. */
  readonly at: string;
  readonly gaps: readonly Gap[];
  readonly screenings: readonly Screening[];
}

/** What the ledger has of the run now, and why it may not have all of it. */
export interface Written {
  readonly summary: LedgerSummary;
  readonly failure?: RecorderFailure;
}

const nothingRead: LedgerSummary = { sources: [], screenings: [], gaps: [], segments: [], bytesOnDisk: 0 };

/** Writes the end of the run in one transaction; where the ledger refuses, the summary still says it all. */
export async function writeEnd(
  ledger: Ledger,
  known: KnownSources,
  ending: Ending,
  recorded: RecordingEnd | undefined,
): Promise<Written> {
  let summary: LedgerSummary = { ...nothingRead, gaps: ending.gaps, screenings: ending.screenings };
  try {
    const before = await readSummary(ledger, ending.run);
    const gaps = [...ending.gaps, ...factGaps(known, before, ending)];
    summary = {
      ...before,
      gaps: [...before.gaps, ...gaps],
      screenings: [...before.screenings, ...ending.screenings],
    };
    const end: RunEnd = {
      run: ending.run,
      endedAt: ending.at,
      outcome: ending.outcome,
      sources: endSources(recorded, summary),
      segments: recorded?.segments ?? [],
    };
    await ledger.append([
      ...gaps.map((body): NewRow => ({ kind: "gap", body })),
      ...ending.screenings.map((body): NewRow => ({ kind: "screening", body })),
      { kind: "run-end", body: end },
    ]);
    return { summary };
  } catch (error) {
    if (!isYuraiError(error)) throw error;
    return { summary, failure: { code: error.code, message: error.message } };
  }
}

/** Facts that sources lack, once for each run and source. */
function factGaps(known: KnownSources, summary: LedgerSummary, { run, at }: Ending): readonly Gap[] {
  const before = new Set(summary.gaps.map(gapKey));
  return summary.sources
    .flatMap(({ source }) => known.factGaps(source).map((gap): Gap => ({ ...gap, source, run, at })))
    .filter((gap) => !before.has(gapKey(gap)));
}

function gapKey({ kind, source = "" }: Gap): string {
  return `${kind}\0${source}`;
}

/** What this process read; hosts are those of the whole run, because they can't be added up. */
function endSources(recorded: RecordingEnd | undefined, summary: LedgerSummary): readonly RunSource[] {
  const wholes = new Map(summary.sources.map((source) => [source.source, source]));
  return (recorded?.sources ?? []).map((source) => {
    const whole = wholes.get(source.source);
    return {
      ...source,
      hosts: whole?.hosts ?? source.hosts,
      optedOutHosts: whole?.optedOutHosts ?? source.optedOutHosts,
    };
  });
}
