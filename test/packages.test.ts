// What a user gets: every package packed, installed by plain npm into an empty project far from the repository, and used.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { workerUse } from "./worker-references.ts";
import type { WorkerUse } from "./worker-references.ts";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

interface Package {
  readonly root: string;
  readonly manifest: Manifest;
}

/** A file beside a source file that is started or read by `new URL(…, import.meta.url)`. */
interface Reference {
  readonly owner: Package;
  /** The source file that names it, relative to `src`. */
  readonly from: string;
  readonly names: readonly string[];
  /** Whether what it names is a worker. */
  readonly isWorker: boolean;
}

const repository = fileURLToPath(new URL("..", import.meta.url));
const packages = readPackages();
const references = packages.flatMap(referencesOf);
const noNetwork = /EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/;
const workers = references.filter((one) => one.isWorker);

describe("from source", () => {
  test.each(references)(
    "$owner.manifest.name: what $from names is there in src",
    ({ owner, from, names }) => {
      const beside = path.join(owner.root, "src", path.dirname(from));
      expect(names.filter((name) => existsSync(path.join(beside, name)))).not.toEqual([]);
    },
  );

  test("a package that starts workers names a worker's file where it can be found", () => {
    const starting = packages.filter((one) => uses(one).some(({ use }) => use.startsWorkers));
    const named = new Set(workers.map((one) => one.owner));
    expect(starting.filter((one) => !named.has(one)).map((one) => one.manifest.name)).toEqual([]);
  });
});

describe("installed from tarballs by npm", () => {
  let project = "";
  let unreachable: string | undefined;

  beforeAll(() => {
    project = mkdtempSync(path.join(tmpdir(), "yurai-installed-"));
    const tarballs = packages.map((one) => pack(one, path.join(project, "tarballs")));
    writeFileSync(
      path.join(project, "package.json"),
      JSON.stringify({ name: "empty", private: true, type: "module" }),
    );
    // What npm has in its cache will do: this is about our tarballs, not about the registry.
    const quick = ["--prefer-offline", "--fetch-retries=0", "--no-audit", "--no-fund"];
    const install = run("npm", ["install", ...quick, ...tarballs], project);
    const cause = noNetwork.exec(install.output)?.[0];
    if (cause === undefined) return expect(install.status, install.output).toBe(0);
    unreachable = `the npm registry does not answer (${cause})`;
    // vitest's own report counts the skipped tests, but does not print why.
    process.stderr.write(`skipped: packages installed from tarballs: ${unreachable}\n`);
  });

  // Skipped with the reason, never silently passed: without the registry nothing can be installed.
  beforeEach((context) => context.skip(unreachable !== undefined, unreachable));

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  test("the packages come from the tarballs, one copy of each, without the source condition", () => {
    for (const { manifest } of packages) {
      const installed = path.join(project, "node_modules", manifest.name);
      expect(readFileSync(path.join(installed, "package.json"), "utf8")).not.toContain("@yurai/source");
      expect(readdirSync(installed)).toContain("dist");
    }
    const nested = readdirSync(path.join(project, "node_modules"), {
      recursive: true,
      encoding: "utf8",
    }).filter((file) => /node_modules[/\\](@yurai[/\\][a-z]+|yurai)$/.test(file));
    expect(nested).toEqual([]);
  });

  const entries = packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports)
      .filter((subpath) => !subpath.endsWith(".json"))
      .map((subpath) => ({ specifier: path.posix.join(manifest.name, subpath), manifest })),
  );
  test.each(entries)("$specifier can be imported", ({ specifier, manifest }) => {
    const script = `import(${JSON.stringify(specifier)}).then((all) => console.log(Object.keys(all).join(" ")))`;
    const result = run(process.execPath, ["--input-type=module", "-e", script], project);
    if (needsOptionalPeer(manifest, result.output)) return;
    expect(result.status, result.output).toBe(0);
    expect(result.stdout.trim()).not.toBe("");
  });

  const commands = packages.flatMap(({ manifest }) =>
    Object.keys(manifest.bin ?? {}).map((command) => ({ command, version: manifest.version })),
  );
  test.skipIf(commands.length === 0)("the installed command answers with its version", () => {
    for (const { command, version } of commands) {
      const result = run(path.join(project, "node_modules", ".bin", command), ["--version"], project);
      expect(result.status, result.output).toBe(0);
      expect(result.stdout).toContain(version);
    }
  });

  test.skipIf(!packages.some((one) => one.manifest.dependencies?.["better-sqlite3"]))(
    "better-sqlite3 opens a database without having been compiled",
    () => {
      const script = [
        'import { createRequire } from "node:module";',
        'const require = createRequire(import.meta.resolve("@yurai/ledger"));',
        'const Database = require("better-sqlite3");',
        'console.log(new Database(":memory:").prepare("select 6 * 7 as answer").get().answer);',
      ];
      const result = run(process.execPath, ["--input-type=module", "-e", script.join("\n")], project);
      expect(result.stdout.trim(), result.output).toBe("42");
    },
  );

  const title = `a worker of the installed dist loads${workers.length === 0 ? " (skipped: no package starts one)" : ""}`;
  test.skipIf(workers.length === 0)(title, () => {
    for (const { owner, from, names } of workers) {
      const beside = path.join(project, "node_modules", owner.manifest.name, "dist", path.dirname(from));
      const file = names.map((name) => path.join(beside, name)).find((name) => existsSync(name));
      expect(file, `${owner.manifest.name} has none of ${names.join(", ")} in its dist`).toBeDefined();
      const result = run(process.execPath, ["--input-type=module", "-e", workerProbe(file ?? "")], project);
      expect(result.stdout.trim(), result.output).toBe("loaded");
    }
  });
});

