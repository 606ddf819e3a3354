// Counting personal data while rows pass, and dropping rows that hold some: counts in the ledger, values nowhere.
import fc from "fast-check";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { screen, startRun, type RunOptions } from "../src/index.ts";
import { countPeople, peopleCondition } from "../src/people.ts";
import { rowsOf, temporaryHome, type TemporaryHome } from "./temporary-home.ts";

const myNumber = "621498320257";
const address = "hanako.sato@yurai.dev";
const rows = [
  { text: `書類のマイナンバーは${myNumber}です。` },
  { text: `連絡先は ${address}、写しは ${address} まで。` },
  { text: `ご注文番号 ${myNumber} の商品です。` },
  { text: "担当は山田太郎様です。" },
  { text: `export AWS_ACCESS_KEY_ID=${["AKIA", "Z7QK3LM2NB5VD4XT"].join("")}` },
];
const counts = [
  { category: "e-mail", count: 2 },
  { category: "access-key", count: 1 },
  { category: "my-number", count: 1 },
];

const textOf = (row: { readonly text?: string }): string | undefined => row.text;

function options(home: TemporaryHome, more: Partial<RunOptions> = {}): RunOptions {
  return { home: home.home, ledger: home.ledger, purpose: "train", ...more };
}

function textBatch(texts: readonly string[]): { readonly bytes: Uint8Array; readonly offsets: Uint32Array } {
  const parts = texts.map((text) => Buffer.from(text));
  let at = 0;
  const offsets = Uint32Array.from([0, ...parts.map(({ byteLength }) => (at += byteLength))]);
  return { bytes: Buffer.concat(parts), offsets };
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

test("a run that scans counts confirmed finds by source, and keeps no value", async () => {
  await using home = await temporaryHome();
  const run = await startRun(options(home, { scan: true, evidence: "none" }));
  expect([...run.track(rows, { source: "mails" })]).toEqual(rows);
  expect([...run.track(rowsOf(40), { source: "news" })]).toHaveLength(40);
  const { sources, run: id } = await run.end();
  expect(sources.map(({ source, personalData }) => [source, personalData])).toEqual([
    ["mails", { scannedRecords: 5, counts }],
    ["news", { scannedRecords: 40, counts: [] }],
  ]);
  const [view] = await home.ledger.runs([id]);
  expect(view?.ends.at(-1)?.sources.map(({ personalData }) => personalData)).toEqual(
    sources.map(({ personalData }) => personalData),
  );
  const stored = filesBelow(home.home).map((path) => readFileSync(path, "latin1"));
  for (const value of [myNumber, address]) for (const bytes of stored) expect(bytes).not.toContain(value);
});

test("a run that doesn't scan says nothing about personal data", async () => {
  await using home = await temporaryHome();
  const run = await startRun(options(home));
  for (const _row of run.track(rows, { source: "mails" })) continue;
  const { sources } = await run.end();
  expect(sources[0]).not.toHaveProperty("personalData");
});

test("a run that is resumed adds up what both processes counted, and in how many records", async () => {
  await using home = await temporaryHome();
  for (const [scan, part] of [
    [true, rows.slice(0, 2)],
    [false, rowsOf(3)],
    [true, rows.slice(2)],
  ] as const) {
    const run = await startRun(options(home, { scan, name: "pretrain" }));
    for (const _row of run.track(part, { source: "mails", stream: `${part.length} ${scan}` })) continue;
    await run.end();
  }
  const run = await startRun(options(home, { name: "pretrain" }));
  expect((await run.end()).sources).toMatchObject([
    { records: 8, personalData: { scannedRecords: 5, counts } },
  ]);
});

test("counting a batch is counting its texts one by one", () => {
  const piece = fc.constantFrom(
    ...rows.map(({ text }) => text),
    "",
    "😀",
    "\ud800",
    "a@b",
    "６２１４９８３２０２５７",
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece).map((pieces) => pieces.join(" "))), (texts) => {
      const one = texts.map((text) => countPeople(textBatch([text]))[0]);
      expect(countPeople(textBatch(texts))).toEqual(one);
    }),
    { numRuns: 50 },
  );
});

test("rows with direct identifiers are dropped and rows with secrets set aside; a row without text is not checked", () => {
  const quarantined: unknown[] = [];
  const screened = screen([...rows, {}], {
    source: "mails",
    rules: [
      { rule: "secrets", action: "quarantine", when: peopleCondition("secrets", textOf) },
      { rule: "direct-identifiers", action: "drop", when: peopleCondition("direct-identifiers", textOf) },
    ],
    quarantine: (row) => quarantined.push(row),
  });
  expect([...screened.rows]).toEqual([rows[2], rows[3], {}]);
  expect(quarantined).toEqual([rows[4]]);
  expect(screened.screening("run")).toMatchObject({
    rules: [
      { rule: "secrets", records: 1, notChecked: 1 },
      { rule: "direct-identifiers", records: 2, notChecked: 1 },
    ],
  });
});
