// The one launcher behind every npm script: gets Node 24 and pnpm 12 where the machine lacks them,
// installs the workspace when its lock file changed, then runs a task. Plain JavaScript for Node >= 18.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [task = "", ...args] = process.argv.slice(2);
const windows = process.platform === "win32";
const source = "--conditions=@yurai/source";

/** What each task runs, one command after the other. `node`: this Node; `bin`: a tool of the workspace. */
const tasks = {
  start: () => [node([source, "examples/main-job/main.ts", ...args])],
  yurai: () => [node([source, "packages/yurai/src/main.ts", ...args])],
  bench: () => [node([source, "--expose-gc", "benchmarks/src/main.ts", ...args])],
  generate: () => [
    node([source, ".dev/generate-schemas.ts"]),
    node([source, "packages/fingerprint/tables/generate.ts"]),
    bin("oxfmt", "packages"),
  ],
  build: () => [build()],
  format: () => [bin("oxfmt", ".")],
  test: () => [build(), bin("vitest", "run", "--config", ".dev/vitest.config.ts", ...args)],
  check: () => [
    bin("oxfmt", "--check", "."),
    bin("oxlint", "-c", ".dev/oxlintrc.json", "--deny-warnings", "."),
    build(),
    bin("tsc", "-p", ".dev/tsconfig.tests.json"),
    bin("knip"),
    node([".dev/check-packages.mjs"]),
  ],
};

main();

function main() {
  if (!Object.hasOwn(tasks, task))
    fail(`unknown task "${task}"; it is one of: ${Object.keys(tasks).join(", ")}`);
  if (!hasTools()) process.exit(relaunch());
  setUp();
  runAll(tasks[task]());
}

function hasTools() {
  return nodeIsNew() && pnpmVersion().startsWith("12.");
}

function nodeIsNew() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

function pnpmVersion() {
  return spawnSync("pnpm", ["--version"], { cwd: root, encoding: "utf8", shell: windows }).stdout?.trim() ?? "";
}

/** Runs this same file again under Node 24 and pnpm 12, fetched by npx; returns its exit code. */
function relaunch() {
  if (process.env.YURAI_RELAUNCHED === "1") {
    fail(
      nodeIsNew()
        ? "pnpm 12 could not be had by npx. Install it (npm install --global pnpm@12) and run the command again."
        : `this is Node ${process.versions.node}; Yurai needs 22.18 or later, and npx could not bring Node 24. ` +
            'Is "ignore-scripts" on (npm config get ignore-scripts)? Then the node package cannot set itself up: ' +
            "install Node 24 yourself, or run npm with --ignore-scripts=false.",
    );
  }
  const npx = ["--yes", "--package=node@24", "--package=pnpm@12", "--"];
  const self = ["node", fileURLToPath(import.meta.url), task, ...args];
  const env = { ...process.env, YURAI_RELAUNCHED: "1" };
  const result = spawnSync("npx", [...npx, ...self], { stdio: "inherit", env, shell: windows });
  if (result.error) fail(`npx could not be started (${result.error.message}). Is npm installed?`);
  return result.status ?? 1;
}

/** Installs the workspace unless the last install saw the same lock file and manifests. */
function setUp() {
  const stamp = path.join(root, "node_modules", ".yurai-setup");
  const wanted = fingerprintOfManifests();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write("setting up: pnpm install (once, and after a change of dependencies)\n");
  const install = spawnSync("pnpm", ["install", "--frozen-lockfile", "--reporter=append-only"], {
    cwd: root,
    encoding: "utf8",
    shell: windows,
    env: { ...process.env, CI: "true" },
  });
  if (install.status !== 0) {
    process.stderr.write(`${install.stdout ?? ""}${install.stderr ?? ""}`);
    fail("pnpm install failed; its output is above. The network must reach the npm registry.");
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function fingerprintOfManifests() {
  const hash = createHash("sha256");
  const files = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"];
  for (const folder of ["packages", "examples"])
    for (const name of safeList(path.join(root, folder))) files.push(path.join(folder, name, "package.json"));
  files.push("benchmarks/package.json", "test/package.json");
  for (const file of files) {
    const full = path.join(root, file);
    hash.update(`${file}\0`).update(existsSync(full) ? readFileSync(full) : "");
  }
  return hash.digest("hex");
}

function safeList(folder) {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function node(argv) {
  return { command: process.execPath, argv };
}

function bin(name, ...argv) {
  return { command: path.join(root, "node_modules", ".bin", windows ? `${name}.cmd` : name), argv };
}

function build() {
  const projects = safeList(path.join(root, "packages"))
    .map((name) => path.join("packages", name))
    .filter((folder) => existsSync(path.join(root, folder, "tsconfig.json")));
  return bin("tsc", "-b", ...projects);
}

/** The commands of a user keep the user's folder; everything else runs at the root. */
function runAll(commands) {
  const userFolder = process.env.INIT_CWD;
  const cwd = task === "yurai" && userFolder ? userFolder : root;
  const next = commands.shift();
  if (next === undefined) return;
  const argv = next.argv.map((value) => (task === "yurai" && value.startsWith("packages/") ? path.join(root, value) : value));
  const child = spawn(next.command, argv, {
    cwd,
    stdio: "inherit",
    shell: windows,
    env: { ...process.env, PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}` },
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`${next.command} could not be started: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (signal === "SIGINT") process.exit(130);
    if (code !== 0) process.exit(code ?? 1);
    runAll(commands);
  });
}

function fail(message) {
  process.stderr.write(`yurai: ${message}\n`);
  process.exit(2);
}
