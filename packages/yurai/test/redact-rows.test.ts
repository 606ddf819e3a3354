import { scan } from "@yurai/pii";
import fc from "fast-check";
import { expect, test } from "vitest";
import { redactRows, startTally, type Redaction } from "../src/screen/redact-rows.ts";

const pieces = [
  "マイナンバーは621498320257です。",
  "ご注文番号 621498320257、",
  "担当は山田太郎様、",
  " hanako.sato@yurai.dev ",
  "電話 090-1234-5678 ",
  ["AKIA", "Z7QK3LM2NB5VD4XT"].join(""),
  "Dr. John Smith lives at 12 Baker Street. ",
  "My card is 4539 1488 0343 6467. ",
  "😀",
  " ",
  "\n",
  '"\\',
];
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((some) => some.join(""));
const how = fc.constantFrom<Redaction["options"]>(
  { how: "type" },
  { how: "mask" },
  { how: "hash", key: new Uint8Array(32) },
  { how: "pseudonym", key: new Uint8Array(32) },
);

async function redacted(input: string, redaction: Redaction, chunkBytes: number): Promise<string> {
  const bytes = Buffer.from(input);
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.byteLength; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  };
  const parts: Uint8Array[] = [];
  for await (const piece of redactRows(chunks(), redaction, startTally())) parts.push(Buffer.from(piece));
  return Buffer.concat(parts).toString("utf8");
}

test("whatever is redacted, in whatever pieces it comes, a scan finds nothing in the texts that come out", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text), how, fc.integer({ min: 1, max: 40 }), async (texts, options, chunk) => {
      const input = texts.map((one, id) => `${JSON.stringify({ id, text: one })}\n`).join("");
      const output = await redacted(input, { format: "jsonl", field: "text", options }, chunk);
      const rows = output
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { id: number; text: string });
      expect(rows.map(({ id }) => id)).toEqual(texts.map((_, id) => id));
      for (const row of rows)
        expect(scan(row.text).filter(({ subject }) => subject !== "organisation")).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test("with an id every other byte stays as it is, be it JSON or not", async () => {
  const line = fc.oneof(
    text.map((one) => JSON.stringify({ text: one })),
    fc.constantFrom("", "{broken hanako.sato@yurai.dev", "  ", '{ "text" : "hanako.sato@yurai.dev" }\r'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.boolean(), async (all, ends) => {
      const input = all.join("\n") + (ends ? "\n" : "");
      const redaction: Redaction = {
        format: "jsonl",
        field: "text",
        ids: new Set(["none"]),
        options: { how: "type" },
      };
      expect(await redacted(input, redaction, 7)).toBe(input);
    }),
    { numRuns: 100 },
  );
});
