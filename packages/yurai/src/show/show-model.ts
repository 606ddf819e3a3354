import type { Ledger } from "@yurai/ledger";
import { renderModel, type ShownModel } from "@yurai/report";
import type { Model, ModelReference } from "@yurai/schema";
import { CliError } from "../error.ts";
import { done, type Frame } from "../terminal/frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { nearest } from "../home/id-prefix.ts";
import { formatModel, parseModel } from "../home/model-reference.ts";
import { readRunShares, totalsBySource } from "./source-totals.ts";

/** Prints a model, its bases, and what their runs read; for `show model` and `model show`. */
export async function showModel(frame: Frame, given: string): Promise<typeof done> {
  await using ledger = await openHomeLedger(frame, "read");
  const shown = await readModel(ledger, parseModel(given));
  if (frame.json) frame.printJson("model", shown);
  else frame.print(renderModel(shown, frame.screen));
  return done;
}

async function readModel(ledger: Ledger, reference: ModelReference): Promise<ShownModel> {
  const { steps } = await ledger.modelLineage(reference);
  const [own, ...bases] = steps;
  const recorded = (await ledger.models())
    .map(({ model }) => model)
    .filter((model) => model.name === reference.name);
  if (own === undefined || (!own.recorded && own.runs.length === 0))
    throw await unknownModel(ledger, reference);
  const last = recorded.findLast(
    (model) => reference.version === undefined || model.version === reference.version,
  );
  const runs = await ledger.runs(own.runs);
  const model: Model = {
    ...(last ?? reference),
    runs: own.runs,
    at: last?.at ?? runs[0]?.run.startedAt ?? new Date(0).toISOString(),
  };
  const totals = totalsBySource(own.runs.length === 0 ? [] : await readRunShares(ledger, own.runs));
  return {
    model,
    bases: bases.map((step) => ({ model: step.model, runs: step.runs.length })),
    sources: [...totals].map(([name, { records }]) => ({ name, records })),
  };
}

async function unknownModel(ledger: Ledger, reference: ModelReference): Promise<CliError> {
  const names = (await ledger.models()).map(({ model }) => formatModel(model));
  const near = nearest(formatModel(reference), names);
  const hint = near === undefined ? "; yurai model add records one" : `; did you mean ${near}?`;
  return new CliError("not-found", `there is no model ${formatModel(reference)} in this ledger${hint}`);
}
