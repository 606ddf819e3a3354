import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { accessKeyId, region, secretAccessKey, startS3 } from "../../track/test/s3-server.ts";
import { makeProject, type TestProject } from "./cli.ts";
import { shapes } from "./json-shapes.ts";

const optOut = { kind: "aipref", value: "train-ai=n", training: "no", where: { kind: "stated" } };

interface Screened {
  readonly screening: {
    readonly kept: number;
    readonly dropped: number;
    readonly quarantined: number;
    readonly rules: readonly {
      readonly rule: string;
      readonly records: number;
      readonly notChecked?: number;
    }[];
  };
  readonly gaps: readonly { readonly kind: string; readonly code?: string }[];
  readonly files: { readonly kept: readonly string[]; readonly dropped: string };
}

async function screen(project: TestProject, args: readonly string[]): Promise<Screened> {
  const ended = await project.call(["screen", ...args, "--json"]);
  expect(ended.exitCode, ended.stderr).toBe(0);
  const value: unknown = JSON.parse(ended.stdout);
  expect(shapes.screen.safeParse(value).error?.issues).toBeUndefined();
  // The shape was just checked.
  return value as Screened;
}

const lines = (project: TestProject, path: string): readonly Readonly<Record<string, unknown>>[] =>
  project
    .read(path)
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

async function started(): Promise<TestProject> {
  const project = makeProject();
  await project.call(["init", "--yes"]);
  return project;
}

async function tree(): Promise<TestProject> {
  const project = await started();
  project.write("code/a.c", "/* SPDX-License-Identifier: MIT */\nint a;\n");
  project.write("code/deep/b.c", "/* SPDX-License-Identifier: GPL-3.0-only */\nint b;\n");
  project.write("code/文書.md", "連絡先は taro@kaede-shoji.co.jp です。");
  project.write("code/copy.md", "連絡先は　TARO@kaede-shoji.co.jp　です");
  writeFileSync(join(project.folder, "code", "x.bin"), Buffer.from([0, 1, 2]));
  return project;
}

describe("a folder", () => {
  test("is copied without what rules drop, and each file that is left out is listed with its rule", async () => {
    const project = await tree();
    const rules = ["--drop", "licence:GPL-3.0-only,duplicate", "--quarantine", "direct-identifiers"];
    const { screening, gaps } = await screen(project, [
      "code",
      "--source",
      "code",
      ...rules,
      "--out",
      "clean",
    ]);
    expect(screening).toMatchObject({ kept: 1, dropped: 1, quarantined: 2 });
    expect(readdirSync(join(project.folder, "clean", "kept"), { recursive: true })).toEqual(["a.c"]);
    expect(project.read("clean/kept/a.c")).toBe(project.read("code/a.c"));
    expect(project.read("clean/quarantined/文書.md")).toBe(project.read("code/文書.md"));
    expect(
      lines(project, "clean/dropped.jsonl").map(({ rule, action, locator }) => [
        rule,
        action,
        (locator as { readonly path: string }).path,
      ]),
    ).toEqual([
      ["direct-identifiers", "quarantine", "code/copy.md"],
      ["licence:GPL-3.0-only", "drop", "code/deep/b.c"],
      ["direct-identifiers", "quarantine", "code/文書.md"],
    ]);
    expect(gaps).toMatchObject([{ kind: "unknown-format", code: "binary" }]);
    expect(project.read("clean/dropped.jsonl")).not.toContain("taro@");
  });

  test("becomes a list of paths with --list, and a second screening into the same folder is refused", async () => {
    const project = await tree();
    const args = ["screen", "code", "--source", "code", "--drop", "duplicate", "--out", "clean", "--list"];
    expect((await project.call(args)).exitCode).toBe(0);
    expect(project.read("clean/kept.txt").split("\n").filter(Boolean)).toEqual([
      "code/a.c",
      "code/copy.md",
      "code/deep/b.c",
    ]);
    expect(existsSync(join(project.folder, "clean", "kept"))).toBe(false);
    const again = await project.call(args);
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain("file-exists");
  });

  test("with links out of it copies nothing from outside, and two folders don't mix", async () => {
    const project = await tree();
    project.write("secret.txt", "outside");
    symlinkSync(join(project.folder, "secret.txt"), join(project.folder, "code", "link.txt"));
    project.write("more/code/a.c", "int other;");
    const { screening } = await screen(project, [
      "code",
      "more/code",
      "--source",
      "code",
      "--drop",
      "opt-out",
      "--out",
      "clean",
    ]);
    expect(screening.kept).toBe(5);
    expect(readdirSync(join(project.folder, "clean", "kept")).sort()).toEqual(["code", "code-2"]);
    expect(project.read("clean/kept/code-2/a.c")).toBe("int other;");
    expect(existsSync(join(project.folder, "clean", "kept", "code", "link.txt"))).toBe(false);
  });
});

