// The tree of commands: each file in commands/ is read only when its command runs.
import { catalogueOf, displayWidth, wrap, type Catalogue, type CommandName } from "@yurai/report";
import { isYuraiError, type Language } from "@yurai/schema";
import { Command, CommanderError, Option } from "commander";
import { readEnvironment } from "../home/config.ts";
import { exitCodeOf, exitCodes, strongestExit, type ExitCode } from "./exit-code.ts";
import { makeFrame, type Act, type DefineCommand, type GlobalOptions, type Surroundings } from "./frame.ts";
import { toolVersion } from "./version.ts";

/** Where each command is defined. A command that is not here does not exist. */
const files: Readonly<Record<CommandName, () => Promise<{ readonly define: DefineCommand }>>> = {
  init: () => import("../commands/init.ts"),
  track: () => import("../commands/track.ts"),
  screen: () => import("../commands/screen.ts"),
  status: () => import("../commands/status.ts"),
  show: () => import("../commands/show.ts"),
  conclude: () => import("../commands/conclude.ts"),
  model: () => import("../commands/model.ts"),
  lookup: () => import("../commands/lookup.ts"),
  compact: () => import("../commands/compact.ts"),
  verify: () => import("../commands/verify.ts"),
  keys: () => import("../commands/keys.ts"),
  completion: () => import("../commands/completion.ts"),
  check: () => import("../commands/check.ts"),
  redact: () => import("../commands/redact.ts"),
  faces: () => import("../commands/faces.ts"),
  policy: () => import("../commands/policy.ts"),
  pack: () => import("../commands/pack.ts"),
  import: () => import("../commands/import.ts"),
  probe: () => import("../commands/probe.ts"),
  overlap: () => import("../commands/overlap.ts"),
  report: () => import("../commands/report.ts"),
  why: () => import("../commands/why.ts"),
  answer: () => import("../commands/answer.ts"),
  evidence: () => import("../commands/evidence.ts"),
  "legal-hold": () => import("../commands/legal-hold.ts"),
  purge: () => import("../commands/purge.ts"),
};

/** Every command, in the order of the help. */
const commandNames: readonly CommandName[] = Object.keys(files) as readonly CommandName[];

/** Runs one command line and says how it ended. Never throws: errors become lines on stderr. */
export async function runProgram(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const catalogue = catalogueOf(languageAhead(argv, surroundings.variables));
  let exitCode: ExitCode = exitCodes.done;
  try {
    const program = makeProgram(surroundings, catalogue);
    const act = makeAct(program, surroundings, (code) => (exitCode = code));
    if (argv[0] === "__complete") return await printCandidates(argv.slice(1), surroundings, catalogue);
    const named = namedCommand(argv);
    if (named !== undefined) await defineCommand(program, named, catalogue, act);
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    exitCode = reportError(error, surroundings, catalogue);
  }
  return surroundings.signal.aborted ? strongestExit([exitCode, exitCodes.interrupted]) : exitCode;
}

/** For a tree of which nothing is run. */
const actOfNothing: Act = () => async () => undefined;

/** What a shell's completion script asks: the words of the line, of which the last is being written. */
async function printCandidates(
  words: readonly string[],
  surroundings: Surroundings,
  catalogue: Catalogue,
): Promise<ExitCode> {
  const program = makeProgram(surroundings, catalogue);
  const named = namedCommand(words.slice(0, -1));
  if (named !== undefined) await defineCommand(program, named, catalogue, actOfNothing);
  const { complete, formatCandidates } = await import("./complete.ts");
  const { readKnownValues } = await import("./known-values.ts");
  const candidates = await complete(program, words, (kind) => readKnownValues(surroundings, kind));
  if (candidates.length > 0) surroundings.stdout.write(`${formatCandidates(candidates)}\n`);
  return exitCodes.done;
}

