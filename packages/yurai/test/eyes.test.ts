// What somebody sees who slips: each mistake is named, with what may have been meant and a command that works.
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { nearest } from "../src/terminal/nearest.ts";
import { makeProject, tooWide, type TestProject } from "./cli.ts";

async function started(): Promise<TestProject> {
  const project = makeProject();
  await project.call(["init", "--yes"]);
  return project;
}

const flat = (text: string): string => text.replaceAll(/\s+/g, " ");

test("the nearest word is one that differs by few letters, or none", () => {
  const uses = ["publish", "internal-research", "voice"];
  expect(nearest("pubilsh", uses)).toBe("publish");
  expect(nearest("Publish", uses)).toBe("publish");
  expect(nearest("internal-reserch", uses)).toBe("internal-research");
  expect(nearest("nonsense", uses)).toBeUndefined();
});

test("a use that no rule speaks of is refused with the list and the nearest, for check and for decisions", async () => {
  const project = await started();
  project.write("o.jsonl", '{"text":"a text"}\n');
  const refused = await project.call(["check", "o.jsonl", "--use", "pubilsh"]);
  expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
  expect(refused.stderr).toContain(
    "did you mean publish? Known: publish, internal-research, voice, cross-border",
  );
  expect((await project.call(["check", "o.jsonl", "--use", "voice"])).exitCode).toBe(3);
  project.write("d.jsonl", '{"text":"a text"}\n');
  await project.call(["track", "d.jsonl", "--source", "news", "--origin", "own", "--purpose", "evaluate"]);
  const decide = (use: string): Promise<{ readonly exitCode: number | null }> =>
    project.call([
      "conclude",
      "news",
      "--reliance",
      "consent",
      "--because",
      "asked",
      "--by",
      "Sato",
      "--use",
      use,
    ]);
  expect((await decide("evaluat")).exitCode).toBe(2);
  for (const use of ["evaluate", "train", "publish"]) expect((await decide(use)).exitCode).toBe(0);
});

test("when the field of the text is in no row, track names those that are there and the command to give", async () => {
  const project = await started();
  project.write(
    "my data.jsonl",
    `${JSON.stringify({ url: `https://example.jp/${"x".repeat(90)}`, 本文: "岬の灯台は夜ごと沖を照らす", body: "短い" })}\n`,
  );
  const ended = await project.call(["track", "my data.jsonl", "--source", "news"]);
  expect(ended.stdout).toMatch(/^ {2}fields {2}本文, body$/m);
  const [, command = ""] = /^next +yurai (.*)$/m.exec(ended.stdout) ?? [];
  const words = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" })
    .trimEnd()
    .split("\n");
  const again = await project.call(words);
  expect(again.stdout).toContain("1 record");
});

describe("what nobody has written down yet", () => {
  test("is one line of track with the command that lists it, and a list of its own in status, in both languages", async () => {
    const project = await started();
    project.write("d.jsonl", '{"text":"a text"}\nbroken\n');
    const track = ["track", "d.jsonl", "--source", "news", "--origin", "crawled", "--lang"];
    for (const [language, facts, gaps] of [
      ["en", /^ {2}facts +\d+ not recorded: yurai show source news$/m, "1 broken line"],
      ["ja", /^ {2}事項 +未記録 \d+ 件: yurai show source news$/m, "形式の壊れた行 1 行"],
    ] as const) {
      const { stdout } = await project.call([...track, language, "--run", language]);
      expect(stdout).toMatch(facts);
      expect(stdout).toContain(gaps);
      expect(stdout).not.toMatch(/purpose|目的の記録/);
      expect(tooWide(stdout)).toEqual([]);
      const status = (await project.call(["status", "--lang", language])).stdout;
      expect(status.indexOf(language === "en" ? "facts" : "事項")).toBeGreaterThan(
        status.indexOf(gaps.slice(2)),
      );
      expect(tooWide(status)).toEqual([]);
    }
  });
});

test("a plain text given to check is told its format; an unknown model is told those that are known", async () => {
  const project = await started();
  project.write("d.jsonl", '{"text":"a text"}\n');
  await project.call(["track", "d.jsonl", "--source", "news", "--origin", "own", "--model", "kaede-1b"]);
  const text = await project.call(["check", "-"], { stdin: "one plain text\n" });
  expect(text.exitCode).toBe(2);
  expect(text.stderr).toContain("yurai check FILE --format text");
  expect(tooWide(text.stderr)).toEqual([]);
  expect(
    (await project.call(["check", "-", "--format", "text"], { stdin: "one plain text\n" })).stderr,
  ).not.toContain("--format");
  project.write("o.jsonl", '{"text":"a text"}\n');
  const slip = await project.call(["check", "o.jsonl", "--model", "kaeda-1b"]);
  expect(slip.exitCode).toBe(3);
  expect(flat(slip.stderr)).toContain(
    "no model kaeda-1b in this ledger; did you mean kaede-1b? recorded: kaede-1b",
  );
  for (const language of ["en", "ja"]) {
    const { stderr } = await project.call(["check", "o.jsonl", "--model", "kaeda-1b", "--lang", language]);
    expect(tooWide(stderr)).toEqual([]);
  }
  expect((await project.call(["check", "o.jsonl", "--model", "kaede-1b"])).stderr).not.toContain("no model");
});

test("verify advises a key only where there is none", async () => {
  const project = await started();
  const env = { XDG_CONFIG_HOME: project.path("settings") };
  const next = async (): Promise<string> => flat((await project.run(["verify"], { env })).stdout);
  expect(await next()).toContain("yurai keys create, then yurai verify --save-head FILE");
  expect((await project.run(["keys", "create"], { env })).exitCode).toBe(0);
  expect(await next()).toContain("next yurai verify --save-head FILE");
});

test("a file that several runs read has its gaps once in status, and each run keeps its own", async () => {
  const project = await started();
  project.write("d.jsonl", '{"text":"a text"}\n{"text":\n{"a\n');
  for (const run of ["first", "second"])
    await project.call(["track", "d.jsonl", "--source", "news", "--origin", "own", "--run", run]);
  const status = flat((await project.call(["status"])).stdout);
  const counts = [...status.matchAll(/(\d+) broken lines?/g)].map(([, count]) => Number(count));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
  const [said] = await project.json(["status"]);
  expect(JSON.stringify(said)).toContain("d.jsonl");
  project.write("e.jsonl", '{"text":\n');
  await project.call(["track", "e.jsonl", "--source", "news", "--origin", "own"]);
  expect(flat((await project.call(["status"])).stdout)).toContain("3 broken lines");
});
