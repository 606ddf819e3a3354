// Screening what the command line names: what is kept and what is set apart go to a folder, with the record of both.
import type { Ledger, Screening } from "@yurai/ledger";
import { describeGaps, groupGaps, renderAnswer, type AnswerRow } from "@yurai/report";
import {
  startRun,
  type Run,
  type RunSummary,
  type ScreenOptions,
  type ScreenRule,
  type SeenGap,
} from "@yurai/track";
import { writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { declaredSource } from "../home/config.ts";
import type { Crawled } from "../track/crawl-pass.ts";
import type { Frame } from "../terminal/frame.ts";
import { declareHub } from "../track/hub-source.ts";
import type { PlacedRow, ReadableSource } from "../track/row-source.ts";
import { signalsIn } from "../track/track-sources.ts";
import { untilAborted } from "../terminal/until-aborted.ts";
import { toolVersion } from "../terminal/version.ts";
import { openScreenFiles, type ScreenFiles } from "./screen-files.ts";
import { screenItems, type ItemFields, type ScreenItem } from "./screen-items.ts";

/** What to screen, and where to. */
export interface ScreenPlan {
  readonly source: string;
  readonly rules: readonly ScreenRule<PlacedRow>[];
  readonly out: string;
  /** Paths of files in a list, in place of copies. */
  readonly list: boolean;
  readonly fields: ItemFields;
  /** Encoding of CSV. */
  readonly encoding?: string;
  /** Field of the rows' URLs. */
  readonly url?: string;
  /** The crawl that WARC files belong to. */
  readonly crawled?: Crawled;
  /** Looks ahead for what a rule can't find out in time, a batch of items at once. */
  readonly lookAhead?: (items: AsyncIterable<ScreenItem>) => AsyncIterable<ScreenItem>;
}

/** What screening came to. */
export interface ScreenedFiles {
  readonly summary: RunSummary;
  readonly screening: Screening | undefined;
  readonly written: ScreenFiles["written"];
  readonly record: string;
}

/** Screens items into new files, and writes `screening.json`. Refuses to overwrite any. */
export async function screenRows(
  frame: Frame,
  ledger: Ledger,
  sources: readonly ReadableSource[],
  plan: ScreenPlan,
): Promise<ScreenedFiles> {
  const folder = resolve(frame.cwd, plan.out);
  const unlisted: SeenGap[] = [];
  const files = openScreenFiles(folder, sources, {
    list: plan.list,
    onUnlisted: (path) =>
      unlisted.push({ kind: "refused-entry", count: 1, code: "path-with-line-break", where: { path } }),
  });
  let screened: RunSummary;
  try {
    await using run = await startRun({
      home: frame.project.home,
      ledger,
      purpose: "screen",
      index: "off",
      configuration: {
        command: "screen",
        rules: plan.rules.map(({ rule, action }) => `${action}:${rule}`),
      },
      tool: { name: "yurai", version: toolVersion() },
      now: frame.now,
    });
    await passAll(frame, run, sources, plan, files);
    for (const gap of unlisted) run.gap({ ...gap, source: plan.source });
    screened = await run.end({ outcome: frame.signal.aborted ? "interrupted" : "completed" });
  } finally {
    files.close();
  }
  const screening = screened.screenings.at(-1);
  const record = join(folder, "screening.json");
  writeFileSync(record, `${JSON.stringify(recordOf(screened, screening), undefined, 2)}\n`, { flag: "wx" });
  return { summary: screened, screening, written: files.written, record };
}

async function passAll(
  frame: Frame,
  run: Run,
  sources: readonly ReadableSource[],
  plan: ScreenPlan,
  files: ScreenFiles,
): Promise<void> {
  for (const source of sources) {
    if (source.kind === "opened-hub") await declareHub(run, source, plan.source, frame.project.config);
    if (source.kind === "opened-s3") for (const gap of source.gaps) run.gap({ ...gap, source: plan.source });
  }
  const items = allItems(frame, sources, plan, (gap) => run.gap({ ...gap, source: plan.source }));
  const ahead = plan.lookAhead?.(items) ?? items;
  for await (const item of run.screen(ahead, optionsOf(frame, plan, files)).rows) {
    files.put("kept", item);
    if (frame.signal.aborted) break;
  }
}

/** Prints what became of the rows, rule by rule, and where they are. */
export function printScreening(frame: Frame, { summary, screening, written, record }: ScreenedFiles): void {
  if (frame.json) {
    frame.printJson("screen", { ...recordOf(summary, screening), files: { ...written, record } });
    return;
  }
  const { cli, ledger } = frame.catalogue;
  const { kept = 0, dropped = 0, quarantined = 0, rules = [] } = screening ?? {};
  const rows: AnswerRow[] = rules.map((rule) => ({
    label: rule.rule,
    text: cli.screenRule(cli.screenAction[rule.action], rule.records, rule.notChecked ?? 0),
  }));
  const place = (path: string): string => relative(frame.cwd, path) || ".";
  const text = [
    ...written.kept.map((path) => `${place(path)}  ${cli.kindOfFile.kept}`),
    ...written.quarantined.map((path) => `${place(path)}  ${cli.kindOfFile.quarantined}`),
    `${place(written.dropped)}  ${cli.kindOfFile.dropped}`,
    `${place(record)}  ${cli.kindOfFile.record}`,
  ];
  const gaps = groupGaps(summary.gaps).map((group) => describeGaps(group, frame.catalogue));
  if (gaps.length > 0) rows.push({ label: ledger.label.gaps, text: gaps });
  rows.push({ label: ledger.label.wrote, text });
  rows.push({
    label: ledger.label.run,
    text: `${summary.run.slice(0, 8)}  yurai show run ${summary.run.slice(0, 8)}`,
  });
  frame.print(renderAnswer({ outcome: cli.screenedRows(kept, dropped, quarantined), rows }, frame.screen));
}

function optionsOf({ project }: Frame, plan: ScreenPlan, files: ScreenFiles): ScreenOptions<ScreenItem> {
  const declared = declaredSource(project.config, plan.source)?.fields;
  const url = plan.url ?? declared?.url ?? "url";
  const licence = declared?.licence ?? "licence";
  return {
    source: plan.source,
    rules: plan.rules,
    url: (row) => row.url ?? textIn(row, url),
    signals: signalsIn(plan.fields.signals),
    licence: (row) => textIn(row, licence),
    quarantine: (row, rule) => {
      files.put("quarantined", row);
      files.leaveOut(row, rule, "quarantine");
    },
    dropped: (row, rule) => files.leaveOut(row, rule, "drop"),
  };
}

async function* allItems(
  frame: Frame,
  sources: readonly ReadableSource[],
  { crawled, fields, encoding }: ScreenPlan,
  onGap: (gap: SeenGap) => void,
): AsyncGenerator<ScreenItem> {
  for (const source of sources)
    yield* screenItems(source, {
      onGap,
      baseFolder: frame.project.folder,
      field: fields.text,
      ...(encoding !== undefined && { encoding }),
      stdin: untilAborted(frame.stdin, frame.signal),
      fields,
      crawled,
      at: frame.now().toISOString(),
    });
}

function recordOf(summary: RunSummary, screening: Screening | undefined): object {
  const { run, outcome, gaps } = summary;
  return { run, outcome, ...(screening && { screening }), gaps };
}

/** A field of a row, if it is a text. */
export function textIn({ value }: PlacedRow, field: string): string | undefined {
  const found =
    typeof value === "object" && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  return typeof found === "string" ? found : undefined;
}
