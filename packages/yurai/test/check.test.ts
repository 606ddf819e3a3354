// `yurai check` through the real command line: outcomes, exit codes, what is searched, what is written.
import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeProject, tooWide, type Ended, type TestProject } from "./cli.ts";
import {
  freshText,
  lines,
  makeCheckedProject,
  mitText,
  permissiveCode,
  privateJapanese,
  privateProse,
} from "./checked-project.ts";

interface JsonVerdict {
  readonly id: string;
  readonly action: string;
  readonly findings: readonly {
    readonly kind: string;
    readonly fingerprint?: string;
    readonly standardText?: string;
  }[];
  readonly attribution: readonly { readonly text: string }[];
  readonly coverage: { readonly notSearched: readonly { readonly kind: string }[] };
}

let project: TestProject;
beforeAll(async () => {
  project = await makeCheckedProject();
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

const permissive = {
  id: "permissive",
  text: permissiveCode.slice(200, 900),
  prompt: "write me a padding function",
};
const re = { id: "re-cased", text: permissiveCode.slice(100, 800).toUpperCase().split(/\s+/).join("\n") };
const secret = { id: "private", text: `As the diary says: ${privateProse.slice(50, 500)}` };
const japanese = { id: "japanese", text: `日記によると、${privateJapanese}` };
const licence = { id: "licence", text: mitText };
const fresh = { id: "fresh", text: freshText };

async function verdictsOf(rows: readonly object[], ...args: string[]): Promise<readonly JsonVerdict[]> {
  project.write("rows.jsonl", lines(rows));
  return (await project.json(["check", "rows.jsonl", ...args])) as readonly JsonVerdict[];
}

/** A copy of the project whose home a test may break. */
function copyOfProject(): TestProject {
  const copy = makeProject();
  cpSync(project.folder, copy.folder, { recursive: true });
  return copy;
}

/** Everything of a verdict but the moment at which it was given. */
function plain({ checkedAt: _at, ...verdict }: JsonVerdict & { readonly checkedAt?: string }): object {
  return verdict;
}

async function exitOf(rows: readonly object[], ...args: string[]): Promise<number | null> {
  project.write("rows.jsonl", lines(rows));
  return (await project.run(["check", "rows.jsonl", ...args])).exitCode;
}

async function check(name: string, content: string | Uint8Array, ...args: string[]): Promise<Ended> {
  project.write(name, content);
  return project.run(["check", name, ...args]);
}

describe("what is decided", () => {
  test("a permissive copy is attributed, also re-wrapped and re-cased; a private one reviewed; the rest passes", async () => {
    const rows = [permissive, re, secret, japanese, licence, fresh];
    const verdicts = await verdictsOf(rows, "--model", "kaede");
    expect(verdicts.map(({ id, action }) => [id, action])).toEqual([
      ["permissive", "attribute"],
      ["re-cased", "attribute"],
      ["private", "review"],
      ["japanese", "review"],
      ["licence", "pass"],
      ["fresh", "pass"],
    ]);
    expect(verdicts[0]?.attribution.map(({ text }) => text)).toEqual([mitText]);
    expect(verdicts[4]?.findings.every(({ standardText }) => standardText !== undefined)).toBe(true);
  });

  test("a notice whose file has changed since it was tracked is not shipped: the finding is reviewed", async () => {
    const copy = copyOfProject();
    copy.write("node_modules/left/LICENSE", mitText.replace("A. Person", "Somebody Else"));
    copy.write("rows.jsonl", lines([permissive]));
    const [verdict] = (await copy.json(["check", "rows.jsonl"])) as readonly JsonVerdict[];
    expect(verdict).toMatchObject({ action: "review", decisions: [{ raised: "no-attribution-text" }, {}] });
  });

  test("what a model did not learn is not searched for it, and its base without runs is printed", async () => {
    const verdicts = await verdictsOf([secret], "--model", "kaede");
    expect(verdicts[0]?.coverage.notSearched).toEqual([
      { kind: "model-without-runs", model: { name: "Qwen/Base" } },
    ]);
    const { stdout, exitCode } = await project.run(["check", "rows.jsonl", "--model", "nobody"]);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/not searched[^]*model nobody/);
  });

  test("workers give the verdicts of one thread, in order", async () => {
    const rows = Array.from({ length: 70 }, (_, at) => ({
      ...[permissive, secret, fresh][at % 3],
      id: `row-${at}`,
    }));
    const alone = await verdictsOf(rows);
    const together = await verdictsOf(rows, "--workers", "2");
    expect(together.map(plain)).toEqual(alone.map(plain));
  });
});

describe("exit codes", () => {
  test("0 when every output passes or is attributed", async () => {
    expect(await exitOf([permissive, licence, fresh])).toBe(0);
  });

  test("1 when an output is to be reviewed or blocked", async () => {
    expect(await exitOf([fresh, secret])).toBe(1);
  });

  test("2 for a flag that does not exist, a file that is not there, and a value that cannot be", async () => {
    const wrong = [["rows.jsonl", "--nope"], ["missing.jsonl"], ["rows.jsonl", "--workers", "many"]];
    for (const args of wrong) expect((await project.run(["check", ...args])).exitCode).toBe(2);
  });

  test("3 without a home, and the first line says incomplete", async () => {
    const empty = makeProject();
    empty.write("rows.jsonl", lines([fresh]));
    const { exitCode, stdout, stderr } = await empty.run(["check", "rows.jsonl"]);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^INCOMPLETE/);
    expect(stderr).toContain("no ledger");
  });

  test("4 for a damaged ledger and for a segment that is gone", async () => {
    const copy = copyOfProject();
    copy.write("rows.jsonl", lines([fresh]));
    const segments = join(copy.folder, ".yurai", "segments");
    rmSync(join(segments, readdirSync(segments)[0] ?? ""), { recursive: true });
    const lost = await copy.run(["check", "rows.jsonl"]);
    expect(lost.exitCode).toBe(4);
    expect(lost.stdout).toMatch(/^INCOMPLETE/);
    expect((await copy.run(["check", "rows.jsonl", "--shadow"])).exitCode).toBe(4);
    for (const file of ["ledger.db-wal", "ledger.db-shm"])
      rmSync(copy.path(`.yurai/${file}`), { force: true });
    writeFileSync(copy.path(".yurai/ledger.db"), "this is no database".repeat(500));
    expect((await copy.run(["check", "rows.jsonl"])).exitCode).toBe(4);
  });

  test("5 when everything stopped had a waiver that has expired; 0 while it holds", async () => {
    const [verdict] = await verdictsOf([secret]);
    const waiver = (expires: string): string =>
      lines([
        {
          fingerprint: verdict?.findings.find(({ kind }) => kind === "verbatim")?.fingerprint,
          owner: "Sato",
          approver: "Suzuki",
          reason: "the diary's author agreed",
          createdAt: "2020-01-01T00:00:00Z",
          expires,
        },
      ]);
    const copy = copyOfProject();
    copy.write("rows.jsonl", lines([secret]));
    copy.write("yurai.waivers.jsonl", waiver("2999-12-31"));
    expect((await copy.run(["check", "rows.jsonl"])).exitCode).toBe(0);
    copy.write("yurai.waivers.jsonl", waiver("2020-12-31"));
    expect((await copy.run(["check", "rows.jsonl"])).exitCode).toBe(5);
    expect((await copy.run(["check", "rows.jsonl", "--shadow"])).exitCode).toBe(0);
  });

  test("bad input outweighs what is stopped, and that outweighs incomplete", async () => {
    project.write("mixed.jsonl", `${lines([secret, { id: "none" }])}{"broken\n`);
    expect((await project.run(["check", "mixed.jsonl"])).exitCode).toBe(2);
    expect(await exitOf([secret, { id: "none" }])).toBe(1);
  });

  test("shadow lets everything through and says so in the first line; bad input stays", async () => {
    project.write("rows.jsonl", lines([secret]));
    const { exitCode, stdout } = await project.run(["check", "rows.jsonl", "--shadow"]);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n")[0]).toContain("SHADOW");
    project.write("mixed.jsonl", '{"broken\n');
    expect((await project.run(["check", "mixed.jsonl", "--shadow"])).exitCode).toBe(2);
  });
});

