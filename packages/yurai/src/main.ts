#!/usr/bin/env node
// The executable: hands the process's surroundings to the program and nothing else.
import { enableCompileCache } from "node:module";
import process from "node:process";
import { toolVersion } from "./terminal/version.ts";

const argv = process.argv.slice(2);

// A reader that has seen enough closes its end (`yurai status | head`): not an error, and what runs still seals its work.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
  // Asked by scripts on every call, so it loads nothing.
  process.stdout.write(`${toolVersion()}\n`);
} else {
  // Compiling the libraries takes longer than most commands; Node keeps the result in the temporary folder.
  enableCompileCache();
  // Its worker loads on another core meanwhile.
  if (argv[0] === "track") (await import("@yurai/track/worker")).startWorkerAhead();
  const { runProgram } = await import("./terminal/program.ts");
  process.exitCode = await runProgram(argv, {
    cwd: process.cwd(),
    variables: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interruptSignal(),
    now: () => new Date(),
  });
}

/** Aborted by the first Ctrl-C, so that work is sealed or reported; the second one ends the process at once. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return controller.signal;
}
