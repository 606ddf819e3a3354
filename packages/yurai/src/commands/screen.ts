import type { Ledger } from "@yurai/ledger";
import type { Catalogue } from "@yurai/report";
import { classOf, dataClasses, type DataClass } from "@yurai/schema";
import { Option, type Command } from "commander";
import { declaredSource } from "../home/config.ts";
import { readCrawl } from "../track/crawl-pass.ts";
import { CliError } from "../error.ts";
import { exitCodes, type ExitCode } from "../terminal/exit-code.ts";
import type { Act, DefineCommand, Frame } from "../terminal/frame.ts";
import { openHomeIndex, openHomeLedger } from "../home/home.ts";
import { readHostLists } from "../screen/host-lists.ts";
import { openStores, type TrackableSource } from "../track/hub-source.ts";
import { recordedPaths, type RecordedPaths } from "../track/recorded-paths.ts";
import type { ScreenItem } from "../screen/screen-items.ts";
import { fileOf, lookUpAhead, rememberTexts } from "../screen/repeated-texts.ts";
import { findRowSources, type PlacedRow, type ReadableSource } from "../track/row-source.ts";
import { parseScreenRules, type RuleFacts, type RuleFlags } from "../screen/screen-rules.ts";
import { printScreening, screenRows, textIn } from "../screen/screen-rows.ts";
import { signalsIn } from "../track/track-sources.ts";

interface ScreenCommandOptions extends RuleFlags {
  readonly source?: string;
  readonly out: string;
  readonly text?: string;
  readonly encoding?: string;
  readonly url?: string;
  readonly signals?: string;
  readonly agent?: string;
  readonly list?: boolean;
  readonly download?: boolean;
  readonly class?: DataClass;
}

/** `yurai screen`: writes what rules keep, what they set aside, and the record of both. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command
    .argument("<path...>", cli.option.screenPaths)
    .option("--source <name>", cli.option.source)
    .option("--drop <rules>", cli.option.drop)
    .option("--quarantine <rules>", cli.option.quarantine)
    .option("--keep <rules>", cli.option.keep)
    .option("--exclude <file>", cli.option.exclude)
    .requiredOption("--out <dir>", cli.option.out)
    .option("--list", cli.option.screenList)
    .option("--text <field>", cli.option.text)
    .option("--encoding <name>", cli.option.encoding)
    .option("--url <field>", cli.option.url)
    .option("--signals <field>", cli.option.signals)
    .option("--agent <name>", cli.option.agent)
    .addOption(new Option("--class <class>", cli.option.class).choices(dataClasses))
    .option("--download", cli.option.download)
    .action(
      act(async (frame, paths: readonly string[], options: ScreenCommandOptions) =>
        screen(frame, paths, options),
      ),
    );
};

async function screen(
  frame: Frame,
  paths: readonly string[],
  options: ScreenCommandOptions,
): Promise<ExitCode> {
  await using ledger = await openHomeLedger(frame, "write");
  const chosen = await choose(frame, ledger, paths, options);
  const { sources, name, recorded } = chosen;
  const agent = options.agent ?? recorded?.agent;
  const crawled = await readCrawl(frame, sources, {
    source: name,
    ...(agent !== undefined && { userAgent: agent }),
  });
  const declared = declaredSource(frame.project.config, name)?.fields ?? {};
  const text = options.text ?? declared.text ?? recorded?.text ?? "text";
  const signals = options.signals ?? recorded?.signals ?? "signals";
  const { licence = "licence" } = declared;
  const textOf = (row: PlacedRow): string | undefined => textIn(row, text);
  const seen = rememberTexts();
  const opened = asksForRecords(options)
    ? await openHomeIndex(frame.project, (await ledger.segments()).current)
    : undefined;
  using _index = opened?.index;
  const found = opened && lookUpAhead(opened.index, textOf);
  const facts: RuleFacts = {
    text: textOf,
    signals: signalsIn(signals),
    licence: (row) => textIn(row, licence),
    robots: (row) => textIn(row, "robots"),
    crawled,
    hostLists: await readHostLists(frame),
    dataClass: await classesOf(frame, ledger, name, options.class),
    // Every row of a screening is an item with its destination.
    isRepeated: (row) => seen.isRepeated(textOf(row), fileOf(row as ScreenItem)),
    isRecorded(row, source) {
      const names = found?.sourcesOf(row);
      if (names === undefined) return undefined;
      const is = source === undefined ? [...names].some((one) => one !== name) : names.has(source);
      // What a segment that can't be searched holds, nobody knows.
      return is || opened!.unsearched.length === 0 ? is : undefined;
    },
  };
  const url = options.url ?? recorded?.url;
  const encoding = options.encoding ?? recorded?.encoding;
  const screened = await screenRows(frame, ledger, sources, {
    source: name,
    rules: await parseScreenRules(options, frame.cwd, facts),
    out: options.out,
    list: options.list ?? false,
    fields: { text, signals },
    ...(encoding !== undefined && { encoding }),
    ...(crawled !== undefined && { crawled }),
    ...(url !== undefined && { url }),
    ...(found !== undefined && { lookAhead: found.ahead }),
  });
  printScreening(frame, screened);
  return screened.summary.failure === undefined ? exitCodes.done : exitCodes.store;
}

function asksForRecords({ drop, quarantine, keep }: RuleFlags): boolean {
  return [drop, quarantine, keep].some((words) => /(?:^|,)\s*recorded(?:[:,]|\s*$)/.test(words ?? ""));
}

/** A row's own class where it has one, else the flag's, else that of its source as configured or recorded. */
async function classesOf(
  { project }: Frame,
  ledger: Ledger,
  name: string,
  given: DataClass | undefined,
): Promise<RuleFacts["dataClass"]> {
  const [view] = await ledger.sources([name]);
  const source = declaredSource(project.config, name) ?? view?.source?.fact;
  const ofSource = given ?? source?.class ?? (source === undefined ? undefined : classOf(source.origin));
  return (row) => dataClasses.find((one) => one === textIn(row, "class")) ?? ofSource;
}

