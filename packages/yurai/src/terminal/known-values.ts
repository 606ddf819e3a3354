import { isYuraiError } from "@yurai/schema";
import { makeFrame, type Surroundings } from "./frame.ts";
import { openHomeLedger } from "../home/home.ts";
import { formatModel } from "../home/model-reference.ts";
import { everySource } from "../show/show-source.ts";

/** Names that completion offers: sources, runs or models of the ledger, and those that the configuration declares. */
export async function readKnownValues(surroundings: Surroundings, kind: string): Promise<readonly string[]> {
  try {
    const frame = makeFrame(surroundings, {});
    const { config } = frame.project;
    await using ledger = await openHomeLedger(frame, "read");
    const names = {
      source: async () => [
        ...(config.sources ?? []).map(({ name }) => name),
        ...(await everySource(ledger)).map(({ name }) => name),
      ],
      run: async () => (await ledger.runs()).map(({ id, run }) => run.name ?? id.slice(0, 12)),
      model: async () => [
        ...(config.models ?? []).map(formatModel),
        ...(await ledger.models()).map(({ model }) => formatModel(model)),
      ],
    }[kind];
    return [...new Set(await names?.())].sort();
  } catch (error) {
    // A shell that is asked to complete has no place to show that there is no ledger yet.
    if (isYuraiError(error)) return [];
    throw error;
  }
}
