// What may stand at the end of a command line: read from the tree of commands, and from the ledger for names.
import type { Command, Option } from "commander";

/** One thing that may stand next. */
export interface Candidate {
  readonly text: string;
  readonly description: string;
}

/** Reads the values an argument or option may take from outside the tree, such as the names of sources. */
export type KnownValues = (name: string) => Promise<readonly string[]>;

/** Options and arguments whose values are names in the ledger, by their flag or `command argument`. */
const named: Readonly<Record<string, string>> = {
  "--source": "source",
  "--run": "run",
  "--model": "model",
  "--base": "model",
  "conclude source": "source",
  "show name": "model",
};

/**
 * Lists what may stand in place of the last word.
 *
 * @param words the line without the program's name; the last is being written and may be empty
 */
export async function complete(
  program: Command,
  words: readonly string[],
  known: KnownValues,
): Promise<readonly Candidate[]> {
  const current = words.at(-1) ?? "";
  const { command, position } = walk(program, words.slice(0, -1));
  const waiting = waitingOption(program, command, words.at(-2));
  const candidates =
    waiting !== undefined
      ? await valuesOf(waiting, known)
      : current.startsWith("-")
        ? optionsOf(program, command)
        : await wordsOf(command, position, known);
  return candidates.filter(({ text }) => text.startsWith(current));
}

/** Writes candidates as the scripts read them. */
export function formatCandidates(candidates: readonly Candidate[]): string {
  return candidates
    .map(({ text, description }) => `${text}\t${description.replaceAll(/\s+/g, " ")}`)
    .join("\n");
}

interface Place {
  readonly command: Command;
  /** How many arguments of the command stand already. */
  readonly position: number;
}

function walk(program: Command, words: readonly string[]): Place {
  let command = program;
  let position = 0;
  for (const [at, word] of words.entries()) {
    if (word.startsWith("-") && word !== "-") continue;
    if (waitingOption(program, command, words[at - 1]) !== undefined) continue;
    const next = position === 0 ? command.commands.find((child) => child.name() === word) : undefined;
    if (next === undefined) position += 1;
    else command = next;
  }
  return { command, position };
}

/** The option that the word after it belongs to. */
function waitingOption(program: Command, command: Command, before: string | undefined): Option | undefined {
  if (before === undefined || !before.startsWith("--") || before.includes("=")) return undefined;
  const found = [...command.options, ...program.options].find((option) => option.long === before);
  return found?.required === true ? found : undefined;
}

async function valuesOf(option: Option, known: KnownValues): Promise<readonly Candidate[]> {
  if (option.argChoices) return option.argChoices.map((text) => ({ text, description: option.description }));
  const kind = named[option.long ?? ""];
  return kind === undefined ? [] : (await known(kind)).map((text) => ({ text, description: kind }));
}

function optionsOf(program: Command, command: Command): readonly Candidate[] {
  const options = command === program ? program.options : [...command.options, ...program.options];
  return options.flatMap(({ long, description }) => (long ? [{ text: long, description }] : []));
}

async function wordsOf(
  command: Command,
  position: number,
  known: KnownValues,
): Promise<readonly Candidate[]> {
  const children = command.commands.map((child) => ({
    text: child.name(),
    description: child.description(),
  }));
  if (children.length > 0) return children;
  const argument = command.registeredArguments[position];
  if (argument === undefined) return [];
  if (argument.argChoices)
    return argument.argChoices.map((text) => ({ text, description: argument.description }));
  const kind = named[`${command.name()} ${argument.name()}`];
  return kind === undefined ? [] : (await known(kind)).map((text) => ({ text, description: kind }));
}
