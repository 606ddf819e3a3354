// The project's configuration and the environment: the only file that reads either.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { configSchema, type Config, type DeclaredSource, type Language } from "@yurai/schema";
import { CliError } from "../error.ts";
import { readYamlFile } from "./yaml-file.ts";

/** The name of the configuration file. */
export const configName = "yurai.config.yaml";
/** The default name of the policy file. */
export const policyName = "yurai.policy.yaml";
/** The default name of the waiver file. */
export const waiversName = "yurai.waivers.jsonl";
/** The default name of the folder of data. */
const homeName = ".yurai";

/** What the environment says, read once. */
export interface Environment {
  /** `YURAI_HOME`. */
  readonly home?: string;
  /** `YURAI_DEBUG=1`: defects show their stack. */
  readonly debug: boolean;
  /** From `LC_ALL`, `LC_MESSAGES` or `LANG`. */
  readonly language: Language;
  /** `NO_COLOR` and `FORCE_COLOR`; undefined when neither is set. */
  readonly colour?: boolean;
  /** `CI`. */
  readonly ci: boolean;
  /** `GITHUB_STEP_SUMMARY`: the file that a step's summary is added to. */
  readonly githubStepSummary?: string;
  /** Where the user's own settings lie: `XDG_CONFIG_HOME`, or `.config` in `HOME`; `APPDATA` on Windows. */
  readonly settingsFolder?: string;
  /** Of the stores that data lies in, under the names that their own libraries use: `HF_HOME`, `HF_TOKEN`, `AWS_REGION`... */
  readonly stores: Readonly<Record<string, string | undefined>>;
}

/** Variables of stores; credentials among them are read when `--download` asks for the network, and never kept. */
const storeVariable = /^(?:HF_\w+|HUGGINGFACE_HUB_CACHE|XDG_CACHE_HOME|AWS_\w+)$/;

/** Reads the environment's variables that Yurai knows. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const set = (name: string): string | undefined => (variables[name] === "" ? undefined : variables[name]);
  const home = set("YURAI_HOME");
  const locale = set("LC_ALL") ?? set("LC_MESSAGES") ?? set("LANG") ?? "";
  const user = set("HOME") ?? set("USERPROFILE");
  const settings = set("XDG_CONFIG_HOME") ?? set("APPDATA") ?? (user && join(user, ".config"));
  const stepSummary = set("GITHUB_STEP_SUMMARY");
  const colour = set("NO_COLOR") ? false : set("FORCE_COLOR") ? set("FORCE_COLOR") !== "0" : undefined;
  return {
    ...(home !== undefined && { home }),
    debug: set("YURAI_DEBUG") === "1",
    language: /^ja(?:[_.-]|$)/i.test(locale) ? "ja" : "en",
    ...(colour !== undefined && { colour }),
    ci: set("CI") !== undefined && set("CI") !== "false",
    ...(stepSummary !== undefined && { githubStepSummary: stepSummary }),
    ...(settings !== undefined && { settingsFolder: settings }),
    stores: Object.fromEntries(Object.entries(variables).filter(([name]) => storeVariable.test(name))),
  };
}

/** A project: its configuration, and where its files lie. */
export interface Project {
  readonly config: Config;
  /** Undefined when there is no configuration, and every default holds. */
  readonly configFile?: string;
  /** Folder of Yurai's data, absolute. */
  readonly home: string;
  /** Relative paths of the configuration and of records count from here: the configuration's folder, else the current one. */
  readonly folder: string;
  readonly policyFile: string;
  readonly waiversFile: string;
  /** Another home that would have been used but for a flag or variable, and holds a ledger: worth a word. */
  readonly otherHome?: string;
}

/** Where to look for a project. */
export interface ProjectOptions {
  /** The folder to look upward from. */
  readonly folder: string;
  /** A configuration file, instead of looking for one. */
  readonly config?: string;
  /** Folder of Yurai's data; beats the environment's, which beats the configuration's. */
  readonly home?: string;
  readonly environment?: Pick<Environment, "home">;
  /** Take every default: for commands that must work although the configuration is broken. Default false. */
  readonly ignoreConfig?: boolean;
}

/**
 * Finds and reads the configuration: `yurai.config.yaml` in the folder or the nearest one above it.
 *
 * @throws CliError `bad-config` with line and column, `file-missing` for a named file that is not there
 */
export function readProject(options: ProjectOptions): Project {
  const configFile = findConfig(options);
  const config: Config =
    configFile === undefined
      ? { format: "yurai-config", version: 1 }
      : readYamlFile<Config>(configFile, configSchema, "bad-config");
  const folder = configFile === undefined ? options.folder : dirname(configFile);
  const configured = resolve(folder, config.home ?? homeName);
  const named = options.home ?? options.environment?.home;
  const home = named === undefined ? configured : resolve(options.folder, named);
  const passedOver = [
    configured,
    ...(options.home && options.environment?.home ? [options.environment.home] : []),
  ]
    .map((path) => resolve(options.folder, path))
    .find((path) => path !== home && existsSync(join(path, "ledger.db")));
  return {
    config,
    ...(configFile !== undefined && { configFile }),
    home,
    folder,
    policyFile: resolve(folder, config.policy ?? policyName),
    waiversFile: resolve(folder, config.waivers ?? waiversName),
    ...(passedOver !== undefined && { otherHome: passedOver }),
  };
}

/** The declaration of a source, if the configuration has one; its regions filled in from the project's. */
export function declaredSource(config: Config, name: string): DeclaredSource | undefined {
  const source = config.sources?.find((declared) => declared.name === name);
  if (source === undefined || source.regions !== undefined || config.regions === undefined) return source;
  return { ...source, regions: config.regions };
}

/** Checks a `--lang`. */
export function parseLanguage(value: string): Language {
  if (value === "ja" || value === "en") return value;
  throw new CliError("bad-usage", "--lang is ja or en");
}

function findConfig(options: ProjectOptions): string | undefined {
  if (options.ignoreConfig === true) return undefined;
  if (options.config === undefined) return findUpward(options.folder, configName);
  return resolve(options.folder, options.config);
}

function findUpward(folder: string, name: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, name))) return join(at, name);
    if (dirname(at) === at) return undefined;
  }
}
