// The files and the screen of a check. Text of outputs and sources is in none but the HTML file, and there only when asked for.
import {
  describeGaps,
  formatCount,
  formatShare,
  groupGaps,
  renderAnswer,
  renderAttribution,
  renderGithubAnnotations,
  renderGithubSummary,
  renderGitlab,
  renderJunit,
  renderSarif,
  renderSummaryJson,
  renderVerdictsAsHtml,
  renderVerdictsForTerminal,
  type CheckFacts,
  type VerdictSet,
} from "@yurai/report";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { CheckFlags, CheckJob, UnknownModel } from "./check-job.ts";
import type { CheckResult } from "./check-outputs.ts";
import { toFileError } from "../error.ts";
import type { Frame } from "../terminal/frame.ts";
import { nearest } from "../terminal/nearest.ts";
import { keptDays } from "./kept-outputs.ts";
import type { Memorisation, MemorisationRate } from "./memorisation.ts";

/** Writes every file that was asked for, then the screen. */
export function reportCheck(
  frame: Frame,
  file: string,
  flags: CheckFlags,
  job: CheckJob,
  result: CheckResult,
): void {
  const { set } = result;
  const facts = factsOf(file, flags, job, result);
  const { language } = frame.catalogue;
  const write = (path: string | undefined, render: () => string): void => {
    if (path !== undefined) writeReport(resolve(frame.cwd, path), render());
  };
  write(facts.reportPath, () =>
    renderVerdictsAsHtml(shownOf(set, flags.showText === true, true), facts, { language }),
  );
  write(facts.attributionPath, () => renderAttribution(set, { language }));
  write(flags.out && join(flags.out, "summary.json"), () => renderSummaryJson(set, facts));
  write(flags.sarif, () => renderSarif(set, facts, { language }));
  write(flags.junit, () => renderJunit(set, facts, { language }));
  write(flags.gitlab, () => renderGitlab(set, facts, { language }));
  // Of two places for the report the screen names the one that was asked for.
  if (flags.html !== undefined && flags.out !== undefined)
    write(join(flags.out, "report.html"), () =>
      renderVerdictsAsHtml(shownOf(set, false, false), { ...facts, withPictures: false }, { language }),
    );
  const screen = screenOf(frame, flags, facts, result);
  if (frame.json) frame.note(screen);
  else frame.print(screen);
  if (flags.github === true) reportToGithub(frame, set, facts);
  for (const line of remarks(frame, flags, job, result)) frame.note(line);
}

function factsOf(
  file: string,
  flags: CheckFlags,
  job: CheckJob,
  { set, exitCode, gaps, p95Ms }: CheckResult,
): CheckFacts {
  const report = flags.html ?? (flags.out && join(flags.out, "report.html"));
  return {
    id: job.begin.check,
    exitCode,
    shadow: flags.shadow === true,
    ...(file !== "-" && { file }),
    builtInPolicy: job.chosen.builtIn,
    modelNamed: job.model !== undefined,
    ...(gaps.length > 0 && { unreadRows: gaps.reduce((sum, { count }) => sum + count, 0) }),
    ...(p95Ms !== undefined && { p95Ms }),
    ...(report !== undefined && { reportPath: report }),
    ...(flags.showImages === true && { withPictures: true }),
    ...(flags.out !== undefined &&
      set.attribution.length > 0 && { attributionPath: join(flags.out, "attribution.txt") }),
  };
}

function screenOf(
  frame: Frame,
  flags: CheckFlags,
  facts: CheckFacts,
  { set, memorisation }: CheckResult,
): string {
  const { catalogue } = frame;
  const shown = shownOf(set, flags.showText === true && frame.isTerminal && !frame.json, false);
  const screen = renderVerdictsForTerminal(shown, facts, {
    ...frame.screen,
    language: catalogue.language,
  }).trimEnd();
  return memorisation === undefined ? screen : `${screen}\n\n${memorisationText(frame, memorisation)}`;
}

