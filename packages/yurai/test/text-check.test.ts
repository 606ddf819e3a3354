// `yurai.check()` of the SDK, in this process, on a real home.
import { cpSync, rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { open } from "../src/index.ts";
import type { TestProject } from "./cli.ts";
import { freshText, makeCheckedProject, mitText, permissiveCode, privateProse } from "./checked-project.ts";

let project: TestProject;
beforeAll(async () => {
  project = await makeCheckedProject();
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

const here = (): { readonly home: string; readonly config: string } => ({
  home: project.path(".yurai"),
  config: project.path("yurai.config.yaml"),
});

test("a text is stopped, attributed or passed, with a summary, the exact attribution and the coverage", async () => {
  await using yurai = await open(here());
  const [stopped, attributed, passed] = await Promise.all(
    [privateProse.slice(0, 400), permissiveCode.slice(0, 600), freshText].map((text) =>
      yurai.check({ text, prompt: "go on", model: "kaede" }),
    ),
  );
  expect(stopped).toMatchObject({ action: "review", stopped: true, attribution: "" });
  expect(stopped?.summary).toMatch(/verbatim/);
  expect(stopped?.summary).not.toContain("lighthouse");
  expect(attributed).toMatchObject({ action: "attribute", stopped: false, attribution: mitText });
  expect(passed).toMatchObject({ action: "pass", stopped: false });
  expect(passed?.coverage.notSearched).toEqual([
    { kind: "model-without-runs", model: { name: "Qwen/Base" } },
  ]);
});

test("verdicts are in the ledger once it is closed, and data that a run has just read is searched", async () => {
  cpSync(project.path(".yurai"), project.path("copy"), { recursive: true });
  const home = project.path("copy");
  const newText =
    "The tortoise postman counted forty-one chimneys, then turned back because the forty-second was smoking. ".repeat(
      3,
    );
  {
    await using yurai = await open({ ...here(), home });
    expect((await yurai.check({ text: newText })).action).toBe("pass");
    const run = yurai.run({
      purpose: "train",
      sources: [{ name: "post", origin: "user", evidence: "keep" }],
    });
    for await (const _row of run.track([{ text: newText }], { source: "post" })) continue;
    await run.end();
    expect((await yurai.check({ text: newText })).action).toBe("review");
  }
  const [diff] = await project.json(["policy", "diff", "publish", "internal-research", "--home", "copy"]);
  // Three of the test above, which the home was copied with, and two of this one.
  expect(diff).toMatchObject({ compared: 5 });
});
