// The notice that must go out with a source's content: the text of its licence file, only if it is still what was tracked.
import type { TextIndex } from "@yurai/fingerprint";
import { canonicalJson, sha256Hex, type LicenceClaim } from "@yurai/schema";
import { open } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";

/** Longest licence file that is taken, in bytes. */
const maxTextBytes = 500_000;
/** Many packages hold the same licence file; this many records of one digest are looked through. */
const maxRecords = 20_000;

/** Where files lie and what was tracked of them. */
export interface TrackedFiles {
  /** Relative paths are resolved against it. */
  readonly folder: string;
  readonly index: Pick<TextIndex, "lookup">;
}

/**
 * Reads the exact text to ship for a source: its licence files as detected, and for a licence with a NOTICE file beside
 * it that one too. Undefined when a file is gone, is not what was tracked of this source any more, or when the licence
 * that counts was never seen as a text.
 */
export async function readAttributionText(
  source: string,
  claims: readonly LicenceClaim[],
  files: TrackedFiles,
): Promise<string | undefined> {
  const texts: string[] = [];
  const paths = [...new Set(countedPaths(claims))];
  for (const path of paths) {
    const text = await readTracked(source, path, files);
    // Half of the notices would be none.
    if (text === undefined) return undefined;
    texts.push(text);
  }
  if (texts.length === 0) return undefined;
  for (const name of ["NOTICE", "NOTICE.txt", "NOTICE.md"]) {
    const notice = await readTracked(source, join(dirname(paths[0]!), name), files);
    if (notice !== undefined) texts.push(notice);
  }
  return texts.join("\n\n");
}

/** Files behind the claims that count: all that were detected, or those a person's conclusion agrees with. */
function countedPaths(claims: readonly LicenceClaim[]): readonly string[] {
  const concluded = claims.findLast(({ basis }) => basis === "concluded");
  const name = concluded && canonicalJson(concluded.licence);
  return claims.flatMap(({ basis, licence, evidence }) => {
    const isCounted = basis === "detected" && (name === undefined || canonicalJson(licence) === name);
    return isCounted && evidence?.kind === "file" && evidence.field === undefined ? [evidence.path] : [];
  });
}

async function readTracked(
  source: string,
  path: string,
  { folder, index }: TrackedFiles,
): Promise<string | undefined> {
  const bytes = await readFile(isAbsolute(path) ? path : resolve(folder, path));
  if (bytes === undefined) return undefined;
  const { found } = await index.lookup({ digest: sha256Hex(bytes) }, { limit: maxRecords });
  if (!found.some(({ row }) => row.facts.source === source)) return undefined;
  const text = new TextDecoder().decode(bytes);
  return text.trim() === "" ? undefined : text;
}

async function readFile(path: string): Promise<Uint8Array | undefined> {
  try {
    await using file = await open(path, "r");
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > maxTextBytes) return undefined;
    return await file.readFile();
  } catch {
    // Whatever keeps it from being read, its words can't be shipped; the finding is then not to be attributed.
    return undefined;
  }
}
