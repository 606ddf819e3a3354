import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const repository = fileURLToPath(new URL("..", import.meta.url));
const oxlint = path.join(repository, "node_modules/oxlint/bin/oxlint");

interface Breach {
  readonly rule: string;
  readonly files: Readonly<Record<string, string>>;
}

const deep = "if (n > 0) { if (n > 1) { if (n > 2) { if (n > 3) return 1; } } }";

const breaches: readonly Breach[] = [
  {
    rule: "import(no-cycle)",
    files: {
      "packages/a/src/one.ts": 'import { two } from "./two.ts";\nexport const one = (): number => two();',
      "packages/a/src/two.ts": 'import { one } from "./one.ts";\nexport const two = (): number => one();',
    },
  },
  {
    rule: "typescript(no-explicit-any)",
    files: { "packages/a/src/one.ts": "export const one = (x: any): unknown => x;" },
  },
  {
    rule: "oxc(no-barrel-file)",
    files: {
      "packages/a/src/one.ts": "export const one = 1;",
      "packages/a/src/all.ts": 'export * from "./one.ts";',
    },
  },
  {
    rule: "oxc(no-barrel-file)",
    files: {
      "packages/a/src/one.ts": "export const one = 1;",
      "packages/a/src/index.ts": 'export * from "./one.ts";',
    },
  },
  {
    rule: "eslint(max-depth)",
    files: { "packages/a/src/one.ts": `export function one(n: number): number { ${deep} return 0; }` },
  },
  {
    rule: "eslint(max-lines)",
    files: {
      "packages/a/src/one.ts": Array.from({ length: 401 }, (_, n) => `export const line${n} = ${n};`).join(
        "\n",
      ),
    },
  },
  {
    rule: "eslint(no-console)",
    files: { "packages/a/src/one.ts": 'console.log("one");\nexport const one = 1;' },
  },
  {
    rule: "vitest(expect-expect)",
    files: {
      "packages/a/test/one.test.ts": 'import { test } from "vitest";\ntest("claims nothing", () => {});',
    },
  },
];

test.each(breaches)("the linter stops at a breach of $rule ($#)", ({ rule, files }) => {
  const { status, stdout } = lint(files);
  expect(stdout).toContain(rule);
  expect(status).toBe(1);
});

test("an index of a package may name what other files define (but not pass it all on)", () => {
  const { status, stdout } = lint({
    "packages/a/src/one.ts": "export const one = 1;",
    "packages/a/src/index.ts": 'export { one } from "./one.ts";',
  });
  expect(stdout).toContain("0 errors");
  expect(status).toBe(0);
});

test("a depth of three and a file of 400 lines pass", () => {
  const { status } = lint({
    "packages/a/src/one.ts":
      "export function one(n: number): number { if (n > 0) { if (n > 1) { if (n > 2) return 1; } } return 0; }",
    "packages/a/src/two.ts": Array.from({ length: 400 }, (_, n) => `export const line${n} = ${n};`).join(
      "\n",
    ),
  });
  expect(status).toBe(0);
});

/** Lints files in a temporary folder under the repository's own rules. */
function lint(files: Readonly<Record<string, string>>): {
  readonly status: number | null;
  readonly stdout: string;
} {
  const root = mkdtempSync(path.join(tmpdir(), "yurai-lint-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }
  mkdirSync(path.join(root, ".dev"));
  copyFileSync(path.join(repository, ".dev/oxlintrc.json"), path.join(root, ".dev/oxlintrc.json"));
  const argv = [oxlint, "-c", ".dev/oxlintrc.json", "--deny-warnings", "."];
  return spawnSync(process.execPath, argv, { cwd: root, encoding: "utf8" });
}
