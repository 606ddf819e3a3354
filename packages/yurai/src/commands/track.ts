import type { Catalogue } from "@yurai/report";
import { dataClasses, evidenceModes, origins, trackModes } from "@yurai/schema";
import { Option, type Command } from "commander";
import { CliError } from "../error.ts";
import { exitCodes, type ExitCode } from "../terminal/exit-code.ts";
import type { Act, DefineCommand, Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { openStores } from "../track/hub-source.ts";
import { fieldsWithText } from "../track/text-field.ts";
import { findRowSources } from "../track/row-source.ts";
import { pathsToRecord } from "../track/recorded-paths.ts";
import { printRun } from "../track/run-screen.ts";
import { trackSources, type TrackFlags } from "../track/track-sources.ts";

interface TrackCommandOptions extends TrackFlags {
  readonly download?: boolean;
  readonly strict?: boolean;
}

/** `yurai track`: reads data once and records what passed. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command
    .argument("[path...]", cli.option.paths)
    .option("--source <name>", cli.option.source)
    .addOption(new Option("--origin <origin>", cli.option.origin).choices(origins))
    .addOption(new Option("--class <class>", cli.option.class).choices(dataClasses))
    .option("--licence <spdx>", cli.option.licence)
    .option("--text <field>", cli.option.text)
    .option("--encoding <name>", cli.option.encoding)
    .option("--url <field>", cli.option.url)
    .option("--id <field>", cli.option.id)
    .option("--signals <field>", cli.option.signals)
    .option("--agent <name>", cli.option.agent)
    .option("--model <name>", cli.option.trackModel)
    .option("--download", cli.option.download)
    .option("--purpose <purpose>", cli.option.purpose, "train")
    .option("--run <name>", cli.option.run)
    .addOption(new Option("--mode <mode>", cli.option.mode).choices(trackModes))
    .addOption(new Option("--evidence <mode>", cli.option.evidence).choices(evidenceModes))
    .option("--close", cli.option.close)
    .option("--no-index", cli.option.noIndex)
    .option("--no-minhash", cli.option.noMinhash)
    .option("--scan", cli.option.scan)
    .option("--strict", cli.option.strict)
    .action(
      act(async (frame, paths: readonly string[], options: TrackCommandOptions) =>
        track(frame, paths, options),
      ),
    );
};

async function track(
  frame: Frame,
  paths: readonly string[],
  options: TrackCommandOptions,
): Promise<ExitCode> {
  if (options.close === true && !options.index)
    throw new CliError(
      "bad-usage",
      "--close is a way to index, and --no-index leaves the index out: give one",
    );
  const chosen = pathsOf(frame, paths, options.source);
  const found = findRowSources(chosen.paths, chosen.folder);
  if (options.source === undefined && found.some(({ kind }) => kind !== "npm" && kind !== "hub"))
    throw new CliError("bad-usage", "name the source of this data: --source NAME");
  const sources = await openStores(frame, found, options);
  await using ledger = await openHomeLedger(frame, "write");
  const recorded = pathsToRecord(chosen.paths, { cwd: chosen.folder, folder: frame.project.folder });
  const summary = await trackSources(frame, ledger, sources, {
    ...options,
    ...(recorded && { paths: recorded }),
  });
  const views = await ledger.sources(summary.sources.map(({ source }) => source));
  const isWithout = summary.gaps.some(({ kind }) => kind === "missing-field");
  const source = options.source;
  const otherText =
    isWithout && source !== undefined
      ? { source, paths: chosen.paths, fields: await fieldsWithText(frame, sources) }
      : undefined;
  printRun(frame, summary, {
    sources: views,
    isReadable: recorded !== undefined,
    needsDownload: recorded?.some((path) => path.startsWith("s3:")) ?? false,
    ...(otherText && { otherText }),
  });
  if (summary.failure !== undefined) return exitCodes.store;
  return options.strict === true && summary.gaps.length > 0 ? exitCodes.badInput : exitCodes.done;
}

/** The paths given, or those that the configuration has for the source. */
function pathsOf(
  { cwd, project }: Frame,
  given: readonly string[],
  source: string | undefined,
): { readonly paths: readonly string[]; readonly folder: string } {
  if (given.length > 0) return { paths: given, folder: cwd };
  const paths = project.config.sources?.find(({ name }) => name === source)?.paths ?? [];
  if (paths.length > 0) return { paths, folder: project.folder };
  throw new CliError(
    "bad-usage",
    "say what to read: a file, a folder, hf:ORG/NAME, s3://BUCKET/PREFIX, npm:DIR or - for standard input; or name a source with paths in yurai.config.yaml",
  );
}
