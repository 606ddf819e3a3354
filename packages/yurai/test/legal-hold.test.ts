import { readdirSync } from "node:fs";
import { openLedger } from "@yurai/ledger";
import { expect, test } from "vitest";
import { makeProject, tooWide } from "./inquiry-project.ts";

const by = ["--by", "Sato", "--because", "suit 2026-1"] as const;

test("a held source, run or model cannot be erased until the hold is released, which says who and why", async () => {
  const project = await makeProject();
  for (const scope of [
    ["--source", "news-crawl"],
    ["--model", "kaede-1b"],
  ]) {
    const added = await project.call(["legal-hold", "add", ...scope, ...by]);
    expect(added.exitCode).toBe(0);
    expect(tooWide(added.stdout)).toEqual([]);
    const [, id = ""] = /(H-\d+)/.exec(added.stdout) ?? [];
    await using ledger = await openLedger(project.path(".yurai"), { mode: "write" });
    const [counts] = await ledger.rows({ kinds: ["counts"] });
    await expect(ledger.erase([counts?.id ?? ""], { reason: "r", by: "b" })).rejects.toMatchObject({
      code: "row-held",
    });
    const released = await project.call(["legal-hold", "release", id, "--by", "Abe", "--because", "settled"]);
    expect(released.stdout).toContain("settled");
    const twice = await project.call(["legal-hold", "release", id, "--by", "Abe", "--because", "again"]);
    expect(twice.exitCode).toBe(2);
  }
  const listed = await project.call(["legal-hold", "list"]);
  expect(listed.stdout).toContain("2 holds");
  expect(listed.stdout).toContain("Abe");
});

test("texts of a held check outlive their days", async () => {
  const project = await makeProject();
  project.write("outputs.jsonl", '{"id":"1","text":"fresh words that nobody wrote before"}\n');
  await project.call(["check", "outputs.jsonl", "--keep-outputs", "1"]);
  const [file = ""] = readdirSync(project.path(".yurai/outputs"));
  const check = file.replace(".jsonl", "");
  const kept = project.read(`.yurai/outputs/${file}`);
  project.write(
    `.yurai/outputs/${file}`,
    kept.replace(/"deleteAfter":"[^"]+"/, '"deleteAfter":"2020-01-01T00:00:00Z"'),
  );
  await project.call(["legal-hold", "add", "--verdict", check, ...by]);
  await project.call(["check", "outputs.jsonl"]);
  expect(readdirSync(project.path(".yurai/outputs"))).toContain(file);
  await project.call(["legal-hold", "release", "H-001", "--by", "Abe", "--because", "settled"]);
  await project.call(["check", "outputs.jsonl"]);
  expect(readdirSync(project.path(".yurai/outputs"))).not.toContain(file);
});

test("a hold on nothing, or on what is not there, is refused", async () => {
  const project = await makeProject();
  for (const [scope, code] of [
    [[], "bad-usage"],
    [["--source", "nobody"], "not-found"],
    [["--run", "nobody"], "not-found"],
    [["--model", "nobody"], "not-found"],
    [["--verdict", "nobody"], "not-found"],
  ] as const) {
    const said = await project.call(["legal-hold", "add", ...scope, ...by]);
    expect(said.stderr).toContain(code);
    expect(said.exitCode).toBe(2);
  }
});
