// Purges: what is deleted is nowhere under Yurai's folder, what stays keeps its ids, and the log stays whole.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { openEnvelope, openLedger, readPublicKey } from "@yurai/ledger";
import { expect, test } from "vitest";
import { makeProject, privateProse, tooWide, type TestProject } from "./inquiry-project.ts";

const by = ["--by", "Sato", "--because", "agreement A-12 ended"] as const;

/** Whether any file under Yurai's folder holds these bytes. */
function isAnywhere(project: TestProject, text: string): boolean {
  const walk = (folder: string): readonly string[] =>
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? walk(path) : [path];
    });
  return walk(project.path(".yurai")).some((path) => readFileSync(path).includes(text));
}

async function twoSources(): Promise<TestProject> {
  const project = await makeProject();
  const config = project.read("yurai.config.yaml").replace(/^sources:.*$/m, "");
  project.write(
    "yurai.config.yaml",
    `${config}
sources:
  - name: magazine
    origin: licensed
    agreement: { reference: A-12, to: "2026-12-31" }
`,
  );
  project.write(
    "magazine.jsonl",
    Array.from(
      { length: 20 },
      (_, at) =>
        `${JSON.stringify({ text: `A column of the magazine, number ${at}, about nothing else. `.repeat(9), url: `https://magazine.example/${at}` })}\n`,
    ).join(""),
  );
  await project.call(["track", "magazine.jsonl", "--source", "magazine", "--url", "url"]);
  return project;
}

async function answerOf(project: TestProject, url: string): Promise<string> {
  const [found] = (await project.json(["lookup", "url", url])) as readonly { readonly answer: string }[];
  return found?.answer ?? "";
}

test("a source leaves segments, hosts and lookups; the others stay, the log verifies, and a statement is signed", async () => {
  const project = await twoSources();
  await project.call(["keys", "create"]);
  expect(isAnywhere(project, "magazine.example")).toBe(true);
  const plan = await project.call(["purge", "--agreement", "A-12", ...by, "--dry-run"]);
  expect(plan.stdout).toMatch(/^DRY RUN/);
  expect(await answerOf(project, "https://magazine.example/3")).toBe("included");
  const purged = await project.call(["purge", "--agreement", "A-12", ...by, "--attestation", "p.json"]);
  expect(purged.stderr).toBe("");
  expect(purged.stdout).toContain("P-001: 20 records deleted for good");
  expect(purged.stdout).toContain("kaede-1b");
  expect(tooWide(purged.stdout)).toEqual([]);
  expect(isAnywhere(project, "magazine.example")).toBe(false);
  expect(await answerOf(project, "https://magazine.example/3")).toBe("notFound");
  expect(await answerOf(project, "https://news.example.jp/a/1")).toBe("included");
  const verified = await project.call(["verify"]);
  expect(verified.exitCode).toBe(0);
  const [keys] = (await project.json(["keys", "show"])) as readonly { readonly publicFile: string }[];
  const statement = openEnvelope(JSON.parse(project.read("p.json")), readPublicKey(keys?.publicFile ?? ""));
  expect(statement.predicate).toMatchObject({ id: "P-001", records: 20, models: ["kaede-1b"] });
});

test("one record leaves a merged segment, and the others keep their ids", async () => {
  const project = await twoSources();
  await project.call(["compact"]);
  const lookups = async (): Promise<readonly string[]> => {
    const found = await project.json([
      "lookup",
      "url",
      ...Array.from({ length: 20 }, (_, at) => `https://magazine.example/${at}`),
    ]);
    return (
      found as readonly {
        readonly records?: readonly { readonly id: string }[];
        readonly found?: readonly { readonly id: string }[];
      }[]
    ).map((one) => JSON.stringify(one.records ?? one.found ?? []));
  };
  const before = await lookups();
  const shown = await project.call(["lookup", "url", "https://magazine.example/7"]);
  const [, id = ""] = /([0-9a-f]{12}:\d+)/.exec(shown.stdout) ?? [];
  const purged = await project.call(["purge", "--record", id, ...by]);
  expect(purged.stdout).toContain("1 record deleted");
  const after = await lookups();
  expect(after.map((one, at) => (at === 7 ? "" : one))).toEqual(
    before.map((one, at) => (at === 7 ? "" : one)),
  );
  expect(await answerOf(project, "https://magazine.example/7")).toBe("notFound");
});

test("a purged text is found by no check, and its row of an inquiry can be erased by its id", async () => {
  const project = await makeProject();
  await project.call(["answer", "text", privateProse, "--request", "desk/r.yaml"]);
  await project.call(["purge", "--source", "news-crawl", ...by]);
  project.write("o.jsonl", `${JSON.stringify({ id: "1", text: privateProse })}\n`);
  const checked = await project.call(["check", "o.jsonl", "--json"]);
  expect(checked.stdout).not.toContain('"kind":"verbatim"');
  await using ledger = await openLedger(project.path(".yurai"), { mode: "read" });
  const [inquiry] = await ledger.rows({ kinds: ["inquiry"] });
  expect(isAnywhere(project, "山田新聞社")).toBe(true);
  await project.call(["purge", "--row", inquiry?.id.slice(0, 16) ?? "", ...by]);
  expect(await ledger.rows({ kinds: ["inquiry"] })).toEqual([]);
});

test("what a hold keeps is refused and nothing is deleted; so is a purge of nothing", async () => {
  const project = await twoSources();
  await project.call(["legal-hold", "add", "--source", "magazine", "--by", "Abe", "--because", "suit"]);
  for (const [args, code] of [
    [["--source", "magazine"], "held"],
    [["--agreement", "A-12"], "held"],
    [["--source", "nobody"], "not-found"],
    [["--agreement", "B-1"], "not-found"],
    [["--record", "zzz"], "bad-usage"],
    [[], "bad-usage"],
  ] as const) {
    const said = await project.call(["purge", ...args, ...by]);
    expect(said.exitCode, args.join(" ")).toBe(2);
    expect(said.stderr, args.join(" ")).toContain(code);
  }
  expect(await answerOf(project, "https://magazine.example/3")).toBe("included");
});