function memorisationText(frame: Frame, { all, bySource, byTerms }: Memorisation): string {
  const { pipeline } = frame.catalogue;
  const written = ({ memorised, answered, rate, low, high }: MemorisationRate): string =>
    pipeline.memorisedRow(
      formatCount(memorised),
      formatCount(answered),
      formatShare(rate),
      formatShare(low),
      formatShare(high),
    );
  const rows = [
    ...bySource.map((source) => ({ label: source.source, text: written(source) })),
    ...byTerms.map((answer) => ({ label: pipeline.memorisedTerms(answer.terms), text: written(answer) })),
  ];
  return renderAnswer({ outcome: pipeline.memorised(all.memorised, all.answered), rows }, frame.screen);
}

function reportToGithub(frame: Frame, set: VerdictSet, facts: CheckFacts): void {
  const { language } = frame.catalogue;
  const annotations = renderGithubAnnotations(set, facts, { language }).trimEnd();
  // Workflow commands are read from both streams; stdout may belong to JSON.
  if (annotations !== "" && frame.json) frame.stderr.write(`${annotations}\n`);
  else if (annotations !== "") frame.print(annotations);
  const summary = frame.environment.githubStepSummary;
  if (summary === undefined) return;
  try {
    appendFileSync(summary, renderGithubSummary(set, facts, { language }));
  } catch (error) {
    throw toFileError(error, "write", summary);
  }
}

function remarks(frame: Frame, flags: CheckFlags, job: CheckJob, result: CheckResult): readonly string[] {
  const { pipeline } = frame.catalogue;
  const bad = result.gaps.reduce((sum, { count }) => sum + count, 0);
  const at = frame.now().toISOString();
  const places = groupGaps(result.gaps.map((gap) => ({ ...gap, at })));
  return [
    ...(job.checker.hasHome ? [] : [pipeline.noHome(job.options.home)]),
    ...(job.checker.unsearched.length > 0 ? [pipeline.damagedSegments(job.checker.unsearched.length)] : []),
    ...(result.resumed > 0 ? [pipeline.resumed(result.resumed)] : []),
    ...(flags.resume === true && !job.isResumed ? [pipeline.nothingToResume] : []),
    ...(bad > 0
      ? [pipeline.badInput(bad), ...places.map((group) => `  ${describeGaps(group, frame.catalogue)}`)]
      : []),
    // Somebody sent a text where rows of JSON are asked for.
    ...(result.set.outputs === 0 && flags.format === undefined && result.gaps[0]?.code === "not-json"
      ? [pipeline.tryText]
      : []),
    ...(job.unknownModel === undefined ? [] : [unknownModel(frame, job.unknownModel)]),
    ...(result.withoutText > 0 ? [pipeline.withoutText(result.withoutText, flags.text)] : []),
    ...(result.otherModel > 0 ? [pipeline.otherModel(result.otherModel)] : []),
    ...(result.keptOutputs !== undefined
      ? [pipeline.keptOutputs(result.keptOutputs, flags.keepOutputs ?? keptDays)]
      : []),
  ];
}

function unknownModel({ catalogue }: Frame, { name, known }: UnknownModel): string {
  const { pipeline, words } = catalogue;
  return pipeline.unknownModel(
    name,
    nearest(name, known) ?? "",
    known.slice(0, 10).join(words.listSeparator),
  );
}

/** The set with what was asked for and nothing else. */
function shownOf(set: VerdictSet, withText: boolean, withPictures: boolean): VerdictSet {
  return {
    ...set,
    rows: set.rows.map(({ verdict, file, line, snippets, pictures }) => ({
      verdict,
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
      ...(withText && snippets !== undefined && { snippets }),
      ...(withPictures && pictures !== undefined && { pictures }),
    })),
  };
}

function writeReport(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw toFileError(error, "write", path);
  }
}