function shard(
  project: TestProject,
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): string {
  const folder = join(project.folder, `${name}.d`);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  execFileSync("tar", [
    "-cf",
    join(project.folder, name),
    "--format=pax",
    "--sort=name",
    "-C",
    folder,
    ...Object.keys(files).sort(),
  ]);
  rmSync(folder, { recursive: true });
  return name;
}

const picture = (last: number): Uint8Array =>
  Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, last);

test("pictures are copies of one another, or of records, by their files", async () => {
  const project = await started();
  project.write("old/a.png", picture(1));
  await project.call(["track", "old", "--source", "old", "--origin", "own"]);
  for (const [name, last] of [
    ["a", 1],
    ["b", 2],
    ["c", 2],
    ["d", 3],
  ] as const)
    project.write(`new/${name}.png`, picture(last));
  const { screening } = await screen(project, [
    "new",
    "--source",
    "new",
    "--drop",
    "duplicate,recorded:old",
    "--out",
    "clean",
  ]);
  expect(screening.rules.map(({ rule, records }) => [rule, records])).toEqual([
    ["duplicate", 1],
    ["recorded:old", 1],
  ]);
  expect(readdirSync(join(project.folder, "clean", "kept")).sort()).toEqual(["b.png", "d.png"]);
});

describe("a tar archive", () => {
  const long = `${"長い名前/".repeat(12)}c`;
  const files = {
    "a.json": JSON.stringify({ url: "https://a.example/1", licence: "CC-BY-4.0" }),
    "a.png": Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3),
    "a.txt": "港の灯台",
    "b.json": JSON.stringify({ url: "https://b.example/1", signals: [optOut] }),
    "b.txt": "the tide",
    [`${long}.json`]: JSON.stringify({ licence: "CC-BY-NC-4.0" }),
    [`${long}.txt`]: "岬",
  };

  test("becomes a new archive of whole samples, which tar and track read", async () => {
    const project = await started();
    shard(project, "shard.tar", files);
    const args = [
      "shard.tar",
      "--source",
      "shard",
      "--drop",
      "opt-out",
      "--quarantine",
      "licence:CC-BY-NC-4.0",
      "--out",
      "clean",
    ];
    const { screening } = await screen(project, args);
    expect(screening).toMatchObject({ kept: 1, dropped: 1, quarantined: 1 });
    const listed = (path: string): readonly string[] =>
      execFileSync("tar", ["-tf", join(project.folder, path), "--quoting-style=literal"], {
        encoding: "utf8",
      })
        .split("\n")
        .filter(Boolean);
    expect(listed("clean/shard.kept.tar")).toEqual(["a.json", "a.png", "a.txt"]);
    expect(listed("clean/shard.quarantined.tar")).toEqual([`${long}.json`, `${long}.txt`]);
    execFileSync("tar", [
      "-xf",
      join(project.folder, "clean/shard.kept.tar"),
      "-C",
      join(project.folder, "clean"),
    ]);
    for (const name of ["a.json", "a.png", "a.txt"] as const)
      expect(readFileSync(join(project.folder, "clean", name))).toEqual(Buffer.from(files[name]));
    const tracked = await project.call(["track", "clean/shard.kept.tar", "--source", "kept", "--json"]);
    expect(JSON.parse(tracked.stdout)).toMatchObject({ sources: [{ source: "kept", records: 1 }] });
  });

  test("loses a sample whole when one of its members can't be read", async () => {
    const project = await started();
    const large = new Uint8Array(65 * 1024 * 1024);
    shard(project, "shard.tar", { "a.txt": "a", "b.bin": large, "b.txt": "b", "c.txt": "c" });
    const { screening, gaps } = await screen(project, [
      "shard.tar",
      "--source",
      "s",
      "--drop",
      "opt-out",
      "--out",
      "clean",
    ]);
    expect(screening.kept).toBe(2);
    expect(gaps).toMatchObject([{ kind: "limit-reached", code: "entry-too-large" }]);
  });
});

