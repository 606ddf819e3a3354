// What the commands beyond the first five minutes do. The program runs in this process, except where the process matters.
import { createSegment, listSegments } from "@yurai/fingerprint";
import { openLedger } from "@yurai/ledger";
import type { SegmentManifest } from "@yurai/schema";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { jsonLines, makeProject, tooWide, type TestProject } from "./cli.ts";
import { shapes } from "./json-shapes.ts";

let project: TestProject;

beforeEach(async () => {
  project = makeProject();
  await using _ledger = await openLedger(project.path(".yurai"), { mode: "write", createIfMissing: true });
});

function row(id: number, url: string, signals: readonly object[] = []): string {
  return JSON.stringify({ id, text: `text ${id}`, url, signals });
}

async function runs(): Promise<readonly { readonly id: string; readonly name?: string }[]> {
  await using ledger = await openLedger(project.path(".yurai"), { mode: "read" });
  return (await ledger.runs()).map(({ run }) => run);
}

describe("track", () => {
  test("commands that name the same run share it, and count nothing twice", async () => {
    project.write("one.jsonl", jsonLines(10));
    project.write("two.jsonl", jsonLines(5, 100));
    await project.call(["track", "one.jsonl", "--source", "news", "--run", "pre"]);
    const [again] = await project.json([
      "track",
      "one.jsonl",
      "two.jsonl",
      "--source",
      "news",
      "--run",
      "pre",
    ]);
    expect(shapes.track.safeParse(again).error?.issues).toBeUndefined();
    expect(again).toMatchObject({
      resumed: true,
      alreadyRead: 10,
      sources: [{ source: "news", records: 15 }],
    });
    expect(await runs()).toHaveLength(1);
  });

  test("an Arrow stream from standard input is read like rows, with the declared facts of the configuration", async () => {
    project.write(
      "yurai.config.yaml",
      [
        "format: yurai-config",
        "version: 1",
        "regions: { storage: [JP] }",
        "models: [{ name: kaede-1b, base: { name: base-1 } }]",
        "sources:",
        "  - { name: table, origin: licensed, licence: MIT, purpose: pretraining, fields: { text: body } }",
      ].join("\n"),
    );
    const bodies = ["first body ".repeat(20), "second body ".repeat(20)];
    const stdin = tableToIPC(tableFromArrays({ body: bodies }), "stream");
    const [tracked] = await project.json(["track", "-", "--source", "table"], { stdin });
    expect(tracked).toMatchObject({
      sources: [{ records: 2, licences: [{ basis: "declared", records: 2 }] }],
    });
    const [source] = await project.json(["show", "source", "table"]);
    expect(shapes.source.safeParse(source).error?.issues).toBeUndefined();
    expect(source).toMatchObject({
      source: { origin: "licensed", purpose: "pretraining", regions: { storage: ["JP"] } },
      licences: [{ basis: "declared", by: "yurai.config.yaml" }],
      runs: [{ model: "kaede-1b" }],
    });
  });

  test("the project's regions hold for a source that only flags declare", async () => {
    project.write("yurai.config.yaml", "format: yurai-config\nversion: 1\nregions: { storage: [JP] }\n");
    project.write("data.jsonl", jsonLines(1));
    await project.call(["track", "data.jsonl", "--source", "news", "--origin", "own"]);
    const [source] = await project.json(["show", "source", "news"]);
    expect(source).toMatchObject({ source: { origin: "own", regions: { storage: ["JP"] } } });
  });

  test("a class without an origin is refused with the origins that give it, and with one it is recorded", async () => {
    project.write("data.jsonl", jsonLines(1));
    const alone = await project.call(["track", "data.jsonl", "--source", "news", "--class", "public"]);
    expect(alone.exitCode).toBe(2);
    expect(alone.stderr).toContain("--origin public-dataset or --origin crawled");
    await project.call(["track", "data.jsonl", "--source", "news", "--class", "public", "--origin", "own"]);
    const [source] = await project.json(["show", "source", "news"]);
    expect(source).toMatchObject({ source: { origin: "own", class: "public" } });
  });

  test("what the configuration says of a package, of any version, wins over what its files say", async () => {
    project.write(
      "yurai.config.yaml",
      "format: yurai-config\nversion: 1\nregions: { storage: [JP] }\nsources: [{ name: 'npm:@in/house', origin: own, licence: house terms }]\n",
    );
    const manifest = { name: "@in/house", version: "3.1.0", license: "MIT" };
    project.write("node_modules/@in/house/package.json", JSON.stringify(manifest));
    project.write("node_modules/@in/house/index.js", "export const answer = 42;\n");
    await project.call(["track", "npm:node_modules"]);
    const [source] = await project.json(["show", "source", "npm:@in/house@3.1.0"]);
    expect(source).toMatchObject({
      source: { origin: "own", release: "3.1.0", regions: { storage: ["JP"] } },
      licences: [
        { basis: "declared", licence: { expression: "MIT" } },
        { basis: "declared", licence: { name: "house terms" }, by: "yurai.config.yaml" },
      ],
      terms: { distributeOutputs: "unknown" },
    });
  });

  test("a folder of text is a record a file, a file of text is one, and paths of the configuration stand in for arguments", async () => {
    project.write("notes/a.md", "a note of some length ".repeat(10));
    project.write("notes/deep/b.txt", "another note of some length ".repeat(10));
    project.write(
      "yurai.config.yaml",
      "format: yurai-config\nversion: 1\nsources: [{ name: notes, origin: own, paths: [notes] }]\n",
    );
    const [tracked] = await project.json(["track", "--source", "notes", "--no-index"]);
    expect(tracked).toMatchObject({ sources: [{ source: "notes", records: 2 }] });
    const [file] = await project.json(["track", "notes/a.md", "--source", "one-note"]);
    expect(file).toMatchObject({ sources: [{ source: "one-note", records: 1 }], gaps: expect.any(Array) });
  });

  test("--close, --no-index and --no-minhash decide what a segment stores of the texts", async () => {
    project.write("note.md", "a note of some length ".repeat(10));
    const stored = async (...flags: readonly string[]): Promise<readonly unknown[]> => {
      const before = new Set(listSegments(project.path(".yurai")));
      await project.call(["track", "note.md", "--source", "notes", ...flags]);
      const [id] = listSegments(project.path(".yurai")).filter((segment) => !before.has(segment));
      const { algorithms } = JSON.parse(
        readFileSync(project.path(`.yurai/segments/${id!}/manifest.json`), "utf8"),
      ) as SegmentManifest;
      return [
        algorithms.anchors?.profile,
        algorithms.minhash !== undefined,
        algorithms.minhash?.passageWeight !== undefined,
      ];
    };
    expect(await stored()).toEqual(["standard", true, false]);
    expect(await stored("--close")).toEqual(["close", true, true]);
    expect(await stored("--no-minhash")).toEqual(["standard", false, false]);
    expect(await stored("--no-index")).toEqual([undefined, false, false]);
    const refused = await project.call(["track", "note.md", "--source", "notes", "--close", "--no-index"]);
    expect(refused.exitCode).toBe(2);
  });
});

