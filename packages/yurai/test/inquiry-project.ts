// A project with tracked data and a request that arrived at the desk.
import { readFileSync } from "node:fs";
import { privateProse } from "./checked-project.ts";
import { makeProject as makeEmptyProject, type TestProject as EmptyProject } from "./cli.ts";

export { privateProse };
export { tooWide } from "./cli.ts";

export interface TestProject extends EmptyProject {
  readonly readBytes: (name: string) => Uint8Array;
}

export async function makeProject(): Promise<TestProject> {
  const project = makeEmptyProject();
  await project.call(["init", "--model", "kaede-1b", "--region", "JP", "--yes"]);
  const rows = [
    { text: privateProse, url: "https://news.example.jp/a/1" },
    { text: "由来は、学習に使われた記録をたどります。", url: "https://news.example.jp/a/2" },
  ];
  project.write("news.jsonl", rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  await project.call([
    "track",
    "news.jsonl",
    "--source",
    "news-crawl",
    "--origin",
    "crawled",
    "--url",
    "url",
  ]);
  project.write(
    "desk/r.yaml",
    [
      "format: yurai-request",
      "version: 1",
      "reference: 2026-014",
      "principle: 2",
      "receivedOn: 2026-11-20",
      "requester: { name: 山田新聞社 }",
      "rightType: copyright",
      "identityChecked: true",
      "",
    ].join("\n"),
  );
  return { ...project, readBytes: (name) => readFileSync(project.path(name)) };
}
