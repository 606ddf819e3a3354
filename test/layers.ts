// The rules of the package graph, as data, and the reader that finds where a tree breaks them.
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { parseSync } from "oxc-parser";

/** Which packages each package may use. Nobody may use `yurai`: it is the one place that wires the others. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  schema: [],
  fingerprint: ["schema"],
  pii: ["schema"],
  ledger: ["schema"],
  register: ["schema"],
  gate: ["schema", "fingerprint", "pii"],
  report: ["schema"],
  track: ["schema", "fingerprint", "pii", "ledger"],
  server: ["schema"],
  yurai: ["schema", "fingerprint", "pii", "ledger", "register", "gate", "report", "track", "server"],
};

/** Libraries that only some packages may touch. */
const fences: Readonly<Record<string, readonly string[]>> = {
  zod: ["schema", "yurai"],
  "better-sqlite3": ["ledger"],
  kysely: ["ledger"],
};

/** Packages from which no socket can be opened. */
const offline = new Set(["schema", "fingerprint", "pii", "gate", "report", "ledger", "register"]);
const networkModules = new Set(["net", "http", "http2", "https", "dns", "tls", "dgram"]);

const topLevel = new Set(
  `packages examples benchmarks test package.json pnpm-workspace.yaml pnpm-lock.yaml
   tsconfig.base.json README.md LICENSE CHANGELOG.md`.split(/\s+/),
);
/** Ignored by git: what an install and a user's own runs leave behind. */
const leftBehind = new Set(["node_modules", "out"]);
const emptyNames = new Set("util utils common lib core type types helper helpers shared misc".split(" "));

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Package {
  /** Folder name under `packages/`. */
  readonly folder: string;
  readonly root: string;
  readonly manifest: Manifest;
}

/** Every breach under `root`, one sentence each, in a stable order; empty when all the rules hold. */
export function layerViolations(root: string): readonly string[] {
  const packages = readPackages(root);
  return [
    ...topLevelViolations(root),
    ...nameViolations(root, ""),
    ...packages.flatMap((one) => [...dependencyViolations(one), ...sourceViolations(one, packages)]),
  ];
}

function readPackages(root: string): readonly Package[] {
  const folders = readdirSync(path.join(root, "packages"), { withFileTypes: true });
  return folders
    .filter((entry) => entry.isDirectory())
    .map((entry) => {
      const folder = path.join(root, "packages", entry.name);
      // A manifest of our own repository: its shape is known.
      const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
      return { folder: entry.name, root: folder, manifest };
    });
}

function topLevelViolations(root: string): readonly string[] {
  return readdirSync(root)
    .filter((name) => !name.startsWith(".") && !topLevel.has(name) && !leftBehind.has(name))
    .map((name) => `${name}: is not one of the top-level entries`);
}

function nameViolations(root: string, folder: string): readonly string[] {
  const skipped = new Set(["node_modules", "dist", "golden"]);
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (skipped.has(entry.name) || entry.name.startsWith(".")) return [];
    const stem = entry.name.split(".")[0] ?? "";
    const found = emptyNames.has(stem)
      ? [`${name}: "${stem}" says nothing; name it after its noun or verb`]
      : [];
    return entry.isDirectory() ? [...found, ...nameViolations(root, name)] : found;
  });
}

function dependencyViolations(one: Package): readonly string[] {
  const file = `packages/${one.folder}/package.json`;
  if (arrows[one.folder] === undefined) return [`packages/${one.folder}: is not a package of the design`];
  return [...declared(one.manifest)].flatMap((name) => {
    const problem = arrowProblem(one, name) ?? fenceProblem(one, name);
    return problem === undefined ? [] : [`${file}: ${problem}`];
  });
}

