// The five minutes of the README, through the real command line.
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonLines, makeProject, tooWide, type Ended, type TestProject } from "./cli.ts";
import { shapes } from "./json-shapes.ts";

const mitText = `MIT License

Copyright (c) 2024 A. Person

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;

describe("a newcomer's first five minutes", () => {
  let project: TestProject;
  const steps: Record<string, Ended> = {};
  const step = async (name: string, args: readonly string[]): Promise<void> => {
    steps[name] = await project.run(args);
  };

  beforeAll(async () => {
    project = makeProject({ keep: true });
    project.write("data.jsonl", `${jsonLines(40)}{"broken\n`);
    project.write(
      "node_modules/left/package.json",
      JSON.stringify({ name: "left", version: "1.0.0", license: "MIT" }),
    );
    project.write("node_modules/left/LICENSE", mitText);
    project.write(
      "node_modules/left/index.js",
      "export const left = (text, width) => text.padStart(width);\n".repeat(9),
    );
    project.write(
      "node_modules/@s/right/package.json",
      JSON.stringify({ name: "@s/right", version: "2.0.0" }),
    );
    project.write(
      "node_modules/@s/right/index.js",
      "export const right = (text, width) => text.padEnd(width);\n",
    );
    await step("init", ["init", "--model", "kaede-1b", "--base", "Qwen/Qwen3-1.7B", "--region", "JP"]);
    await step("track", [
      "track",
      "data.jsonl",
      "--source",
      "news",
      "--origin",
      "crawled",
      "--url",
      "url",
      "--id",
      "id",
    ]);
    await step("npm", ["track", "npm:node_modules"]);
    await step("status", ["status"]);
    await step("conclude", [
      "conclude",
      "news",
      "--licence",
      "CC-BY-4.0",
      "--because",
      "the imprint says so",
      "--by",
      "Sato",
    ]);
    await step("keys", ["keys", "create"]);
    await step("save", ["verify", "--save-head", "head.json"]);
    await step("verify", ["verify", "--head", "head.json"]);
    await step("after", ["status"]);
  });
  afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

  test("every step succeeds", () => {
    const failed = Object.entries(steps).filter(([, ended]) => ended.exitCode !== 0);
    expect(failed).toEqual([]);
  });

  test("no line of any screen is wider than 80 columns", () => {
    expect(Object.values(steps).flatMap(({ stdout }) => tooWide(stdout))).toEqual([]);
  });

  test("init writes the three files and names the next command", () => {
    expect(steps["init"]?.stdout).toContain("yurai.config.yaml");
    expect(steps["init"]?.stdout).toContain("yurai track npm:node_modules");
    expect(steps["init"]?.stderr).toContain("No network unless you ask.");
    expect(project.read("yurai.config.yaml")).toContain('name: "kaede-1b"');
    expect(project.read("yurai.policy.yaml")).toContain("format: yurai-policy");
    expect(project.read("yurai.waivers.jsonl")).toBe("");
  });

  test("tracking counts records and hosts, and locates the broken line", () => {
    const screen = steps["track"]?.stdout ?? "";
    expect(screen).toMatch(/^news {2}40 records .* 1 host /);
    expect(screen).toContain("1 broken line (data.jsonl, line 41");
    expect(screen).toContain("undecided: nobody has recorded what this use relies on");
  });

  test("packages become sources with a declared and a detected licence, or a gap", () => {
    const status = steps["status"]?.stdout ?? "";
    expect(status).toMatch(/npm:left@1\.0\.0 .*MIT \(detected\)/);
    expect(status).toMatch(/npm:@s\/right@2\.0\.0 .*licence unknown/);
  });

  test("status says first what is missing and how to mend it", () => {
    const status = steps["status"]?.stdout ?? "";
    expect(status).toMatch(/^gaps +\d+ kinds of gaps/);
    expect(status).toContain("yurai conclude news --licence X --because TEXT --by NAME");
  });

  test("a conclusion replaces what is shown, and closes the gap", () => {
    expect(steps["status"]?.stdout).toMatch(/2 sources without licence: .*news/);
    expect(steps["after"]?.stdout).toMatch(/news .*CC-BY-4\.0 \(concluded\)/);
    expect(steps["after"]?.stdout).toMatch(/1 source without licence: npm:@s\/right@2\.0\.0/);
  });

  test("verify says against what the ledger was proved", () => {
    expect(steps["save"]?.stdout).toContain("self-consistent only");
    expect(steps["save"]?.stdout).toContain("signed");
    expect(steps["verify"]?.stdout).toContain("against a signed head");
  });

  test("a second init keeps every file, and says so", async () => {
    const before = project.read("yurai.config.yaml");
    const again = await project.run(["init", "--yes", "--lang", "ja"]);
    expect(again.exitCode).toBe(0);
    expect(project.read("yurai.config.yaml")).toBe(before);
    expect(again.stdout.match(/そのまま|変更/g)?.length).toBeGreaterThanOrEqual(1);
  });

  test.each([
    ["status", ["status"]],
    ["source", ["show", "source", "news"]],
    ["model", ["show", "model", "kaede-1b"]],
    ["model", ["model", "show", "kaede-1b"]],
    ["lookup", ["lookup", "url", "https://news.example.jp/a/3", "https://nowhere.example/"]],
    ["lookup", ["lookup", "host", "example.jp", "--subdomains", "--limit", "2"]],
    ["verify", ["verify"]],
    ["keys", ["keys", "show"]],
  ] as const)("%s has a versioned JSON and fits 80 columns in Japanese (%j)", async (name, args) => {
    for (const value of await project.json(args))
      expect(shapes[name].safeParse(value).error?.issues).toBeUndefined();
    const japanese = await project.call([...args, "--lang", "ja"]);
    expect(japanese.exitCode).toBe(0);
    expect(tooWide(japanese.stdout)).toEqual([]);
    expect(japanese.stdout).toMatch(/[ぁ-んァ-ヶ一-龠]/);
  });

  test("a run and a record are shown by the beginning of their ids", async () => {
    const [found] = (await project.json(["lookup", "url", "https://news.example.jp/a/3"])) as [
      { found: [{ record: string }] },
    ];
    const record = found.found[0].record;
    const short = `${record.slice(0, 8)}:${record.split(":")[1]}`;
    const [shown] = (await project.json(["show", "record", short])) as [{ provenance: { runs: [string] } }];
    expect(shapes.record.safeParse(shown).error?.issues).toBeUndefined();
    const [run] = await project.json(["show", "run", shown.provenance.runs[0].slice(0, 8)]);
    expect(shapes.run.safeParse(run).error?.issues).toBeUndefined();
    const screen = await project.call(["show", "record", short, "--lang", "ja"]);
    expect(tooWide(screen.stdout)).toEqual([]);
  });
});
