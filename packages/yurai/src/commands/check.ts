import type { Catalogue } from "@yurai/report";
import { Option, type Command } from "commander";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { openCheckJob, type CheckFlags, type CheckJob } from "../check/check-job.ts";
import { checkOutputs, type CheckResult } from "../check/check-outputs.ts";
import { reportCheck } from "../check/check-reports.ts";
import { withPictures } from "../check/picture-pairs.ts";
import { CliError, toFileError } from "../error.ts";
import type { ExitCode } from "../terminal/exit-code.ts";
import type { Act, DefineCommand, Frame } from "../terminal/frame.ts";
import { deleteExpired, keptDays } from "../check/kept-outputs.ts";
import { readHeld } from "../evidence/legal-holds.ts";
import { ledgerFile, openLedger } from "@yurai/ledger";
import { existsSync } from "node:fs";
import { outputFormats } from "../check/output-rows.ts";
import { createVerdictsFile } from "../check/verdicts-file.ts";

/** `yurai check`: may these outputs go out? The exit code says so. */
export const define: DefineCommand = (command: Command, { pipeline: { option } }: Catalogue, act: Act) => {
  command
    .argument("<file>", option.checkFile)
    .addOption(new Option("--format <format>", option.format).choices(outputFormats))
    .option("--text <field>", option.checkText, "text")
    .option("--model <name>", option.model)
    .option("--policy <file>", option.policy)
    .option("--use <name>", option.use, parseUse)
    .option("--out <dir>", option.out)
    .option("--sarif <file>", option.sarif)
    .option("--junit <file>", option.junit)
    .option("--html <file>", option.html)
    .option("--github", option.github)
    .option("--gitlab <file>", option.gitlab)
    .addOption(
      new Option("--keep-outputs [days]", option.keepOutputs).preset(String(keptDays)).argParser(parseDays),
    )
    .option("--show-text", option.showText)
    .option("--show-images", option.showImages)
    .option("--shadow", option.shadow)
    .option("--workers <count>", option.workers, parseWorkers, 1)
    .option("--names <dictionary|folder>", option.names)
    .option("--faces <file>", option.faces)
    .option("--face-features <file>", option.faceFeatures)
    .option("--bundle <file>", option.bundle)
    .option("--resume", option.resume)
    .action(act(async (frame, file: string, flags: CheckFlags) => runCheck(frame, file, flags)));
};

async function runCheck(frame: Frame, file: string, flags: CheckFlags): Promise<ExitCode> {
  const { home } = frame.project;
  const expired = deleteExpired(home, frame.now(), await heldChecks(home));
  if (expired > 0) frame.note(frame.catalogue.pipeline.expiredOutputs(expired));
  if (flags.showImages === true && flags.html === undefined && flags.out === undefined)
    throw new CliError(
      "bad-usage",
      "--show-images goes with --html or --out: pictures stand in the HTML file",
    );
  await using job = await openCheckJob(frame, file, flags);
  if (flags.keepOutputs !== undefined && !job.checker.hasHome)
    throw new CliError("bad-usage", "--keep-outputs needs a home to keep them in; begin with yurai init");
  const result = await checkAll(frame, file, flags, job);
  if (result.interrupted) frame.note(frame.catalogue.pipeline.interrupted(result.set.outputs));
  // Reports of a part would look like reports of the whole.
  else reportCheck(frame, file, flags, job, await withShown(flags, job, result));
  return result.exitCode;
}

async function withShown(flags: CheckFlags, job: CheckJob, result: CheckResult): Promise<CheckResult> {
  if (flags.showImages !== true) return result;
  const { set, pictureFiles } = result;
  return { ...result, set: await withPictures(set, pictureFiles, job.checker.readPicture) };
}

async function checkAll(
  frame: Frame,
  file: string,
  flags: CheckFlags,
  job: Parameters<typeof checkOutputs>[3],
): Promise<CheckResult> {
  if (flags.out === undefined) return checkOutputs(frame, file, flags, job, undefined);
  const folder = resolve(frame.cwd, flags.out);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw toFileError(error, "write", folder);
  }
  using verdicts = createVerdictsFile(join(folder, "verdicts.jsonl"));
  return await checkOutputs(frame, file, flags, job, verdicts);
}

function parseUse(value: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(value)) return value;
  throw new CliError("bad-usage", "--use is a word in small letters, digits and hyphens, such as publish");
}

function parseWorkers(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= 64) return count;
  throw new CliError("bad-usage", "--workers is a whole number from 1 to 64");
}

function parseDays(value: string): number {
  const days = Number(value);
  if (Number.isInteger(days) && days >= 1 && days <= 3_650) return days;
  throw new CliError("bad-usage", "--keep-outputs is a number of days from 1 to 3650");
}

/** Checks whose kept texts a legal hold keeps; none where there is no ledger. */
async function heldChecks(home: string): Promise<ReadonlySet<string>> {
  if (!existsSync(ledgerFile(home))) return new Set();
  await using ledger = await openLedger(home, { mode: "read" });
  return (await readHeld(ledger)).verdicts;
}
