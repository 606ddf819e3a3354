// Inquiries as the desk handles them: a draft, a letter, a named person's approval.
import { readdirSync, rmSync } from "node:fs";
import { unzipSync } from "fflate";
import { openLedger } from "@yurai/ledger";
import { describe, expect, test } from "vitest";
import { makeProject, privateProse, tooWide, type TestProject } from "./inquiry-project.ts";

interface Target {
  readonly kind: string;
  readonly value: string;
  readonly answer: string;
  readonly records: number;
  readonly reason?: string;
  readonly matches: readonly {
    readonly source: string;
    readonly models: readonly { readonly name: string }[];
    readonly longestRun?: number;
  }[];
}

async function targetsOf(project: TestProject, args: readonly string[]): Promise<readonly Target[]> {
  const [inquiry] = (await project.json(["answer", ...args, "--request", "desk/r.yaml"])) as readonly {
    readonly targets: readonly Target[];
  }[];
  return inquiry?.targets ?? [];
}

describe("an answer", () => {
  test("says included with source, run and model, and not found with what was searched", async () => {
    const project = await makeProject();
    const said = await project.call([
      "answer",
      "url",
      "https://news.example.jp/a/1",
      "https://none.example/",
      "--request",
      "desk/r.yaml",
    ]);
    expect(said.exitCode).toBe(0);
    expect(said.stdout).toMatch(/^DRAFT for review: not sent, not approved. Recorded as inquiry Q-001\./);
    expect(said.stdout).toContain("included  1 record");
    expect(said.stdout).toContain("model kaede-1b, since");
    expect(said.stdout).toContain("not found in what was searched");
    expect(said.stdout).toContain("Pledge of no other use: MISSING");
    expect(tooWide(said.stdout)).toEqual([]);
    expect(readdirSync(project.path("desk"))).toContain("Q-001.en.docx");
  });

  test("finds a text whole, a part of it as similar with the run's length, and names it by its digest only", async () => {
    const project = await makeProject();
    const [whole] = await targetsOf(project, ["text", privateProse]);
    expect(whole).toMatchObject({ answer: "included", records: 1 });
    const part = `${privateProse.slice(200, 600)} ${"and then something else entirely that nobody wrote before. ".repeat(20)}`;
    const [similar] = await targetsOf(project, ["text", part]);
    expect(similar?.answer).toBe("similar");
    expect(similar?.matches[0]?.longestRun).toBeGreaterThan(119);
    await using ledger = await openLedger(project.path(".yurai"), { mode: "read" });
    const rows = JSON.stringify(await ledger.rows({ kinds: ["inquiry"] }));
    expect(rows).not.toContain(privateProse.slice(200, 260));
  });

  test("cannot be determined while a segment is missing, and exits 3", async () => {
    const project = await makeProject();
    const [segment] = readdirSync(project.path(".yurai/segments"));
    rmSync(project.path(`.yurai/segments/${segment}`), { recursive: true });
    const said = await project.call(["answer", "url", "https://none.example/", "--request", "desk/r.yaml"]);
    expect(said.exitCode).toBe(3);
    expect(said.stdout).toContain("cannot be determined");
    expect(said.stdout).toContain("1 segments could not be searched");
  });

  test("that is declined gives the reason and searches nothing", async () => {
    const project = await makeProject();
    const [target] = await targetsOf(project, ["host", "news.example.jp", "--decline", "mass request"]);
    expect(target).toMatchObject({ answer: "declined", reason: "mass request", records: 0, matches: [] });
  });

  test("is final only when a named person approves it, once; the letter then carries no DRAFT", async () => {
    const project = await makeProject();
    await project.call([
      "answer",
      "url",
      "https://news.example.jp/a/1",
      "--request",
      "desk/r.yaml",
      "--format",
      "md",
    ]);
    expect(project.read("desk/Q-001.en.md")).toContain("DRAFT for review");
    const nameless = await project.call(["answer", "approve", "Q-001"]);
    expect(nameless.exitCode).toBe(2);
    const approved = await project.call(["answer", "approve", "Q-001", "--by", "Sato", "--out", "final.md"]);
    expect(approved.exitCode).toBe(0);
    expect(project.read("final.md")).not.toContain("DRAFT");
    expect(project.read("final.md")).toContain("approved by Sato");
    const twice = await project.call(["answer", "approve", "Q-001", "--by", "Abe"]);
    expect(twice.exitCode).toBe(2);
    const listed = await project.call(["answer", "list"]);
    expect(listed.stdout).toContain("approved by Sato");
  });

  test("approved takes the place of its draft, in the draft's language", async () => {
    const project = await makeProject();
    await project.call([
      "answer",
      "url",
      "https://a.example/",
      "--request",
      "desk/r.yaml",
      "--lang",
      "ja",
      "--format",
      "md",
    ]);
    expect(project.read("desk/Q-001.ja.md")).toContain("草案");
    const approved = await project.call(["answer", "approve", "Q-001", "--by", "Sato", "--lang", "en"]);
    expect(approved.stdout).toContain("desk/Q-001.ja.md");
    expect(project.read("desk/Q-001.ja.md")).not.toContain("草案");
  });

  test("in Japanese is a Word letter with the fields of the request and the limits", async () => {
    const project = await makeProject();
    await project.call([
      "answer",
      "url",
      "https://news.example.jp/a/1",
      "--request",
      "desk/r.yaml",
      "--lang",
      "ja",
      "--out",
      "l.docx",
    ]);
    const entries = unzipSync(new Uint8Array(Buffer.from(project.readBytes("l.docx"))));
    const body = Buffer.from(entries["word/document.xml"]!).toString("utf8");
    for (const text of ["草案", "山田新聞社", "含まれる", "検索した範囲", "目的外利用"])
      expect(body).toContain(text);
  });

  test("reads many targets from standard input, and counts in the statement of the year", async () => {
    const project = await makeProject();
    const urls = Array.from({ length: 500 }, (_, at) => `https://none.example/${at}\n`).join("");
    const said = await project.call(["answer", "url", "-", "--request", "desk/r.yaml"], { stdin: urls });
    expect(said.exitCode).toBe(0);
    const report = await project.call(["report", "principle-code", "--format", "json"]);
    const { items } = JSON.parse(report.stdout) as {
      items: readonly { id: string; evidence: readonly { figures: object }[] }[];
    };
    expect(items.find(({ id }) => id === "I8")?.evidence[0]?.figures).toMatchObject({
      drafted: 1,
      approved: 0,
      "not-found": 500,
    });
  });

  test("with a mistake in the request says where it is, and records nothing", async () => {
    const project = await makeProject();
    project.write("desk/bad.yaml", "format: yurai-request\nversion: 1\nrightType: cat\n");
    const said = await project.call(["answer", "url", "https://a.example/", "--request", "desk/bad.yaml"]);
    expect(said.exitCode).toBe(2);
    expect(said.stderr).toMatch(/bad\.yaml:3:\d+/);
    const unknown = await project.call(["answer", "show", "Q-009"]);
    expect(unknown.stderr).toContain("not-found");
    expect((await project.call(["answer", "list"])).stdout).toContain("0 inquiries");
  });
});
