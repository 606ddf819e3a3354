// Messages of errors are written in English where they are thrown; the catalogue has them in Japanese.
import { catalogueOf } from "@yurai/report";
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { makeProject } from "./cli.ts";

const root = new URL("../../", import.meta.url).pathname;

/** What stands for a value in a message. */
const value = "VALUE";

/** The messages of errors of one class in a source file, with what they name filled in. */
function messagesIn(source: string, name: string): readonly string[] {
  const found: string[] = [];
  for (let at = source.indexOf(`new ${name}(`); at >= 0; at = source.indexOf(`new ${name}(`, at + 1)) {
    const comma = source.indexOf(",", at);
    const text = /^,\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`)\s*[,)]/s.exec(
      source.slice(comma),
    );
    // What is put together elsewhere can't be told here.
    if (text === null) continue;
    const message = text[1] ?? text[2] ?? withValues(text[3] ?? "");
    found.push(message.replaceAll(String.raw`\"`, '"'));
  }
  return found;
}

function withValues(template: string): string {
  let plain = "";
  for (let at = 0; at < template.length; at++) {
    if (!template.startsWith("${", at)) {
      plain += template[at];
      continue;
    }
    let depth = 1;
    for (at += 2; depth > 0 && at < template.length; at++)
      depth += template[at] === "{" ? 1 : template[at] === "}" ? -1 : 0;
    at--;
    plain += value;
  }
  return plain;
}

const said = (message: string): string =>
  catalogueOf("ja").cli.error("bad-usage", message).split("\n").slice(1).join("\n");

const sources = (folder: string): readonly string[] =>
  globSync(`${folder}/src/**/*.ts`, { cwd: root }).map((path) => readFileSync(`${root}${path}`, "utf8"));

test("nearly every message of the command line and of the readers is there in Japanese, with what it names", () => {
  const all = [
    ...sources("yurai").flatMap((source) => messagesIn(source, "CliError")),
    ...sources("track").flatMap((source) => messagesIn(source, "TrackError")),
  ].filter((message) => message.replaceAll(value, "").length > 4);
  expect(all.length).toBeGreaterThan(90);
  const english = all.filter((message) => !/[ぁ-ん]/.test(said(message)));
  // A message may be newer than its translation; one in ten is where somebody has to catch up.
  expect(english.length / all.length, english.join("\n")).toBeLessThan(0.1);
  const lost = all.filter(
    (message) => /[ぁ-ん]/.test(said(message)) && message.includes(value) && !said(message).includes(value),
  );
  expect(lost.filter((message) => !message.startsWith("Row "))).toEqual([]);
});

test("an error in Japanese names the file, and one without a translation stays as it is", async () => {
  const project = makeProject();
  await project.call(["init", "--yes"]);
  const missing = await project.call(["track", "nowhere.jsonl", "--source", "x", "--lang", "ja"]);
  expect(missing.stderr).toBe(
    `エラー file-missing: ファイルがありません\n${project.path("nowhere.jsonl")} というファイルはありません。パスを確かめてください\n`,
  );
  const option = await project.call(["track", "--nonsense", "--lang", "ja"]);
  expect(option.stderr).toContain("--nonsense というオプションはありません");
  expect(said("quite another $& message {}")).toBe("quite another $& message {}");
  expect(said("there is no file $&.{}; check the path")).toBe(
    "$&.{} というファイルはありません。パスを確かめてください",
  );
});
