// The loop of `yurai check`: outputs in, verdicts recorded and counted, nothing kept that grows with their number.
import { exitCodeOfVerdict } from "@yurai/gate";
import { collectVerdicts, formatCount, renderVerdictJson, type VerdictSet } from "@yurai/report";
import { sha256Hex, type Verdict } from "@yurai/schema";
import type { SeenGap } from "@yurai/track";
import { checkInTurn, checkInWorkers, type CheckedRow } from "./check-pool.ts";
import type { CheckFlags, CheckJob } from "./check-job.ts";
import { CliError } from "../error.ts";
import { exitCodes, strongestExit, type ExitCode } from "../terminal/exit-code.ts";
import type { Frame } from "../terminal/frame.ts";
import { keepOutputs } from "./kept-outputs.ts";
import { measureLatency } from "./latency.ts";
import { countMemorisation, type Memorisation } from "./memorisation.ts";
import { readOutputs, type OutputRow } from "./output-rows.ts";
import { startProgress } from "../terminal/progress.ts";
import { openVerdictLog, readVerdicts, type LoggedVerdict } from "./verdict-log.ts";
import type { VerdictsFile } from "./verdicts-file.ts";

/** What a check came to. */
export interface CheckResult {
  readonly set: VerdictSet;
  readonly exitCode: ExitCode;
  readonly gaps: readonly SeenGap[];
  readonly withoutText: number;
  readonly otherModel: number;
  readonly resumed: number;
  readonly p95Ms?: number;
  readonly memorisation?: Memorisation;
  readonly keptOutputs?: string;
  /** Files of outputs with findings that a report can show, by id; only where it was asked for. */
  readonly pictureFiles: ReadonlyMap<string, string>;
  /** Whether Ctrl-C ended it before the input did. */
  readonly interrupted: boolean;
}

/** Outputs whose files are remembered, so that they can be shown: more than a report holds. */
const maxPictureFiles = 5_000;
/** Gaps of the input that are kept; further ones are counted in the last. */
const maxGaps = 1_000;

/** Checks every output of the input. */
export async function checkOutputs(
  frame: Frame,
  file: string,
  flags: CheckFlags,
  job: CheckJob,
  verdictsFile: VerdictsFile | undefined,
): Promise<CheckResult> {
  const tally = startTally(frame, flags, job, verdictsFile);
  const progress = startProgress(frame);
  const startMs = performance.now();
  const gaps: SeenGap[] = [];
  const name = file === "-" ? "-" : file;
  const rows = readOutputs(job.source, {
    format: job.format,
    field: flags.text,
    name,
    onGap: (gap) => noteGap(gaps, gap),
  });
  const resumed = await replayBefore(job, rows, tally);
  const log = job.ledger && (await openVerdictLog(job.ledger, job.begin, { from: resumed.rows }));
  const kept =
    flags.keepOutputs === undefined
      ? undefined
      : keepOutputs(job.options.home, job.begin.check, { now: frame.now(), days: flags.keepOutputs });
  try {
    const workers =
      flags.workers > 1 ? checkInWorkers(rows, job.options, flags.workers) : checkInTurn(rows, job.checker);
    for await (const { row, checked } of workers) {
      tally.add(row, checked);
      await log?.add({ verdict: checked.verdict, line: row.line });
      kept?.add({
        id: row.output.id,
        ...(row.output.text !== undefined && { text: row.output.text }),
        ...(row.output.prompt !== undefined && { prompt: row.output.prompt }),
      });
      const elapsedS = (performance.now() - startMs) / 1_000;
      progress.show(
        frame.catalogue.pipeline.progress(
          formatCount(tally.outputs()),
          formatCount(Math.round(tally.outputs() / elapsedS)),
        ),
      );
      if (frame.signal.aborted) break;
    }
  } finally {
    progress.end();
    kept?.close();
    await log?.flush();
  }
  const interrupted = frame.signal.aborted;
  const result = tally.finish(gaps, interrupted);
  if (!interrupted) {
    const { outputs, counts, models, policies } = result.set;
    const totals = { actions: counts, models, policies: policies.map((policy) => policy.name) };
    await log?.end({ outputs, exitCode: result.exitCode, totals }, frame.now().toISOString());
  }
  return { ...result, resumed: resumed.outputs, ...(kept !== undefined && { keptOutputs: kept.path }) };
}

function noteGap(gaps: SeenGap[], gap: SeenGap): void {
  const last = gaps.at(-1);
  if (gaps.length < maxGaps || last === undefined) gaps.push(gap);
  else gaps[gaps.length - 1] = { ...last, count: last.count + gap.count };
}

