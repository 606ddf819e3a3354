// Reports as a compliance officer gets them: written, recorded, led back to the ledger.
import { openLedger } from "@yurai/ledger";
import { reportKinds } from "@yurai/schema";
import { describe, expect, test } from "vitest";
import { madeKinds } from "../src/report/report-maker.ts";
import { makeProject, tooWide, type TestProject } from "./cli.ts";

async function trackedProject(): Promise<TestProject> {
  const project = makeProject();
  await project.call(["init", "--model", "kaede-1b", "--region", "JP", "--yes"]);
  project.write(
    "news.jsonl",
    [
      { text: "由来は、学習に使われた記録をたどります。", url: "https://news.example.jp/a/1" },
      { text: "A second page of the same site.", url: "https://www.example.jp/b" },
      { text: "Another site.", url: "https://example.co.uk/c" },
    ]
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(""),
  );
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
  return project;
}

interface Why {
  readonly item: { readonly figures: Readonly<Record<string, number | string>> };
  readonly again: { readonly figures: Readonly<Record<string, number | string>> };
  readonly today: { readonly figures: Readonly<Record<string, number | string>> };
  readonly isSameLedger: boolean;
  readonly file?: { readonly asWritten: boolean };
  readonly rows: readonly { readonly kind: string }[];
}