interface Chosen {
  readonly name: string;
  readonly sources: readonly ReadableSource[];
  /** What the run that read the source read it with. */
  readonly recorded?: RecordedPaths;
}

/** Paths with a source's name; or a name alone, whose paths the configuration or the last run has. */
async function choose(
  frame: Frame,
  ledger: Ledger,
  paths: readonly string[],
  options: ScreenCommandOptions,
): Promise<Chosen> {
  const { cwd, project } = frame;
  const [first = ""] = paths;
  if (options.source === undefined && paths.length === 1) {
    const configured = project.config.sources?.find(({ name }) => name === first)?.paths;
    if (configured !== undefined)
      return { name: first, sources: await open(frame, configured, project.folder, options) };
    const recorded = await recordedPaths(ledger, first);
    if (recorded !== undefined)
      return { name: first, sources: await open(frame, recorded.paths, project.folder, options), recorded };
  }
  const name = options.source ?? hubName(paths);
  if (name === undefined)
    throw new CliError(
      "bad-usage",
      "name the source of this data: yurai screen PATH... --source NAME; a name alone is enough for a source that yurai track read from files, or with paths in yurai.config.yaml",
    );
  return { name, sources: await open(frame, paths, cwd, options) };
}

/** A dataset is its own source. */
function hubName(paths: readonly string[]): string | undefined {
  const [only = ""] = paths;
  return paths.length === 1 && only.startsWith("hf:") ? only.replace(/@[^@]*$/, "") : undefined;
}

async function open(
  frame: Frame,
  paths: readonly string[],
  folder: string,
  { download = false }: ScreenCommandOptions,
): Promise<readonly ReadableSource[]> {
  const sources = await openStores(frame, findRowSources(paths, folder), { download });
  return sources.map((source: TrackableSource) => {
    if (source.kind !== "npm") return source;
    throw new CliError(
      "bad-usage",
      "every package is a source of its own; give the folder of one: yurai screen node_modules/NAME --source npm:NAME@VERSION",
    );
  });
}
