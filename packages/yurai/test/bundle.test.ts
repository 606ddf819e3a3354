// A runner without ledger: bundles, and how its verdicts come home. And what no check may do: open a socket.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeProject, type TestProject } from "./cli.ts";
import {
  freshText,
  lines,
  makeCheckedProject,
  mitText,
  permissiveCode,
  privateJapanese,
  privateProse,
} from "./checked-project.ts";

let project: TestProject;
beforeAll(async () => {
  project = await makeCheckedProject();
  project.write("rows.jsonl", lines(rows));
  await project.run(["pack", "--model", "kaede", "--out", "plain.tar"]);
  await project.run(["pack", "--model", "kaede", "--out", "whole.tar", "--with-text"]);
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

const rows = [
  { id: "permissive", text: permissiveCode.slice(200, 900), prompt: "a padding function" },
  { id: "private", text: privateProse.slice(50, 500), model: "kaede" },
  { id: "japanese", text: privateJapanese },
  { id: "licence", text: mitText },
  { id: "fresh", text: freshText },
];

type Verdict = Readonly<Record<string, unknown>>;

/** Everything of a verdict but the moment at which it was given. */
async function verdictsOf(runner: TestProject, ...args: string[]): Promise<readonly Verdict[]> {
  const verdicts = (await runner.json(["check", "rows.jsonl", ...args])) as readonly Verdict[];
  return verdicts.map(({ checkedAt: _at, ...verdict }) => verdict);
}

/** A folder with the rows and a bundle, and nothing else. */
function runnerWith(bundle: string): TestProject {
  const runner = makeProject();
  runner.write("rows.jsonl", lines(rows));
  writeFileSync(runner.path("bundle.tar"), readFileSync(project.path(bundle)));
  return runner;
}

/** How many kept verdicts `policy diff` has replayed. */
function compared(value: unknown): number {
  return (value as readonly { readonly compared: number }[])[0]?.compared ?? NaN;
}

describe("a bundle", () => {
  test("gives the verdicts of the ledger, on a machine that has neither ledger nor sources", async () => {
    const atHome = await verdictsOf(project, "--model", "kaede");
    const elsewhere = await verdictsOf(runnerWith("whole.tar"), "--bundle", "bundle.tar", "--model", "kaede");
    expect(elsewhere).toEqual(atHome);
    expect(atHome.map(({ action }) => action)).toEqual(["attribute", "review", "review", "pass", "pass"]);
  });

  test("without the texts gives the same where the sources lie, and warns that elsewhere matches stay unverified", async () => {
    expect(await verdictsOf(project, "--bundle", "plain.tar", "--model", "kaede")).toEqual(
      await verdictsOf(project, "--model", "kaede"),
    );
    const { stdout } = await project.run(["pack", "--out", "again.tar"]);
    expect(stdout).toMatch(/WARNING[^]*stay behind/);
    const elsewhere = await verdictsOf(runnerWith("plain.tar"), "--bundle", "bundle.tar");
    expect(elsewhere[1]).toMatchObject({ findings: [{ kind: "unverified", reason: "file-missing" }] });
  });

  test("that was changed, or cut short, is refused with 4", async () => {
    const runner = runnerWith("whole.tar");
    const bytes = readFileSync(runner.path("bundle.tar"));
    for (const at of [700, bytes.length >> 1, bytes.length - 3_000]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(runner.path("bundle.tar"), changed);
      const { exitCode, stderr } = await runner.run(["check", "rows.jsonl", "--bundle", "bundle.tar"]);
      expect({ at, exitCode, code: stderr.split(":")[0] }).toEqual({
        at,
        exitCode: 4,
        code: "error bad-bundle",
      });
    }
    writeFileSync(runner.path("bundle.tar"), bytes.subarray(0, bytes.length >> 1));
    expect((await runner.run(["check", "rows.jsonl", "--bundle", "bundle.tar"])).exitCode).toBe(4);
  });

  test("sends its verdicts home: each file is imported once, whole or not at all", async () => {
    const runner = runnerWith("whole.tar");
    await runner.run(["check", "rows.jsonl", "--bundle", "bundle.tar", "--out", "out"]);
    project.write("home.jsonl", runner.read("out/verdicts.jsonl"));
    project.write("broken.jsonl", `${runner.read("out/verdicts.jsonl")}{"schemaVersion":1}\n`);
    expect(await project.run(["import", "broken.jsonl"])).toMatchObject({ exitCode: 2 });
    const before = await project.json(["policy", "diff", "publish", "internal-research"]);
    const first = await project.json(["import", "home.jsonl"]);
    const second = await project.json(["import", "home.jsonl"]);
    const after = await project.json(["policy", "diff", "publish", "internal-research"]);
    expect(first).toMatchObject([{ verdicts: rows.length, imported: true }]);
    expect(second).toMatchObject([{ verdicts: rows.length, imported: false }]);
    expect(compared(after) - compared(before)).toBe(rows.length);
  });
});

describe("no network", () => {
  const preload = `
import { appendFileSync } from "node:fs";
import dns from "node:dns";
import net from "node:net";
import tls from "node:tls";
import dgram from "node:dgram";
const refuse = (what) => function () {
  appendFileSync(process.env.SOCKET_LOG, what + "\\n");
  throw new Error("no socket: " + what);
};
net.Socket.prototype.connect = refuse("connect");
net.Server.prototype.listen = refuse("listen");
tls.connect = refuse("tls");
dgram.createSocket = refuse("dgram");
dns.lookup = refuse("lookup");
dns.promises.lookup = refuse("lookup");
`;

  test("check opens no socket and looks up no name, with a home, with a bundle, and in workers", async () => {
    project.write("preload.mjs", preload);
    project.write("opens.mjs", 'await fetch("http://127.0.0.1:65000/").catch(() => undefined);\n');
    project.write("sockets.log", "");
    const env = {
      NODE_OPTIONS: `--import=${join(project.folder, "preload.mjs")}`,
      SOCKET_LOG: project.path("sockets.log"),
    };
    const files = ["--out", "net", "--sarif", "net/s.sarif", "--junit", "net/j.xml", "--github"];
    const checks = [
      ["--model", "kaede", ...files],
      ["--bundle", "plain.tar"],
      ["--workers", "2"],
    ];
    for (const args of checks) {
      const { exitCode, stderr } = await project.run(["check", "rows.jsonl", ...args], { env });
      expect(stderr).not.toContain("error");
      expect(exitCode).toBe(1);
    }
    expect(project.read("sockets.log")).toBe("");
    // The same trap does catch a process that asks for a connection.
    const { spawnSync } = await import("node:child_process");
    spawnSync(process.execPath, [project.path("opens.mjs")], {
      env: { PATH: process.env["PATH"] ?? "", ...env },
    });
    expect(project.read("sockets.log")).not.toBe("");
  });
});
