// Which policy judges: the file named, else the project's, else the built-in `publish`.
import { presets, presetNames, readPolicy, readWaivers, type NamedText, type PresetName } from "@yurai/gate";
import type { Policy, Waiver } from "@yurai/schema";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Project } from "../home/config.ts";
import { CliError, toFileError } from "../error.ts";
import { readNamedTexts } from "./standard-texts.ts";

/** A policy and what comes with it. */
export interface ChosenPolicy {
  readonly policy: Policy;
  /** Whether it is the one that Yurai brings along, because nobody named any. */
  readonly builtIn: boolean;
  /** The texts that it names. */
  readonly named: readonly NamedText[];
}

const maxFileBytes = 50_000_000;

/**
 * Chooses the policy.
 *
 * @param given a file, or the name of a preset
 * @throws CliError `file-missing` for a file that was named, also by the configuration; GateError `bad-policy`
 */
export function choosePolicy(
  project: Pick<Project, "policyFile" | "config">,
  given: { readonly file?: string; readonly cwd: string },
): ChosenPolicy {
  if (given.file !== undefined) return policyOf(given.file, given.cwd);
  if (project.config.policy !== undefined || existsSync(project.policyFile))
    return policyOf(project.policyFile, given.cwd);
  return { policy: presets.publish, builtIn: true, named: [] };
}

/** Reads a policy file, or takes the preset of that name when there is no such file. */
export function policyOf(given: string, cwd: string): ChosenPolicy {
  const file = resolve(cwd, given);
  if (!existsSync(file) && isPreset(given)) return { policy: presets[given], builtIn: false, named: [] };
  const policy = readPolicy(readText(file), { file: given });
  return { policy, builtIn: false, named: readNamedTexts(policy, dirname(file)) };
}

/** Reads the project's waivers; none when there is no file. */
export function readProjectWaivers({
  waiversFile,
  config,
}: Pick<Project, "waiversFile" | "config">): readonly Waiver[] {
  if (config.waivers === undefined && !existsSync(waiversFile)) return [];
  return readWaivers(readText(waiversFile), { file: waiversFile });
}

/** Tells whether a word names a built-in policy. */
function isPreset(name: string): name is PresetName {
  return (presetNames as readonly string[]).includes(name);
}

function readText(file: string): string {
  try {
    if (statSync(file).size > maxFileBytes)
      throw new CliError("bad-usage", `${file} is larger than ${maxFileBytes} bytes; name another file`);
    return readFileSync(file, "utf8");
  } catch (error) {
    throw toFileError(error, "read", file);
  }
}
