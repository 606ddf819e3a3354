import { formatCount, formatDate, renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import type { Ledger, LedgerRow } from "@yurai/ledger";
import { questions, statementWordsOf, type ReportFacts } from "@yurai/report/statements";
import type { ReportedItem, ReportRecord, TreeHead } from "@yurai/schema";
import type { Command } from "commander";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { CliError } from "../error.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { parseModel } from "../home/model-reference.ts";
import { factKinds, readReportFacts } from "../report/report-facts-of.ts";
import { readReportFile, type ReportFile } from "../report/report-file.ts";
import { previousReport, readReports, type LoggedReport } from "../report/report-log.ts";
import { makeReport } from "../report/report-maker.ts";

/** Rows of the ledger that a screen lists. */
const listedRows = 12;

/** `yurai why REPORT ITEM`: the question behind an item, its answer then, asked again, and today, and the rows it read. */
export const define: DefineCommand = (command: Command, { reporting: { option } }: Catalogue, act: Act) => {
  command
    .argument("<report>", option.whyReport)
    .argument("<item>", option.whyItem)
    .action(act(async (frame, named: string, item: string) => why(frame, named, item)));
};

/** Rows that are held in memory with their bodies. */
const rowsAtOnce = 4;

/** A row that was read for an answer, without its body. */
type ReadRow = Pick<LedgerRow, "index" | "id" | "kind" | "at">;

/** What is known of an item. */
interface Why {
  readonly logged: LoggedReport;
  readonly file?: ReportFile;
  readonly asWritten: ReportedItem;
  /** The same question of the ledger as it stood. */
  readonly again: ReportedItem | undefined;
  /** The same question of the ledger as it stands. */
  readonly today: ReportedItem | undefined;
  readonly questions: readonly string[];
  readonly rows: readonly ReadRow[];
  /** False when the ledger at that size has another root than the report says. */
  readonly isSameLedger: boolean;
}

async function why(frame: Frame, named: string, itemId: string): Promise<typeof done> {
  const path = resolve(frame.cwd, named);
  const file = existsSync(path) ? readReportFile(path, named) : undefined;
  await using ledger = await openHomeLedger(frame, "read");
  const reports = await readReports(ledger);
  const logged = findReport(reports, file?.id ?? named, named);
  const asWritten = logged.report.items.find(({ id }) => id === itemId);
  if (asWritten === undefined) throw noItem(logged.report, itemId);
  const found: Why = {
    logged,
    ...(file !== undefined && { file }),
    asWritten,
    ...(await ask(frame, ledger, reports, logged, itemId)),
  };
  if (frame.json) frame.printJson("why", jsonOf(found));
  else print(frame, found);
  return done;
}

function findReport(reports: readonly LoggedReport[], id: string, named: string): LoggedReport {
  const found = reports.filter(({ report }) => report.id.startsWith(id));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined)
    throw new CliError(
      "ambiguous",
      `${named} is the beginning of ${found.length} reports; give more of the id`,
    );
  throw new CliError(
    "not-found",
    `this ledger has no report ${named}; it was written from another ledger, or the name is wrong`,
  );
}

function noItem({ items, report }: ReportRecord, itemId: string): CliError {
  const ids = items.map(({ id }) => id);
  const listed = ids.slice(0, 40).join(", ") + (ids.length > 40 ? ", ..." : "");
  return new CliError("not-found", `there is no item ${itemId} in this ${report} report; it has ${listed}`);
}

/** Makes the report again from the ledger as it stood and as it stands. */
async function ask(
  frame: Frame,
  ledger: Ledger,
  reports: readonly LoggedReport[],
  logged: LoggedReport,
  itemId: string,
): Promise<Pick<Why, "again" | "today" | "questions" | "rows" | "isSameLedger">> {
  const { report, row } = logged;
  const head = await ledger.head();
  const isSameLedger = await hasRoot(ledger, report);
  const before = previousReport(reports, report.report, report.models, row);
  const asOf = await factsAt(frame, ledger, report, { ...head, ...report.ledger });
  // As long as only reports were written since, today's answer is the same: nothing is read twice.
  const now = (await hasGrown(ledger, report.ledger.size))
    ? await factsAt(frame, ledger, report, head)
    : asOf;
  const options = {
    id: report.id,
    language: frame.catalogue.language,
    ...(report.models[0] !== undefined && { model: report.models[0] }),
    ...(report.thresholds !== undefined && {
      answers: { format: "yurai-answers", version: 1, euThresholds: report.thresholds } as const,
    }),
    ...(before !== undefined && { previous: before }),
  };
  const madeAgain = makeReport(report.report, asOf, options);
  const madeNow = makeReport(report.report, now, options);
  const evidence = madeAgain?.evidence.get(itemId) ?? [];
  const indexes = [...new Set(evidence.flatMap(({ rows }) => rows))];
  const again = madeAgain?.items.find(({ id }) => id === itemId);
  const today = madeNow?.items.find(({ id }) => id === itemId);
  return {
    again,
    today,
    isSameLedger,
    questions: evidence.map(({ name }) => questions[name][frame.catalogue.language]),
    rows: await rowsWithoutBodies(ledger, indexes),
  };
}

