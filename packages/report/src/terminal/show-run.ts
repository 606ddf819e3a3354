import type { Gap, Run, RunEnd } from "@yurai/schema";
import { cleanData } from "./clean-data.ts";
import { describeGaps, groupGaps } from "./gap-text.ts";
import { formatBytes, formatScaled } from "../number.ts";
import { describePeople } from "../verdict/people-text.ts";
import { joinScreen, screenOf } from "./screen.ts";
import type { Screen, ScreenOptions, ScreenRow } from "./screen.ts";
import { describeLicenceShares } from "./source-text.ts";
import { modelName } from "../verdict/verdict-set.ts";
import { shorten } from "./clean.ts";

/** What `yurai show run` says. */
export interface ShownRun {
  readonly run: Run;
  /** Missing when the run never ended. */
  readonly end?: RunEnd;
  readonly segments: readonly { readonly id: string; readonly bytes: number }[];
  readonly gaps: readonly Gap[];
}

const listed = 20;

/** Draws one job that read data: what it read, from where, with what, and what is missing. */
export function renderRun(given: ShownRun, options: ScreenOptions = {}): string {
  const screen = screenOf(options);
  const shown = cleanData(given);
  const { ledger } = screen.catalogue;
  const { run, end } = shown;
  const gaps = groupGaps(shown.gaps).map((group) => describeGaps(group, screen.catalogue));
  const bytes = shown.segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const { environment, code } = run;
  const codeText =
    code === undefined
      ? ledger.notRecorded
      : [code.repository, code.commit, code.dirty === true ? ledger.changedSinceCommit : undefined]
          .filter((part) => part !== undefined)
          .join("  ");
  const rows: readonly (ScreenRow | undefined)[] = [
    gaps.length === 0 ? { label: "gaps", says: ledger.noGaps } : { label: "gaps", says: gaps, tone: "gap" },
    { label: "purpose", says: run.purpose },
    { label: "model", says: run.model === undefined ? ledger.notRecorded : modelName(run.model) },
    { label: "began", says: run.startedAt },
    end === undefined
      ? { label: "ended", says: ledger.notEnded, tone: "gap" }
      : { label: "ended", says: `${end.endedAt}  ${ledger.outcome[end.outcome]}` },
    { label: "sources", says: sourceLines(end, screen) },
    {
      label: "segments",
      says: [
        ledger.segments(shown.segments.length, formatBytes(bytes)),
        ...shown.segments
          .slice(0, 5)
          .map((segment) => `${shorten(segment.id)}  ${formatBytes(segment.bytes)}`),
        ...(shown.segments.length > 5 ? [screen.catalogue.check.andMore(shown.segments.length - 5)] : []),
      ],
    },
    { label: "mode", says: ledger.mode[run.mode] },
    { label: "code", says: codeText },
    {
      label: "environment",
      says: `${environment.runtime}  ${environment.platform} ${environment.architecture}`,
    },
    { label: "tool", says: `${run.tool.name} ${run.tool.version}` },
  ];
  const name = run.name === undefined ? run.id : `${run.name}/${run.id}`;
  return joinScreen(screen.line(`${ledger.label.run} ${name}`, "strong"), screen.rows(rows, 2));
}

function sourceLines(end: RunEnd | undefined, screen: Screen): readonly string[] {
  const { ledger, language } = screen.catalogue;
  if (end === undefined || end.sources.length === 0) return [ledger.notRecorded];
  const sources = end.sources.toSorted((a, b) => b.records - a.records).slice(0, listed);
  const more = end.sources.length - sources.length;
  return [
    ...sources.flatMap((source) => [
      `${source.source}  ${ledger.records(source.records)}  ${ledger.characters(formatScaled(source.characters, language))}`,
      `  ${describeLicenceShares(source.licences, source.records, screen.catalogue)}`,
      `  ${ledger.label.people} ${describePeople(source.personalData, source.records, screen.catalogue)}`,
    ]),
    ...(more > 0 ? [screen.catalogue.check.andMore(more)] : []),
  ];
}
