// The one launcher behind every npm script: finds Node >= 22.18 and pnpm 12 (npx brings them where the machine
// has none), installs the workspace when a manifest changed, then runs a task. Plain JavaScript for Node >= 18.
// stdout belongs to the task alone: whatever setting up has to say goes to stderr.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stampFile = path.join(root, "node_modules", ".yurai-setup");
const lockFile = path.join(root, ".cache", "launcher.lock");
const windows = process.platform === "win32";
const source = "--conditions=@yurai/source";
const [task = "", ...args] = process.argv.slice(2);
// npm starts scripts at the root and names the user's own folder here.
const userFolder = process.env.INIT_CWD ?? process.cwd();

const build = { argv: [".dev/build.mjs"], locked: true };

/** What each task runs, one step after the other; arguments go to Node. Only `yurai` runs in the user's folder. */
const tasks = {
  start: () => [{ argv: [source, "examples/main-job/main.ts", ...args] }],
  yurai: () => [{ argv: [source, path.join(root, "packages/yurai/src/main.ts"), ...args], cwd: userFolder }],
  bench: () => [{ argv: [source, "--expose-gc", "benchmarks/src/main.ts", ...args] }],
  build: () => [build],
  // add, version, status or publish; publish by this, never by "npm publish": only pnpm applies publishConfig.exports.
  changeset: () => [build, tool("@changesets/cli:changeset", ...args)],
  format: () => [tool("oxfmt", ".")],
  generate: () => [
    { argv: [source, ".dev/generate-schemas.ts"] },
    { argv: [source, "packages/fingerprint/tables/generate.ts"] },
    { argv: [source, "packages/fingerprint/tables/generate-kernel.ts"] },
    { argv: [source, "packages/pii/tables/generate-kernel.ts"] },
    { argv: [source, "packages/track/tables/generate-kernel.ts"] },
    tool("oxfmt", "packages"),
  ],
  test: () => [build, tool("vitest", "run", "--config", ".dev/vitest.config.ts", ...args)],
  check: () => [
    tool("oxfmt", "--check", "."),
    tool(
      "oxlint",
      "-c",
      ".dev/oxlintrc.json",
      "--ignore-pattern=packages/*/kernels/**",
      "--deny-warnings",
      ".",
    ),
    build,
    tool("typescript:tsc", "-p", ".dev/tsconfig.tests.json"),
    tool("knip"),
    { argv: [".dev/check-packages.mjs"], locked: true },
  ],
};

await main();

async function main() {
  // Asked by findTools: which Node is this, and where did npx put it?
  if (task === "where") return process.stdout.write(JSON.stringify(here()));
  if (!Object.hasOwn(tasks, task))
    fail(`unknown task "${task}"; it is one of: ${Object.keys(tasks).join(", ")}`);
  const tools = setUp();
  for (const step of tasks[task]()) {
    const release = step.locked ? lock() : undefined;
    const exitCode = await run(step, tools);
    release?.();
    if (exitCode !== 0) process.exit(exitCode);
  }
}

// ---- setting up ----

/** Installs the workspace unless the last install saw the same manifests; returns the Node to use and npx's folder ("" for PATH). */
function setUp() {
  const known = readStamp();
  if (known) return known;
  const release = lock();
  try {
    // Whoever held the lock may have done the work.
    const done = readStamp();
    if (done) return done;
    const manifests = digestOfManifests();
    const tools = findTools();
    install(tools);
    mkdirSync(path.dirname(stampFile), { recursive: true });
    writeFileSync(`${stampFile}.new`, JSON.stringify({ manifests, ...tools }));
    renameSync(`${stampFile}.new`, stampFile);
    return tools;
  } finally {
    release();
  }
}

function readStamp() {
  if (!existsSync(stampFile)) return undefined;
  const stamp = parse(readFileSync(stampFile, "utf8"));
  if (stamp?.manifests !== digestOfManifests() || !existsSync(stamp.node)) return undefined;
  // Set up without npx: who changes to another fit Node wants that one to run.
  const own = stamp.bin === "" && nodeIsFit(process.versions.node);
  return { node: own ? process.execPath : stamp.node, bin: stamp.bin };
}

/** This Node and the first folder of PATH, which is where npx puts the commands it brings. */
function here() {
  return {
    version: process.versions.node,
    node: process.execPath,
    bin: process.env.PATH?.split(path.delimiter)[0] ?? "",
  };
}

