// Models as the configuration declares them.
import type { Ledger } from "@yurai/ledger";
import { canonicalJson, type Config, type ModelReference } from "@yurai/schema";
import { parseModel } from "../home/model-reference.ts";

/** The model that a run is for: the one named, else the only one that the configuration declares. */
export function chosenModel(config: Config, named: string | undefined): ModelReference | undefined {
  if (named !== undefined) return parseModel(named);
  const [only, ...others] = config.models ?? [];
  if (only === undefined || others.length > 0) return undefined;
  return { name: only.name, ...(only.version !== undefined && { version: only.version }) };
}

/** Writes a declared model to the ledger, unless it is there with the same base; its runs stay. */
export async function recordDeclaredModel(
  ledger: Ledger,
  config: Config,
  reference: ModelReference | undefined,
  now: Date,
): Promise<void> {
  const declared = config.models?.find((model) => isSame(model, reference));
  if (declared === undefined) return;
  const before = (await ledger.models()).find(({ model }) => isSame(model, declared))?.model;
  const isKnown =
    before !== undefined && canonicalJson(before.base ?? null) === canonicalJson(declared.base ?? null);
  if (isKnown) return;
  await ledger.append([
    { kind: "model", body: { ...declared, runs: before?.runs ?? [], at: now.toISOString() } },
  ]);
}

function isSame(a: ModelReference, b: ModelReference | undefined): boolean {
  return a.name === b?.name && a.version === b.version;
}