describe("screen", () => {
  test("rows are kept, dropped and quarantined by rules, written, and recorded", async () => {
    const signal = { kind: "robots-txt", value: "Disallow: /", where: { kind: "stated" }, training: "no" };
    project.write(
      "rows.jsonl",
      [
        row(1, "https://a.example/1"),
        row(2, "https://a.example/2", [signal]),
        row(3, "https://sub.b.example/3"),
        row(4, "https://b.example/4", [signal]),
      ].join("\n"),
    );
    project.write("list.txt", "# publishers\nb.example\n");
    const args = [
      "screen",
      "rows.jsonl",
      "--source",
      "news",
      "--drop",
      "opt-out",
      "--quarantine",
      "excluded",
    ];
    const [screened] = await project.json([...args, "--exclude", "list.txt", "--out", "out"]);
    expect(shapes.screen.safeParse(screened).error?.issues).toBeUndefined();
    expect(screened).toMatchObject({ screening: { kept: 1, dropped: 1, quarantined: 2 } });
    const ids = (file: string): readonly unknown[] =>
      project
        .read(file)
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { id: number }).id);
    expect(ids("out/kept.jsonl")).toEqual([1]);
    expect(ids("out/quarantined.jsonl")).toEqual([3, 4]);
    expect(JSON.parse(project.read("out/screening.json"))).toMatchObject({ screening: { kept: 1 } });
    const again = await project.call([...args, "--exclude", "list.txt", "--out", "out"]);
    expect(again).toMatchObject({ exitCode: 2, stdout: "" });
    expect(again.stderr).toMatch(/^error file-exists: /);
    const unknown = await project.call([
      "screen",
      "rows.jsonl",
      "--source",
      "news",
      "--drop",
      "taste",
      "--out",
      "o",
    ]);
    expect(unknown.stderr).toMatch(/^error bad-usage: taste is no rule; a rule is opt-out/);
  });
});