const row = (id: number, text: string, more: object = {}): string => JSON.stringify({ id, text, ...more });

describe("rows", () => {
  test("are dropped as copies of one another, as records of another source, and by class", async () => {
    const project = await started();
    const poem = "岬の灯台は夜ごと沖を照らし、船は静かに港へ帰る。";
    project.write("old.jsonl", [row(1, poem), row(2, "another text that is tracked")].join("\n"));
    await project.call(["track", "old.jsonl", "--source", "old", "--origin", "own"]);
    project.write(
      "new.jsonl",
      [
        row(1, poem),
        row(2, "A new text."),
        row(3, "a NEW text"),
        row(4, "made", { class: "synthetic" }),
        JSON.stringify({ id: 5 }),
      ].join("\n"),
    );
    const kept = async (out: string, drop: string): Promise<readonly unknown[]> => {
      await screen(project, ["new.jsonl", "--source", "new", "--drop", drop, "--out", out]);
      return lines(project, `${out}/kept.jsonl`).map(({ id }) => id);
    };
    expect(await kept("a", "duplicate")).toEqual([1, 2, 4, 5]);
    expect(await kept("b", "recorded")).toEqual([2, 3, 4, 5]);
    expect(await kept("c", "recorded:old,class:synthetic")).toEqual([2, 3, 5]);
    expect(await kept("d", "recorded:nobody")).toEqual([1, 2, 3, 4, 5]);
    const { screening } = await screen(project, [
      "new.jsonl",
      "--source",
      "new",
      "--drop",
      "recorded,class:public",
      "--class",
      "public",
      "--out",
      "e",
    ]);
    expect(screening.rules).toEqual([
      { rule: "recorded", action: "drop", records: 1, notChecked: 1 },
      { rule: "class:public", action: "drop", records: 3 },
    ]);
    for (const rule of ["class:nonsense", "taste", "recorded:"]) {
      const refused = await project.call([
        "screen",
        "new.jsonl",
        "--source",
        "new",
        "--drop",
        rule,
        "--out",
        "z",
      ]);
      expect([refused.exitCode, refused.stderr.slice(0, 16)]).toEqual([2, "error bad-usage:"]);
    }
    expect(existsSync(join(project.folder, "z"))).toBe(false);
  });

  test("of a source that was tracked are screened by its name: the command that track prints works when pasted", async () => {
    const project = await started();
    project.write(
      "data/a b.jsonl",
      [row(1, "", { body: "kept", signs: [] }), row(2, "", { body: "gone", signs: [optOut] })].join("\n"),
    );
    const track = [
      "track",
      "data/a b.jsonl",
      "--source",
      "news's",
      "--text",
      "body",
      "--signals",
      "signs",
      "--origin",
      "own",
    ];
    const tracked = await project.call(track);
    const [, command = ""] = /^next +yurai (.*)$/m.exec(tracked.stdout) ?? [];
    expect(command).toBe(String.raw`screen 'news'\''s' --drop opt-out --out clean`);
    // What a shell makes of it.
    const words = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" })
      .trimEnd()
      .split("\n");
    expect((await project.call(words)).exitCode).toBe(0);
    expect(lines(project, "clean/kept.jsonl").map(({ id }) => id)).toEqual([1]);
  });

  test("from a pipe can't be read again, and track does not say so", async () => {
    const project = await started();
    const tracked = await project.call(["track", "-", "--source", "piped", "--signals", "signals"], {
      stdin: row(1, "text", { signals: [optOut] }),
    });
    expect(tracked.stdout).toMatch(/^next +yurai show source piped$/m);
    expect((await project.call(["screen", "piped", "--drop", "opt-out", "--out", "clean"])).exitCode).toBe(2);
  });
});

