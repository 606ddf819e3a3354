// Texts that everyone repeats: the licences of the SPDX list, and those that the policy names.
import { normalise } from "@yurai/fingerprint";
import { matchStandardTexts, type NamedText, type StandardTexts } from "@yurai/gate";
import { sha256Hex, type Policy } from "@yurai/schema";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { CliError, toFileError } from "../error.ts";

/** Licences shorter than this are a sentence that anyone could write. In characters of the normal form. */
const minLicenceCharacters = 200;
/** Largest file that a policy may name, in bytes. */
const maxFileBytes = 10_000_000;

/**
 * Reads the texts that a policy names, from its folder.
 *
 * @throws CliError `bad-policy` when a file is not the one whose hash the policy states, `file-missing`...
 */
export function readNamedTexts({ standardTexts = [] }: Policy, folder: string): readonly NamedText[] {
  return standardTexts.map(({ name, path, sha256 }) => {
    const text = readText(resolve(folder, path));
    if (sha256 !== undefined && sha256Hex(text) !== sha256)
      throw new CliError(
        "bad-policy",
        `the standard text "${name}" is not the file whose sha256 the policy states; read it again and update the policy`,
      );
    return { name, text };
  });
}

/** Builds the matcher over the SPDX list and further texts. Takes about 0.3 s; keep it for a whole file of outputs. */
export async function loadStandardTexts(named: readonly NamedText[]): Promise<StandardTexts> {
  const { default: list } = await import("spdx-license-list/full.js");
  const licences = Object.entries(list)
    .map(([name, { licenseText }]) => ({ name, text: licenseText }))
    .filter(({ text }) => normalise(text).length >= minLicenceCharacters);
  return matchStandardTexts([...named, ...licences]);
}

function readText(path: string): string {
  try {
    if (statSync(path).size > maxFileBytes)
      throw new CliError(
        "bad-policy",
        `${path} is larger than ${maxFileBytes} bytes; a standard text is shorter`,
      );
    return readFileSync(path, "utf8");
  } catch (error) {
    throw toFileError(error, "read", path);
  }
}
