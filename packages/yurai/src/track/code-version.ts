import type { CodeVersion } from "@yurai/schema";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const commitPattern = /^[0-9a-f]{40,64}$/;

/**
 * The commit that is checked out where a run reads its data, read from the repository's own files without running git.
 * Whether files were changed since is not known this way, and left out.
 */
export function codeVersionOf(folder: string): CodeVersion | undefined {
  const gitFolder = findGitFolder(folder);
  if (gitFolder === undefined) return undefined;
  const head = readLine(join(gitFolder, "HEAD"));
  const reference = head?.startsWith("ref: ") === true ? head.slice("ref: ".length) : undefined;
  const commit = reference === undefined ? head : resolveReference(gitFolder, reference);
  return commit !== undefined && commitPattern.test(commit) ? { commit } : undefined;
}

function findGitFolder(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, ".git");
    if (existsSync(path)) return statSync(path).isDirectory() ? path : linkedFolder(path);
    if (dirname(at) === at) return undefined;
  }
}

/** A work tree beside the repository has a file that names its folder. */
function linkedFolder(file: string): string | undefined {
  const line = readLine(file);
  return line?.startsWith("gitdir: ") === true
    ? resolve(dirname(file), line.slice("gitdir: ".length))
    : undefined;
}

function resolveReference(gitFolder: string, reference: string): string | undefined {
  // A name with .. in it is nobody's branch.
  if (reference.split("/").includes("..")) return undefined;
  const common = readLine(join(gitFolder, "commondir"));
  const folders = common === undefined ? [gitFolder] : [gitFolder, resolve(gitFolder, common)];
  const loose = folders.map((folder) => readLine(join(folder, reference))).find((line) => line !== undefined);
  return loose ?? folders.map((folder) => packed(folder, reference)).find((line) => line !== undefined);
}

function packed(folder: string, reference: string): string | undefined {
  const file = join(folder, "packed-refs");
  if (!existsSync(file)) return undefined;
  const line = readFileSync(file, "utf8")
    .split("\n")
    .find((candidate) => candidate.endsWith(` ${reference}`));
  return line?.split(" ")[0];
}

function readLine(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").split("\n")[0]?.trim();
  } catch {
    // A repository that cannot be read has no version to record.
    return undefined;
  }
}
