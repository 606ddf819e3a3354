import { describe, expect, test } from "vitest";
import { languages } from "@yurai/schema";
import { catalogueOf } from "../src/index.ts";
import { kindWord } from "../src/verdict/html-finding.ts";

const counts = { pass: 1, attribute: 1, incomplete: 1, review: 1, block: 1 };

/** Every message as text, by its path; functions are called with plain arguments. */
function messages(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") {
    const ask = value as (...given: readonly unknown[]) => string;
    if (path.endsWith("outcomeOfMany")) return [[path, ask(counts, 5)]];
    if (path.endsWith("gaps.at")) return [[path, ask({ path: "a", line: "1", byte: "2", field: "f" })]];
    return [[path, `${ask(1, 1, 1)} ${ask(2, 2, 2)}`]];
  }
  // Titles of help stand under the parser's English ones, which English itself has no need to name.
  if (typeof value !== "object" || value === null || path.endsWith(".helpTitle")) return [];
  return Object.entries(value).flatMap(([name, item]) => messages(item, `${path}.${name}`));
}

const texts = Object.fromEntries(
  languages.map((language) => [language, new Map(messages(catalogueOf(language), "catalogue"))]),
);

test("both languages have the same messages", () => {
  expect([...(texts["ja"]?.keys() ?? [])].toSorted()).toEqual([...(texts["en"]?.keys() ?? [])].toSorted());
  expect(texts["en"]?.size).toBeGreaterThan(300);
});

test.each(languages)("no message is empty in %s", (language) => {
  const empty = [...(texts[language] ?? [])].filter(([, text]) => text.trim() === "");
  expect(empty).toEqual([]);
});

test.each(languages)("no message judges a question of law in %s", (language) => {
  const judging = /クリア|適法|違法|合法|infring|lawful|legally|complian|cleared|\bclear\b|certif|guarantee/i;
  const found = [...(texts[language] ?? [])].filter(([, text]) => judging.test(text));
  expect(found).toEqual([]);
});

test("Japanese messages are in Japanese, but for names and commands", () => {
  const names = /^(?:[\w .:/|#*·×-]|C2PA|RSL)*$/;
  const untranslated = [...(texts["ja"] ?? [])]
    .filter(([path]) => !/\.(signal|language|redactCommand|latency|nextStep|meta)\b/.test(path))
    .filter(([, text]) => names.test(text) && /[a-z]{4}/i.test(text) && !text.startsWith("yurai "))
    // The name of a file is the same in every language.
    .filter(([, text]) => text !== "robots.txt");
  expect(untranslated.map(([, text]) => text)).toEqual([]);
});

describe("the words that were agreed on", () => {
  const { action, origin, reliance } = catalogueOf("ja").words;
  test("actions", () => {
    expect(action).toEqual({
      pass: "指摘なし（検査範囲内）",
      attribute: "表示付きで可（方針上）",
      review: "要確認",
      block: "停止",
      incomplete: "検査未完了",
    });
  });
  test("labels", () => {
    const { label } = catalogueOf("ja").ledger;
    expect(label.origin).toBe("取得区分");
    expect(label.terms).toBe("条件");
    expect(label.reliance).toBe("利用の根拠");
    expect(catalogueOf("ja").check.doLabel).toBe("対応案:");
    expect(catalogueOf("ja").words.finding["opt-out"]).toBe("権利留保・オプトアウト");
    expect(catalogueOf("ja").check.html.title).toContain("検査");
    expect(Object.keys(origin)).toHaveLength(7);
    expect(reliance.undecided).toBe("未決定");
  });
});

test("a number of one is singular in English", () => {
  const { gaps, check } = catalogueOf("en");
  expect(gaps.what["truncated-file"](1)).toBe("1 truncated file");
  expect(gaps.what["truncated-file"](1204)).toBe("1,204 truncated files");
  expect(check.outcomeOfMany({ ...counts, pass: 0, review: 0, block: 0, incomplete: 0 }, 7)).toBe(
    "1 of 7 outputs needs attribution",
  );
});

test("a kind that this version does not know shows its own code", () => {
  expect(kindWord("something-new", catalogueOf("en"))).toBe("something-new");
  expect(kindWord("constructor", catalogueOf("en"))).toBe("constructor");
});
