// What verify found, as a screen and as JSON.
import type { Leftover } from "@yurai/fingerprint";
import type { LedgerProblem, SegmentComparison, VerifyReport } from "@yurai/ledger";
import { formatBytes, renderAnswer, type AnswerRow } from "@yurai/report";
import type { Frame } from "../terminal/frame.ts";
import type { HandledLeftovers } from "../home/leftovers.ts";

/** Problems that the screen lists before it only counts the rest. */
const listedProblems = 5;

/** Everything that verify looked at. */
export interface Verification {
  readonly report: VerifyReport;
  readonly comparison: SegmentComparison;
  /** What is left after any were kept or removed. */
  readonly leftovers: readonly Leftover[];
  readonly handled?: HandledLeftovers;
  readonly savedHead?: { readonly file: string; readonly signed: boolean };
  /** Whether there is a key to sign heads with. */
  readonly hasKey: boolean;
}

/** Prints the outcome first, then what was proved, what is wrong, and what to do. */
export function printVerification(frame: Frame, found: Verification): void {
  if (frame.json) printJson(frame, found);
  else printScreen(frame, found);
}

function printJson(frame: Frame, { report, comparison, leftovers, handled, savedHead }: Verification): void {
  const { head, ...rest } = report;
  frame.printJson("verify", {
    ...rest,
    sound: report.sound && comparison.missing.length === 0,
    ...(head && { head }),
    missingSegments: comparison.missing,
    uncommittedSegments: comparison.uncommitted,
    replacedSegments: comparison.replaced,
    leftovers,
    ...(handled && { handled }),
    ...(savedHead && { savedHead }),
  });
}

function printScreen(frame: Frame, found: Verification): void {
  const { report, comparison } = found;
  const { cli, ledger } = frame.catalogue;
  const { verify } = cli;
  const problemCount = report.problemCount + comparison.missing.length;
  const outcome =
    problemCount === 0
      ? verify.sound(report.rowCount, report.segmentsChecked)
      : verify.notSound(problemCount);
  const rows: AnswerRow[] = [
    ...problemRows(frame, found),
    ...proofRows(frame, report),
    segmentsRow(frame, found),
  ];
  if (report.erased.length > 0)
    rows.push({ label: verify.erasedLabel, text: verify.erased(report.erased.length) });
  rows.push(...leftoverRows(frame, found));
  if (found.savedHead)
    rows.push({
      label: ledger.label.head,
      text: verify.headSaved(found.savedHead.file, found.savedHead.signed),
    });
  if (report.proved === "self-consistent" && !found.savedHead)
    rows.push({ label: ledger.label.next, text: verify.howToProve(found.hasKey) });
  frame.print(renderAnswer({ outcome, tone: problemCount === 0 ? "good" : "stop", rows }, frame.screen));
}

function problemRows(frame: Frame, { report, comparison }: Verification): readonly AnswerRow[] {
  const { verify } = frame.catalogue.cli;
  const lines = [
    ...report.problems.map((problem) => problemLine(frame, problem)),
    ...comparison.missing.map(
      (id) => `${verify.problem["segment-missing"]}: ${verify.inSegment(id.slice(0, 12))}`,
    ),
  ];
  const total = report.problemCount + comparison.missing.length;
  const shown = lines.slice(0, listedProblems);
  const rest = total - shown.length;
  return [...shown, ...(rest > 0 ? [verify.moreProblems(rest)] : [])].map((text) => ({
    label: "-",
    tone: "stop",
    text,
  }));
}

function problemLine(frame: Frame, problem: LedgerProblem): string {
  const { verify } = frame.catalogue.cli;
  const where = [
    ...(problem.index === undefined ? [] : [verify.atRow(problem.index, problem.lastIndex ?? problem.index)]),
    ...(problem.segment === undefined ? [] : [verify.inSegment(problem.segment.slice(0, 12))]),
  ];
  const what = verify.problem[problem.code] ?? problem.code;
  return `${what}${where.length > 0 ? `: ${where.join(", ")}` : ""} (${problem.what})`;
}

function proofRows(frame: Frame, report: VerifyReport): readonly AnswerRow[] {
  const { verify } = frame.catalogue.cli;
  const covered =
    report.provedRowCount > 0 ? [verify.provedRows(report.provedRowCount, report.rowCount)] : [];
  return [{ label: verify.proofLabel, text: [verify.proof[report.proved], ...covered] }];
}

function segmentsRow(frame: Frame, { report, comparison }: Verification): AnswerRow {
  const { verify } = frame.catalogue.cli;
  const text = [
    verify.segmentsChecked(report.segmentsChecked - comparison.missing.length),
    ...(comparison.missing.length > 0 ? [verify.segmentsMissing(comparison.missing.length)] : []),
    ...(comparison.replaced.length > 0 ? [verify.segmentsReplaced(comparison.replaced.length)] : []),
  ];
  return { label: verify.segmentsLabel, text };
}

function leftoverRows(frame: Frame, { comparison, leftovers, handled }: Verification): readonly AnswerRow[] {
  const { verify } = frame.catalogue.cli;
  const left = [
    ...leftovers.map(({ folder, byteLength, writer, complete }) =>
      verify.leftover(folder, formatBytes(byteLength), verify.leftoverWriter[writer], complete),
    ),
    ...comparison.uncommitted.map((id) => verify.uncommitted(id.slice(0, 12))),
  ];
  const done = [
    ...(handled?.kept ?? []).map((id) => verify.kept(id.slice(0, 12))),
    ...(handled?.removed ?? []).map((folder) => verify.removed(folder)),
    ...(handled?.leftAlone ?? []).map((folder) => verify.leftAlone(folder)),
  ];
  const hint = left.length > 0 && handled === undefined ? [verify.leftoverHint] : [];
  const text = handled === undefined ? [...left, ...hint] : done;
  return text.length === 0 ? [] : [{ label: verify.leftoversLabel, tone: "gap", text }];
}