interface Tally {
  readonly add: (row: OutputRow, checked: CheckedRow["checked"]) => void;
  readonly addLogged: (row: OutputRow, logged: LoggedVerdict) => void;
  readonly outputs: () => number;
  readonly finish: (
    gaps: readonly SeenGap[],
    interrupted: boolean,
  ) => Omit<CheckResult, "resumed" | "keptOutputs">;
}

function startTally(
  frame: Frame,
  flags: CheckFlags,
  job: CheckJob,
  verdictsFile: VerdictsFile | undefined,
): Tally {
  const collector = collectVerdicts();
  const latency = measureLatency();
  const memorisation = countMemorisation();
  const codes = new Set<ExitCode>();
  let outputs = 0;
  const pictureFiles = new Map<string, string>();
  let withoutText = 0;
  let otherModel = 0;
  const addVerdict = (row: OutputRow, verdict: Verdict): void => {
    outputs += 1;
    codes.add(exitCodeOfVerdict(verdict));
    const { file } = row.output;
    const isShown = flags.showImages === true && verdict.findings.length > 0;
    if (isShown && file !== undefined && pictureFiles.size < maxPictureFiles)
      pictureFiles.set(verdict.id, file);
    memorisation.add(row.probe, verdict);
    const line = renderVerdictJson(verdict);
    if (frame.json) frame.print(line.trimEnd());
    verdictsFile?.add(line);
    if (row.output.text === undefined && (row.output.media ?? "text") === "text") withoutText += 1;
    if (job.model !== undefined && row.output.model !== undefined && row.output.model.name !== job.model.name)
      otherModel += 1;
  };
  return {
    add: (row, { verdict, elapsedMs, snippets }) => {
      addVerdict(row, verdict);
      latency.add(elapsedMs);
      collector.add({ verdict, ...placeOf(row), ...(snippets !== undefined && { snippets }) });
    },
    addLogged: (row, { verdict }) => {
      addVerdict(row, verdict);
      collector.add({ verdict, ...placeOf(row) });
    },
    outputs: () => outputs,
    finish: (gaps, interrupted) => {
      if (outputs === 0) codes.add(exitCodes.incomplete);
      // Shadow hides what would stop, never that something is wrong with input or store.
      const seen = flags.shadow === true ? [] : [...codes];
      if (gaps.length > 0) seen.push(exitCodes.badInput);
      if (job.checker.unsearched.length > 0) seen.push(exitCodes.store);
      if (interrupted) seen.push(exitCodes.interrupted);
      // Of fewer outputs it would be the time of the one that opened the files.
      const p95Ms = outputs < 20 ? undefined : latency.quantile(0.95);
      const memorised = memorisation.finish();
      return {
        set: collector.finish(),
        exitCode: strongestExit(seen),
        gaps,
        withoutText,
        otherModel,
        pictureFiles,
        interrupted,
        ...(p95Ms !== undefined && { p95Ms }),
        ...(memorised !== undefined && { memorisation: memorised }),
      };
    },
  };
}

function placeOf({ line, place }: OutputRow): NonNullable<OutputRow["place"]> | { readonly line: number } {
  return place ?? { line };
}

/** Counts the verdicts that are recorded already, and reads past their outputs. */
async function replayBefore(
  job: CheckJob,
  rows: AsyncGenerator<OutputRow>,
  tally: Tally,
): Promise<{ readonly rows: number; readonly outputs: number }> {
  if (!job.isResumed || job.ledger === undefined) return { rows: 0, outputs: 0 };
  let done = 0;
  for await (const { row: number, verdicts } of readVerdicts(job.ledger, job.begin.check)) {
    for (const logged of verdicts) {
      const next = await rows.next();
      if (next.done === true || !isSameOutput(next.value, logged.verdict)) throw changedInput();
      tally.addLogged(next.value, logged);
    }
    done = number + 1;
  }
  return { rows: done, outputs: tally.outputs() };
}

function isSameOutput({ output }: OutputRow, verdict: Verdict): boolean {
  if (output.id !== verdict.id) return false;
  // A picture's file is not read again to be passed over: its name in the folder must do.
  return output.file !== undefined || sha256Hex(output.bytes ?? output.text ?? "") === verdict.output.sha256;
}

function changedInput(): CliError {
  return new CliError(
    "bad-usage",
    "the file has changed since its check was interrupted; check it from the beginning, without --resume",
  );
}
