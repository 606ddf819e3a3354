import { formatCount, renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import type { Command } from "commander";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { drawRecords, type DrawnRecord } from "../show/draw-records.ts";
import { CliError, toFileError } from "../error.ts";
import { exitCodes, type ExitCode } from "../terminal/exit-code.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { parseModel } from "../home/model-reference.ts";
import { recordTextReader } from "../check/passage-text.ts";
import { openSearchedSet, type SearchedSet } from "../check/searched-set.ts";

interface ProbeFlags {
  readonly model: string;
  readonly n: number;
  readonly out: string;
  readonly length: number;
  readonly seed: number;
}

/** Sources that a screen lists. */
const listed = 10;

/** `yurai probe`: beginnings of training records, to see what a model makes of them. */
export const define: DefineCommand = (command: Command, { pipeline: { option } }: Catalogue, act: Act) => {
  command
    .requiredOption("--model <name>", option.model)
    .requiredOption("-n <count>", option.count, wholeNumber("-n", 1, 1_000_000))
    .requiredOption("--out <file>", option.promptsOut)
    .option("--length <characters>", option.promptLength, wholeNumber("--length", 20, 10_000), 200)
    .option("--seed <number>", option.seed, wholeNumber("--seed", 0, 2 ** 32 - 1), 1)
    .action(act(async (frame, flags: ProbeFlags) => probe(frame, flags)));
};

interface Prompt {
  readonly id: string;
  readonly prompt: string;
  readonly probe: {
    readonly source: string;
    readonly origin: string;
    readonly terms: string;
    readonly record: string;
  };
}

async function probe(frame: Frame, flags: ProbeFlags): Promise<ExitCode> {
  const { pipeline } = frame.catalogue;
  await using ledger = await openHomeLedger(frame, "read");
  using searched = await openSearchedSet(ledger, frame.project, {
    model: parseModel(flags.model),
    use: "train",
  });
  if (searched.index.segments.length === 0)
    throw new CliError(
      "not-found",
      `nothing is recorded that ${flags.model} learned from; yurai status lists what there is`,
    );
  const { prompts, without } = await drawPrompts(searched, frame.project.folder, flags);
  writePrompts(resolve(frame.cwd, flags.out), prompts);
  const bySource = Map.groupBy(prompts, ({ probe: { source } }) => source);
  const exitCode = prompts.length === 0 ? exitCodes.incomplete : done;
  if (frame.json) {
    const sources = [...bySource].map(([source, own]) => ({
      source,
      origin: own[0]?.probe.origin,
      prompts: own.length,
    }));
    frame.printJson("probe", { file: flags.out, prompts: prompts.length, wanted: flags.n, without, sources });
    return exitCode;
  }
  const rows: AnswerRow[] = [...bySource].slice(0, listed).map(([source, own]) => ({
    label: source,
    text: pipeline.probedRow(formatCount(own.length), originOf(frame, own)),
  }));
  if (bySource.size > listed) rows.push({ label: "", text: pipeline.overlapMore(bySource.size - listed) });
  if (without > 0)
    rows.push({ label: pipeline.gapLabel, tone: "gap", text: pipeline.probedWithout(without) });
  if (prompts.length < flags.n)
    rows.push({ label: pipeline.gapLabel, tone: "gap", text: pipeline.probedFewer(flags.n) });
  rows.push({ label: pipeline.nextLabel, text: pipeline.probeNext(flags.out) });
  frame.print(renderAnswer({ outcome: pipeline.probed(prompts.length, flags.out), rows }, frame.screen));
  return exitCode;
}

function originOf(frame: Frame, own: readonly Prompt[]): string {
  const origin = own[0]?.probe.origin ?? "";
  const words: Readonly<Record<string, string>> = frame.catalogue.words.origin;
  return words[origin] ?? origin;
}

async function drawPrompts(
  searched: SearchedSet,
  folder: string,
  { n, length, seed }: ProbeFlags,
): Promise<{ readonly prompts: readonly Prompt[]; readonly without: number }> {
  const { textIndex, firstIds } = searched;
  const drawn = await drawRecords(textIndex.segments, {
    count: n,
    seed,
    ...(firstIds !== undefined && { firstIds }),
  });
  const readText = recordTextReader(textIndex, folder);
  const prompts: Prompt[] = [];
  let without = 0;
  for (const one of drawn) {
    if (prompts.length === n) break;
    const text = await readText(one.row);
    const prompt = typeof text === "string" ? undefined : beginning(text, length);
    if (typeof text === "string") without += 1;
    if (prompt !== undefined) prompts.push(await toPrompt(searched, one, prompt, prompts.length + 1));
  }
  return { prompts, without };
}

/** The first characters of a text that goes on for at least as long again; undefined for a shorter one. */
function beginning(text: Uint8Array, length: number): string | undefined {
  // A character has four bytes at most.
  const characters = [...new TextDecoder().decode(text.subarray(0, length * 8))];
  return characters.length < length * 2 ? undefined : characters.slice(0, length).join("");
}

async function toPrompt(
  { provenanceOf }: SearchedSet,
  { record, row }: DrawnRecord,
  prompt: string,
  number: number,
): Promise<Prompt> {
  const [known] = await provenanceOf([{ record, facts: row.facts }]);
  return {
    id: `probe-${number}`,
    prompt,
    probe: {
      source: row.facts.source,
      origin: known?.provenance.origin ?? "unknown",
      terms: known?.provenance.terms.distributeOutputs ?? "unknown",
      record: `${record.segment}:${record.ordinal}`,
    },
  };
}

function writePrompts(path: string, prompts: readonly Prompt[]): void {
  try {
    // Training data itself: for its owner's eyes only.
    writeFileSync(path, prompts.map((prompt) => `${JSON.stringify(prompt)}\n`).join(""), { mode: 0o600 });
  } catch (error) {
    throw toFileError(error, "write", path);
  }
}

function wholeNumber(flag: string, least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new CliError("bad-usage", `${flag} is a whole number from ${least} to ${most}`);
  };
}
