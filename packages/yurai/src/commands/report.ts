import { describeGaps, groupGaps, renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import type { Ledger } from "@yurai/ledger";
import type { ReportKind, ReportRecord } from "@yurai/schema";
import { Argument, Option, type Command } from "commander";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, extname, relative, resolve } from "node:path";
import { statementWordsOf } from "@yurai/report/statements";
import { blanksText, readAnswers, type ReadAnswers } from "../report/answers-file.ts";
import { CliError, toFileError } from "../error.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { formatModel, parseModel } from "../home/model-reference.ts";
import { readReportFacts } from "../report/report-facts-of.ts";
import { previousReport, readReports } from "../report/report-log.ts";
import {
  instrumentOf,
  madeKinds,
  makeReport,
  reportFormats,
  type MadeReport,
  type ReportFormat,
} from "../report/report-maker.ts";
import { toolVersion } from "../terminal/version.ts";

interface ReportFlags {
  readonly model?: string;
  readonly format?: ReportFormat;
  readonly out?: string;
  readonly answers?: string;
  readonly blanks?: string;
}

/** `yurai report KIND`: a statement, summary or export from the ledger; each is recorded, so that `why` leads back. */
export const define: DefineCommand = (command: Command, { reporting: { option } }: Catalogue, act: Act) => {
  command
    .addArgument(new Argument("<kind>", option.reportKind).choices(madeKinds))
    .option("--model <name>", option.reportModel)
    .addOption(new Option("--format <format>", option.format).choices(reportFormats))
    .option("--out <file>", option.out)
    .option("--answers <file>", option.answers)
    .option("--blanks <file>", option.blanks)
    .action(act(async (frame, kind: ReportKind, flags: ReportFlags) => report(frame, kind, flags)));
};

async function report(frame: Frame, kind: ReportKind, flags: ReportFlags): Promise<typeof done> {
  const path = outPath(frame, flags.out);
  const blanksPath = outPath(frame, flags.blanks);
  const answers = readAnswers(frame.project, frame.cwd, flags.answers);
  const model = flags.model === undefined ? undefined : parseModel(flags.model);
  await using ledger = await openHomeLedger(frame, "write");
  if (model !== undefined) await requireModel(ledger, flags.model ?? model.name);
  const head = await ledger.head();
  const thresholds = answers?.answers.euThresholds;
  const facts = await readReportFacts(ledger, frame.project.home, {
    ...(model !== undefined && { model }),
    ...(thresholds !== undefined && { thresholds }),
    head,
    now: frame.now(),
  });
  const models = model === undefined ? [] : [formatModel(model)];
  const previous = previousReport(await readReports(ledger), kind, models);
  const { language } = frame.catalogue;
  const id = randomBytes(8).toString("hex");
  const made = makeReport(kind, facts, {
    id,
    language,
    ...(answers !== undefined && { answers: answers.answers }),
    ...(model !== undefined && { model: formatModel(model) }),
    ...(previous !== undefined && { previous }),
  });
  if (made === undefined) throw new CliError("bad-usage", `there is no report ${kind}`);
  const content = await contentOf(made, chosenFormat(made, flags, path));
  if (path === undefined) frame.print(Buffer.from(content).toString("utf8"));
  else write(path, content);
  if (blanksPath !== undefined) writeBlanks(frame, kind, made, blanksPath);
  const record = recordOf(frame, kind, made, { id, models, head, content, answers });
  await ledger.append([{ kind: "report", body: record }]);
  if (path !== undefined) tell(frame, made, record, path, blanksPath, facts.gaps);
  return done;
}

function outPath(frame: Frame, out: string | undefined): string | undefined {
  if (out === undefined) return undefined;
  return resolve(frame.cwd, out);
}

async function requireModel(ledger: Ledger, name: string): Promise<void> {
  const model = parseModel(name);
  const lineage = await ledger.modelLineage(model);
  if (lineage.steps[0]?.recorded === true || lineage.runs.length > 0) return;
  throw new CliError(
    "not-found",
    `there is no model ${name} in this ledger; yurai status lists what there is`,
  );
}