/** A program whose commands have names and summaries only; {@link defineCommand} adds the rest to the one that runs. */
function makeProgram(
  { stdout, stderr }: Pick<Surroundings, "stdout" | "stderr">,
  { cli }: Catalogue,
): Command {
  const program = new Command("yurai")
    .description(cli.programme)
    .version(toolVersion(), "-V, --version", cli.option.version)
    .helpOption("-h, --help", cli.option.help)
    .addOption(new Option("--home <dir>", cli.option.home))
    .addOption(new Option("--config <file>", cli.option.config))
    .addOption(new Option("--lang <language>", cli.option.lang).choices(["ja", "en"]))
    .option("--json", cli.option.json)
    .option("--quiet", cli.option.quiet)
    .option("--no-color", cli.option.noColor)
    .helpCommand("help [command]", cli.option.helpCommand)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => cli.helpTitle[title] ?? title,
      displayWidth,
      boxWrap,
    })
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      // Errors are written once, by reportError.
      outputError: () => undefined,
      getOutHelpWidth: () => (stdout.isTTY ? stdout.columns || 80 : 80),
      getErrHelpWidth: () => (stderr.isTTY ? stderr.columns || 80 : 80),
    });
  for (const name of commandNames) program.command(name).description(cli.command[name]);
  return program;
}

/** Commander counts characters; Japanese takes two columns each and has no spaces to break at. */
function boxWrap(text: string, columns: number): string {
  return wrap(text, columns).join("\n");
}

function makeAct(program: Command, surroundings: Surroundings, setExit: (code: ExitCode) => void): Act {
  return (work, options) =>
    async (...args) => {
      const frame = makeFrame(surroundings, program.opts<GlobalOptions>(), options);
      const { home, otherHome } = frame.project;
      if (otherHome !== undefined) frame.note(frame.catalogue.cli.otherHome(home, otherHome));
      setExit(await work(frame, ...args));
    };
}

async function defineCommand(
  program: Command,
  name: CommandName,
  catalogue: Catalogue,
  act: Act,
): Promise<void> {
  const command = program.commands.find((candidate) => candidate.name() === name);
  const { define } = await files[name]();
  if (command !== undefined) define(command, catalogue, act);
}

/** The command a line names, found without parsing it: only that one's file is read. */
function namedCommand(argv: readonly string[]): CommandName | undefined {
  const withValue = new Set(["--home", "--config", "--lang"]);
  const words = argv.filter((word, at) => !word.startsWith("-") && !withValue.has(argv[at - 1] ?? ""));
  const word = words[0] === "help" ? words[1] : words[0];
  return commandNames.find((name) => name === word);
}

/** The language of help and of errors before the command line is understood. */
function languageAhead(argv: readonly string[], variables: NodeJS.ProcessEnv): Language {
  const at = argv.findIndex((word) => word === "--lang" || word.startsWith("--lang="));
  const flag = argv[at]?.includes("=") === true ? argv[at].slice("--lang=".length) : argv[at + 1];
  return at >= 0 && (flag === "ja" || flag === "en") ? flag : readEnvironment(variables).language;
}

/** Writes an error as a line or two on stderr and returns the exit code it leads to. */
function reportError(error: unknown, surroundings: Surroundings, { cli }: Catalogue): ExitCode {
  const { stderr } = surroundings;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done;
    // Help that was shown because no command was given is its own explanation.
    if (error.code !== "commander.help")
      stderr.write(`${cli.error("bad-usage", plainUsage(error.message))}\n`);
    return exitCodes.badInput;
  }
  if (isYuraiError(error)) {
    stderr.write(`${cli.error(error.code, error.message)}\n`);
  } else {
    const name = error instanceof Error ? error.name : typeof error;
    stderr.write(`${cli.defect(name, toolVersion(), process.version, process.platform)}\n`);
  }
  if (readEnvironment(surroundings.variables).debug && error instanceof Error)
    stderr.write(`${error.stack}\n`);
  return exitCodeOf(error);
}

function plainUsage(message: string): string {
  return message.replace(/^error: /, "").replaceAll("\n", " ");
}
