// Names by dictionary or model through the real command line, with the real dictionary.
import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { open } from "../src/index.ts";
import { lines, makeCheckedProject } from "./checked-project.ts";
import { tooWide, type TestProject } from "./cli.ts";

const name = "桐生健太";
const outputs = [
  { id: "alone", text: `昨日、${name}が来た。` },
  { id: "contact", text: `昨日、${name}が来た。電話は 090-1234-5678 です。` },
  { id: "health", text: `${name}はうつ病で休んでいる。` },
  { id: "none", text: "昨日、東京に雨が降った。電話は 090-1234-5678 です。" },
];
const actions = { alone: "pass", contact: "review", health: "review", none: "pass" };
const check = ["check", "outputs.jsonl", "--model", "kaede"];

interface Row {
  readonly id: string;
  readonly action: string;
}

let project: TestProject;

beforeAll(async () => {
  project = await makeCheckedProject();
  project.write("outputs.jsonl", lines(outputs));
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

function actionsOf(stdout: string): Readonly<Record<string, string>> {
  const rows = stdout.trimEnd().split("\n");
  return Object.fromEntries(
    rows.map((line) => JSON.parse(line) as Row).map(({ id, action }) => [id, action]),
  );
}

test("the dictionary's names are reported alone and raise what stands beside them; without it nobody looks", async () => {
  const without = await project.call(check);
  expect(without).toMatchObject({ exitCode: 0 });
  expect(without.stdout.replaceAll(/\s+/g, " ")).toContain("names by dictionary, names by model");
  const { exitCode, stdout } = await project.run([...check, "--names", "dictionary"]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^REVIEW {2}2 of 4 outputs to review, 2 pass/);
  expect(stdout).toMatch(
    /REVIEW +out contact +person +name, by dictionary, not certain, name and\s+contact together/,
  );
  expect(stdout).toMatch(/not checked[^]*names by model/);
  expect(stdout).not.toContain("names by dictionary");
  expect(stdout).not.toContain(name);
  expect(tooWide(stdout)).toEqual([]);
});

test("the configuration asks for it too, and workers with a dictionary each say the same, in Japanese as well", async () => {
  const config = project.read("yurai.config.yaml");
  project.write("with-names.yaml", `${config}\ncheck:\n  names: dictionary\n`);
  const flags = ["--config", "with-names.yaml", "--workers", "2"];
  const rows = await project.run([...check, ...flags, "--json", "--quiet"]);
  expect(actionsOf(rows.stdout)).toEqual(actions);
  const { stdout } = await project.run([...check, ...flags, "--lang", "ja"]);
  expect(stdout).toMatch(/氏名、辞書による（確実ではない）/);
  expect(stdout).toContain("モデルによる氏名検出");
  expect(stdout).not.toContain("辞書による氏名検出");
  expect(tooWide(stdout)).toEqual([]);
});

test("a dictionary that is not installed is an error with a code before anything is checked", async () => {
  const hide = `import{registerHooks}from"node:module";registerHooks({resolve(name,context,next){if(name==="@patdx/kuromoji")throw new Error("hidden");return next(name,context)}})`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hide)}` };
  for (const workers of [[], ["--workers", "2"]]) {
    const ended = await project.run([...check, "--names", "dictionary", ...workers], { env });
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" });
    expect(ended.stderr).toMatch(/missing-peer[^]*npm install @patdx\/kuromoji/);
  }
});

test("a folder without a model is refused, and one with a model asks for the library", async () => {
  const empty = await project.call([...check, "--names", "empty"]);
  expect(empty).toMatchObject({ exitCode: 2, stdout: "" });
  expect(empty.stderr).toContain("no-model");
  project.write("models/ner/config.json", "{}");
  const library = await project.call([...check, "--names", "models/ner"]);
  expect(library).toMatchObject({ exitCode: 2, stdout: "" });
  expect(library.stderr).toMatch(/missing-peer[^]*@huggingface\/transformers/);
  const config = project.read("yurai.config.yaml");
  project.write("with-model.yaml", `${config}\ncheck:\n  names:\n    model: models/ner\n`);
  const configured = await project.call([...check, "--config", "with-model.yaml", "--lang", "ja"]);
  expect(configured).toMatchObject({ exitCode: 2, stdout: "" });
  expect(configured.stderr).toMatch(/追加のライブラリー[^]*@huggingface\/transformers/);
});

test("the SDK opens it once, for every text", async () => {
  await using yurai = await open({ home: project.path(".yurai"), names: "dictionary" });
  const [alone, contact] = [
    await yurai.check(outputs[0]!),
    await yurai.check({ ...outputs[1]!, model: "kaede" }),
  ];
  expect([alone.stopped, contact.stopped]).toEqual([false, true]);
  expect(contact.coverage.notChecked.map((gap) => gap.check)).not.toContain("names-dictionary");
  await using plain = await open({ home: project.path(".yurai") });
  expect((await plain.check(outputs[1]!)).stopped).toBe(false);
});
