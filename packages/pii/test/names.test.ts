import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { combine, type Hit, isConfirmed, PiiError, scan } from "@yurai/pii";
import { openDictionaryNames, openModelNames, type TokenClassifier } from "@yurai/pii/names";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { piecesOf } from "../src/pieces.ts";

const modelFolder = mkdtempSync(join(tmpdir(), "yurai-model-"));
writeFileSync(join(modelFolder, "config.json"), "{}");

function slices(text: string, hits: readonly Hit[]): readonly string[] {
  return hits.map(({ start, end }) => text.slice(start, end));
}

describe("names by dictionary", () => {
  let names: Awaited<ReturnType<typeof openDictionaryNames>>;
  beforeAll(async () => {
    names = await openDictionaryNames();
  });

  test.each([
    ["昨日、山田太郎が来た。", ["山田太郎"]],
    ["😀 早乙女花子と桐生健太が会った", ["早乙女花子", "桐生健太"]],
    ["議事録：田中 一郎、佐藤 恵子", ["田中 一郎", "佐藤 恵子"]],
    ["小説家の夏目漱石の作品", ["夏目漱石"]],
  ] as const)("%s", (text, expected) => {
    expect(slices(text, names.scan(text))).toEqual(expected);
  });

  test.each(["東京都に住んでいる。", "注文番号 123456789012 を発送しました。", "a plain English line", ""])(
    "finds none in %j",
    (text) => expect(names.scan(text)).toEqual([]),
  );

  test("are of low certainty, and join with what a scan finds", () => {
    const text = "桐生健太 090-1234-5678";
    const found = names.scan(text);
    expect(found.filter(isConfirmed)).toEqual([]);
    expect(combine(scan(text))).toEqual([]);
    expect(combine(scan(text, { names: found }))[0]?.reasons).toEqual(["name-with-contact"]);
  });

  test("beside a special-care word are marked by the scan, also behind characters of four bytes", () => {
    const text = "😀 桐生健太はうつ病で休んでいる。早乙女花子は元気だ。";
    const hits = scan(text, { names: names.scan(text) });
    expect(slices(text, hits)).toEqual(["桐生健太", "早乙女花子"]);
    expect(hits.map(({ specialCare }) => specialCare)).toEqual([true, false]);
    expect(combine(hits)[0]?.reasons).toEqual(["special-care"]);
  });

  test("that touch what the scan found are left out, and those below the least score too", () => {
    const text = "担当の桐生健太様";
    const found = names.scan(text);
    expect(scan(text, { names: found }).map(({ detector }) => detector)).toEqual(["jp-name-honorific"]);
    const plain = "昨日、桐生健太が来た。";
    expect(scan(plain, { names: names.scan(plain), minimumScore: 0.86 })).toEqual([]);
  });

  test("have exact places in any text", () => {
    const parts = fc.constantFrom(
      "山田太郎",
      "😀",
      "。",
      "の",
      "\n",
      "abc ",
      "𠮷野家",
      "・",
      "\ud800",
      "マイケル・ジョーダン",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40 }), (all) => {
        const text = all.join("");
        let end = 0;
        for (const hit of names.scan(text)) {
          expect(hit.start).toBeGreaterThanOrEqual(end);
          end = hit.end;
          expect(text.slice(hit.start, hit.end)).not.toMatch(/[。\n]|😀/u);
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 150 },
    );
  });
});

describe("names by model", () => {
  test("are not checked without the library, and the error says what to install", async () => {
    const opening = openModelNames({ folder: modelFolder });
    await expect(opening).rejects.toBeInstanceOf(PiiError);
    await expect(opening).rejects.toMatchObject({
      code: "missing-peer",
      message: expect.stringContaining("not checked: the optional package @huggingface/transformers"),
    });
  });

  test("are not checked without a model in the folder", async () => {
    await expect(openModelNames({ folder: join(modelFolder, "none") })).rejects.toMatchObject({
      code: "no-model",
    });
  });

  test("are joined from labelled tokens, at their places in the text", async () => {
    const text = "Yesterday Ada Lovelace met Alan Turing. 😀 Ada laughed.";
    // Words as a WordPiece tokenizer splits them, with the labels of CoNLL.
    const labelled = [
      ["yesterday", "O"],
      ["ada", "B-PER"],
      ["love", "I-PER"],
      ["##lace", "I-PER"],
      ["met", "O"],
      ["alan", "B-PER"],
      ["turing", "I-PER"],
      [".", "O"],
      ["[UNK]", "O"],
      ["ada", "B-PER"],
      ["laughed", "O"],
      [".", "O"],
    ] as const;
    const classify: TokenClassifier = async (_piece, { ignore_labels: ignored }) => {
      expect(ignored).toEqual([]);
      return labelled.map(([word, entity]) => ({ word, entity, score: 0.99 }));
    };
    const names = await openModelNames({ folder: modelFolder, open: async () => classify });
    const found = await names.scan(text);
    expect(slices(text, found)).toEqual(["Ada Lovelace", "Alan Turing", "Ada"]);
    expect(found.filter(isConfirmed)).toEqual([]);
  });
});

test("pieces are the text, none longer than the limit, and no pair is parted", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.integer({ min: 2, max: 40 }),
      (text, most) => {
        const pieces = [...piecesOf(text, most)];
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
        for (const { text: piece, start } of pieces) {
          expect(piece.length).toBeLessThanOrEqual(most);
          expect(text.startsWith(piece, start)).toBe(true);
          expect(piece).not.toMatch(/^[\udc00-\udfff]/);
        }
      },
    ),
  );
});