function sourceViolations(one: Package, packages: readonly Package[]): readonly string[] {
  const sourceRoot = path.join(one.root, "src");
  return readdirSync(sourceRoot, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .flatMap((file) => {
      const name = `packages/${one.folder}/src/${file.split(path.sep).join("/")}`;
      const deep = file.split(path.sep).length > 2 ? [`${name}: src has at most one level of folders`] : [];
      const problems = importsOf(path.join(sourceRoot, file)).flatMap(
        (specifier) => importProblem(one, packages, file, specifier) ?? [],
      );
      return [...deep, ...problems.map((problem) => `${name}: ${problem}`)];
    });
}

function importProblem(
  one: Package,
  packages: readonly Package[],
  file: string,
  specifier: string | undefined,
): string | undefined {
  if (specifier === undefined) return "imports a computed name, which nobody can check";
  if (specifier.startsWith(".")) return relativeProblem(file, specifier);
  if (isBuiltin(specifier)) return networkProblem(one, specifier);
  const name = packageName(specifier);
  const problem = arrowProblem(one, name) ?? fenceProblem(one, name);
  if (problem !== undefined) return problem;
  if (name === one.manifest.name) return `imports its own package by name ("${specifier}")`;
  if (!declared(one.manifest).has(name)) return `imports "${name}", which its package.json does not declare`;
  const target = packages.find((other) => other.manifest.name === name);
  const subpath = `.${specifier.slice(name.length)}`;
  if (target !== undefined && target.manifest.exports?.[subpath] === undefined) {
    return `imports "${specifier}", which ${name} does not export`;
  }
  return undefined;
}

function relativeProblem(file: string, specifier: string): string | undefined {
  const target = path.posix.join(path.posix.dirname(file.split(path.sep).join("/")), specifier);
  if (target.startsWith("..")) return `reaches out of its src ("${specifier}")`;
  if (path.posix.extname(target) === "") return `imports "${specifier}" without its file ending`;
  if (path.posix.basename(target) === "index.ts")
    return `imports an index ("${specifier}"), not the defining file`;
  return undefined;
}

function networkProblem(one: Package, specifier: string): string | undefined {
  const module = specifier.replace(/^node:/, "").split("/")[0] ?? "";
  const forbidden = offline.has(one.folder) && networkModules.has(module);
  return forbidden ? `imports "${specifier}", but no socket may be opened from ${one.folder}` : undefined;
}

function arrowProblem(one: Package, name: string): string | undefined {
  const target = name === "yurai" ? "yurai" : /^@yurai\/(.+)$/.exec(name)?.[1];
  if (target === undefined || target === one.folder || arrows[one.folder]?.includes(target)) return undefined;
  return `uses ${name}, an arrow the design does not have`;
}

function fenceProblem(one: Package, name: string): string | undefined {
  const allowed = fences[name];
  if (allowed === undefined || allowed.includes(one.folder)) return undefined;
  return `uses ${name}, which belongs to ${allowed.join(" and ")} only`;
}

function declared(manifest: Manifest): ReadonlySet<string> {
  const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifest;
  return new Set(
    [dependencies, peerDependencies, optionalDependencies].flatMap((group) => Object.keys(group)),
  );
}

/** `@scope/name/sub` and `name/sub` without the subpath. */
function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** What a file imports, re-exports or imports later; `undefined` stands for a computed name. */
function importsOf(file: string): readonly (string | undefined)[] {
  const source = readFileSync(file, "utf8");
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0)
    throw new Error(`${file} cannot be parsed: ${errors[0]?.message ?? "unknown error"}`);
  const fixed = module.staticImports.map((one) => one.moduleRequest.value);
  const passedOn = module.staticExports.flatMap((one) =>
    one.entries.map((entry) => entry.moduleRequest?.value),
  );
  const later = module.dynamicImports.map((one) =>
    literal(source.slice(one.moduleRequest.start, one.moduleRequest.end)),
  );
  return [...new Set([...fixed, ...passedOn.filter((name) => name !== undefined), ...later])];
}

function literal(expression: string): string | undefined {
  return /^(["'`])([^"'`$]+)\1$/.exec(expression)?.[2];
}
