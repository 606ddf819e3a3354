// What a run came to, as a screen and as JSON.
import type { SourceView } from "@yurai/ledger";
import { renderTrackSummary, type TrackedSource, type TrackSummary } from "@yurai/report";
import { undecided } from "@yurai/schema";
import type { RunSummary } from "@yurai/track";
import type { Frame } from "../terminal/frame.ts";

/** What the screen says beside the summary. */
interface TrackedScreen {
  readonly sources: readonly SourceView[];
  /** What was read can be read again by the source's name. */
  readonly isReadable: boolean;
  readonly needsDownload: boolean;
  /** When the field of the text is in no row. */
  readonly otherText?: NonNullable<TrackSummary["otherText"]>;
}

/** Prints the end of a run. */
export function printRun(
  frame: Frame,
  summary: RunSummary,
  { sources, isReadable, needsDownload, otherText }: TrackedScreen,
): void {
  if (frame.json) {
    frame.printJson("track", summary);
    return;
  }
  const reliances = new Map(sources.map(({ name, reliances: all }) => [name, all.at(-1)?.fact]));
  const screened = new Set(
    summary.screenings.filter(({ rules }) => rules.some(dropsOptOuts)).map(({ source }) => source),
  );
  const tracked = summary.sources.map((source): TrackedSource => ({
    ...source,
    reliance: reliances.get(source.source) ?? undecided,
    screened: screened.has(source.source),
  }));
  frame.print(
    renderTrackSummary(
      {
        run: { id: summary.run, ...(summary.name !== undefined && { name: summary.name }) },
        segments: summary.segments.length,
        segmentBytes: summary.bytesOnDisk,
        sources: tracked,
        gaps: summary.gaps,
        isReadable,
        needsDownload,
        ...(otherText !== undefined && { otherText }),
        elapsedMs: summary.cost.elapsedMs,
        threadMs: (summary.cost.microsecondsPerRecord * countOf(summary)) / 1_000,
      },
      frame.screen,
    ),
  );
  if (summary.outcome === "interrupted") frame.note(frame.catalogue.cli.interrupted);
  if (summary.failure !== undefined)
    frame.note(frame.catalogue.cli.error(summary.failure.code, summary.failure.message));
}

function dropsOptOuts({ rule }: { readonly rule: string }): boolean {
  return rule === "opt-out";
}

function countOf(summary: RunSummary): number {
  return summary.sources.reduce((total, { records }) => total + records, 0);
}
