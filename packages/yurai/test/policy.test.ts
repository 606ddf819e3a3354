// `yurai policy`, `probe` and `overlap` through the real command line.
import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPolicy, writePolicy, presets } from "@yurai/gate";
import type { TestProject } from "./cli.ts";
import { freshText, lines, makeCheckedProject, permissiveCode, privateProse } from "./checked-project.ts";

let project: TestProject;
beforeAll(async () => {
  project = await makeCheckedProject();
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

test("policy show prints a policy that is a valid file, and policy test runs its examples", async () => {
  const { stdout } = await project.run(["policy", "show", "internal-research"]);
  expect(readPolicy(stdout)).toEqual(presets["internal-research"]);
  project.write("mine.yaml", stdout);
  expect(await project.run(["policy", "test", "mine.yaml"])).toMatchObject({ exitCode: 0 });
});

test("policy test fails where an example comes out otherwise than written, and names the rule", async () => {
  const [first, ...rules] = presets.publish.rules;
  const wrong = {
    ...first!,
    examples: first!.examples?.map((example) => ({ ...example, action: "block" as const })) ?? [],
  };
  project.write("wrong.yaml", writePolicy({ ...presets.publish, rules: [wrong, ...rules] }));
  const { exitCode, stdout } = await project.run(["policy", "test", "wrong.yaml"]);
  expect(exitCode).toBe(2);
  expect(stdout).toMatch(new RegExp(`^FAIL[^]*${first!.id}`));
});

test("a broken policy is bad input, with line and column", async () => {
  project.write("broken.yaml", "format: yurai-policy\nversion: 1\nname: [\n");
  project.write("rows.jsonl", lines([{ text: freshText }]));
  const { exitCode, stderr } = await project.run(["check", "rows.jsonl", "--policy", "broken.yaml"]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/broken\.yaml:\d+:\d+/);
});

test("policy diff replays kept verdicts and names the rules that decide otherwise", async () => {
  project.write(
    "rows.jsonl",
    lines([
      { id: "secret", text: privateProse.slice(0, 400) },
      { id: "fresh", text: freshText },
    ]),
  );
  await project.run(["check", "rows.jsonl"]);
  const rules = presets.publish.rules.map((rule) =>
    rule.id === "private-source" ? { ...rule, action: "block" as const, examples: [] } : rule,
  );
  project.write("strict.yaml", writePolicy({ ...presets.publish, rules }));
  const [diff] = await project.json(["policy", "diff", "publish", "strict.yaml"]);
  expect(diff).toMatchObject({
    compared: 2,
    changes: [{ id: "secret", before: "review", after: "block", rules: ["private-source"] }],
  });
});

test("probe draws beginnings of records, and check on the answers tells how many were memorised, by source and terms", async () => {
  const drawn = await project.run([
    "probe",
    "--model",
    "kaede",
    "-n",
    "4",
    "--out",
    "prompts.jsonl",
    "--length",
    "60",
  ]);
  expect(drawn.exitCode).toBe(0);
  const prompts = project
    .read("prompts.jsonl")
    .trimEnd()
    .split("\n")
    .map(
      (line) => JSON.parse(line) as { readonly prompt: string; readonly probe: { readonly source: string } },
    );
  expect(new Set(prompts.map(({ probe }) => probe.source))).toEqual(new Set(["npm:left@1.0.0", "diary"]));
  expect(prompts.every(({ prompt }) => [...prompt].length === 60)).toBe(true);
  // A model that goes on from the diary word by word, and invents everything else.
  const answers = prompts.map((row) => ({
    ...row,
    text: row.probe.source === "diary" ? privateProse : freshText,
  }));
  project.write("answers.jsonl", lines(answers));
  const { stdout } = await project.run(["check", "answers.jsonl", "--model", "kaede"]);
  const asked = prompts.filter(({ probe }) => probe.source === "diary").length;
  expect(stdout).toMatch(new RegExp(`memorised {2}${asked} of ${prompts.length} answers`));
  expect(stdout).toMatch(new RegExp(`diary +${asked} of ${asked} +100 %`));
  expect(stdout).toMatch(/npm:left@1\.0\.0 +0 of/);
  expect(stdout).toMatch(/terms on outputs: unknown/);
  expect(await project.run(["probe", "--model", "nobody", "-n", "4", "--out", "p.jsonl"])).toMatchObject({
    exitCode: 2,
  });
});

test("overlap lists the evaluation items that are in the training data", async () => {
  const items = [
    { id: "seen", text: permissiveCode.slice(0, 700) },
    { id: "unseen", text: freshText },
  ];
  project.write("eval.jsonl", lines(items));
  const found = await project.json(["overlap", "eval.jsonl", "--model", "kaede"]);
  expect(found).toMatchObject([{ id: "seen", line: 1, source: "npm:left@1.0.0", verified: true }]);
  const { stdout, exitCode } = await project.run(["overlap", "eval.jsonl", "--lang", "ja"]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/2 件のうち 1 件/);
});
