import { expect, test } from "vitest";
import { startRun } from "../src/index.ts";
import { rowsOf, temporaryHome } from "./temporary-home.ts";

const robots = (row: { readonly isAllowed: boolean }): "allowed" | "refused" =>
  row.isAllowed ? "allowed" : "refused";

function* shortRows(count: number): Generator<string> {
  for (let i = 0; i < count; i++) yield `row ${i}`;
}

test("what robots.txt said to the crawler is counted by host, as the caller states it", async () => {
  await using home = await temporaryHome();
  const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train" });
  const rows = rowsOf(10).map((row, i) => ({ ...row, isAllowed: i < 5 }));
  for (const _ of run.track(rows, { source: "s", url: "url", robots })) continue;
  await run.end();
  const hosts = await home.ledger.hostRollUps([run.id]);
  expect(hosts).toHaveLength(5);
  for (const host of hosts) expect(host.robots).toMatchObject({ allowed: 1, refused: 1 });
});

test("an open segment is sealed at so many records, however short they are", async () => {
  await using home = await temporaryHome();
  const run = await startRun({ home: home.home, ledger: home.ledger, purpose: "train", index: "off" });
  const count = 300_000;
  for (const _ of run.track(shortRows(count), { source: "s" })) continue;
  const { segments, sources } = await run.end();
  expect(segments.length).toBeGreaterThan(1);
  expect(sources[0]).toMatchObject({ records: count });
});