describe("a report", () => {
  test.each(["html", "md", "docx", "csv", "json"])(
    "as %s leads each figure back to the ledger",
    async (format) => {
      const project = await trackedProject();
      const written = await project.call([
        "report",
        "principle-code",
        "--lang",
        "ja",
        "--out",
        `code.${format}`,
      ]);
      expect(written.exitCode).toBe(0);
      expect(written.stdout).toContain(`yurai why code.${format}`);
      expect(tooWide(written.stdout)).toEqual([]);
      const [why] = (await project.json(["why", `code.${format}`, "D1"])) as readonly Why[];
      expect(why?.item.figures["crawled"]).toBe(3);
      expect(why?.again.figures).toEqual(why?.item.figures);
      expect(why?.isSameLedger).toBe(true);
      expect(why?.file?.asWritten).toBe(true);
      expect(new Set(why?.rows.map(({ kind }) => kind))).toEqual(new Set(["source", "counts"]));
    },
  );

  test("keeps its figures when the ledger grows: asked again they are the same, today's stand beside them", async () => {
    const project = await trackedProject();
    await project.call(["report", "ab-2013", "--out", "ab.md"]);
    project.write("more.jsonl", '{"text":"one more"}\n');
    await project.call(["track", "more.jsonl", "--source", "synthetic-1", "--origin", "synthetic"]);
    const [why] = (await project.json(["why", "ab.md", "3"])) as readonly Why[];
    expect(why?.item.figures["records"]).toBe(3);
    expect(why?.again.figures["records"]).toBe(3);
    expect(why?.today.figures["records"]).toBe(4);
  });

  test("that was edited still leads back, and why says that it was changed", async () => {
    const project = await trackedProject();
    await project.call(["report", "ab-2013", "--out", "ab.md"]);
    project.write("ab.md", project.read("ab.md").replace("To be written", "Written"));
    const said = await project.call(["why", "ab.md", "3"]);
    expect(said.exitCode).toBe(0);
    expect(said.stdout).toContain("changed since it was written");
    expect(tooWide(said.stdout)).toEqual([]);
  });

  test("takes words and decisions from the answers, and lists what is still blank in their form", async () => {
    const project = await trackedProject();
    await project.call(["report", "principle-code", "--out", "a.md", "--blanks", "yurai.answers.yaml"]);
    const blanks = project.read("yurai.answers.yaml");
    expect(blanks).toContain('"P1":');
    // A file of blanks answers nothing, and is no mistake.
    const again = await project.call(["report", "principle-code", "--out", "b.md"]);
    expect(again.exitCode).toBe(0);
    expect(project.read("b.md")).not.toContain("**Comply**");
    project.write(
      "yurai.answers.yaml",
      `format: yurai-answers\nversion: 1\norganisation: Kaede\nitems:\n  principle-code:\n    P1: { status: comply, text: done }\n`,
    );
    await project.call(["report", "principle-code", "--lang", "en", "--out", "b.md"]);
    expect(project.read("b.md")).toContain("**Comply**");
    expect(project.read("b.md")).toContain("Kaede");
  });

  test("about one model leaves out what other models read", async () => {
    const project = await trackedProject();
    project.write("other.jsonl", '{"text":"for another model"}\n');
    await project.call([
      "track",
      "other.jsonl",
      "--source",
      "other",
      "--origin",
      "own",
      "--model",
      "momiji-2b",
    ]);
    const one = await project.call(["report", "provenance", "--model", "momiji-2b", "--format", "json"]);
    const ids = JSON.parse(one.stdout) as { items: { id: string; evidence: { figures: object }[] }[] };
    const sources = ids.items.find(({ id }) => id === "sources")?.evidence[0]?.figures;
    expect(sources).toEqual({ sources: 1, other: 1 });
    const unknown = await project.call(["report", "provenance", "--model", "nobody"]);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain("not-found");
  });

  test("counts personal data where the run looked for it, and says nothing of it where none did", async () => {
    const project = await trackedProject();
    const counted = async (): Promise<Why | undefined> => {
      await project.call(["report", "provenance", "--out", "p.md"]);
      const [why] = (await project.json(["why", "p.md", "personal-data"])) as readonly Why[];
      return why;
    };
    expect((await counted())?.item.figures).toEqual({});
    project.write(
      "people.jsonl",
      '{"text":"連絡先は taro@kaede-shoji.co.jp と hanako@kaede-shoji.co.jp です。"}\n',
    );
    await project.call(["track", "people.jsonl", "--source", "people", "--origin", "own", "--scan"]);
    const why = await counted();
    expect(why?.item.figures).toMatchObject({ sources: 1, scannedRecords: 1, "e-mail": 2 });
    expect(why?.today.figures).toEqual(why?.item.figures);
    expect(new Set(why?.rows.map(({ kind }) => kind))).toEqual(new Set(["counts"]));
    expect(project.read("p.md")).not.toContain("taro");
  });

  test("is a row of the ledger with the digest of the file", async () => {
    const project = await trackedProject();
    await project.call(["report", "provenance", "--out", "p.html"]);
    await using ledger = await openLedger(project.path(".yurai"), { mode: "read" });
    const rows = await ledger.rows({ kinds: ["report"] });
    expect(rows).toHaveLength(1);
    expect(rows[0]?.body).toMatchObject({ report: "provenance", models: [] });
  });

  test("of domains counts hosts of one registrable domain together, and host names where they are asked for", async () => {
    const project = await trackedProject();
    const domains = async (thresholds: string): Promise<unknown> => {
      project.write("yurai.answers.yaml", `format: yurai-answers\nversion: 1\neuThresholds: ${thresholds}\n`);
      const made = await project.call(["report", "eu-training-summary", "--format", "json"]);
      const { items } = JSON.parse(made.stdout) as {
        items: { id: string; evidence: { table?: { rows: string[][] } }[] }[];
      };
      const table = items.find(({ id }) => id === "2.3.domains")?.evidence[0]?.table;
      return table?.rows.map(([domain]) => domain);
    };
    expect(await domains("{ domainShare: 1 }")).toEqual(["example.jp", "example.co.uk"]);
    expect(await domains("{ domainShare: 1, domainUnit: host }")).toEqual([
      "news.example.jp",
      "www.example.jp",
      "example.co.uk",
    ]);
    expect(await domains("{ domainShare: 1, domainLimit: 1 }")).toEqual(["example.jp"]);
  });

  test("with mistakes says what to do", async () => {
    const project = await trackedProject();
    const cases: readonly (readonly [readonly string[], string])[] = [
      [["report", "ab-2013", "--out", "news.jsonl/x.md"], "file-not-written"],
      [["report", "ab-2013", "--out", "x.pdf"], "bad-usage"],
      [["report", "ab-2013", "--format", "docx"], "bad-usage"],
      [["report", "ab-2013", "--answers", "none.yaml"], "file-missing"],
      [["why", "0123456789abcdef", "D1"], "not-found"],
      [["why", "news.jsonl", "D1"], "not-found"],
    ];
    for (const [args, code] of cases) {
      const said = await project.call(args);
      expect(said.exitCode, args.join(" ")).toBe(2);
      expect(said.stderr, args.join(" ")).toContain(code);
    }
    await project.call(["report", "ab-2013", "--out", "x.md"]);
    const said = await project.call(["why", "x.md", "99"]);
    expect(said.stderr).toContain("it has 1, 2, 3");
  });

  test("of every kind that the schema knows can be made, and its first item leads back", async () => {
    const project = await trackedProject();
    expect(madeKinds.toSorted()).toEqual(reportKinds.toSorted());
    for (const kind of madeKinds) {
      const [written] = (await project.json([
        "report",
        kind,
        "--out",
        "written-report",
        "--lang",
        "ja",
      ])) as readonly {
        readonly items: readonly { readonly id: string }[];
      }[];
      const item = written?.items.at(-1)?.id ?? "";
      const said = await project.call(["why", "written-report", item]);
      expect(said.exitCode, `${kind} ${item} ${said.stderr}`).toBe(0);
    }
  });

  test("as an export names the required fields that nobody gave", async () => {
    const project = await trackedProject();
    const written = await project.call(["report", "croissant", "--out", "c.json"]);
    expect(written.stdout).toContain("croissant: url");
    expect(tooWide(written.stdout)).toEqual([]);
  });
});
