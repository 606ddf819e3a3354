// `npm start`: the main job on real input. Tracks every package installed in this repository with its real licence, builds
// outputs of an imaginary model from some of them, and checks those outputs through the real command line.
//
//   --packages a,b   track only these packages
//   --data DIR       where to work; default .cache/main-job
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildSamples, packageFolder, packageFolders } from "./samples.ts";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const yuraiMain = join(root, "packages", "yurai", "src", "main.ts");
const nodeModules = join(root, "node_modules");
const { values } = parseArgs({ options: { packages: { type: "string" }, data: { type: "string" } } });
const data = values.data ?? join(root, ".cache", "main-job");
const home = join(data, ".yurai");

/** Shortest way to write a path for whoever stands in the repository. */
function shown(path: string): string {
  const inside = relative(root, path);
  return inside.startsWith("..") ? path : inside;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Runs the real command line and shows the line that does the same by hand. */
function yurai(args: readonly string[], title: string): number {
  say(`\n# ${title}\n$ yurai ${args.join(" ")}\n`);
  const always = [
    "--conditions=@yurai/source",
    yuraiMain,
    "--home",
    home,
    "--config",
    join(here, "yurai.config.yaml"),
  ];
  // Warnings of Node about its own features are of no use to whoever reads the screen.
  const { status } = spawnSync(process.execPath, ["--no-warnings", ...always, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  return status ?? 130;
}

/** What is tracked: everything that is installed, or links to the packages that were named. */
function trackedFolder(): string {
  if (values.packages === undefined) return nodeModules;
  const folder = join(data, "node_modules");
  mkdirSync(folder, { recursive: true });
  const names = values.packages.split(",");
  // Every version, as without the restriction: an older one is where a near copy comes from.
  for (const name of names)
    for (const [at, version] of packageFolders(nodeModules, name).entries())
      symlinkSync(version, join(folder, `${name}-${at}`), "dir");
  say(`Restricted to ${names.length} packages: ${names.join(", ")}`);
  return folder;
}

/** The private package as the ledger names it. */
function privateSource(): string {
  // A package.json that npm has installed has a version.
  const manifest = JSON.parse(
    readFileSync(join(packageFolder(nodeModules, "ajv"), "package.json"), "utf8"),
  ) as {
    readonly version: string;
  };
  return `npm:ajv@${manifest.version}`;
}

function run(): number {
  const startMs = performance.now();
  if (!existsSync(join(nodeModules, ".pnpm")))
    throw new Error("nothing is installed; run npm start, which does it");
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  say("Yurai: what did this model learn from, and may this output leave the house?");
  say(
    `${readdirSync(join(nodeModules, ".pnpm")).length - 1} installed packages stand for the training data of sample-model.`,
  );

  // A project of its own, so that nothing of yours is touched; only its ledger is used here.
  const made = spawnSync(
    process.execPath,
    ["--no-warnings", "--conditions=@yurai/source", yuraiMain, "init", "--yes", "--quiet"],
    {
      cwd: data,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  if (made.status !== 0) return made.status ?? 130;
  const tracked = yurai(
    ["track", `npm:${shown(trackedFolder())}`, "--model", "sample-model"],
    "1. Track: every package is a source, with its licence as declared and as detected",
  );
  if (tracked !== 0) return tracked;

  const outputs = join(data, "outputs.jsonl");
  const samples = buildSamples(nodeModules);
  writeFileSync(
    outputs,
    samples.map(({ id, text }) => `${JSON.stringify({ id, text, model: "sample-model" })}\n`).join(""),
  );
  say(`\n# 2. ${samples.length} sample outputs, built from what lies here: ${shown(outputs)}\n`);
  for (const { id, what } of samples) say(`  ${id.padEnd(9)} ${what}`);

  const checked = yurai(
    ["check", shown(outputs), "--model", "sample-model", "--out", shown(join(data, "out"))],
    "3. Check: may these outputs go out?",
  );
  // 1 is what a check with a blocked or reviewed output ends with, and some of the samples are to be stopped.
  if (checked !== 1) return checked === 0 ? 1 : checked;

  say(`\nreport  ${shown(join(data, "out", "report.html"))}   open it in a browser; it needs no network`);
  say(
    `took    ${((performance.now() - startMs) / 1_000).toFixed(1)} s   exit 1 above is the gate: ask its exit code in a pipeline`,
  );
  say("\nTry next");
  say(`  npm run -s yurai -- status --home ${shown(home)}`);
  say(`  npm run -s yurai -- show source ${privateSource()} --home ${shown(home)}`);
  say("  npm run -s yurai -- init        in a project of your own");
  return 0;
}

process.exitCode = run();