/** The format asked for, else the one that the file's ending names, else the kind's own; on a pipe the first that is text. */
function chosenFormat(made: MadeReport, flags: ReportFlags, path: string | undefined): ReportFormat {
  const known = [...made.formats.keys()];
  const ending = path === undefined ? "" : extname(path).slice(1).toLowerCase();
  const named = flags.format ?? reportFormats.find((format) => format === ending || `${format}ld` === ending);
  if (named !== undefined && !made.formats.has(named))
    throw new CliError("bad-usage", `this report has no format ${named}; it has ${known.join(", ")}`);
  if (named === "docx" && path === undefined)
    throw new CliError("bad-usage", "a docx file is not for a terminal; name a file with --out");
  if (named === undefined && ending !== "")
    throw new CliError("bad-usage", `no report has the ending .${ending}; this one has ${known.join(", ")}`);
  const text = path === undefined ? known.find((format) => format === "md") : undefined;
  return named ?? text ?? known[0] ?? "json";
}

async function contentOf(made: MadeReport, format: ReportFormat): Promise<Uint8Array> {
  const render = made.formats.get(format);
  if (render === undefined) throw new CliError("bad-usage", `this report has no format ${format}`);
  const content = await render();
  return typeof content === "string" ? Buffer.from(content, "utf8") : content;
}

function write(path: string, content: Uint8Array | string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (error) {
    throw toFileError(error, "write", path);
  }
}

function writeBlanks(frame: Frame, kind: ReportKind, made: MadeReport, path: string): void {
  const instrument = instrumentOf(kind);
  if (instrument === undefined || made.statement === undefined)
    throw new CliError("bad-usage", `report ${kind} has no blanks to fill`);
  const { language, reporting } = frame.catalogue;
  const head = reporting.blanksHead(instrument.title[language]);
  write(path, blanksText(instrument, made.statement.stated, head, language));
}

function recordOf(
  frame: Frame,
  kind: ReportKind,
  made: MadeReport,
  parts: {
    readonly id: string;
    readonly models: readonly string[];
    readonly head: { readonly size: number; readonly root: string };
    readonly content: Uint8Array;
    readonly answers: ReadAnswers | undefined;
  },
): ReportRecord {
  const { id, models, head, content, answers } = parts;
  const thresholds = answers?.answers.euThresholds;
  return {
    id,
    report: kind,
    ...(made.instrument !== undefined && { instrument: made.instrument }),
    language: frame.catalogue.language,
    models,
    madeAt: frame.now().toISOString(),
    ledger: { size: head.size, root: head.root },
    sha256: createHash("sha256").update(content).digest("hex"),
    ...(answers !== undefined && { answersSha256: answers.sha256 }),
    ...(thresholds !== undefined && { thresholds }),
    items: made.items,
    tool: { name: "yurai", version: toolVersion() },
  };
}

function tell(
  frame: Frame,
  made: MadeReport,
  record: ReportRecord,
  path: string,
  blanksPath: string | undefined,
  gaps: Parameters<typeof groupGaps>[0],
): void {
  const shown = relative(frame.cwd, path) || path;
  const counts = made.statement?.counts;
  if (frame.json) {
    frame.printJson("report", {
      ...record,
      path: shown,
      missing: made.missing,
      ...(counts !== undefined && { counts }),
    });
    return;
  }
  const { reporting } = frame.catalogue;
  const item =
    made.items.find(({ figures }) => Object.keys(figures).length > 0)?.id ?? made.items[0]?.id ?? "";
  const groups = groupGaps(gaps).map((group) => describeGaps(group, frame.catalogue));
  const rows: AnswerRow[] = [
    ...(groups.length === 0
      ? []
      : [{ label: reporting.gaps, tone: "gap" as const, text: listed(groups, listedGaps, frame) }]),
    ...(made.missing.length === 0
      ? []
      : [
          {
            label: reporting.missing,
            tone: "gap" as const,
            text: listed(made.missing, listedMissing, frame),
          },
        ]),
    ...(counts === undefined ? [] : [{ label: reporting.basis, text: reporting.basisText }]),
    { label: reporting.proof, text: reporting.proofText(shown, item) },
    ...(blanksPath === undefined
      ? []
      : [{ label: reporting.blanksLabel, text: reporting.blanksText(relative(frame.cwd, blanksPath)) }]),
  ];
  const outcome =
    counts === undefined
      ? reporting.wroteExport(shown, made.items.filter(({ state }) => state === "filled").length)
      : reporting.wrote(shown, statementWordsOf(frame.catalogue.language).counts(counts));
  frame.print(renderAnswer({ outcome, rows }, frame.screen));
}

/** Missing fields that a screen lists before it only counts the rest. */
const listedMissing = 10;
/** The same for gaps: the report itself has them all. */
const listedGaps = 6;

function listed(lines: readonly string[], most: number, frame: Frame): readonly string[] {
  const more = lines.length - most;
  const shown = lines.slice(0, most);
  return more > 0 ? [...shown, frame.catalogue.check.andMore(more)] : shown;
}