describe("hostile input", () => {
  test("an empty file is incomplete, whatever its format", async () => {
    for (const name of ["empty.jsonl", "empty.txt"])
      expect(await check(name, "")).toMatchObject({ exitCode: 3 });
  });

  test("a binary file is bad input", async () => {
    const bytes = Uint8Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 256);
    for (const name of ["binary.txt", "binary.jsonl"])
      expect(await check(name, bytes)).toMatchObject({ exitCode: 2 });
  });

  test("a row without the field is incomplete, and the screen says which field", async () => {
    const ended = await check("field.jsonl", lines([{ id: "a", output: "text" }]));
    expect(ended).toMatchObject({ exitCode: 3 });
    expect(ended.stderr).toContain('"text"');
    expect(
      await check("field.jsonl", lines([{ id: "a", output: "text" }]), "--text", "output"),
    ).toMatchObject({
      exitCode: 0,
    });
  });

  test("a broken row is located and counted, and the others are checked", async () => {
    const ended = await check(
      "broken.jsonl",
      `${lines([fresh])}{"id": 2, "text": "cut of\n${lines([permissive])}`,
      "--json",
    );
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(ended.stderr).toMatch(/broken\.jsonl.*line 2/);
    expect(ended.stderr).not.toContain("cut of");
  });

  test("a line of 100 MB is passed over, and the others are checked", async () => {
    const long = Buffer.concat([
      Buffer.from('{"text":"'),
      Buffer.alloc(100_000_000, "a"),
      Buffer.from(`"}\n${lines([fresh])}`),
    ]);
    const ended = await check("long.jsonl", long, "--json");
    rmSync(project.path("long.jsonl"));
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout).toMatch(/^\{"schemaVersion":1,"id":"fresh","action":"pass"/);
  });

  test("audio and images are incomplete", async () => {
    expect(await check("media.jsonl", lines([{ text: "x".repeat(40), media: "audio" }]))).toMatchObject({
      exitCode: 3,
    });
  });

  test("CSV: quoted fields with separators and line breaks; a quote that never closes is bad input", async () => {
    const quoted = `id,text\na,"${privateProse.replaceAll(" the ", ' the "" ')}"\nb,"${freshText},\nnew line"\n`;
    const ended = await check("rows.csv", quoted, "--json");
    expect(
      ended.stdout
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as JsonVerdict).action),
    ).toEqual(["review", "pass"]);
    expect(await check("open.csv", 'id,text\na,"never closed\n')).toMatchObject({ exitCode: 2 });
  });

  test("a text file is one output", async () => {
    expect(await check("diary.txt", privateProse)).toMatchObject({ exitCode: 1 });
  });
});

