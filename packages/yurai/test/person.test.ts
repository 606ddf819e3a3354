// Personal data and secrets through the built command line: what is stopped, what is not, and what becomes of it.
import { existsSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { detectors } from "@yurai/pii";
import { catalogueOf } from "@yurai/report";
import { open } from "../src/index.ts";
import { lines, makeCheckedProject } from "./checked-project.ts";
import { shapes } from "./json-shapes.ts";
import { makeProject, tooWide, type TestProject } from "./cli.ts";

const myNumber = "621498320257";
const address = "taro.yamada@yurai.dev";
const key = ["AKIA", "Z7QK3LM2NB5VD4XT"].join("");
const values = [myNumber, address, "山田太郎", key];

const outputs = [
  {
    id: "17",
    text: `年末調整の書類を確認しました。扶養家族の方のマイナンバーは${myNumber}と記載されています。`,
  },
  { id: "18", text: `ご注文番号 ${myNumber} の商品を本日発送いたしました。` },
  { id: "19", text: `担当は山田太郎様です。ご質問は ${address} までお送りください。` },
  { id: "20", text: `export AWS_ACCESS_KEY_ID=${key}` },
  { id: "21", text: "担当は佐藤様です。" },
];

interface Row {
  readonly id: string;
  readonly action: string;
  readonly findings: readonly { readonly category?: string }[];
}

let project: TestProject;

beforeAll(async () => {
  project = await makeCheckedProject();
  project.write("outputs.jsonl", lines(outputs));
});
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

function actionsOf(stdout: string): Readonly<Record<string, string>> {
  const rows = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
  return Object.fromEntries(rows.map(({ id, action }) => [id, action]));
}

describe("an output with a My Number in Japanese prose", () => {
  test("is stopped with the reason, and a 12-digit order number is not", async () => {
    const { exitCode, stdout } = await project.run(["check", "outputs.jsonl", "--model", "kaede"]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^BLOCK {2}2 of 5 outputs blocked, 1 to review, 2 pass/);
    expect(stdout).toMatch(/BLOCK +out 17 +person +My Number, check digit valid, label nearby\n/);
    expect(stdout).toMatch(/\n {4,}not in any indexed record \(by passage\)\n/);
    expect(stdout).toMatch(/\n {4,}do: yurai redact outputs\.jsonl --id 17\n/);
    expect(stdout).toMatch(/not checked {3}.*names by model/);
    expect(stdout).not.toContain("out 18");
    expect(tooWide(stdout)).toEqual([]);
    for (const value of values) expect(stdout).not.toContain(value);
  });

  test("is told in Japanese as well", async () => {
    const { stdout } = await project.call(["check", "outputs.jsonl", "--model", "kaede", "--lang", "ja"]);
    expect(stdout).toMatch(/停止 +出力 17 +個人情報 +マイナンバー、検査数字は有効/);
    expect(tooWide(stdout)).toEqual([]);
  });

  test("leaves its values in no report, verdict and ledger", async () => {
    const files = ["out/report.html", "out/verdicts.jsonl", "out/c.sarif", "out/c.xml", "out/c.json"];
    const flags = ["--out", "out", "--sarif", files[2]!, "--junit", files[3]!, "--gitlab", files[4]!];
    const { stdout, stderr } = await project.call(["check", "outputs.jsonl", ...flags, "--github"]);
    const written = [stdout, stderr, ...files.map((file) => project.read(file))];
    for (const text of written.slice(2)) expect(text).toMatch(/My Number|my-number/);
    for (const value of values) for (const text of written) expect(text).not.toContain(value);
    const ledger = project.read(".yurai/ledger.db");
    for (const value of values) expect(ledger).not.toContain(value);
  });

  test("shows it in HTML to who asks for text", async () => {
    await project.call(["check", "outputs.jsonl", "--html", "shown.html", "--show-text"]);
    expect(project.read("shown.html")).toContain(`<mark>${myNumber}</mark>`);
  });

  test("is explained by the SDK", async () => {
    await using yurai = await open({ home: project.path(".yurai") });
    const verdict = await yurai.check({ text: outputs[0]!.text });
    expect(verdict).toMatchObject({ action: "block", stopped: true });
    expect(verdict.findings).toMatchObject([
      { action: "block", rule: "official-number", finding: { category: "my-number" } },
    ]);
    expect(verdict.findings[0]?.explanation).toBe(
      "My Number, check digit valid, label nearby. not in any indexed record (by passage)",
    );
    expect((await yurai.check({ text: outputs[1]!.text })).stopped).toBe(false);
  });
});

describe("redact", () => {
  test("as the screen advises changes that output only, and a second check of it passes", async () => {
    const redacted = await project.run(["redact", "outputs.jsonl", "--id", "17"]);
    expect(redacted).toMatchObject({
      exitCode: 0,
      stderr: "redacted 1 value in 1 of 5 outputs: 1 My Number\n",
    });
    const [first, ...rest] = redacted.stdout.split("\n");
    expect(JSON.parse(first!)).toEqual({ id: "17", text: outputs[0]!.text.replace(myNumber, "[my-number]") });
    expect(rest).toEqual(lines(outputs).split("\n").slice(1));
    const again = await project.call(["check", "-", "--json", "--quiet"], { stdin: redacted.stdout });
    expect(actionsOf(again.stdout)).toEqual({
      17: "pass",
      18: "pass",
      19: "review",
      20: "block",
      21: "pass",
    });
  });

  test.each(["mask", "type"])("by %s of all outputs lets all of them pass", async (how) => {
    const { stdout } = await project.call(["redact", "outputs.jsonl", "--how", how]);
    for (const value of [address, "山田太郎", key]) expect(stdout).not.toContain(value);
    const again = await project.call(["check", "-", "--json", "--quiet"], { stdin: stdout });
    expect(new Set(Object.values(actionsOf(again.stdout)))).toEqual(new Set(["pass"]));
  });

  test("gives one word for one value under one key, and says where to make the key", async () => {
    const own = makeProject();
    const rows = [
      { id: 1, text: `宛先 ${address}` },
      { id: 2, text: `写し ${address.toUpperCase()}、${values[2]}様` },
    ];
    own.write("rows.jsonl", lines(rows));
    const without = await own.call(["redact", "rows.jsonl", "--how", "pseudonym"]);
    expect(without).toMatchObject({ exitCode: 2, stdout: "" });
    expect(without.stderr).toContain("yurai keys create --redaction");
    expect((await own.call(["keys", "create", "--redaction"])).exitCode).toBe(0);
    expect((await own.call(["keys", "create", "--redaction"])).stderr).toContain("key-exists");
    expect((await own.call(["keys", "create", ".yurai/key", "--redaction"])).stderr).toContain(
      "key-inside-home",
    );
    for (const how of ["pseudonym", "hash"]) {
      const first = await own.call(["redact", "rows.jsonl", "--how", how]);
      const words = [...first.stdout.matchAll(/\[e-mail[ :]([a-z-]+)\]/g)].map(([, word]) => word);
      expect(words).toHaveLength(2);
      expect(words[0]).toBe(words[1]);
      expect((await own.call(["redact", "rows.jsonl", "--how", how])).stdout).toBe(first.stdout);
    }
    own.write("other", `yurai-secret-key-1 ${"A".repeat(43)}\n`);
    const open = await own.call(["redact", "rows.jsonl", "--how", "hash", "--key", "other"]);
    expect(open.stderr).toContain("key-open-to-others");
  });

  test("takes out what stands in other fields, and keeps ids, line breaks and what is no JSON", async () => {
    const own = makeProject();
    const rows = [
      `{"id":"a@b.jp","text":"no","user":{"my_number":"${myNumber}","order":"983205673214"}}\r\n`,
      `{"id": "plain",   "text": "spaces stay"}\n`,
      `\n`,
      `{broken ${address}`,
    ];
    own.write("rows.jsonl", rows.join(""));
    const ended = await own.call(["redact", "rows.jsonl", "--out", "rows.jsonl"]);
    expect(ended).toMatchObject({ exitCode: 2, stdout: "" });
    expect(ended.stderr).toMatch(
      /redacted 2 values in 2 of 4 outputs: .*\nbad input: 1 row .* redacted as plain text/,
    );
    expect(own.read("rows.jsonl")).toBe(
      [
        `{"id":"a@b.jp","text":"no","user":{"my_number":"[my-number]","order":"983205673214"}}\r\n`,
        rows[1],
        rows[2],
        "{broken [e-mail]",
      ].join(""),
    );
  });

  test("reads text and CSV too, and an id that is not there is an error that writes nothing", async () => {
    const own = makeProject();
    own.write("note.txt", `宛先 ${address}`);
    expect((await own.call(["redact", "note.txt"])).stdout).toBe("宛先 [e-mail]");
    own.write("rows.csv", `id,text,phone\n1,"a ""b"", no",電話 090-1234-5678\n2,plain,-\n`);
    expect((await own.call(["redact", "rows.csv"])).stdout).toBe(
      `id,text,phone\r\n1,"a ""b"", no",電話 [phone]\r\n2,plain,-\r\n`,
    );
    const missing = await own.call(["redact", "rows.csv", "--id", "7", "--out", "new.csv"]);
    expect(missing).toMatchObject({ exitCode: 2, stdout: "" });
    expect(missing.stderr).toContain("not-found");
    expect(existsSync(own.path("new.csv"))).toBe(false);
  });
});

describe("track --scan", () => {
  test("counts by type and source in the ledger, and every screen shows the counts and no value", async () => {
    const own = makeProject();
    const note = (await own.call(["init", "--yes", "--quiet"])).stderr;
    expect(note).toBe("");
    own.write("rows.jsonl", lines([...outputs, { text: `mail ${address} or call 090-1234-5678` }]));
    const track = ["track", "rows.jsonl", "--source", "mails", "--origin", "user"];
    const tracked = await own.run([...track, "--scan"]);
    const counted = /people {4}2 e-mails {3}1 access key {3}1 My Number {3}1 phone number {3}counts\s+only/;
    expect(tracked.stdout).toMatch(counted);
    const source = await own.call(["show", "source", "mails"]);
    const status = await own.call(["status"]);
    const [{ run = "" } = {}] = (await own.json([...track, "--run", "again"])) as readonly {
      readonly run?: string;
    }[];
    for (const { stdout } of [source, status]) expect(stdout).toMatch(/2 e-mails {3}1 access key/);
    expect((await own.call(["show", "run", run])).stdout).toMatch(/people not checked/);
    expect((await own.call(["show", "source", "mails"])).stdout).toMatch(/in 6 of 12\s+records/);
    expect((await own.call(["status", "--lang", "ja"])).stdout).toMatch(/個人情報.*メールアドレス 2 件/);
    for (const { stdout } of [tracked, source, status])
      for (const value of values) expect(stdout).not.toContain(value);
    expect(tooWide(tracked.stdout + source.stdout + status.stdout)).toEqual([]);
  });

  test("is on where the configuration says so", async () => {
    const own = makeProject();
    await own.call(["init", "--yes", "--quiet"]);
    own.write("yurai.config.yaml", "format: yurai-config\nversion: 1\ntrack: { scan: true }\n");
    own.write("rows.jsonl", lines([{ text: `mail ${address}` }]));
    const [summary] = await own.json(["track", "rows.jsonl", "--source", "mails"]);
    expect(summary).toMatchObject({ sources: [{ personalData: { scannedRecords: 1 } }] });
    const [status] = await own.json(["status"]);
    const [source] = await own.json(["show", "source", "mails"]);
    const [taken] = await own.json(["redact", "rows.jsonl", "--out", "clean.jsonl"]);
    for (const [name, value] of Object.entries({ track: summary, status, source, redact: taken }))
      expect(shapes[name as keyof typeof shapes].safeParse(value).error?.issues).toBeUndefined();
    expect(status).toMatchObject({ personalData: { counts: [{ category: "e-mail", count: 1 }] } });
    expect(taken).toMatchObject({ changedRows: 1, counts: { "e-mail": 1 } });
  });
});

test("screen drops rows with direct identifiers and says how many", async () => {
  const own = makeProject();
  await own.call(["init", "--yes", "--quiet"]);
  own.write("rows.jsonl", lines(outputs));
  const rules = ["--drop", "opt-out,direct-identifiers", "--quarantine", "secrets"];
  const screened = await own.call(["screen", "rows.jsonl", "--source", "mails", "--out", "out", ...rules]);
  expect(screened.exitCode).toBe(0);
  const idsIn = (file: string): readonly string[] =>
    own
      .read(file)
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as Row).id);
  expect(idsIn("out/kept.jsonl")).toEqual(["18", "21"]);
  expect(idsIn("out/quarantined.jsonl")).toEqual(["20"]);
  expect(JSON.parse(own.read("out/screening.json"))).toMatchObject({
    screening: { kept: 2, dropped: 2, quarantined: 1 },
  });
});

test.each(["en", "ja"] as const)("everything that can be found has a word of its own in %s", (language) => {
  const { category } = catalogueOf(language).words;
  const found = new Set(detectors.filter(({ subject }) => subject !== "other").map((one) => one.category));
  expect([...found].filter((name) => !Object.hasOwn(category, name))).toEqual([]);
  expect(new Set(Object.values(category)).size).toBe(Object.keys(category).length);
});
