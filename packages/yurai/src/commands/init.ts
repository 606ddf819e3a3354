import { presets, writePolicy } from "@yurai/gate";
import { openLedger } from "@yurai/ledger";
import { renderInitIntro, renderInitSummary, type Catalogue, type InitSummary } from "@yurai/report";
import { evidenceModes, trackModes, type Evidence, type TrackMode } from "@yurai/schema";
import { Option, type Command } from "commander";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { configName, policyName, waiversName } from "../home/config.ts";
import { configText, type InitAnswers } from "../home/config-template.ts";
import { CliError, toFileError } from "../error.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { parseModel } from "../home/model-reference.ts";
import { checkName, checkRegion } from "../home/init-answers.ts";

interface InitOptions {
  readonly model?: string;
  readonly base?: string;
  readonly evidence?: Evidence;
  readonly region?: string;
  readonly mode?: TrackMode;
  readonly yes?: boolean;
  readonly force?: boolean;
}

/** `yurai init`: a configuration, a policy, an empty list of waivers and a ledger; overwrites nothing unless told to. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command
    .option("--model <name>", cli.option.initModel)
    .option("--base <name>", cli.option.initBase)
    .addOption(new Option("--evidence <mode>", cli.option.initEvidence).choices(evidenceModes))
    .option("--region <code>", cli.option.initRegion)
    .addOption(new Option("--mode <mode>", cli.option.initMode).choices(trackModes))
    .option("-y, --yes", cli.option.yes)
    .option("--force", cli.option.force)
    // A broken configuration must not keep init --force from writing a new one.
    .action(act(async (frame, options: InitOptions) => init(frame, options), { withoutConfig: true }));
};

async function init(frame: Frame, options: InitOptions): Promise<typeof done> {
  checkFlags(frame, options);
  const isAnswered = hasAnswers(frame, options);
  const home = frame.project.home;
  const shownHome = relative(frame.cwd, home).startsWith("..") ? home : `./${relative(frame.cwd, home)}`;
  if (!frame.json && !frame.quiet) frame.stderr.write(renderInitIntro(shownHome, frame.screen));
  const answers = await askFor(frame, options, isAnswered);
  const { configComment } = frame.catalogue.cli;
  const files = [
    { path: configName, holds: "config", text: configText(answers, configComment) },
    { path: policyName, holds: "policy", text: policyText(configComment.policy) },
    { path: waiversName, holds: "waivers", text: "" },
  ] as const;
  const written = files.map(({ path, holds, text }) => ({
    path,
    holds,
    existed: !writeUnlessThere(join(frame.cwd, path), text, options.force === true),
  }));
  await using _ledger = await openLedger(home, { mode: "write", createIfMissing: true, clock: frame.now });
  const next = `yurai track ${existsSync(join(frame.cwd, "node_modules")) ? "npm:node_modules" : "data.jsonl --source NAME"}`;
  const summary: InitSummary = { home: shownHome, files: written, next };
  if (frame.json) frame.printJson("init", summary);
  else frame.print(renderInitSummary(summary, frame.screen));
  return done;
}

/** Whether nothing need be asked: off a terminal, `--yes` or a flag must say that defaults will do for the rest. */
function hasAnswers(frame: Frame, options: InitOptions): boolean {
  if (options.yes === true || frame.json) return true;
  if (frame.interactive) return false;
  const { model, base, evidence, region, mode } = options;
  if ([model, base, evidence, region, mode].some(isGiven)) return true;
  throw new CliError(
    "bad-usage",
    "there is no terminal to ask on; give --yes, or answers such as --model NAME",
  );
}

async function askFor(frame: Frame, options: InitOptions, isAnswered: boolean): Promise<InitAnswers> {
  const mode = options.mode ?? (frame.environment.ci ? "require" : "observe");
  const { evidence } = options;
  const given = {
    ...(options.model !== undefined && { model: parseModel(options.model) }),
    ...(options.base !== undefined && { base: parseModel(options.base) }),
    ...(options.region !== undefined && { region: options.region }),
    mode,
  };
  if (isAnswered) return { ...given, evidence: evidence ?? "reread" };
  const { askQuestions } = await import("../home/init-questions.ts");
  return askQuestions(frame, { ...given, ...(evidence !== undefined && { evidence }) });
}

function isGiven(value: string | undefined): boolean {
  return value !== undefined;
}

function checkFlags(frame: Frame, options: InitOptions): void {
  const { init: words } = frame.catalogue.cli;
  for (const [flag, value] of [
    ["--model", options.model],
    ["--base", options.base],
  ] as const)
    if (value !== undefined && !checkName(value))
      throw new CliError("bad-usage", `${flag}: ${words.badName}`);
  if (options.base !== undefined && options.model === undefined && options.yes === true)
    throw new CliError("bad-usage", "--base belongs to a model: name it with --model");
  if (options.region !== undefined && !checkRegion(options.region))
    throw new CliError("bad-usage", `--region: ${words.badRegion}`);
}

function policyText(comment: string): string {
  return `# ${policyName}: ${comment}\n${writePolicy(presets.publish)}`;
}

/** Returns false when the file was there and stays as it is. */
function writeUnlessThere(file: string, text: string, overwrite: boolean): boolean {
  // An empty list of waivers says nothing new: one with lines in it is never thrown away, not even by --force.
  const isKept = text === "" && existsSync(file) && readFileSync(file).byteLength > 0;
  try {
    if (isKept) return false;
    writeFileSync(file, text, { flag: overwrite ? "w" : "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw toFileError(error, "write", file);
  }
}
