import type { Catalogue } from "@yurai/report";
import type { Command } from "commander";
import { declaredSource } from "../home/config.ts";
import { readCrawl } from "../track/crawl-pass.ts";
import { CliError } from "../error.ts";
import { exitCodes, type ExitCode } from "../terminal/exit-code.ts";
import type { Act, DefineCommand, Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { readHostLists } from "../screen/host-lists.ts";
import { findRowSources, type ReadableSource, type RowSource } from "../track/row-source.ts";
import { parseScreenRules, type RuleFlags } from "../screen/screen-rules.ts";
import { printScreening, screenRows, textIn } from "../screen/screen-rows.ts";
import { signalsIn } from "../track/track-sources.ts";

interface ScreenCommandOptions extends RuleFlags {
  readonly source?: string;
  readonly out: string;
  readonly text?: string;
  readonly url?: string;
  readonly signals: string;
  readonly agent?: string;
}

/** `yurai screen`: writes the rows that rules keep, those they set aside, and the record of both. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command
    .argument("<path...>", cli.option.screenPaths)
    .option("--source <name>", cli.option.source)
    .option("--drop <rules>", cli.option.drop)
    .option("--quarantine <rules>", cli.option.quarantine)
    .option("--keep <rules>", cli.option.keep)
    .option("--exclude <file>", cli.option.exclude)
    .requiredOption("--out <dir>", cli.option.out)
    .option("--text <field>", cli.option.text)
    .option("--url <field>", cli.option.url)
    .option("--signals <field>", cli.option.signals, "signals")
    .option("--agent <name>", cli.option.agent)
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
  const chosen = choose(frame, paths, options.source);
  const crawled = await readCrawl(frame, chosen.sources, {
    source: chosen.name,
    ...(options.agent !== undefined && { userAgent: options.agent }),
  });
  const { text = "text", licence = "licence" } =
    declaredSource(frame.project.config, chosen.name)?.fields ?? {};
  const rules = await parseScreenRules(options, frame.cwd, {
    text: (row) => textIn(row, options.text ?? text),
    signals: signalsIn(options.signals),
    licence: (row) => textIn(row, licence),
    robots: (row) => textIn(row, "robots"),
    crawled,
    hostLists: await readHostLists(frame),
  });
  await using ledger = await openHomeLedger(frame, "write");
  const screened = await screenRows(frame, ledger, chosen.sources, {
    source: chosen.name,
    rules,
    out: options.out,
    signals: options.signals,
    ...(crawled !== undefined && { crawled }),
    ...(options.url !== undefined && { url: options.url }),
  });
  printScreening(frame, screened);
  return screened.summary.failure === undefined ? exitCodes.done : exitCodes.store;
}

interface Chosen {
  readonly name: string;
  readonly sources: readonly ReadableSource[];
}

/** Paths with a source's name, or the name of a source whose paths the configuration has. */
function choose({ cwd, project }: Frame, paths: readonly string[], source: string | undefined): Chosen {
  const [first = ""] = paths;
  const declared = project.config.sources?.find(({ name }) => name === first);
  if (source === undefined && paths.length === 1 && declared?.paths !== undefined)
    return { name: first, sources: rowsOnly(findRowSources(declared.paths, project.folder)) };
  if (source === undefined)
    throw new CliError(
      "bad-usage",
      "name the source of this data: yurai screen PATH... --source NAME; a name alone is enough for a source with paths in yurai.config.yaml",
    );
  return { name: source, sources: rowsOnly(findRowSources(paths, cwd)) };
}

function rowsOnly(sources: readonly RowSource[]): Chosen["sources"] {
  const rows = sources.filter(
    (source) => source.kind !== "npm" && source.kind !== "hub" && source.kind !== "s3",
  );
  const withFields = rows.filter(({ kind }) => kind !== "folder" && kind !== "tar");
  if (withFields.length === sources.length) return withFields;
  throw new CliError(
    "bad-usage",
    "screen writes rows as JSON Lines: give JSON Lines, CSV, Parquet, Arrow or WARC, or - for standard input",
  );
}