function readPackages(): readonly Package[] {
  return readdirSync(path.join(repository, "packages"))
    .map((name) => path.join(repository, "packages", name))
    .filter((root) => existsSync(path.join(root, "package.json")))
    .map((root) => ({
      root,
      manifest: JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest,
    }))
    .filter(({ manifest }) => manifest.private !== true);
}

function sourceFiles(one: Package): readonly string[] {
  const files = readdirSync(path.join(one.root, "src"), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".ts")).sort();
}

function uses(one: Package): readonly { readonly from: string; readonly use: WorkerUse }[] {
  return sourceFiles(one).map((from) => ({ from, use: workerUse(path.join(one.root, "src", from)) }));
}

function referencesOf(owner: Package): readonly Reference[] {
  return uses(owner).flatMap(({ from, use }) =>
    use.references.map(({ names }) => {
      const targets = names.map((name) => path.join(owner.root, "src", path.dirname(from), name));
      const isWorker = targets.some(
        (target) => target.endsWith(".ts") && existsSync(target) && workerUse(target).isWorker,
      );
      return { owner, from, names, isWorker };
    }),
  );
}

function pack(one: Package, destination: string): string {
  mkdirSync(destination, { recursive: true });
  const result = run("pnpm", ["pack", "--json", "--pack-destination", destination], one.root);
  expect(result.status, result.output).toBe(0);
  const { filename, files } = JSON.parse(result.stdout) as {
    filename: string;
    files: readonly { path: string }[];
  };
  const message = `${one.manifest.name} has no dist; run the tests by "npm test", which builds first`;
  expect(
    files.map((file) => file.path),
    message,
  ).toContain("dist/index.js");
  return filename;
}

/** A subpath may stand on a library that the user chooses to install; the empty project has none. */
function needsOptionalPeer(manifest: Manifest, output: string): boolean {
  const missing = /Cannot find package '([^']+)'/.exec(output)?.[1];
  return missing !== undefined && manifest.peerDependenciesMeta?.[missing]?.optional === true;
}

/**
 * A script that loads a worker's file in a worker thread; it prints "loaded" or why it could not be. A worker that
 * misses the data it is given otherwise has been loaded: it runs.
 */
function workerProbe(file: string): string {
  const why = '/^ERR_/.test(error?.code) || error instanceof SyntaxError ? String(error.stack) : "loaded"';
  const load = `import(${JSON.stringify(file)}).then(() => "loaded", (error) => ${why})`;
  const inside = `const { parentPort } = require("node:worker_threads"); ${load}.then((text) => parentPort.postMessage({ probe: text }));`;
  return [
    'import { Worker } from "node:worker_threads";',
    `const worker = new Worker(${JSON.stringify(inside)}, { eval: true, execArgv: [] });`,
    'worker.on("message", (message) => { if (message?.probe) { console.log(message.probe); worker.terminate(); } });',
  ].join("\n");
}

function run(command: string, argv: readonly string[], cwd: string) {
  // What "npm test" says about itself must not steer the npm and the Node that a user would start.
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(package|lifecycle)_|npm_config_(local_prefix|user_agent)$|INIT_CWD$|NODE_OPTIONS$|VITEST)/.test(
        name,
      ),
  );
  const env = Object.fromEntries(inherited);
  const shell = process.platform === "win32" && command !== process.execPath;
  const { status, stdout, stderr, error } = spawnSync(command, argv, { cwd, encoding: "utf8", env, shell });
  if (error) throw error;
  return { status, stdout, output: stdout + stderr };
}
