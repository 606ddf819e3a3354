// Starts writer.child.ts and collects what it acknowledged.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("writer.child.ts", import.meta.url));

export interface Writer {
  readonly process: ChildProcess;
  /** Ids of rows in batches that the process said were committed. */
  readonly acknowledged: readonly string[];
  readonly errors: readonly string[];
  /** Resolves when it is about to append. */
  readonly ready: Promise<unknown>;
  /** Resolves with the exit code, or null after a kill. */
  readonly ended: Promise<number | null>;
}

export function startWriter(home: string, name: string, batches: number): Writer {
  const child = spawn(
    process.execPath,
    ["--conditions=@yurai/source", "--no-warnings", script, home, name, `${batches}`],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const acknowledged: string[] = [];
  const errors: string[] = [];
  let rest = "";
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    // Only whole lines count: a killed process may leave half of one.
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (lines.includes("ready")) isReady();
    for (const line of lines) acknowledged.push(...(line.split(" ")[1]?.split(",") ?? []));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => errors.push(text));
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { process: child, acknowledged, errors, ready: Promise.race([ready, ended]), ended };
}