describe("what is shown and written", () => {
  test("the first lines say that the built-in policy holds and that every segment was searched; 80 columns, two languages", async () => {
    const copy = copyOfProject();
    rmSync(copy.path("yurai.policy.yaml"));
    copy.write("rows.jsonl", lines([secret, permissive]));
    const english = await copy.run(["check", "rows.jsonl"]);
    expect(english.stdout.split("\n").slice(0, 3).join(" ")).toMatch(
      /^REVIEW.*built-in policy publish.*every segment/,
    );
    expect(english.stdout).toMatch(/searched[^]*not searched[^]*not checked[^]*exit 1/);
    const japaneseScreen = await copy.run(["check", "rows.jsonl", "--lang", "ja"]);
    expect(japaneseScreen.stdout).toMatch(/^要確認/);
    expect([...tooWide(english.stdout), ...tooWide(japaneseScreen.stdout)]).toEqual([]);
  });

  test("--json prints one verdict a line and nothing else on stdout", async () => {
    const verdicts = await verdictsOf([permissive, secret, fresh]);
    expect(verdicts.map(({ id }) => id)).toEqual(["permissive", "private", "fresh"]);
    expect(verdicts[1]?.findings.map(({ kind }) => kind)).toContain("verbatim");
  });

  test("no text of a source or an output is in any file or screen, unless asked for, and then in HTML only", async () => {
    project.write("rows.jsonl", lines([secret]));
    const files = [
      "--out",
      "o",
      "--sarif",
      "o/s.sarif",
      "--junit",
      "o/j.xml",
      "--gitlab",
      "o/g.json",
      "--github",
    ];
    const words = "lighthouse keeper wrote";
    const hidden = await project.run(["check", "rows.jsonl", ...files]);
    expect(readdirSync(project.path("o")).sort()).toEqual(
      ["g.json", "j.xml", "report.html", "s.sarif", "summary.json", "verdicts.jsonl", "attribution.txt"]
        .filter((name) => name !== "attribution.txt")
        .sort(),
    );
    expect(hidden.stdout).toContain("::error");
    const written = readdirSync(project.path("o")).map((name) => project.read(`o/${name}`));
    expect([hidden.stdout, hidden.stderr, ...written].filter((text) => text.includes(words))).toEqual([]);
    const shown = await project.run(["check", "rows.jsonl", ...files, "--show-text"]);
    expect(shown.stdout).not.toContain(words);
    const withWords = readdirSync(project.path("o")).filter((name) =>
      project.read(`o/${name}`).includes(words),
    );
    expect(withWords).toEqual(["report.html"]);
  });

  test("GitHub's step summary is added to the file that the environment names", async () => {
    project.write("rows.jsonl", lines([secret]));
    project.write("summary.md", "before\n");
    await project.run(["check", "rows.jsonl", "--github"], {
      env: { GITHUB_STEP_SUMMARY: project.path("summary.md") },
    });
    expect(project.read("summary.md")).toMatch(/^before\n[^]*diary/);
  });

  test("texts of outputs are kept only when asked for, and deleted when their days are over", async () => {
    const copy = copyOfProject();
    copy.write("rows.jsonl", lines([fresh]));
    await copy.run(["check", "rows.jsonl"]);
    expect(readdirSync(copy.path(".yurai"))).not.toContain("outputs");
    await copy.run(["check", "rows.jsonl", "--keep-outputs", "7"]);
    const [kept = ""] = readdirSync(copy.path(".yurai/outputs"));
    expect(copy.read(`.yurai/outputs/${kept}`)).toContain(freshText);
    copy.write(
      `.yurai/outputs/${kept}`,
      copy.read(`.yurai/outputs/${kept}`).replace(/"deleteAfter":"20/, '"deleteAfter":"19'),
    );
    await copy.run(["check", "rows.jsonl"]);
    expect(readdirSync(copy.path(".yurai/outputs"))).toEqual([]);
  });
});

test("a pass beside a row that cannot be read is no pass: the first line says incomplete, and how many rows have no verdict", async () => {
  const project = await makeCheckedProject();
  project.write("half.jsonl", '{"text":"fresh words that nobody wrote before"}\n{"text":"ha');
  for (const [language, word] of [
    ["en", "INCOMPLETE  bad input: 1 row could not be read"],
    ["ja", "検査未完了"],
  ] as const) {
    const ended = await project.call(["check", "half.jsonl", "--lang", language]);
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout.startsWith(word)).toBe(true);
  }
});