describe("models and decisions", () => {
  test("a model gets a base and runs by the beginning of their ids, and is shown with what is not searched", async () => {
    project.write("data.jsonl", jsonLines(4));
    await project.call(["track", "data.jsonl", "--source", "news", "--run", "pre"]);
    const [run] = await runs();
    const id = run?.id ?? "";
    const [added] = await project.json([
      "model",
      "add",
      "kaede@2",
      "--base",
      "base-1",
      "--run",
      id.slice(0, 8),
    ]);
    expect(shapes["model-add"].safeParse(added).error?.issues).toBeUndefined();
    expect(added).toMatchObject({
      changed: true,
      model: { version: "2", base: { name: "base-1" }, runs: [id] },
    });
    expect(await project.json(["model", "add", "kaede@2", "--run", "pre"])).toMatchObject([
      { changed: false },
    ]);
    const shown = await project.call(["show", "model", "kaede@2"]);
    expect(shown.stdout).toContain("base-1: its training data is not recorded");
    expect((await project.call(["show", "model", "kaede@3"])).exitCode).toBe(2);
  });

  test("a decision takes the place of the one before, and facts stay", async () => {
    project.write("data.jsonl", jsonLines(2));
    await project.call(["track", "data.jsonl", "--source", "news", "--licence", "MIT"]);
    const because = ["--because", "the text says so", "--by", "Sato"];
    const [first] = await project.json(["conclude", "news", "--licence", "Apache-2.0", ...because]);
    expect(shapes.conclude.safeParse(first).error?.issues).toBeUndefined();
    await project.call(["conclude", "news", "--licence", "CC0-1.0", ...because]);
    const reliance = ["conclude", "news", "--reliance", "exception:jp-copyright-30-4", ...because];
    expect(await project.json(reliance)).toMatchObject([{ gapsClosed: 1 }]);
    const [source] = (await project.json(["show", "source", "news"])) as [
      {
        licences: readonly { basis: string; licence: { expression: string } }[];
        reliance: object;
        gaps: object[];
      },
    ];
    expect(source.licences.map(({ basis, licence }) => [basis, licence.expression])).toEqual([
      ["declared", "MIT"],
      ["concluded", "CC0-1.0"],
    ]);
    expect(source.reliance).toMatchObject({ kind: "exception", exception: "jp-copyright-30-4", by: "Sato" });
    expect(source.gaps).not.toContainEqual(expect.objectContaining({ kind: "source-without-reliance" }));
    const wrong = await project.call(["conclude", "news", "--reliance", "owenership", ...because]);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: "" });
  });
});

