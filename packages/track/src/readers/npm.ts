/** Every package under a node_modules folder as a source of its own, with its licence as declared and as detected. */
import type { LicenceClaim } from "@yurai/schema";
import { readdir, realpath } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import type { SourceDeclaration } from "../known-sources.ts";
import { detectLicence } from "../licences/licence-text.ts";
import { isSpdxExpression } from "../licences/terms.ts";
import { readFolder, type FolderOptions } from "./folder.ts";
import { gapOfError, locatorPath, type ReaderOptions, type ReadRow } from "./read-row.ts";
import { readTextFile } from "./text-file.ts";

/** How packages are read. */
export interface NpmOptions extends ReaderOptions {
  readonly maxFileBytes?: number;
  /** Who says what was detected. Default `@yurai/track`. */
  readonly by?: string;
}

/** One package: its source, and its files. */
export interface NpmPackage {
  /** `npm:name@version`. */
  readonly source: string;
  readonly declaration: SourceDeclaration;
  readonly rows: AsyncIterable<ReadRow<Uint8Array>>;
}

interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly licence: string | undefined;
}

const maxManifestBytes = 4 * 1024 * 1024;
const licenceFile = /^(?:un)?(?:licen[sc]e|copying)(?:[-.][\w.-]*)?$/i;

/**
 * Yields every package under a node_modules folder once, by name and version: nested ones, scoped ones, and those that
 * pnpm keeps behind links. Links to packages that are not installed, such as those of a workspace, are gaps.
 *
 * @example
 * ```ts
 * for await (const { source, declaration, rows } of readNpm("node_modules", { onGap: run.gap })) {
 *   await run.declare([declaration]);
 *   for await (const _ of run.track(rows, { source, item: (row) => row.value, locator: (row) => row.locator })) continue;
 * }
 * ```
 */
export async function* readNpm(folder: string, options: NpmOptions): AsyncGenerator<NpmPackage> {
  const seen = new Set<string>();
  for await (const path of packageFolders(folder, options)) {
    const facts = await readManifest(path, options);
    if (facts === undefined) continue;
    const source = `npm:${facts.name}@${facts.version}`;
    if (seen.has(source)) continue;
    seen.add(source);
    const folderOptions: FolderOptions = { ...options, skip: ["node_modules", ".git"] };
    yield {
      source,
      declaration: {
        source: {
          name: source,
          origin: "public-dataset",
          accessMode: "open-download",
          release: facts.version,
        },
        licences: await claimsOf(path, facts, options),
      },
      rows: readFolder(path, folderOptions),
    };
  }
}

/** Real paths of package folders, each once. */
async function* packageFolders(folder: string, options: NpmOptions): AsyncGenerator<string> {
  const seen = new Set<string>();
  const queue = [folder];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const path of await entriesOf(next, options, next === folder)) {
      if (basename(path) === ".pnpm") {
        queue.push(...(await entriesOf(path, options)).map((kept) => join(kept, "node_modules")));
        continue;
      }
      const real = await realOf(path, options);
      if (real === undefined || seen.has(real)) continue;
      seen.add(real);
      yield real;
      queue.push(join(real, "node_modules"));
    }
  }
}

/** Packages of one node_modules folder, those of scopes included; none when there is no such folder. */
async function entriesOf(
  folder: string,
  options: NpmOptions,
  isRequired = false,
): Promise<readonly string[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).sort();
  } catch (error) {
    const gap = gapOfError(error, locatorPath(folder, options.baseFolder));
    // A package without packages of its own has no such folder; only the one that was asked for must be there.
    if (isRequired || gap.kind !== "missing-file") options.onGap(gap);
    return [];
  }
  const paths: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (name.startsWith("@")) paths.push(...(await entriesOf(path, options)));
    else if (name === ".pnpm" || !name.startsWith(".")) paths.push(path);
  }
  return paths;
}

async function realOf(path: string, options: NpmOptions): Promise<string | undefined> {
  const name = locatorPath(path, options.baseFolder);
  try {
    const real = await realpath(path);
    if (real.split(sep).includes("node_modules")) return real;
    options.onGap({ kind: "unreadable-file", count: 1, code: "link-leaves-folder", where: { path: name } });
  } catch (error) {
    options.onGap(gapOfError(error, name));
  }
  return undefined;
}

/** Undefined, and a gap when there is a broken one, for a folder that is no package. */
async function readManifest(folder: string, options: NpmOptions): Promise<PackageFacts | undefined> {
  const path = join(folder, "package.json");
  const name = locatorPath(path, options.baseFolder);
  const bytes = await readTextFile(path, name, maxManifestBytes);
  if (!(bytes instanceof Uint8Array)) {
    if (bytes.kind !== "missing-file") options.onGap(bytes);
    return undefined;
  }
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (isName(value["name"]) && isName(value["version"]))
      return { name: value["name"], version: value["version"], licence: declaredLicence(value) };
  } catch {
    options.onGap({ kind: "broken-line", count: 1, code: "not-json", where: { path: name } });
  }
  return undefined;
}

function isName(value: unknown): value is string {
  return typeof value === "string" && /^[\w@./+~-]{1,180}$/.test(value);
}

/** The licence that a package.json states, also in the two forms that npm gave up. */
function declaredLicence(manifest: Record<string, unknown>): string | undefined {
  const single = licenceName(manifest["license"]) ?? licenceName(manifest["licence"]);
  if (single !== undefined || !Array.isArray(manifest["licenses"])) return single;
  // The list of old meant a choice.
  const all = manifest["licenses"]
    .slice(0, 10)
    .map(licenceName)
    .filter((text) => text !== undefined);
  if (all.length < 2) return all[0];
  return `(${all.join(" OR ")})`.slice(0, 180);
}

async function claimsOf(
  folder: string,
  facts: PackageFacts,
  options: NpmOptions,
): Promise<readonly Omit<LicenceClaim, "at">[]> {
  const manifest = locatorPath(join(folder, "package.json"), options.baseFolder);
  const claims: Omit<LicenceClaim, "at">[] = [];
  const { licence } = facts;
  if (licence !== undefined) {
    claims.push({
      basis: "declared",
      licence: isSpdxExpression(licence)
        ? { kind: "spdx", expression: licence }
        : { kind: "custom", name: licence },
      evidence: { kind: "file", path: manifest, field: "license" },
      by: `npm:${facts.name}@${facts.version}`,
    });
  }
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((file) => licenceFile.test(file)).sort()) {
    const path = locatorPath(join(folder, name), options.baseFolder);
    const bytes = await readTextFile(join(folder, name), path, 1_000_000);
    const detected =
      bytes instanceof Uint8Array ? await detectLicence(new TextDecoder().decode(bytes)) : undefined;
    if (detected === undefined) continue;
    claims.push({
      basis: "detected",
      licence: { kind: "spdx", expression: detected.id },
      evidence: { kind: "file", path, similarity: Math.round(detected.similarity * 1_000) / 1_000 },
      by: options.by ?? "@yurai/track",
    });
  }
  return claims;
}

/** A licence as a name, or as the object with a type that npm gave up. */
function licenceName(value: unknown): string | undefined {
  const text =
    typeof value === "object" && value !== null ? (value as { readonly type?: unknown }).type : value;
  return typeof text === "string" && text.trim() !== "" ? text.trim().slice(0, 180) : undefined;
}
