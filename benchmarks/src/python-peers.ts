/** Peers in Python, installed once into a folder of their own under the system's temporary folder. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../peers/", import.meta.url));

/** Runs a script of `peers` with JSON in and out; a text says why it can't be done here. */
export function runPython(script: string, input: unknown, requirements = "requirements.txt"): unknown {
  const python = installedPython(requirements);
  if (python === null) return "python3 with venv and pip could not install the peers here";
  try {
    const output = execFileSync(python, [join(folder, script)], {
      input: JSON.stringify(input),
      stdio: "pipe",
      maxBuffer: 256 * 1_024 * 1_024,
    });
    return JSON.parse(output.toString("utf8"));
  } catch {
    return "the peers were installed, but failed to run";
  }
}

/** The interpreter of the folder with the peers; null where it can't be made. */
function installedPython(list: string): string | null {
  const requirements = join(folder, list);
  const id = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const home = join(tmpdir(), `yurai-bench-peers-${id}`);
  const python = join(home, "bin", "python");
  const done = join(home, "bin", "peers-installed");
  if (existsSync(done)) return python;
  try {
    execFileSync("python3", ["-m", "venv", home], { stdio: "pipe" });
    execFileSync(python, ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", "-r", requirements], {
      stdio: "pipe",
      timeout: 300_000,
    });
    execFileSync(python, ["-c", `open(${JSON.stringify(done)}, "w").close()`]);
    return python;
  } catch {
    rmSync(home, { recursive: true, force: true });
    return null;
  }
}
