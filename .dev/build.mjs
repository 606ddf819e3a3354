// Compiles every package into its dist. `tsc -b` never deletes, so a dist that holds the output of a source file
// that is gone is made afresh: whatever lies in dist gets published.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const packages = readdirSync(path.join(root, "packages"))
  .map((name) => path.join(root, "packages", name))
  .filter((folder) => existsSync(path.join(folder, "tsconfig.json")));

for (const folder of packages) {
  const dist = path.join(folder, "dist");
  // The record of the last build lies in dist too (tsconfig.base.json): without it, tsc builds again.
  if (hasLeftovers(dist, path.join(folder, "src"))) rmSync(dist, { recursive: true });
}

const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
const result = spawnSync(process.execPath, [tsc, "-b", ...packages], { stdio: "inherit" });
process.exit(result.status ?? 1);

function hasLeftovers(dist, source) {
  if (!existsSync(dist)) return false;
  return readdirSync(dist, { recursive: true })
    .filter((file) => file.endsWith(".js"))
    .some((file) => !existsSync(path.join(source, file.replace(/\.js$/, ".ts"))));
}
