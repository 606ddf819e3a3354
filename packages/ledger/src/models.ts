// Models, what they were made from, and where to search for it.
import type { Model, ModelReference, Run } from "@yurai/schema";
import { lastById, type LedgerRow, readRows } from "./row-query.ts";
import { readSegments, type SegmentSelection } from "./segments.ts";
import type { Transaction } from "./tables.ts";

/** A model as last recorded. */
export interface ModelView {
  readonly rowId: string;
  readonly model: Model;
}

/** One model of a line: the one asked for, or a base below it. */
export interface LineageStep {
  readonly model: ModelReference;
  /** False when the ledger has no row for it. */
  readonly recorded: boolean;
  /** Ids of its runs; none means that a verdict must call it not searched. */
  readonly runs: readonly string[];
}

/** Everything a model learned from, as far as the ledger knows. */
export interface ModelLineage {
  /** The model first, then its bases; each once, also when bases name one another in a circle. */
  readonly steps: readonly LineageStep[];
  /** All runs of all steps. */
  readonly runs: readonly string[];
  readonly segments: SegmentSelection;
}

/** Reads every model and version, as last recorded, in the order of the log. */
export async function readModels(query: Transaction): Promise<readonly ModelView[]> {
  const rows = (await readRows(query, { kinds: ["model"] })) as readonly LedgerRow<Model>[];
  return [...lastById(rows).values()].map((row) => ({ rowId: row.id, model: row.body }));
}

/** Reads a model with all its bases, their runs and segments. */
export async function readLineage(query: Transaction, model: ModelReference): Promise<ModelLineage> {
  const rows = await readRows(query, { kinds: ["model", "run"] });
  // A row's kind gives its body.
  const modelRows = rows.filter((row) => row.kind === "model") as readonly LedgerRow<Model>[];
  const models = [...lastById(modelRows).values()].map((row) => row.body);
  const runs = rows.filter((row) => row.kind === "run").map((row) => row.body as Run);
  const steps = walkBases(model, models, runs);
  const runIds = [...new Set(steps.flatMap((step) => step.runs))];
  return { steps, runs: runIds, segments: await readSegments(query, { name: "run", values: runIds }) };
}

/** Walks from a model down its bases, each once, also when they name one another in a circle. Pure. */
export function walkBases(
  start: ModelReference,
  models: readonly Model[],
  runs: readonly Run[],
): readonly LineageStep[] {
  const steps: LineageStep[] = [];
  const queue: ModelReference[] = [start];
  const seen = new Set<string>();
  for (let next = queue.shift(); next; next = queue.shift()) {
    const reference = next;
    const key = JSON.stringify([reference.name, reference.version ?? null]);
    if (seen.has(key)) continue;
    seen.add(key);
    const recorded = models.filter((model) => isPartOf(model, reference));
    const named = runs.filter((run) => run.model && isPartOf(run.model, reference)).map((run) => run.id);
    const ids = new Set([...recorded.flatMap((model) => model.runs), ...named]);
    steps.push({ model: reference, recorded: recorded.length > 0, runs: [...ids] });
    queue.push(...recorded.flatMap((model) => (model.base ? [model.base] : [])));
  }
  return steps;
}

/** A reference without a version means the model as a whole; a model without versions is all that its name can mean. */
function isPartOf(model: ModelReference, reference: ModelReference): boolean {
  if (model.name !== reference.name) return false;
  return (
    reference.version === undefined || model.version === undefined || model.version === reference.version
  );
}