/** Reads a few rows at a time and lets go of their bodies: a row of hosts is megabytes. */
async function rowsWithoutBodies(ledger: Ledger, indexes: readonly number[]): Promise<readonly ReadRow[]> {
  const rows: ReadRow[] = [];
  for (let from = 0; from < indexes.length; from += rowsAtOnce) {
    const some = await ledger.rowsAt(indexes.slice(from, from + rowsAtOnce));
    rows.push(...some.map(({ index, id, kind, at }) => ({ index, id, kind, at })));
  }
  return rows.toSorted((a, b) => a.index - b.index);
}

function factsAt(frame: Frame, ledger: Ledger, report: ReportRecord, head: TreeHead): Promise<ReportFacts> {
  const [model] = report.models;
  return readReportFacts(ledger, frame.project.home, {
    ...(model !== undefined && { model: parseModel(model) }),
    ...(report.thresholds !== undefined && { thresholds: report.thresholds }),
    head,
    now: new Date(report.madeAt),
  });
}

async function hasGrown(ledger: Ledger, size: number): Promise<boolean> {
  const since = await ledger.rows({ kinds: factKinds, after: size - 1, limit: 1 });
  return since.length > 0;
}

/** Whether the ledger, at the size that the report names, has the root that it names. */
async function hasRoot(ledger: Ledger, { ledger: { size, root } }: ReportRecord): Promise<boolean> {
  const { firstRoot } = await ledger.consistencyProof(size);
  return firstRoot === root;
}

function print(frame: Frame, found: Why): void {
  const { why: words } = frame.catalogue.reporting;
  const { logged, file, asWritten, again, today, rows } = found;
  const { report } = logged;
  const figures = figureLines(found, frame);
  const size = formatCount(report.ledger.size);
  const lines: AnswerRow[] = [
    { label: words.report, text: `${report.report}  ${words.made(formatDate(report.madeAt), size)}` },
    ...(file === undefined
      ? []
      : [{ label: words.file, text: file.sha256 === report.sha256 ? words.asWritten : words.changed }]),
    ...(found.isSameLedger ? [] : [{ label: words.ledger, tone: "gap" as const, text: words.ledgerChanged }]),
    { label: words.state, text: stateText(asWritten, frame) },
    ...(found.questions.length === 0 ? [] : [{ label: words.question, text: found.questions }]),
    { label: words.figures, text: figures.length === 0 ? words.noFigures : figures },
    { label: words.rows, text: rowLines(rows, frame) },
  ];
  const isAsBefore = again === undefined || today === undefined || isSame(asWritten, again);
  frame.print(
    renderAnswer(
      {
        outcome: words.outcome(asWritten.id, report.id),
        tone: isAsBefore ? "strong" : "attention",
        rows: lines,
      },
      frame.screen,
    ),
  );
}

function stateText({ state, status }: ReportedItem, frame: Frame): string {
  const { state: states, status: statuses } = statementWordsOf(frame.catalogue.language);
  return status === undefined ? states[state] : `${states[state]}: ${statuses[status]}`;
}

function figureLines({ asWritten, again, today }: Why, frame: Frame): readonly string[] {
  const { why: words } = frame.catalogue.reporting;
  return Object.entries(asWritten.figures).map(([name, value]) =>
    words.figure(
      name,
      written(value),
      again?.figures[name] === value ? words.same : `${words.differs} ${written(again?.figures[name])}`,
      today?.figures[name] === value ? words.same : written(today?.figures[name]),
    ),
  );
}

function rowLines(rows: readonly ReadRow[], frame: Frame): readonly string[] {
  const { why: words } = frame.catalogue.reporting;
  if (rows.length === 0) return [words.noRows];
  const listed = rows
    .slice(0, listedRows)
    .map(({ index, kind, at, id }) => [formatCount(index), kind, formatDate(at), id.slice(0, 16)].join("  "));
  const more = rows.length - listed.length;
  return more > 0 ? [...listed, words.moreRows(more)] : listed;
}

function written(value: number | string | undefined): string {
  if (value === undefined) return "-";
  return Number.isInteger(value) ? formatCount(Number(value)) : String(value);
}

function isSame(a: ReportedItem, b: ReportedItem): boolean {
  return JSON.stringify(a.figures) === JSON.stringify(b.figures);
}

function jsonOf({
  logged,
  file,
  asWritten,
  again,
  today,
  questions: asked,
  rows,
  isSameLedger,
}: Why): object {
  const { id, report, models, madeAt, ledger, sha256 } = logged.report;
  return {
    report: { id, kind: report, models, madeAt, ledger, sha256 },
    ...(file !== undefined && { file: { sha256: file.sha256, asWritten: file.sha256 === sha256 } }),
    item: asWritten,
    again,
    today,
    asked,
    isSameLedger,
    rows: rows.map(({ index, id: rowId, kind, at }) => ({ index, id: rowId, kind, at })),
  };
}
