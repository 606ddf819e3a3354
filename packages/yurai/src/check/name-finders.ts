// What looks for names of people beyond the rules: chosen by flag or configuration, opened once.
import type { NameFinders } from "@yurai/gate";
import type { NamesBy } from "@yurai/schema";
import { resolve } from "node:path";
import type { Project } from "../home/config.ts";

/** The choice of the configuration; a model's folder counts from the configuration's own. */
export function configuredNames({ config, folder }: Project): NamesBy | undefined {
  const names = config.check?.names;
  return typeof names === "object" ? { model: resolve(folder, names.model) } : names;
}

/** The choice of `--names`: the word `dictionary`, or the folder of a model. */
export function parseNames(value: string, cwd: string): NamesBy {
  return value === "dictionary" ? value : { model: resolve(cwd, value) };
}

/**
 * Opens what was chosen; nothing where nothing was. The dictionary takes about two seconds and 400 MB.
 *
 * @throws PiiError `missing-peer` when the optional package is not installed, `no-model` for a folder without a model
 */
export async function openNames(choice: NamesBy | undefined): Promise<NameFinders> {
  if (choice === undefined) return {};
  // Its libraries are looked for only where somebody asks.
  const { openDictionaryNames, openModelNames } = await import("@yurai/pii/names");
  return choice === "dictionary"
    ? { dictionary: await openDictionaryNames() }
    : { model: await openModelNames({ folder: choice.model }) };
}
