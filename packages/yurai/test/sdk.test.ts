// The one-import SDK, in this process, on a real home.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { open, type Yurai } from "../src/index.ts";

async function openNew(): Promise<Yurai> {
  const folder = mkdtempSync(join(tmpdir(), "yurai-sdk-"));
  const yurai = await open({ home: join(folder, ".yurai") });
  onTestFinished(async () => {
    await yurai.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return yurai;
}

const rows = Array.from({ length: 6 }, (_, id) => ({
  id,
  text: `row ${id} `.repeat(40),
  url: `https://a.example/${id}`,
}));

test("a run can be used before it has started: same rows, same order, same objects", async () => {
  const yurai = await openNew();
  const run = yurai.run({ model: "kaede-1b", purpose: "train" });
  const seen: unknown[] = [];
  for await (const row of run.track(rows, { source: "news", url: "url" })) seen.push(row);
  expect(seen.every((row, at) => row === rows[at])).toBe(true);
  expect(seen).toHaveLength(rows.length);
  expect(await run.end()).toMatchObject({ outcome: "completed", sources: [{ source: "news", records: 6 }] });
  expect(await yurai.lookup({ url: "https://a.example/3" })).toMatchObject({ answer: "included", count: 1 });
  expect(await yurai.lookup({ url: "https://b.example/3" })).toMatchObject({ answer: "notFound" });
});

test("a run that is awaited keeps a sync loader sync", async () => {
  const yurai = await openNew();
  const run = await yurai.run({ purpose: "train" });
  const seen: unknown[] = [];
  for (const row of run.track(rows, { source: "news" })) seen.push(row);
  expect(seen).toEqual(rows);
  await run.end();
  expect(await yurai.status()).toMatchObject({
    runs: 1,
    records: 6,
    sources: [{ name: "news", records: 6 }],
  });
});

test("an async loader is read lazily, and left when the loop is left", async () => {
  const yurai = await openNew();
  let pulled = 0;
  let left = false;
  async function* loader(): AsyncGenerator<{ text: string }> {
    try {
      for (const row of rows) {
        pulled += 1;
        yield row;
      }
    } finally {
      left = true;
    }
  }
  const run = yurai.run({ purpose: "train" });
  const tracked = run.track(loader(), { source: "news" });
  expect(pulled).toBe(0);
  for await (const _row of tracked) if (pulled === 2) break;
  expect({ pulled, left }).toEqual({ pulled: 2, left: true });
  expect(await run.end()).toMatchObject({ sources: [{ records: 2 }] });
});

test("what was tracked since the last lookup is found", async () => {
  const yurai = await openNew();
  expect((await yurai.lookup({ host: "a.example" })).answer).toBe("cannotDetermine");
  const run = yurai.run({ purpose: "train" });
  for await (const _row of run.track(rows, { source: "news", url: "url" })) continue;
  await run.end();
  expect(await yurai.lookup({ host: "a.example" }, { limit: 2 })).toMatchObject({
    answer: "included",
    count: 6,
  });
});

test("an error of starting comes up where the run is used", async () => {
  const yurai = await openNew();
  await yurai.run({ purpose: "train", name: "shared" }).end();
  const run = yurai.run({ purpose: "evaluate", name: "shared" });
  await expect(run.end()).rejects.toMatchObject({ code: "bad-input" });
});

test("what a source that nobody declared repeats is stopped for review, not left unchecked", async () => {
  const yurai = await openNew();
  const run = await yurai.run({ model: "kaede-1b", purpose: "train" });
  const text = `${"a sentence of the source that goes on and on, ".repeat(6)}end`;
  for (const _ of run.track([{ text }], { source: "undeclared" }));
  await run.end();
  const verdict = await yurai.check({ text: `As they say: ${text}`, model: "kaede-1b" });
  expect(verdict.stopped).toBe(true);
  expect(verdict.action).toBe("review");
});
