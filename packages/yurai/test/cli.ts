// Runs the real command line as a child process, in a folder of its own.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable, Writable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { displayWidth } from "@yurai/report";
import { onTestFinished } from "vitest";
import { runProgram } from "../src/terminal/program.ts";

/** The built command line, as users get it: `npm test` builds it first. With YURAI_SOURCE=1 the sources themselves. */
export const command: readonly string[] =
  process.env["YURAI_SOURCE"] === "1"
    ? ["--conditions=@yurai/source", fileURLToPath(new URL("../src/main.ts", import.meta.url))]
    : [fileURLToPath(new URL("../dist/main.js", import.meta.url))];

/** How a command ended and what it said. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command is run with. */
interface RunOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Leaves stdin open after `stdin` was written, as a pipe whose writer goes on. */
  readonly keepStdinOpen?: boolean;
  /** Sends SIGINT when this says so; it is asked again and again. */
  readonly interruptWhen?: () => Promise<boolean>;
  /** Closes our end of stdout at once, as `head` does. */
  readonly closeStdout?: boolean;
}

/** A project in a folder of its own, removed when the test is done. */
export interface TestProject {
  readonly folder: string;
  readonly path: (name: string) => string;
  readonly write: (name: string, content: string | Uint8Array) => string;
  readonly read: (name: string) => string;
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ended>;
  /** The same program in this process: for what a process of its own would add nothing to but half a second. */
  readonly call: (args: readonly string[], options?: Pick<RunOptions, "stdin">) => Promise<Ended>;
  /** Calls with `--json` and returns the value of each line. */
  readonly json: (
    args: readonly string[],
    options?: Pick<RunOptions, "stdin">,
  ) => Promise<readonly unknown[]>;
}

/** Makes a folder; `keep` leaves its removal to the caller. */
export function makeProject({ keep = false } = {}): TestProject {
  const folder = mkdtempSync(join(tmpdir(), "yurai-cli-"));
  if (!keep) onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string): string => join(folder, name);
  const run = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
    runIn(folder, args, options);
  return {
    folder,
    path,
    run,
    write(name, content) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), content);
      return path(name);
    },
    read: (name) => readFileSync(path(name), "utf8"),
    call: (args, options = {}) => callIn(folder, args, options),
    async json(args, options = {}) {
      const ended = await callIn(folder, [...args, "--json"], options);
      if (ended.stdout === "") throw new Error(`no JSON, exit ${ended.exitCode}: ${ended.stderr}`);
      return ended.stdout
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line));
    },
  };
}

function runIn(folder: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const child = spawn(process.execPath, [...command, ...args], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"] ?? "",
      ...environmentOf(folder),
      NODE_COMPILE_CACHE: join(tmpdir(), "yurai-cli-compile-cache"),
      ...options.env,
    },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  if (options.closeStdout === true) child.stdout.destroy();
  else child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  // A command that reads no input may be gone before it is written.
  child.stdin.on("error", () => undefined);
  if (options.keepStdinOpen === true) child.stdin.write(options.stdin ?? "");
  else child.stdin.end(options.stdin);
  const isAsked = options.interruptWhen !== undefined;
  const polling = isAsked && pollUntil(options.interruptWhen).then(() => child.kill("SIGINT"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    if (polling) polling.catch(reject);
    child.on("close", (exitCode) => {
      resolve({
        exitCode,
        stdout: Buffer.concat(out).toString("utf8"),
        stderr: Buffer.concat(err).toString("utf8"),
      });
    });
  });
}

async function callIn(
  folder: string,
  args: readonly string[],
  { stdin }: Pick<RunOptions, "stdin">,
): Promise<Ended> {
  const out = collector();
  const err = collector();
  const exitCode = await runProgram(args, {
    cwd: folder,
    variables: environmentOf(folder),
    stdin: Readable.from(stdin === undefined ? [] : [Buffer.from(stdin)]) as unknown as NodeJS.ReadStream,
    stdout: out.stream,
    stderr: err.stream,
    signal: new AbortController().signal,
    now: () => new Date(),
  });
  return { exitCode, stdout: out.text(), stderr: err.text() };
}

/** Stands for a stream that is no terminal. */
function collector(): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    text: () => Buffer.concat(chunks).toString("utf8"),
  };
}

function environmentOf(folder: string): Readonly<Record<string, string>> {
  // Keys of the person who runs the tests are nobody's business here.
  return { LANG: "C.UTF-8", XDG_CONFIG_HOME: join(folder, "settings") };
}

async function pollUntil(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(50);
}

/** Lines that are wider than a terminal of 80 columns; there must be none. */
export function tooWide(screen: string): readonly string[] {
  return screen.split("\n").filter((line) => displayWidth(line) > 80);
}

/** Rows of JSON Lines with texts that differ and are long enough to be indexed. */
export function jsonLines(count: number, from = 0): string {
  return Array.from({ length: count }, (_, at) => {
    const number = at + from;
    const text = `Article ${number}. ${`The harbour of town ${number} freezes in the ${number}th winter. `.repeat(8)}`;
    return `${JSON.stringify({ id: `a${number}`, text, url: `https://news.example.jp/a/${number}` })}\n`;
  }).join("");
}
