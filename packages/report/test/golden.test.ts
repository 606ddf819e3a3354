// Golden files: every rendering of one rich set of verdicts, in both languages. `YURAI_GOLDEN=write` writes them anew.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { languages } from "@yurai/schema";
import { facts, rows } from "./fixture.ts";
import { screens, verdictRenderings } from "./renderings.ts";

const writes = process.env["YURAI_GOLDEN"] === "write";

function expectGolden(language: string, file: string, text: string): void {
  const folder = new URL(`golden/${language}/`, import.meta.url);
  const path = new URL(file, folder);
  if (writes) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, "utf8"));
}

describe.each(languages)("in %s", (language) => {
  const bare = rows.map(({ snippets: _snippets, ...row }) => row);

  test.each(verdictRenderings)("$file is what it was", ({ file, render }) => {
    expectGolden(language, file, render(bare, facts, language));
  });

  test.each(verdictRenderings.filter((rendering) => rendering.showsSnippets))(
    "$file with passages is what it was",
    ({ file, render }) => {
      expectGolden(language, `passages-${file}`, render(rows, facts, language));
    },
  );

  test("a check of nothing is what it was", () => {
    for (const { file, render } of verdictRenderings)
      expectGolden(language, `empty-${file}`, render([], { ...facts, exitCode: 3 }, language));
  });

  test.each(screens)("$file is what it was", ({ file, render }) => {
    expectGolden(
      language,
      file,
      render(language, (data) => data),
    );
  });
});
