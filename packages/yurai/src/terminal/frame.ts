// What every command receives: where its words go, which project it works on, and when to stop.
import { catalogueOf, type Catalogue, type ScreenOptions } from "@yurai/report";
import type { Language } from "@yurai/schema";
import type { Command } from "commander";
import {
  parseLanguage,
  readEnvironment,
  readProject,
  type Environment,
  type Project,
} from "../home/config.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";

/** The outside of the process, as it comes in. */
export interface Surroundings {
  readonly cwd: string;
  readonly variables: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** The options that every command takes. */
export interface GlobalOptions {
  readonly home?: string;
  readonly config?: string;
  readonly lang?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** False after `--no-color`. */
  readonly color?: boolean;
}

/** What a command works with. Results go to `print` (stdout), everything else to `note` and `warn` (stderr). */
export interface Frame {
  readonly cwd: string;
  readonly environment: Environment;
  readonly project: Project;
  readonly catalogue: Catalogue;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly stdin: NodeJS.ReadStream;
  /** For results that are no screen and may be large. */
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
  /** Whether stdout is a terminal: passages of text are drawn there and nowhere else. */
  readonly isTerminal: boolean;
  /** How screens on stdout are drawn. */
  readonly screen: ScreenOptions;
  /** Writes a result; it ends with a line feed. */
  readonly print: (text: string) => void;
  /** Writes a result as one line of JSON; `schema` and `schemaVersion` come first. */
  readonly printJson: (schema: string, value: object) => void;
  /** Writes a remark to stderr, unless `--quiet`. */
  readonly note: (text: string) => void;
}

/** A command's work: its own arguments and options in, exit code out. */
type Work<Args extends readonly unknown[]> = (frame: Frame, ...args: Args) => Promise<ExitCode>;

/** Turns a command's work into an action of commander. */
export type Act = <Args extends readonly unknown[]>(
  work: Work<Args>,
  options?: { readonly withoutConfig?: boolean },
) => (...args: Args) => Promise<void>;

/** What each file in `commands/` exports: adds arguments, options and action to its command. */
export type DefineCommand = (command: Command, catalogue: Catalogue, act: Act) => void;

/** Makes the frame of a command once its global options are known. */
export function makeFrame(
  surroundings: Surroundings,
  globals: GlobalOptions,
  options: { readonly withoutConfig?: boolean } = {},
): Frame {
  const { cwd, stdin, stdout, stderr, signal, now } = surroundings;
  const environment = readEnvironment(surroundings.variables);
  const project = readProject({
    folder: cwd,
    environment,
    ignoreConfig: options.withoutConfig === true,
    ...(globals.home !== undefined && { home: globals.home }),
    ...(globals.config !== undefined && { config: globals.config }),
  });
  const language = languageOf(globals.lang, project.config.lang, environment.language);
  const quiet = globals.quiet === true;
  const note = (text: string): void => {
    if (!quiet) stderr.write(`${text}\n`);
  };
  return {
    cwd,
    environment,
    project,
    catalogue: catalogueOf(language),
    json: globals.json === true,
    quiet,
    signal,
    now,
    stdin,
    stdout,
    stderr,
    interactive: stdin.isTTY && stderr.isTTY && !environment.ci,
    isTerminal: stdout.isTTY,
    screen: {
      language,
      columns: stdout.isTTY ? stdout.columns || 80 : 80,
      colour: globals.color === false ? false : (environment.colour ?? stdout.isTTY),
    },
    print: (text) => void stdout.write(text.endsWith("\n") ? text : `${text}\n`),
    printJson: (schema, value) =>
      void stdout.write(`${JSON.stringify({ schema: `yurai/${schema}`, schemaVersion: 1, ...value })}\n`),
    note,
  };
}

function languageOf(
  flag: string | undefined,
  configured: Language | undefined,
  environment: Language,
): Language {
  return flag === undefined ? (configured ?? environment) : parseLanguage(flag);
}

/** A command that did all it was asked. */
export const done: ExitCode = exitCodes.done;
