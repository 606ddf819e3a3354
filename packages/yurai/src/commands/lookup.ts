import type { FoundRecord, Lookup, LookupTarget } from "@yurai/fingerprint";
import type { Ledger, SegmentSelection } from "@yurai/ledger";
import { describeLocator, renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import type { ModelReference } from "@yurai/schema";
import { Argument, type Command } from "commander";
import { CliError } from "../error.ts";
import { exitCodes, strongestExit, type ExitCode } from "../terminal/exit-code.ts";
import type { Act, DefineCommand, Frame } from "../terminal/frame.ts";
import { openHomeIndex, openHomeLedger, type OpenedIndex } from "../home/home.ts";
import { lookupIn } from "../show/lookup.ts";
import { formatModel, parseModel } from "../home/model-reference.ts";
import { readTargets } from "../terminal/targets.ts";

const kinds = ["url", "host", "digest", "text"] as const;
type Kind = (typeof kinds)[number];

interface LookupOptions {
  readonly subdomains?: boolean;
  readonly limit: number;
  readonly model?: string;
}

/** `yurai lookup`: is something among the records? One answer a target, in the order given. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command
    .addArgument(new Argument("<kind>", cli.option.lookupKind).choices(kinds))
    .argument("<target...>", cli.option.lookupTarget)
    .option("--subdomains", cli.option.subdomains)
    .option("--limit <count>", cli.option.limit, parseLimit, 5)
    .option("--model <name>", cli.option.lookupModel)
    .action(
      act(async (frame, kind: Kind, targets: readonly string[], options: LookupOptions) =>
        lookUp(frame, kind, targets, options),
      ),
    );
};

async function lookUp(
  frame: Frame,
  kind: Kind,
  targets: readonly string[],
  options: LookupOptions,
): Promise<ExitCode> {
  await using ledger = await openHomeLedger(frame, "read");
  const { segments, modelsWithoutRuns } = await scopeOf(ledger, options.model);
  const opened = await openHomeIndex(frame.project, segments.current);
  using _index = opened.index;
  const codes: ExitCode[] = [];
  for await (const target of readTargets(frame, targets)) {
    if (frame.signal.aborted)
      throw new CliError("interrupted", "lookup was interrupted; the answers so far hold");
    const found = await lookupIn(opened, toTarget(kind, target, options), {
      limit: options.limit,
      ...(options.model !== undefined && { firstIds: new Set(segments.firstIds) }),
    });
    codes.push(found.answer === "cannotDetermine" ? exitCodes.incomplete : exitCodes.done);
    if (frame.json) printJson(frame, kind, target, found, { opened, modelsWithoutRuns });
    else printAnswer(frame, target, found);
  }
  if (!frame.json) printCoverage(frame, kind, { opened, modelsWithoutRuns });
  return strongestExit(codes);
}

interface Scope {
  readonly segments: SegmentSelection;
  /** The model or bases whose data nobody tracked. */
  readonly modelsWithoutRuns: readonly ModelReference[];
}

/** All segments, or those of a model and its bases. */
async function scopeOf(ledger: Ledger, model: string | undefined): Promise<Scope> {
  if (model === undefined) return { segments: await ledger.segments(), modelsWithoutRuns: [] };
  const { steps, segments } = await ledger.modelLineage(parseModel(model));
  const isKnown = steps.some(({ recorded, runs }, at) => at === 0 && (recorded || runs.length > 0));
  if (!isKnown)
    throw new CliError(
      "not-found",
      `there is no model ${model} in this ledger; yurai status lists what there is`,
    );
  const without = steps.filter(({ runs }) => runs.length === 0).map((step) => step.model);
  return { segments, modelsWithoutRuns: without };
}

/** How far the answers reach. */
interface Reach {
  readonly opened: OpenedIndex;
  readonly modelsWithoutRuns: readonly ModelReference[];
}

function toTarget(kind: Kind, target: string, options: LookupOptions): LookupTarget {
  switch (kind) {
    case "url":
      return { url: target };
    case "host":
      return { host: target, subdomains: options.subdomains === true };
    case "digest":
      return { digest: target };
    case "text":
      return { text: target };
    default:
      return kind satisfies never;
  }
}

function printJson(frame: Frame, kind: Kind, target: string, found: Lookup, reach: Reach): void {
  frame.printJson("lookup", {
    kind,
    // A text may be anyone's; its answer stands in the order it was asked.
    ...(kind !== "text" && { target }),
    answer: found.answer,
    count: found.count,
    found: found.found.map(({ record, row }) => ({
      record: `${record.segment}:${record.ordinal}`,
      source: row.facts.source,
      locator: row.facts.locator,
      ...(row.facts.url !== undefined && { url: row.facts.url }),
      ...(row.facts.id !== undefined && { id: row.facts.id }),
    })),
    searched: found.searched,
    notSearched: { segments: reach.opened.unsearched, models: reach.modelsWithoutRuns },
  });
}

function printAnswer(frame: Frame, target: string, found: Lookup): void {
  const { lookup } = frame.catalogue.cli;
  const count = found.count > 0 ? `  ${lookup.records(found.count)}` : "";
  const rest = found.count - found.found.length;
  const more = rest > 0 ? [{ label: "", text: lookup.moreRecords(rest) }] : [];
  const why =
    found.answer === "cannotDetermine" && found.searched.length > 0 ? [{ label: "-", text: lookup.why }] : [];
  const rows: AnswerRow[] = [...found.found.map((record) => recordRow(frame, record)), ...more, ...why];
  const outcome = `${lookup.answer[found.answer]}  ${target}${count}`;
  frame.print(renderAnswer({ outcome, tone: tones[found.answer], rows }, frame.screen));
}

const tones = { included: "attention", notFound: "strong", cannotDetermine: "gap" } as const;

function recordRow(frame: Frame, { record, row }: FoundRecord): AnswerRow {
  const place = describeLocator(row.facts.locator, frame.catalogue);
  const url = row.facts.url === undefined ? [] : [row.facts.url];
  return {
    label: row.facts.source,
    text: [...url, place, `${record.segment.slice(0, 12)}:${record.ordinal}`],
  };
}

function printCoverage(frame: Frame, kind: Kind, { opened, modelsWithoutRuns }: Reach): void {
  const { check, cli } = frame.catalogue;
  const { segments } = opened.index;
  const expected = segments.length + opened.unsearched.length;
  const records = segments.reduce((sum, { manifest }) => sum + manifest.counts.records, 0);
  const notSearched = [
    ...opened.unsearched.map(({ id, code }) =>
      code === "segment-missing"
        ? check.missingSegment(id.slice(0, 12))
        : check.damagedSegment(id.slice(0, 12), code),
    ),
    ...modelsWithoutRuns.map((model) => check.modelWithoutRuns(formatModel(model))),
  ];
  const searched =
    expected === 0
      ? [cli.lookup.nothingIndexed]
      : [cli.lookup.searched(segments.length, expected, records), cli.lookup.exact[kind]];
  const rows: AnswerRow[] = [
    { label: check.searchedLabel, text: searched },
    { label: check.notSearchedLabel, text: notSearched.length > 0 ? notSearched : check.nothingLeftOut },
  ];
  frame.print(renderAnswer({ outcome: "", rows }, frame.screen));
}

function parseLimit(value: string): number {
  const limit = Number(value);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100_000) return limit;
  throw new CliError("bad-usage", "--limit is a whole number from 1 to 100000");
}