describe("the store", () => {
  test("compacting changes no answer and removes what it replaced", async () => {
    project.write("one.jsonl", jsonLines(8));
    project.write("two.jsonl", jsonLines(8, 50));
    await project.call(["track", "one.jsonl", "--source", "one", "--url", "url", "--model", "m1"]);
    await project.call(["track", "two.jsonl", "--source", "two", "--url", "url", "--model", "m2"]);
    const targets = {
      stdin: "https://news.example.jp/a/1\nhttps://news.example.jp/a/51\nhttps://no.example/\n",
    };
    const lookup = async (...more: readonly string[]): Promise<readonly unknown[]> =>
      (await project.json(["lookup", "url", "-", ...more], targets)).map((line) => {
        const { answer, found } = line as { answer: string; found: readonly { record: string }[] };
        return [answer, found.map(({ record }) => record)];
      });
    const before = await lookup();
    const ofModel = await lookup("--model", "m2");
    const [compacted] = await project.json(["compact"]);
    expect(shapes.compact.safeParse(compacted).error?.issues).toBeUndefined();
    expect(compacted).toMatchObject({ segmentsBefore: 2, segmentsAfter: 1, merged: 2 });
    expect(await lookup()).toEqual(before);
    expect(before.map((line) => (line as [string])[0])).toEqual(["included", "included", "notFound"]);
    expect(await lookup("--model", "m2")).toEqual(ofModel);
    expect(ofModel.map((line) => (line as [string])[0])).toEqual(["notFound", "included", "notFound"]);
    expect(readdirSync(project.path(".yurai/segments"))).toHaveLength(1);
    expect((await project.run(["verify"])).exitCode).toBe(0);
    expect((await project.call(["compact"])).stdout).toContain("nothing to merge");
  });

  test("a whole segment that was never entered is a gap until it is kept or removed", async () => {
    const leave = (text: string): string => {
      const writer = createSegment({ home: project.path(".yurai"), sources: { lost: "none" } });
      writer.add(text.repeat(20), { source: "lost", locator: { kind: "ordinal", ordinal: 0 } });
      return writer.seal()?.id ?? "";
    };
    const id = leave("a text that a writer left behind ");
    expect((await project.call(["status"])).stdout).toContain("1 folder left by a writer that died");
    expect((await project.call(["verify"])).stdout).toContain("never entered in the ledger");
    const [kept] = await project.json(["verify", "--leftovers", "keep"]);
    expect(shapes.verify.safeParse(kept).error?.issues).toBeUndefined();
    expect(kept).toMatchObject({ sound: true, handled: { kept: [id] }, segmentsChecked: 1 });
    const other = leave("another text that a writer left behind ");
    expect(await project.json(["verify", "--leftovers", "remove"])).toMatchObject([
      { handled: { removed: [expect.stringContaining(other)] }, uncommittedSegments: [] },
    ]);
  });

  test("a head of another ledger, or of another key, proves nothing", async () => {
    await project.call(["keys", "create"]);
    expect((await project.call(["verify", "--save-head", "head.json"])).exitCode).toBe(0);
    expect((await project.call(["keys", "create"])).stderr).toMatch(/^error key-exists: /);
    expect((await project.call(["keys", "create", "other.pem"])).exitCode).toBe(0);
    const otherKey = await project.call(["verify", "--head", "head.json", "--public-key", "other.pem.pub"]);
    expect(otherKey.exitCode).toBe(4);
    expect(otherKey.stdout).toContain("the given head's signature is not this key's");
    const elsewhere = await project.call(["init", "--yes", "--home", "elsewhere"]);
    expect(elsewhere.exitCode).toBe(0);
    const otherLedger = await project.call(["verify", "--head", "head.json", "--home", "elsewhere"]);
    expect(otherLedger.exitCode).toBe(4);
    expect(otherLedger.stdout).toContain("the given head is another ledger's");
    expect((await project.call(["keys", "create", ".yurai/key.pem"])).stderr).toMatch(
      /^error key-inside-home: /,
    );
  });
});

describe("help and completion", () => {
  test("help fits 80 columns in both languages", async () => {
    for (const args of [
      ["--help"],
      ["--lang", "ja", "--help"],
      ["help", "track"],
      ["track", "--help", "--lang", "ja"],
    ]) {
      const { exitCode, stdout } = await project.call(args);
      expect({ exitCode, wide: tooWide(stdout) }).toEqual({ exitCode: 0, wide: [] });
    }
  });

  test("bash completes commands, options, their values, and names in the ledger", async () => {
    project.write("data.jsonl", jsonLines(2));
    await project.call(["track", "data.jsonl", "--source", "news-crawl"]);
    const { stdout: script } = await project.call(["completion", "bash"]);
    const complete = async (line: string): Promise<readonly string[]> => {
      const words = line.split(" ");
      const command = `yurai() { "${process.execPath}" --conditions=@yurai/source "$YURAI_MAIN" "$@"; }
        ${script}
        COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
        _yurai_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const main = new URL("../src/main.ts", import.meta.url).pathname;
      const bash = spawnSync("bash", ["-c", command], {
        cwd: project.folder,
        encoding: "utf8",
        env: { PATH: process.env["PATH"], YURAI_MAIN: main },
      });
      return bash.stdout.trim().split("\n");
    };
    expect(await complete("yurai sta")).toEqual(["status"]);
    expect(await complete("yurai track --ori")).toEqual(["--origin"]);
    expect(await complete("yurai track --origin l")).toEqual(["licensed"]);
    expect(await complete("yurai show sou")).toEqual(["source"]);
    expect(await complete("yurai conclude news")).toEqual(["news-crawl"]);
  });

  test.each(["zsh", "fish"])("%s gets a script that asks for candidates", async (shell) => {
    const { exitCode, stdout } = await project.call(["completion", shell]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("yurai __complete");
  });
});
