// The launcher in a small repository of its own, with stand-ins for npx and pnpm on the PATH: no network is touched.
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";

const launcher = fileURLToPath(new URL("../.dev/run.mjs", import.meta.url));

/** Makes a Node say that it is 20.1.0, as the system's own Node may be. */
const oldNode = `--import data:text/javascript,${encodeURIComponent(
  'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})',
)}`;

/** Stands in for the command line: prints its arguments and folder, then ends as it is told. */
const command = `
console.log(JSON.stringify({ args: process.argv.slice(2), folder: process.cwd() }));
const [verb, value] = process.argv.slice(2);
if (verb === "exit") process.exit(Number(value));
if (verb === "signal") process.kill(process.pid, value);
if (verb === "wait") {
  process.on("SIGINT", () => process.exit(130));
  setInterval(() => {}, 1000);
}
`;

/** Counts its installs, and fails when two of them meet. */
const pnpm = `#!/bin/sh
[ "$1" = --version ] && { echo 12.21.0; exit 0; }
echo "noise on stdout"
mkdir busy || exit 1
sleep 0.3
echo "$@" >> installs
rmdir busy
[ ! -e broken ]
`;

/** Brings this Node, which is fit, wherever the old one asks. */
const npxThatBrings = `#!/bin/sh
unset NODE_OPTIONS
while [ "$1" != -- ]; do shift; done
shift 2
PATH="$(dirname "$0"):$PATH" exec "${process.execPath}" "$@"
`;

/** What npx does where install scripts are off: it runs the Node it finds, without a word. */
const npxThatRunsTheOldNode = npxThatBrings.replace("unset NODE_OPTIONS\n", "");

const npxThatFails = "#!/bin/sh\necho 'npm error code EAI_AGAIN' >&2\nexit 1\n";

describe.skipIf(process.platform === "win32")("the launcher", () => {
  test("leaves stdout to the task: setting up speaks on stderr", () => {
    const result = launch(repository({ pnpm }), ["yurai", "hello"]);
    expect(JSON.parse(result.stdout)).toMatchObject({ args: ["hello"] });
    expect(result.stderr).toContain("pnpm install");
    expect(result.stderr).toContain("noise on stdout");
  });

  test("hands arguments on as they are: spaces, quotes, shell signs, Japanese, nothing at all", () => {
    const args = [
      "--json",
      "a b",
      `it's "x"`,
      "$HOME `id` \\",
      "*",
      "",
      "日本語　全角",
      "line\nbreak",
      "--",
      "-x=1",
    ];
    const result = launch(repository({ pnpm }), ["yurai", ...args]);
    expect(JSON.parse(result.stdout)).toMatchObject({ args });
  });

  test("runs the command line in the user's own folder", () => {
    const folder = path.join(temporaryFolder(), "my data");
    mkdirSync(folder);
    const result = launch(repository({ pnpm }), ["yurai"], { INIT_CWD: folder });
    expect(JSON.parse(result.stdout)).toMatchObject({ folder });
  });

  test.each([0, 1, 2, 3, 4, 5, 130])("passes exit code %i on", (code) => {
    expect(launch(repository({ pnpm }), ["yurai", "exit", String(code)]).status).toBe(code);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGKILL", 137],
  ])("turns a child ended by %s into exit code %i", (signal, code) => {
    expect(launch(repository({ pnpm }), ["yurai", "signal", signal]).status).toBe(code);
  });

  test("passes an interrupt on and waits for the child to end as it likes", async () => {
    const { root, env } = repository({ pnpm });
    const child = spawn(process.execPath, [path.join(root, ".dev/run.mjs"), "yurai", "wait"], { env });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    // The child prints before it listens; asking again until it ends needs no clock.
    const asking = setInterval(() => child.kill("SIGINT"), 50);
    const code = await new Promise((resolve) => child.once("exit", resolve));
    clearInterval(asking);
    expect(code).toBe(130);
  });

  test("installs once, and again when a manifest changes", () => {
    const place = repository({ pnpm });
    launch(place, ["yurai"]);
    launch(place, ["yurai"]);
    expect(installs(place)).toHaveLength(1);
    writeFileSync(path.join(place.root, "packages/yurai/package.json"), '{"name":"yurai","version":"2.0.0"}');
    launch(place, ["yurai"]);
    expect(installs(place)).toHaveLength(2);
    expect(installs(place)[1]).toContain("--frozen-lockfile");
  });

  test("after a failed install stops with 2, and tries again next time", () => {
    const place = repository({ pnpm });
    writeFileSync(path.join(place.root, "broken"), "");
    const failed = launch(place, ["yurai"]);
    expect(failed.status).toBe(2);
    expect(failed.stdout).toBe("");
    expect(failed.stderr).toContain("pnpm install failed");
    rmSync(path.join(place.root, "broken"));
    expect(launch(place, ["yurai"]).status).toBe(0);
  });

  test("four launches at once set up once and all run", async () => {
    const place = repository({ pnpm });
    const argv = [path.join(place.root, ".dev/run.mjs"), "yurai"];
    const codes = [1, 2, 3, 4].map(() => {
      const child = spawn(process.execPath, argv, { env: place.env, stdio: "ignore" });
      return new Promise((resolve) => child.once("exit", resolve));
    });
    expect(await Promise.all(codes)).toEqual([0, 0, 0, 0]);
    expect(installs(place)).toHaveLength(1);
    expect(existsSync(path.join(place.root, ".cache/launcher.lock"))).toBe(false);
  });

  test("takes the lock over from a launch that died", () => {
    const place = repository({ pnpm });
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    mkdirSync(path.join(place.root, ".cache"));
    writeFileSync(path.join(place.root, ".cache/launcher.lock"), String(dead));
    expect(launch(place, ["yurai"]).status).toBe(0);
  });

  test("an old Node gets a new one by npx, and needs npx no more afterwards", () => {
    const place = repository({ pnpm, npx: npxThatBrings });
    const first = launch(place, ["yurai", "one"], { NODE_OPTIONS: oldNode });
    expect(JSON.parse(first.stdout)).toMatchObject({ args: ["one"] });
    expect(first.stderr).toContain("by npx");
    writeFileSync(path.join(place.bin, "npx"), npxThatFails);
    const second = launch(place, ["yurai", "two"], { NODE_OPTIONS: oldNode });
    expect(JSON.parse(second.stdout)).toMatchObject({ args: ["two"] });
    expect(second.stderr).toBe("");
  });

  test("where install scripts are off, says what to do and stops with 2", () => {
    const place = repository({ pnpm, npx: npxThatRunsTheOldNode });
    const result = launch(place, ["yurai"], { NODE_OPTIONS: oldNode });
    expect(result.status).toBe(2);
    expect(result.stdout).toBe("");
    expect(result.stderr).toContain("npx ran Node 20.1.0");
    expect(result.stderr).toContain("npm_config_ignore_scripts=false");
    expect(existsSync(path.join(place.root, ".cache/launcher.lock"))).toBe(false);
  });

  test("when npx fails, shows why and stops with 2", () => {
    const result = launch(repository({ pnpm, npx: npxThatFails }), ["yurai"], { NODE_OPTIONS: oldNode });
    expect(result.status).toBe(2);
    expect(result.stderr).toContain("EAI_AGAIN");
    expect(result.stderr).toContain("npx could not bring Node 24 and pnpm 12");
  });

  test("without npx, says so and stops with 2", () => {
    const result = launch(repository({ pnpm }), ["yurai"], { NODE_OPTIONS: oldNode });
    expect(result.status).toBe(2);
    expect(result.stderr).toContain("npx could not be started");
  });

  test("names its tasks when it does not know one", () => {
    const result = launch(repository({ pnpm }), ["tset"]);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('unknown task "tset"; it is one of: start, yurai, bench');
  });
});

