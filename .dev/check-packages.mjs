// Packs every published package as it would go to the registry, and looks at the tarball, not at the folder:
// publint and are-the-types-wrong must find nothing, and what only this repository understands must be gone.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const sourceCondition = "@yurai/source";
const licence = readFileSync(path.join(root, "LICENSE"), "utf8");
const tarballs = mkdtempSync(path.join(tmpdir(), "yurai-pack-"));
// exitCode, not exit(): the temporary folder is removed first.
process.on("exit", () => rmSync(tarballs, { recursive: true, force: true }));

let checked = 0;
for (const name of readdirSync(path.join(root, "packages"))) {
  const folder = path.join(root, "packages", name);
  if (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).private) continue;
  const problems = check(folder);
  for (const problem of problems) process.stderr.write(`packages/${name}: ${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
  checked += 1;
}
process.stdout.write(`${checked} packages packed and checked\n`);

function check(folder) {
  const pack = run("pnpm", ["pack", "--json", "--pack-destination", tarballs], folder);
  if (pack.status !== 0) return [`pnpm pack failed:\n${pack.output}`];
  const tarball = JSON.parse(pack.stdout).filename;
  const lint = tool("publint", ["run", tarball, "--strict"]);
  // esm-only: nothing here is for require() or for TypeScript's resolution of before 2022.
  const types = tool("@arethetypeswrong/cli", [tarball, "--profile", "esm-only", "--format", "ascii"]);
  return [
    ...(lint.status === 0 ? [] : [`publint:\n${lint.output}`]),
    ...(types.status === 0 ? [] : [`are-the-types-wrong:\n${types.output}`]),
    ...manifestProblems(JSON.parse(unpack(tarball, "package.json"))),
    ...textProblems(tarball),
  ];
}

function manifestProblems(manifest) {
  const text = JSON.stringify(manifest);
  return [
    ...(text.includes(sourceCondition)
      ? [`the packed package.json still has the condition "${sourceCondition}"`]
      : []),
    ...(/"(workspace|catalog):/.test(text)
      ? ["the packed package.json still has a workspace: or catalog: version"]
      : []),
    ...(text.includes('"./src/')
      ? ["the packed package.json points into src; name dist under publishConfig"]
      : []),
    ...(manifest.description ? [] : ["package.json has no description"]),
  ];
}

function textProblems(tarball) {
  return [
    ...(unpack(tarball, "README.md").trim() === "" ? ["the tarball has no README.md"] : []),
    ...(unpack(tarball, "LICENSE") === licence
      ? []
      : ["the tarball has not the repository's LICENSE; copy it there"]),
  ];
}

/** The text of one file of a tarball; empty when it is not in there. */
function unpack(tarball, file) {
  return run("tar", ["-xzOf", path.basename(tarball), `package/${file}`], path.dirname(tarball)).stdout;
}

function tool(name, args) {
  const folder = path.join(root, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return run(process.execPath, [path.join(folder, Object.values(bin)[0]), ...args], root);
}

function run(command, args, cwd) {
  // Only pnpm needs a shell, and only on Windows, where it is a .cmd file.
  const shell = command === "pnpm" && process.platform === "win32";
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8", shell });
  if (error) throw error;
  return { status, stdout, output: stdout + stderr };
}
