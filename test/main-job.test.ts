// `npm start`, restricted to the packages that its samples are cut from: what happens to each sample, and why.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { samplePackages } from "../examples/main-job/samples.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));
const data = join(mkdtempSync(join(tmpdir(), "yurai-main-job-")), "data");
let screen = "";
let exitCode: number | null = null;

beforeAll(() => {
  const main = ["examples/main-job/main.ts", "--packages", samplePackages.join(","), "--data", data];
  const ended = node(main);
  screen = ended.stdout;
  exitCode = ended.status;
});
afterAll(() => rmSync(join(data, ".."), { recursive: true, force: true }));

function node(args: readonly string[]): {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
} {
  return spawnSync(process.execPath, ["--conditions=@yurai/source", ...args], {
    cwd: repository,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8" },
    maxBuffer: 64 * 1024 * 1024,
  });
}

interface Verdict {
  readonly id: string;
  readonly decisions: readonly { readonly rule?: string; readonly action: string }[];
}

interface Row {
  readonly id: string;
  readonly text: string;
}

/** The action for each of some outputs, checked against what the example has tracked. */
function actionsOf(rows: readonly Row[]): Readonly<Record<string, string>> {
  const file = join(data, "changed.jsonl");
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const config = "examples/main-job/yurai.config.yaml";
  const where = ["--home", join(data, ".yurai"), "--config", config];
  const { stdout } = node(["packages/yurai/src/main.ts", "check", file, "--json", "--quiet", ...where]);
  const verdicts = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly id: string; readonly action: string });
  return Object.fromEntries(verdicts.map(({ id, action }) => [id, action]));
}

function samples(): readonly Row[] {
  return readFileSync(join(data, "outputs.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
}

const expected = {
  copied: "attribute",
  "re-cased": "attribute",
  private: "review",
  licence: "pass",
  "fresh-en": "pass",
  "fresh-ja": "pass",
  "my-number": "block",
  contact: "review",
  key: "block",
  order: "pass",
  version: "pass",
  sample: "pass",
  "key-words": "pass",
};

test("the screen tells the outcome, what was searched, where the report is, and what to try next", () => {
  expect(exitCode).toBe(0);
  expect(screen).toMatch(/BLOCK {2}2 of 13 outputs blocked, 2 to review, 2 need attribution, 7 pass/);
  const words = screen.replaceAll(/\s+/g, " ");
  expect(words).toContain("My Number, check digit valid, label nearby not in any indexed record");
  expect(words).toMatch(/yurai redact \S+ --id my-number/);
  expect(screen).toMatch(/searched[^]*not searched[^]*not checked[^]*exit 1/);
  expect(screen.slice(screen.indexOf("Try next")).match(/npm run -s yurai/g)).toHaveLength(3);
  expect(existsSync(join(data, "out", "report.html"))).toBe(true);
  expect(readFileSync(join(data, "out", "attribution.txt"), "utf8")).toContain("npm:commander@");
});

test("each sample gets its action", () => {
  expect(actionsOf(samples())).toEqual(expected);
});

test("a copied function is a near copy of another version too, under the same licence", () => {
  const verdicts = readFileSync(join(data, "out", "verdicts.jsonl"), "utf8")
    .trimEnd()
    .split("\n");
  const copied = verdicts.map((line) => JSON.parse(line) as Verdict).find(({ id }) => id === "copied");
  const rules = new Map(copied?.decisions.map(({ rule, action }) => [rule, action]));
  expect(rules.get("permissive")).toBe("attribute");
  expect(rules.get("permissive-near-copy")).toBe("attribute");
});

test("a sample that is changed gets another action", () => {
  const [fresh] = samples().filter(({ id }) => id === "fresh-en");
  const secret = samples().find(({ id }) => id === "private")?.text ?? "";
  const changed = samples().map(({ id, text }) => {
    switch (id) {
      case "copied":
        return { id, text: `${text}\n${secret}` };
      case "re-cased":
        return { id, text: text.split(/\s+/).toSorted().join(" ") };
      case "private":
        return { id, text: fresh?.text ?? "" };
      case "fresh-ja":
        return { id, text: `${text}\n${secret}` };
      case "licence":
        return { id, text: "" };
      case "my-number":
        // One digit further, and the check digit is wrong.
        return { id, text: text.replace("621498320257", "621498320258") };
      case "key":
        return { id, text: text.replace(/AKIA\w+/, "YOUR_KEY") };
      case "order":
        return { id, text: text.replace("ご注文番号", "マイナンバー") };
      default:
        return { id, text };
    }
  });
  expect(actionsOf(changed)).toEqual({
    copied: "review",
    "re-cased": "pass",
    private: "pass",
    licence: "incomplete",
    "fresh-en": "pass",
    "fresh-ja": "review",
    "my-number": "pass",
    contact: "review",
    key: "pass",
    order: "block",
    version: "pass",
    sample: "pass",
    "key-words": "pass",
  });
});
