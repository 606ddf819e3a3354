// A check that is interrupted goes on where it stopped, with the verdicts it has recorded.
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { command, type TestProject } from "./cli.ts";
import { freshText, lines, makeCheckedProject, permissiveCode, privateProse } from "./checked-project.ts";

let project: TestProject;
beforeAll(async () => {
  project = await makeCheckedProject();
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

const texts = [freshText, permissiveCode.slice(0, 600), privateProse.slice(0, 400)];
const rows = Array.from({ length: 700 }, (_, at) => ({ id: `row-${at}`, text: `${at} ${texts[at % 3]}` }));

/** Checks standard input, of which only a part comes, and interrupts once that part is checked. */
async function interruptAfter(count: number): Promise<number | null> {
  const child = spawn(process.execPath, [...command, "check", "-", "--out", "first"], {
    cwd: project.folder,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin.write(lines(rows.slice(0, count)));
  const file = "first/verdicts.jsonl";
  while (!existsSync(project.path(file)) || project.read(file).split("\n").length <= count) await sleep(50);
  child.kill("SIGINT");
  return new Promise((resolve) => {
    child.on("close", resolve);
  });
}

test("Ctrl-C ends with 130 and --resume goes on: every output once, the figures those of the whole", async () => {
  expect(await interruptAfter(300)).toBe(130);
  const changed = rows.map((row, at) => (at === 7 ? { ...row, text: "another text altogether" } : row));
  expect(await project.run(["check", "-", "--resume"], { stdin: lines(changed) })).toMatchObject({
    exitCode: 2,
  });
  const resumed = await project.run(["check", "-", "--resume", "--out", "second"], { stdin: lines(rows) });
  expect(resumed.stderr).toContain("300 outputs had been checked before");
  expect(resumed.exitCode).toBe(1);
  expect(resumed.stdout).toMatch(/^REVIEW {2}233 of 700 outputs to review, 233 need attribution, 234 pass/);
  const ids = project
    .read("second/verdicts.jsonl")
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { readonly id: string }).id);
  expect(ids).toEqual(rows.map(({ id }) => id));
  const again = await project.run(["check", "-", "--resume"], { stdin: lines(rows.slice(0, 3)) });
  expect(again.stderr).toContain("no interrupted check");
});