function nodeIsFit(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

function findTools() {
  const node = process.execPath;
  if (nodeIsFit(process.versions.node) && pnpmVersion(process.env).startsWith("12."))
    return { node, bin: path.dirname(node) };
  note("getting Node 24 and pnpm 12 by npx");
  const ask = ["--", "node", ".dev/run.mjs", "where"];
  // loglevel: "npm run -s" would hide npx's errors too.
  const npx = spawnSync(
    "npx",
    ["--yes", "--loglevel=error", "--package=node@24", "--package=pnpm@12", ...ask],
    {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      shell: windows,
    },
  );
  if (npx.error)
    fail(`npx could not be started (${npx.error.message}). Install npm, or Node 24 and pnpm 12 yourself.`);
  const found = npx.status === 0 ? parse(npx.stdout) : undefined;
  if (!found) {
    fail(
      "npx could not bring Node 24 and pnpm 12 (its output is above). It needs the npm registry; or install both yourself.",
    );
  }
  if (!nodeIsFit(found.version)) {
    fail(
      `npx ran Node ${found.version}, but Yurai needs 22.18 or later. Most likely install scripts are off ` +
        '("npm config get ignore-scripts" says true), and then the package that brings Node cannot set itself up. ' +
        "Install Node 24 yourself, or allow scripts for one launch: npm_config_ignore_scripts=false npm test",
    );
  }
  const tools = { node: found.node, bin: found.bin };
  if (!pnpmVersion(environment(tools)).startsWith("12.")) {
    fail(
      "npx brought no working pnpm 12. Install it (npm install --global pnpm@12) and run the command again.",
    );
  }
  return tools;
}

function pnpmVersion(env) {
  return (
    spawnSync("pnpm", ["--version"], { cwd: root, encoding: "utf8", shell: windows, env }).stdout?.trim() ??
    ""
  );
}

function install(tools) {
  note("setting up: pnpm install (once, and after every change of dependencies)");
  const result = spawnSync("pnpm", ["install", "--frozen-lockfile", "--reporter=append-only"], {
    cwd: root,
    // 2: what pnpm prints on stdout goes to our stderr.
    stdio: ["ignore", 2, 2],
    shell: windows,
    env: { ...environment(tools), CI: "true" },
  });
  if (result.status !== 0)
    fail("pnpm install failed (its output is above). It needs the npm registry the first time.");
}

function digestOfManifests() {
  const members = ["packages", "examples"].flatMap((folder) =>
    list(folder).map((name) => `${folder}/${name}`),
  );
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc"])
    hash.update(`${file}\0${read(file)}\0`);
  for (const folder of [".", "benchmarks", "test", ...members]) {
    hash.update(`${folder}\0${read(`${folder}/package.json`)}\0`);
  }
  return hash.digest("hex");
}

/**
 * Waits for its turn, then returns the function that ends it. Two launches at once must not install, or write `dist`,
 * over each other. A holder that died is recognised by its process id. (Two that find the same dead holder in the same
 * instant may both go on; pnpm and tsc survive that.)
 */
function lock() {
  mkdirSync(path.dirname(lockFile), { recursive: true });
  const release = () => rmSync(lockFile, { force: true });
  for (let waits = 0; !takeLock(); waits += 1) {
    if (waits === 50)
      note(`waiting for another launch; if there is none, delete ${path.relative(root, lockFile)}`);
    if (lockIsStale()) release();
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
  process.on("exit", release);
  return () => {
    process.off("exit", release);
    release();
  };
}

function takeLock() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function lockIsStale() {
  try {
    const holder = Number(readFileSync(lockFile, "utf8"));
    // Created but not yet written: give its maker time.
    if (holder === 0) return Date.now() - statSync(lockFile).mtimeMs > 10_000;
    process.kill(holder, 0);
    return false;
  } catch (error) {
    // No such process. A lock that is gone (ENOENT) is not stale but free.
    return error.code === "ESRCH";
  }
}

// ---- running ----

/** Runs one step to its end and returns its exit code: 128 + the signal's number where a signal ended it. */
function run(step, tools) {
  const options = { cwd: step.cwd ?? root, stdio: "inherit", env: environment(tools) };
  const child = spawn(tools.node, step.argv, options);
  // A terminal sends Ctrl-C to the child as well; sent twice, it would read as "stop at once".
  const interrupt = () => process.stdin.isTTY || child.kill("SIGINT");
  const terminate = () => child.kill("SIGTERM");
  process.on("SIGINT", interrupt).on("SIGTERM", terminate);
  return new Promise((resolve) => {
    child.on("error", (error) => fail(`${tools.node} could not be started: ${error.message}`));
    child.on("close", (code, signal) => {
      process.off("SIGINT", interrupt).off("SIGTERM", terminate);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/**
 * A step that runs a tool of the workspace by its own JavaScript: no shell, so arguments stay as they are. (knip cannot
 * see a dependency named this way; those it misses stand under its `ignoreDependencies` in package.json.)
 */
function tool(name, ...argv) {
  const [pkg, command = pkg] = name.split(":");
  const { bin } = JSON.parse(read(`node_modules/${pkg}/package.json`));
  const file = typeof bin === "string" ? bin : bin[command];
  return { argv: [path.join(root, "node_modules", pkg, file), ...argv] };
}

function environment(tools) {
  // Windows spells the name "Path".
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const folder = tools.node === process.execPath ? "" : path.dirname(tools.node);
  const folders = [tools.bin, folder, process.env[name] ?? ""].filter((one) => one !== "");
  return { ...process.env, [name]: folders.join(path.delimiter) };
}

function list(folder) {
  const full = path.join(root, folder);
  return existsSync(full) ? readdirSync(full).sort() : [];
}

function read(file) {
  const full = path.join(root, file);
  return existsSync(full) ? readFileSync(full, "utf8") : "";
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function note(message) {
  process.stderr.write(`yurai: ${message}\n`);
}

function fail(message) {
  note(message);
  process.exit(2);
}