test("a dataset of the local cache is screened by its own name; without --download no store is asked", async () => {
  const project = await started();
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const snapshot = `hf/hub/datasets--org--tales/snapshots/${commit}`;
  project.write("hf/hub/datasets--org--tales/refs/main", commit);
  project.write(`${snapshot}/README.md`, "---\nlicense: cc-by-nc-4.0\n---\n");
  project.write(
    `${snapshot}/a.jsonl`,
    `{"text":"一","id":1}\n{"text":"二","id":2,"signals":[${JSON.stringify(optOut)}]}\n`,
  );
  project.write(`${snapshot}/notes.txt`, "三");
  const env = { HF_HOME: project.path("hf") };
  const ended = await project.run(["screen", "hf:org/tales", "--drop", "opt-out", "--out", "clean"], { env });
  expect(ended.exitCode, ended.stderr).toBe(0);
  const [first, second] = lines(project, "clean/kept.jsonl");
  expect(first).toEqual({ text: "一", id: 1 });
  expect(second).toMatchObject({ text: "三", path: expect.stringContaining("notes.txt") });
  // What the card declares answers for every row.
  const terms = ["screen", "hf:org/tales", "--drop", "terms:commercialUse=no", "--out", "none"];
  expect((await project.run(terms, { env })).exitCode).toBe(0);
  expect(project.read("none/kept.jsonl")).toBe("");
  const remote = await project.call([
    "screen",
    "s3://corpus/news/",
    "--source",
    "news",
    "--drop",
    "opt-out",
    "--out",
    "x",
  ]);
  expect([remote.exitCode, remote.stderr]).toEqual([2, expect.stringContaining("--download")]);
});

test("objects of a store are screened where the network is asked for", async () => {
  await using server = await startS3({
    "news/a.jsonl": `{"text":"a","id":1}\n{"text":"A","id":2}\n${JSON.stringify({ text: "c", signals: [optOut] })}\n`,
    "news/b.txt": "b",
  });
  const project = await started();
  const env = {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const args = [
    "screen",
    "s3://corpus/news/",
    "--source",
    "news",
    "--download",
    "--drop",
    "duplicate,opt-out",
    "--out",
    "clean",
  ];
  const tracked = await project.run(
    ["track", "s3://corpus/news/", "--source", "news", "--download", "--signals", "signals"],
    { env },
  );
  const [, command = ""] = /^next +yurai (.*)$/m.exec(tracked.stdout) ?? [];
  expect(command).toBe("screen news --download --drop opt-out --out clean");
  expect((await project.run(command.replace("clean", "pasted").split(" "), { env })).exitCode).toBe(0);
  expect(lines(project, "pasted/kept.jsonl").map(({ text }) => text)).toEqual(["a", "A", "b"]);
  const ended = await project.run(args, { env });
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect(lines(project, "clean/kept.jsonl")).toEqual([
    { text: "a", id: 1 },
    { path: "s3://corpus/news/b.txt", text: "b" },
  ]);
});
