// Screening files: kept and quarantined rows go to a folder, with the record of both.
import type { Ledger, Screening } from "@yurai/ledger";
import { renderAnswer, type AnswerRow } from "@yurai/report";
import { startRun, type RunSummary, type ScreenOptions, type ScreenRule, type SeenGap } from "@yurai/track";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { declaredSource } from "../home/config.ts";
import { toFileError } from "../error.ts";
import type { Crawled } from "../track/crawl-pass.ts";
import type { Frame } from "../terminal/frame.ts";
import { openLineFile } from "./line-file.ts";
import { openRows, type PlacedRow, type ReadableSource } from "../track/row-source.ts";
import { signalsIn } from "../track/track-sources.ts";
import { untilAborted } from "../terminal/until-aborted.ts";
import { toolVersion } from "../terminal/version.ts";

/** What to screen, and where to. */
export interface ScreenPlan {
  readonly source: string;
  readonly rules: readonly ScreenRule<PlacedRow>[];
  readonly out: string;
  /** Field of the rows' signals. */
  readonly signals: string;
  /** Field of the rows' URLs. */
  readonly url?: string;
  /** The crawl that WARC files belong to. */
  readonly crawled?: Crawled;
}

/** What screening came to. */
export interface ScreenedFiles {
  readonly summary: RunSummary;
  readonly screening: Screening | undefined;
  readonly kept: string;
  readonly quarantined: string;
  readonly record: string;
}

/** Screens rows into `kept.jsonl` and `quarantined.jsonl`, and writes `screening.json`. Refuses to overwrite any. */
export async function screenRows(
  frame: Frame,
  ledger: Ledger,
  sources: readonly ReadableSource[],
  plan: ScreenPlan,
): Promise<ScreenedFiles> {
  const folder = resolve(frame.cwd, plan.out);
  const files = {
    kept: join(folder, "kept.jsonl"),
    quarantined: join(folder, "quarantined.jsonl"),
    record: join(folder, "screening.json"),
  };
  makeFolder(folder);
  const kept = openLineFile(files.kept);
  const quarantined = openLineFile(files.quarantined);
  await using run = await startRun({
    home: frame.project.home,
    ledger,
    purpose: "screen",
    index: "off",
    configuration: { command: "screen", rules: plan.rules.map(({ rule, action }) => `${action}:${rule}`) },
    tool: { name: "yurai", version: toolVersion() },
    now: frame.now,
  });
  const rows = allRows(frame, sources, plan, (gap) => run.gap({ ...gap, source: plan.source }));
  try {
    const options = optionsOf(frame, plan, (row) => quarantined.write(JSON.stringify(row.value)));
    for await (const row of run.screen(rows, options).rows) {
      kept.write(JSON.stringify(row.value));
      if (frame.signal.aborted) break;
    }
  } finally {
    kept.close();
    quarantined.close();
  }
  const summary = await run.end({ outcome: frame.signal.aborted ? "interrupted" : "completed" });
  const screening = summary.screenings.at(-1);
  writeFileSync(files.record, `${JSON.stringify(recordOf(summary, screening), undefined, 2)}\n`, {
    flag: "wx",
  });
  return { summary, screening, ...files };
}

/** Prints what became of the rows, rule by rule, and where they are. */
export function printScreening(frame: Frame, { summary, screening, ...files }: ScreenedFiles): void {
  if (frame.json) {
    frame.printJson("screen", { ...recordOf(summary, screening), files });
    return;
  }
  const { cli, ledger } = frame.catalogue;
  const { kept = 0, dropped = 0, quarantined = 0, rules = [] } = screening ?? {};
  const rows: AnswerRow[] = rules.map((rule) => ({
    label: rule.rule,
    text: cli.screenRule(cli.screenAction[rule.action], rule.records, rule.notChecked ?? 0),
  }));
  const written = (["kept", "quarantined", "record"] as const).map(
    (file) => `${relative(frame.cwd, files[file])}  ${cli.kindOfFile[file]}`,
  );
  rows.push({ label: ledger.label.wrote, text: written });
  rows.push({
    label: ledger.label.run,
    text: `${summary.run.slice(0, 8)}  yurai show run ${summary.run.slice(0, 8)}`,
  });
  frame.print(renderAnswer({ outcome: cli.screenedRows(kept, dropped, quarantined), rows }, frame.screen));
}

function optionsOf(
  { project }: Frame,
  plan: ScreenPlan,
  quarantine: (row: PlacedRow) => void,
): ScreenOptions<PlacedRow> {
  const fields = declaredSource(project.config, plan.source)?.fields;
  const url = plan.url ?? fields?.url ?? "url";
  const licence = fields?.licence ?? (plan.crawled === undefined ? undefined : "licence");
  return {
    source: plan.source,
    rules: plan.rules,
    url: (row) => textIn(row, url),
    signals: signalsIn(plan.signals),
    ...(licence !== undefined && { licence: (row) => textIn(row, licence) }),
    quarantine,
  };
}

async function* allRows(
  frame: Frame,
  sources: readonly ReadableSource[],
  { crawled, signals }: ScreenPlan,
  onGap: (gap: SeenGap) => void,
): AsyncGenerator<PlacedRow> {
  for (const source of sources) {
    const rows = openRows(source, {
      onGap,
      baseFolder: frame.project.folder,
      stdin: untilAborted(frame.stdin, frame.signal),
    });
    if (source.kind === "warc" && crawled !== undefined) yield* pagesAsRows(rows, crawled, signals);
    else yield* rows;
  }
}

/** Pages with what is known of them, as rows of JSON: what is kept carries its evidence along. */
async function* pagesAsRows(
  rows: AsyncIterable<PlacedRow>,
  { options, page }: Crawled,
  signals: string,
): AsyncGenerator<PlacedRow> {
  for await (const row of rows) {
    const { value: text, url, title, fetchedAt } = row;
    const licence = options.licence(row);
    const robots = page(row)?.robots?.answer.decision;
    const value = { url, title, fetchedAt, text, licence, robots, [signals]: options.signals(row) };
    yield { ...row, value };
  }
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

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw toFileError(error, "write", folder);
  }
}
