// What a user does wrong is told in a line or two, with a code and no stack; what lies wrong in the data is located.
import { openLedger } from "@yurai/ledger";
import { chmodSync, existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { jsonLines, makeProject, tooWide, type Ended, type TestProject } from "./cli.ts";

const isRoot = process.getuid?.() === 0;
let project: TestProject;

beforeEach(() => {
  project = makeProject();
});

/** A mistake: exit 2 (or the given), at most three lines on stderr, the code in the first, no stack, nothing on stdout. */
function expectMistake(ended: Ended, code: string, exitCode = 2): void {
  expect({ exitCode: ended.exitCode, stdout: ended.stdout }).toEqual({ exitCode, stdout: "" });
  const lines = ended.stderr.trimEnd().split("\n");
  expect(lines[0]).toMatch(new RegExp(`^error ${code}: .`));
  expect(lines.length).toBeLessThanOrEqual(3);
  expect(ended.stderr).not.toMatch(/^\s+at /m);
}

interface Tracked {
  readonly run: string;
  readonly outcome: string;
  readonly sources: readonly { readonly source: string; readonly records: number }[];
  readonly gaps: readonly {
    readonly kind: string;
    readonly count: number;
    readonly where?: { readonly path?: string; readonly line?: number; readonly field?: string };
  }[];
}

const init = (): Promise<Ended> => project.run(["init", "--yes"]);

describe("on the command line", () => {
  test("an unknown command suggests the nearest one", async () => {
    const ended = await project.run(["stauts"]);
    expectMistake(ended, "bad-usage");
    expect(ended.stderr).toContain("Did you mean status?");
  });

  test("an unknown option suggests the nearest one, also in Japanese", async () => {
    const ended = await project.run(["track", "x.jsonl", "--sorce", "news", "--lang", "ja"]);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(/^エラー bad-usage: 使い方が正しくありません/);
    expect(ended.stderr).toContain("--source");
  });

  test("init without a terminal asks for answers or --yes", async () => {
    expectMistake(await project.run(["init"]), "bad-usage");
  });

  test("a report with an ending that no format has is not written under a false name", async () => {
    await init();
    const ended = await project.run(["report", "provenance", "--out", "out/report.pdf"]);
    expectMistake(ended, "bad-usage");
    expect(ended.stderr).toContain("html");
    expect(existsSync(project.path("out"))).toBe(false);
    expect((await project.run(["report", "provenance", "--out", "out/report.html"])).exitCode).toBe(0);
    expect(existsSync(project.path("out/report.html"))).toBe(true);
  });

  test("a command before init says how to begin, and ends as a store that is not there", async () => {
    const ended = await project.run(["status"]);
    expectMistake(ended, "ledger-missing", 4);
    expect(ended.stderr).toContain("yurai init");
  });

  test("a reader that closes stdout early is no error", async () => {
    await init();
    const ended = await project.run(["status"], { closeStdout: true });
    expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

describe("in the configuration", () => {
  test.each([
    [
      "a wrong value",
      "format: yurai-config\nversion: 1\nsources:\n  - name: a\n    origin: nowhere\n",
      "5:5",
    ],
    ["an unknown field", "format: yurai-config\nversion: 1\nsorces: []\n", "3:1"],
    ["broken YAML", "format: yurai-config\nversion: 1\nsources: [\n  - {\n", ""],
  ])("%s is located by file, line and column", async (_what, text, place) => {
    project.write("yurai.config.yaml", text);
    const ended = await project.run(["status"]);
    expectMistake(ended, "bad-config");
    expect(ended.stderr).toMatch(new RegExp(`yurai\\.config\\.yaml:${place || "\\d+:\\d+"}: `));
  });

  test("init --force replaces a broken one", async () => {
    project.write("yurai.config.yaml", "format: [");
    expect((await project.run(["init", "--yes", "--force"])).exitCode).toBe(0);
    expect((await project.run(["status"])).exitCode).toBe(0);
  });

  test("of two homes the flag's wins, and the other one is named", async () => {
    await project.run(["init", "--yes"]);
    await project.run(["init", "--yes", "--home", "elsewhere"]);
    project.write("data.jsonl", jsonLines(3));
    await project.run(["track", "data.jsonl", "--source", "news", "--home", "elsewhere"]);
    const other = await project.run(["status", "--home", "elsewhere"]);
    expect(other.stdout).toContain("news  3 records");
    expect(other.stderr).toContain(`there is another ledger in ${project.path(".yurai")}`);
    const variable = await project.run(["status", "--quiet"], { env: { YURAI_HOME: "elsewhere" } });
    expect(variable.stdout).toContain("news  3 records");
    expect((await project.run(["status"])).stdout).not.toContain("news");
  });
});

describe("in the data", () => {
  test("a file that is not there leaves no run behind", async () => {
    await init();
    expectMistake(await project.run(["track", "nothing.jsonl", "--source", "news"]), "file-missing");
    expect((await project.run(["status"])).stdout).toContain("no run is recorded");
  });

  test("broken lines, truncated files and wrong encodings are counted, located and no failure, unless --strict", async () => {
    await init();
    const packed = gzipSync(jsonLines(200));
    project.write("data/broken.jsonl", `${jsonLines(2)}{"text": \n${jsonLines(2, 2)}`);
    project.write("data/cut.jsonl.gz", packed.subarray(0, packed.length - 60));
    project.write("data/whole.jsonl.zst", zstdCompressSync(jsonLines(5, 300)));
    project.write(
      "data/latin.jsonl",
      Buffer.concat([Buffer.from('{"text":"caf'), Buffer.from([0xe9]), Buffer.from('"}\n')]),
    );
    const files = ["broken.jsonl", "cut.jsonl.gz", "whole.jsonl.zst", "latin.jsonl"].map(
      (name) => `data/${name}`,
    );
    const [tracked] = (await project.json(["track", ...files, "--source", "news"])) as [Tracked];
    const places = tracked.gaps.map(({ kind, where }) => [kind, where?.path, where?.line]);
    expect(places).toContainEqual(["broken-line", "data/broken.jsonl", 3]);
    expect(places).toContainEqual(["truncated-file", "data/cut.jsonl.gz", expect.any(Number)]);
    expect(places).toContainEqual(["wrong-encoding", "data/latin.jsonl", 1]);
    expect(tracked.sources[0]?.records).toBeGreaterThanOrEqual(9);
    const strict = await project.run(["track", "data/broken.jsonl", "--source", "again", "--strict"]);
    expect(strict.exitCode).toBe(2);
    expect(strict.stdout).toContain("1 broken line (data/broken.jsonl, line 3");
    expect(tooWide(strict.stdout)).toEqual([]);
  });

  test("a field that is in no row is one gap with its name", async () => {
    await init();
    project.write("data.jsonl", jsonLines(6));
    const [tracked] = (await project.json(["track", "data.jsonl", "--source", "news", "--text", "body"])) as [
      Tracked,
    ];
    const missing = tracked.gaps.filter(({ kind }) => kind === "missing-field");
    expect(missing).toMatchObject([{ where: { field: "body" } }]);
    expect(tracked.gaps.find(({ kind }) => kind === "row-without-text")?.count).toBe(6);
  });

  test.skipIf(isRoot)(
    "a folder that may not be read is a gap with its path (not as root, who may read everything)",
    async () => {
      await init();
      project.write("data/open/a.txt", "readable text ".repeat(20));
      project.write("data/closed/b.txt", "unreadable text");
      chmodSync(project.path("data/closed"), 0);
      const [tracked] = (await project.json(["track", "data", "--source", "notes"])) as [Tracked];
      chmodSync(project.path("data/closed"), 0o700);
      expect(tracked.gaps).toContainEqual(
        expect.objectContaining({ kind: "no-permission", where: { path: "data/closed" } }),
      );
      expect(tracked.sources[0]?.records).toBe(1);
    },
  );

  test("an id that fits several runs lists them; one that fits none says so", async () => {
    await init();
    project.write("data.jsonl", jsonLines(2));
    await project.run(["track", "data.jsonl", "--source", "news", "--run", "pre-1"]);
    await project.run(["track", "data.jsonl", "--source", "news", "--run", "pre-2"]);
    expectMistake(await project.run(["show", "run", "pre"]), "ambiguous");
    expectMistake(await project.run(["show", "run", "zz"]), "not-found");
    const source = await project.run(["conclude", "newz", "--licence", "MIT", "--because", "x", "--by", "y"]);
    expectMistake(source, "not-found");
    expect(source.stderr).toContain("did you mean news?");
  });
});

describe("in the store", () => {
  test("a ledger of a newer Yurai is refused and left alone", async () => {
    await init();
    const database = new DatabaseSync(project.path(".yurai/ledger.db"));
    database.exec("PRAGMA user_version = 9999");
    database.close();
    expectMistake(await project.run(["status"]), "ledger-newer", 4);
  });

  test("a segment that was changed makes verify and lookup say so", async () => {
    await init();
    project.write("data.jsonl", jsonLines(20));
    await project.run(["track", "data.jsonl", "--source", "news", "--url", "url"]);
    const [{ segments }] = (await project.json(["show", "run", await onlyRun()])) as [
      { segments: [{ id: string }] },
    ];
    const file = `.yurai/segments/${segments[0].id}/keys.idx`;
    project.write(file, Buffer.alloc(100));
    const verified = await project.run(["verify"]);
    expect(verified.exitCode).toBe(4);
    expect(verified.stdout).toMatch(/^NOT SOUND {2}1 problem found\n/);
    expect(verified.stdout).toContain("a segment's files were changed");
    const lookup = await project.run(["lookup", "url", "https://nowhere.example/"]);
    expect(lookup.exitCode).toBe(3);
    expect(lookup.stdout).toMatch(/^cannot determine {2}https:\/\/nowhere\.example\//);
    expect(lookup.stdout).toContain("0 of 1 segment");
  });

  test("Ctrl-C seals and records what was read, and ends with 130", async () => {
    await init();
    const interrupted = await project.run(["track", "-", "--source", "stream"], {
      stdin: jsonLines(30),
      keepStdinOpen: true,
      interruptWhen: async () => {
        await using ledger = await openLedger(project.path(".yurai"), { mode: "read" });
        return (await ledger.runs()).length > 0;
      },
    });
    expect(interrupted.exitCode).toBe(130);
    expect(interrupted.stderr).toContain("sealed and recorded");
    const [run] = (await project.json(["show", "run", await onlyRun()])) as [{ end: { outcome: string } }];
    expect(run.end.outcome).toBe("interrupted");
  });
});

async function onlyRun(): Promise<string> {
  await using ledger = await openLedger(project.path(".yurai"), { mode: "read" });
  return (await ledger.runs())[0]?.id ?? "";
}
