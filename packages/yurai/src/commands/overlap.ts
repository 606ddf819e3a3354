import { normalise } from "@yurai/fingerprint";
import { formatCount, formatShare, renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import type { SeenGap } from "@yurai/track";
import type { Command } from "commander";
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { CliError, toFileError } from "../error.ts";
import { exitCodes, strongestExit, type ExitCode } from "../terminal/exit-code.ts";
import type { Act, DefineCommand, Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { formatModel, parseModel } from "../home/model-reference.ts";
import { formatOf } from "../check/output-files.ts";
import { readOutputs } from "../check/output-rows.ts";
import { startProgress } from "../terminal/progress.ts";
import { untilAborted } from "../terminal/until-aborted.ts";
import { openSearchedSet, type SearchedSet } from "../check/searched-set.ts";

interface OverlapFlags {
  readonly text: string;
  readonly model?: string;
}

/** An evaluation item that shares text with the training data. */
interface Overlap {
  readonly id: string;
  readonly line: number;
  readonly source: string;
  readonly record: string;
  /** Characters of the longest exact run; missing when only hashes could be compared. */
  readonly characters?: number;
  /** Part of the item that the record's runs cover, from 0 to 1. */
  readonly share?: number;
  readonly whole: boolean;
  readonly verified: boolean;
}

const listed = 10;

/** `yurai overlap`: which evaluation items did the model see in training? */
export const define: DefineCommand = (command: Command, { pipeline: { option } }: Catalogue, act: Act) => {
  command
    .argument("<file>", option.evaluationFile)
    .option("--text <field>", option.checkText, "text")
    .option("--model <name>", option.model)
    .action(act(async (frame, file: string, flags: OverlapFlags) => overlap(frame, file, flags)));
};

async function overlap(frame: Frame, file: string, flags: OverlapFlags): Promise<ExitCode> {
  const path = file === "-" ? "-" : existing(resolve(frame.cwd, file));
  const model = flags.model === undefined ? undefined : parseModel(flags.model);
  await using ledger = await openHomeLedger(frame, "read");
  using searched = await openSearchedSet(ledger, frame.project, {
    use: "evaluate",
    ...(model !== undefined && { model }),
  });
  const gaps: SeenGap[] = [];
  const rows = readOutputs(path === "-" ? untilAborted(frame.stdin, frame.signal) : path, {
    format: formatOf(file) === "csv" ? "csv" : "jsonl",
    field: flags.text,
    name: file,
    onGap: (gap) => void gaps.push(gap),
  });
  const found: Overlap[] = [];
  let items = 0;
  let overlapping = 0;
  const progress = startProgress(frame);
  for await (const { output, line } of rows) {
    if (frame.signal.aborted)
      throw new CliError("interrupted", "overlap was interrupted; nothing was written");
    items += 1;
    progress.show(formatCount(items));
    const one = await overlapOf(searched, output.text ?? "", { id: output.id, line });
    if (one === undefined) continue;
    overlapping += 1;
    if (frame.json) frame.printJson("overlap", one);
    else if (found.length < listed) found.push(one);
  }
  progress.end();
  if (!frame.json) printScreen(frame, searched, found, { items, overlapping });
  const { pipeline } = frame.catalogue;
  const bad = gaps.reduce((sum, { count }) => sum + count, 0);
  if (bad > 0) frame.note(pipeline.badInput(bad));
  return strongestExit([
    ...(bad > 0 ? [exitCodes.badInput] : []),
    ...(searched.unsearched.length > 0 ? [exitCodes.store] : []),
    ...(items === 0 || searched.index.segments.length === 0 ? [exitCodes.incomplete] : []),
  ]);
}

async function overlapOf(
  { index }: SearchedSet,
  text: string,
  at: { readonly id: string; readonly line: number },
): Promise<Overlap | undefined> {
  const normal = normalise(text);
  const { matches, unverified } = await index.query(normal);
  const [best] = matches;
  if (best !== undefined) {
    return {
      ...at,
      source: best.row.facts.source,
      record: `${best.record.segment}:${best.record.ordinal}`,
      characters: best.runs[0]?.characters ?? 0,
      share: normal.length === 0 ? 0 : best.coveredCharacters / normal.length,
      whole: best.whole,
      verified: true,
    };
  }
  // One anchor alone is a mere hint: see the guarantee of @yurai/fingerprint.
  const hint = unverified.find(({ inStep, whole }) => whole || inStep >= 2);
  if (hint === undefined) return undefined;
  const record = `${hint.record.segment}:${hint.record.ordinal}`;
  return { ...at, source: hint.row.facts.source, record, whole: hint.whole, verified: false };
}

function printScreen(
  frame: Frame,
  { facts, index }: SearchedSet,
  found: readonly Overlap[],
  { items, overlapping }: { readonly items: number; readonly overlapping: number },
): void {
  const { pipeline, check, words } = frame.catalogue;
  const rows: AnswerRow[] = found.map((one) => ({
    label: pipeline.item(one.id),
    text: [
      one.verified
        ? pipeline.overlapRow(formatCount(one.characters ?? 0), formatShare(one.share ?? 0), one.whole)
        : pipeline.overlapUnverified,
      one.source,
    ],
  }));
  if (overlapping > found.length)
    rows.push({ label: "", text: pipeline.overlapMore(overlapping - found.length) });
  const records = index.segments.reduce((sum, { manifest }) => sum + manifest.counts.records, 0);
  const characters = index.segments.reduce((sum, { manifest }) => sum + manifest.counts.characters, 0);
  rows.push({
    label: check.searchedLabel,
    text: check.extent(formatCount(records), formatCount(characters)),
  });
  const lost = (facts.notSearched ?? []).flatMap((item) =>
    item.kind === "model-without-runs" || item.kind === "unknown-model"
      ? [check.modelWithoutRuns(formatModel(item.model))]
      : [],
  );
  if (lost.length > 0)
    rows.push({ label: check.notSearchedLabel, tone: "gap", text: lost.join(words.listSeparator) });
  frame.print(renderAnswer({ outcome: pipeline.overlapOutcome(overlapping, items), rows }, frame.screen));
}

function existing(path: string): string {
  try {
    if (statSync(path).isDirectory()) throw new CliError("bad-usage", `${path} is a folder; name a file`);
    return path;
  } catch (error) {
    throw toFileError(error, "read", path);
  }
}