interface Place {
  readonly root: string;
  /** The folder of the stand-ins, first on the PATH. */
  readonly bin: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A repository with nothing but the launcher and a command, and a PATH with nothing but the given stand-ins. */
function repository(standIns: Readonly<Record<string, string>>): Place {
  const folder = temporaryFolder();
  const root = path.join(folder, "a repository");
  const bin = path.join(folder, "bin");
  for (const name of [".dev", "packages/yurai/src"]) mkdirSync(path.join(root, name), { recursive: true });
  mkdirSync(bin);
  copyFileSync(launcher, path.join(root, ".dev/run.mjs"));
  writeFileSync(path.join(root, "package.json"), '{"type":"module"}');
  writeFileSync(path.join(root, "packages/yurai/package.json"), '{"name":"yurai","type":"module"}');
  writeFileSync(path.join(root, "packages/yurai/src/main.ts"), command);
  for (const [name, script] of Object.entries(standIns)) {
    writeFileSync(path.join(bin, name), script);
    chmodSync(path.join(bin, name), 0o755);
  }
  for (const name of ["mkdir", "rmdir", "sleep", "dirname"]) linkTool(name, bin);
  return { root, bin, env: { PATH: bin, HOME: folder } };
}

/** The few system commands that the stand-ins use, without the folder where a real npx may lie beside them. */
function linkTool(name: string, bin: string): void {
  const script = `#!/bin/sh\nPATH=/usr/bin:/bin exec ${name} "$@"\n`;
  writeFileSync(path.join(bin, name), script, { mode: 0o755 });
}

function launch(place: Place, argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const all = [path.join(place.root, ".dev/run.mjs"), ...argv];
  return spawnSync(process.execPath, all, {
    env: { ...place.env, ...env },
    encoding: "utf8",
    cwd: place.root,
  });
}

function installs(place: Place): readonly string[] {
  return readFileSync(path.join(place.root, "installs"), "utf8").trim().split("\n");
}

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "yurai-launcher-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
