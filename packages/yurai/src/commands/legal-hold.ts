import type { LegalHold, Ledger } from "@yurai/ledger";
import { formatDate, renderAnswer, type AnswerRow, type Catalogue } from "@yurai/report";
import type { Command } from "commander";
import { CliError } from "../error.ts";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { findByPrefix } from "../home/id-prefix.ts";
import { nextHoldId, readHolds, releaseHold } from "../evidence/legal-holds.ts";
import { formatModel, parseModel } from "../home/model-reference.ts";
import { everySource } from "../show/show-source.ts";
import { readChecks } from "../check/verdict-log.ts";

interface AddFlags {
  readonly source: readonly string[];
  readonly run: readonly string[];
  readonly model: readonly string[];
  readonly verdict: readonly string[];
  readonly by: string;
  readonly because: string;
}

/** `yurai legal-hold add|list|release`: what is held is refused to purge and to retention; a release says who and why. */
export const define: DefineCommand = (command: Command, { reporting: { option } }: Catalogue, act: Act) => {
  command
    .command("add")
    .description(option.holdAdd)
    .option("--source <name>", option.holdSource, collect, [])
    .option("--run <id>", option.holdRun, collect, [])
    .option("--model <name>", option.holdModel, collect, [])
    .option("--verdict <id>", option.holdVerdict, collect, [])
    .requiredOption("--by <name>", option.decidedBy)
    .requiredOption("--because <text>", option.because)
    .action(act(async (frame, flags: AddFlags) => add(frame, flags)));
  command
    .command("list")
    .description(option.holdList)
    .action(act(async (frame) => list(frame)));
  command
    .command("release")
    .description(option.holdRelease)
    .argument("<id>", option.holdId)
    .requiredOption("--by <name>", option.decidedBy)
    .requiredOption("--because <text>", option.because)
    .action(
      act(async (frame, id: string, flags: { readonly by: string; readonly because: string }) =>
        release(frame, id, flags),
      ),
    );
};

async function add(frame: Frame, flags: AddFlags): Promise<typeof done> {
  if ([...flags.source, ...flags.run, ...flags.model, ...flags.verdict].length === 0)
    throw new CliError("bad-usage", "name what to hold: --source, --run, --model or --verdict");
  await using ledger = await openHomeLedger(frame, "write");
  const hold: LegalHold = {
    id: await nextHoldId(ledger),
    reason: flags.because,
    by: flags.by,
    at: frame.now().toISOString(),
    ...(await scopeOf(ledger, flags)),
  };
  await ledger.append([{ kind: "legal-hold", body: hold }]);
  if (frame.json) frame.printJson("legal-hold", hold);
  else
    frame.print(
      renderAnswer(
        { outcome: frame.catalogue.reporting.held(hold.id), tone: "good", rows: [rowOf(hold, frame)] },
        frame.screen,
      ),
    );
  return done;
}

/** What names mean today: a model's runs, a run's full id, the rows of a check. */
async function scopeOf(
  ledger: Ledger,
  flags: AddFlags,
): Promise<Pick<LegalHold, "sources" | "runs" | "models" | "verdicts" | "rows">> {
  const known = (await everySource(ledger)).map(({ name }) => name);
  for (const source of flags.source)
    if (!known.includes(source))
      throw new CliError(
        "not-found",
        `there is no source ${source} in this ledger; yurai status lists what there is`,
      );
  const runs = await ledger.runs();
  const named = flags.run.map(
    (given) =>
      findByPrefix(runs, given, (view) => [view.id, ...(view.run.name ? [view.run.name] : [])], "run").id,
  );
  const lineages = await Promise.all(flags.model.map((model) => ledger.modelLineage(parseModel(model))));
  for (const [at, { steps }] of lineages.entries())
    if (steps[0]?.recorded !== true && (steps[0]?.runs ?? []).length === 0)
      throw new CliError(
        "not-found",
        `there is no model ${flags.model[at]} in this ledger; yurai status lists what there is`,
      );
  const all = await readChecks(ledger);
  const checks = flags.verdict.map(
    (given) => findByPrefix(all, given, (one) => [one.check], "verdict").check,
  );
  const rows = await ledger.rows({ kinds: ["verdict"] });
  const ofChecks = rows.filter(({ body }) => checks.includes(String((body as { check?: unknown }).check)));
  const allRuns = [...new Set([...named, ...lineages.flatMap((lineage) => lineage.runs)])];
  return {
    ...(flags.source.length > 0 && { sources: flags.source }),
    ...(allRuns.length > 0 && { runs: allRuns }),
    ...(flags.model.length > 0 && { models: flags.model.map((model) => formatModel(parseModel(model))) }),
    ...(checks.length > 0 && { verdicts: checks, rows: ofChecks.map(({ id }) => id) }),
  };
}

async function list(frame: Frame): Promise<typeof done> {
  await using ledger = await openHomeLedger(frame, "read");
  const holds = (await readHolds(ledger)).map(({ hold }) => hold);
  if (frame.json) {
    for (const hold of holds) frame.printJson("legal-hold", hold);
    return done;
  }
  const rows = holds.map((hold) => rowOf(hold, frame));
  frame.print(renderAnswer({ outcome: frame.catalogue.reporting.holds(holds.length), rows }, frame.screen));
  return done;
}

async function release(
  frame: Frame,
  id: string,
  { by, because }: { readonly by: string; readonly because: string },
): Promise<typeof done> {
  await using ledger = await openHomeLedger(frame, "write");
  const hold = await releaseHold(ledger, id, { by, reason: because, at: frame.now().toISOString() });
  if (frame.json) frame.printJson("legal-hold", hold);
  else
    frame.print(
      renderAnswer(
        { outcome: frame.catalogue.reporting.released(id), rows: [rowOf(hold, frame)] },
        frame.screen,
      ),
    );
  return done;
}

function rowOf(hold: LegalHold, frame: Frame): AnswerRow {
  const { reporting } = frame.catalogue;
  const { sources = [], runs = [], models = [], verdicts = [], released } = hold;
  const what = [
    ...sources,
    ...models,
    ...runs.map((run) => run.slice(0, 8)),
    ...verdicts.map((id) => id.slice(0, 8)),
  ];
  const date = formatDate(hold.at ?? frame.now().toISOString());
  return {
    label: hold.id,
    ...(released === undefined && { tone: "strong" }),
    text: [
      reporting.holdOf(what.join(", "), hold.by, date, hold.reason),
      ...(released === undefined
        ? []
        : [
            reporting.holdOf(
              reporting.released(hold.id),
              released.by,
              formatDate(released.at),
              released.reason,
            ),
          ]),
    ],
  };
}

/** An option that may be given several times. */
function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
