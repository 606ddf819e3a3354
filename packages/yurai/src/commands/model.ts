import type { Ledger } from "@yurai/ledger";
import { renderAnswer, type Catalogue } from "@yurai/report";
import { canonicalJson, parse, modelSchema, type Model, type ModelReference } from "@yurai/schema";
import type { Command } from "commander";
import { done, type Act, type DefineCommand, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { findByPrefix } from "../home/id-prefix.ts";
import { formatModel, parseModel } from "../home/model-reference.ts";
import { showModel } from "../show/show-model.ts";

interface AddOptions {
  readonly base?: string;
  readonly run: readonly string[];
}

/** `yurai model add|show`: a model, its base, and the runs whose data it learned from. */
export const define: DefineCommand = (command: Command, { cli }: Catalogue, act: Act) => {
  command
    .command("add")
    .description(cli.option.modelAdd)
    .argument("<name>", cli.option.modelName)
    .option("--base <name>", cli.option.modelBase)
    .option("--run <id>", cli.option.modelRun, (value: string, before: string[]) => [...before, value], [])
    .action(act(async (frame, name: string, options: AddOptions) => add(frame, parseModel(name), options)));
  command
    .command("show")
    .description(cli.option.modelShow)
    .argument("<name>", cli.option.modelName)
    .action(act(async (frame, name: string) => showModel(frame, name)));
};

async function add(frame: Frame, reference: ModelReference, options: AddOptions): Promise<typeof done> {
  const { cli } = frame.catalogue;
  await using ledger = await openHomeLedger(frame, "write");
  const before = await recorded(ledger, reference);
  const runs = await ledger.runs();
  const named = options.run.map(
    (given) =>
      findByPrefix(runs, given, (view) => [view.id, ...(view.run.name ? [view.run.name] : [])], "run").id,
  );
  const declared = frame.project.config.models?.find((model) => sameModel(model, reference))?.base;
  const base = options.base === undefined ? (before?.base ?? declared) : parseModel(options.base);
  const model: Model = {
    ...reference,
    ...(base !== undefined && { base }),
    runs: [...new Set([...(before?.runs ?? []), ...named])],
    at: frame.now().toISOString(),
  };
  const { at: _at, ...facts } = model;
  const { at: _before, ...factsBefore } = before ?? model;
  const changed = before === undefined || canonicalJson(facts) !== canonicalJson(factsBefore);
  if (changed)
    await ledger.append([{ kind: "model", body: parse(modelSchema, model, { what: "the model" }) }]);
  const shown = changed ? model : before;
  if (frame.json) {
    frame.printJson("model-add", { changed, model: shown });
    return done;
  }
  const outcome = (changed ? cli.modelRecorded : cli.modelUnchanged)(formatModel(reference));
  const { label } = frame.catalogue.ledger;
  const rows = [
    {
      label: label.base,
      text: shown.base === undefined ? frame.catalogue.ledger.noBase : formatModel(shown.base),
    },
    {
      label: label.runs,
      text: shown.runs.map((id) => id.slice(0, 8)).join(" ") || frame.catalogue.ledger.noRuns,
    },
  ];
  frame.print(renderAnswer({ outcome, tone: "good", rows }, frame.screen));
  return done;
}

async function recorded(ledger: Ledger, reference: ModelReference): Promise<Model | undefined> {
  return (await ledger.models()).find(({ model }) => sameModel(model, reference))?.model;
}

function sameModel(a: ModelReference, b: ModelReference): boolean {
  return a.name === b.name && a.version === b.version;
}
