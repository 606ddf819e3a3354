import { createSegment, openIndex } from "@yurai/fingerprint";
import { openLedger } from "@yurai/ledger";
import type { Signal } from "@yurai/schema";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseExclusions, startRun, TrackError, type RunOptions } from "../src/index.ts";
import { rowsOf, temporaryHome, type TemporaryHome } from "./temporary-home.ts";

const noai: Signal = { kind: "robots-tag", value: "noai", where: { kind: "stated" }, training: "no" };

function options(home: TemporaryHome, more: Partial<RunOptions> = {}): RunOptions {
  return { home: home.home, ledger: home.ledger, purpose: "train", ...more };
}

async function* later<Row>(rows: readonly Row[]): AsyncGenerator<Row> {
  for (const row of rows) {
    await Promise.resolve();
    yield row;
  }
}

const locator = (_: unknown, pull: number) => ({ kind: "row", path: "a.jsonl", row: pull }) as const;
const signalsOf = (row: { readonly signals?: unknown }): readonly Signal[] | undefined =>
  row.signals as readonly Signal[] | undefined;
const now = (): Date => new Date("2026-11-21T10:00:00Z");

const agreed = (to: string) =>
  ({
    source: { name: "magazine", origin: "licensed", agreement: { reference: "A-12", to } },
  }) as const;

/** A file in the place of the folder of segments refuses every segment, also to root. */
function refuseSegments(home: TemporaryHome): void {
  rmSync(join(home.home, "segments"), { recursive: true, force: true });
  writeFileSync(join(home.home, "segments"), "not a folder");
}

describe("a run", () => {
  test("records what a sync and an async loader hand on, and answers where a text and a URL came from", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home, { model: { name: "kaede-1b" } }));
    const [first, second] = [rowsOf(300, "first"), rowsOf(200, "second")];
    expect([...run.track(first, { source: "a", url: "url" })]).toEqual(first);
    const read: unknown[] = [];
    for await (const row of run.track(later(second), { source: "b", signals: [noai] })) read.push(row);
    expect(read).toEqual(second);
    const summary = await run.end();

    expect(summary.outcome).toBe("completed");
    const [a, b] = summary.sources;
    expect(a).toMatchObject({ source: "a", records: 300, hosts: 5, optedOutRecords: 0 });
    expect(a!.bytes).toBe(first.reduce((sum, row) => sum + row.text.length, 0));
    expect(b).toMatchObject({ source: "b", records: 200, hosts: 0, optedOutRecords: 200 });
    expect(b!.signals).toEqual([{ kind: "robots-tag", training: "no", records: 200 }]);
    expect(summary.bytesOnDisk).toBeGreaterThan(0);

    using index = await openIndex(home.home);
    const found = await index.lookup({ url: first[42]!.url });
    expect(found.found.map(({ row }) => row.facts.locator)).toEqual([{ kind: "ordinal", ordinal: 42 }]);
    const { unverified } = await index.query(`It said: ${second[7]!.text}`);
    expect(unverified.length).toBeGreaterThan(0);
    const report = await home.ledger.verify({});
    expect(report.problems).toEqual([]);
    const lineage = await home.ledger.modelLineage({ name: "kaede-1b" });
    expect(lineage.segments.current.map(({ id }) => id)).toEqual(summary.segments);
  });

  test("records the row as it was before it was handed on, whatever the trainer does to it", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home));
    const bytes = new TextEncoder().encode(
      "the bytes of the row as the loader read them, long enough to be found again",
    );
    const rows = [{ text: "a text that the trainer will overwrite" }, { text: bytes }];
    for (const row of run.track(rows, { source: "s" })) {
      if (row.text instanceof Uint8Array) row.text.fill(0);
      else row.text = "overwritten";
    }
    await run.end();
    using index = await openIndex(home.home);
    const { createHash } = await import("node:crypto");
    const digest = createHash("sha256").update("a text that the trainer will overwrite").digest("hex");
    const before = createHash("sha256")
      .update("the bytes of the row as the loader read them, long enough to be found again")
      .digest("hex");
    expect((await index.lookup({ digest })).found).toHaveLength(1);
    expect((await index.lookup({ digest: before })).found).toHaveLength(1);
  });

  test("holds a loader back on one small buffer, sync or async, and loses no row", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home, { limits: { bufferCount: 1, bufferBytes: 2_048 } }));
    const rows = [...rowsOf(500), { text: "x".repeat(100_000), url: "https://large.example/" }];
    let count = 0;
    for (const _ of run.track(rows, { source: "sync" })) count++;
    await Promise.all(
      ["a", "b", "c"].map(async (source) => {
        for await (const _ of run.track(later(rows), { source })) count++;
      }),
    );
    const { sources } = await run.end();
    expect(count).toBe(4 * 501);
    expect(sources.map(({ source, records }) => [source, records]).sort()).toEqual([
      ["a", 501],
      ["b", 501],
      ["c", 501],
      ["sync", 501],
    ]);
  });

  test("seals by size and by age, and commits each segment with its counts, hosts, gaps and progress", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home, { sealBytes: 20_000, limits: { bufferBytes: 8_192 } }));
    const rows = [...rowsOf(400), { text: undefined, url: "https://none.example/" }];
    for (const _ of run.track(rows, { source: "s", url: "url" })) continue;
    const { segments, sources } = await run.end();
    expect(segments.length).toBeGreaterThan(2);
    expect(sources[0]).toMatchObject({ records: 400, hosts: 5 });
    expect(await home.ledger.progress(run.id)).toMatchObject([{ source: "s", ranges: [[0, 401]] }]);
    const gaps = await home.ledger.gaps({ runs: [run.id] });
    expect(gaps.map(({ gap }) => gap)).toContainEqual(
      expect.objectContaining({ kind: "row-without-text", count: 1, source: "s" }),
    );

    const aged = await startRun(options(home, { sealAfterMs: 50, limits: { flushAfterMs: 10 } }));
    for await (const _ of aged.track(later(rowsOf(3)), { source: "slow" })) continue;
    const deadline = performance.now() + 20_000;
    while ((await home.ledger.segments([aged.id])).current.length === 0 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await home.ledger.segments([aged.id])).current).toHaveLength(1);
    await aged.end();
  });

  test("says which rows had no text, which field is in no row, and which fact was refused, with counts", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home, { maxRecordBytes: 1_000 }));
    const rows = [{ body: "a" }, { body: "b" }];
    for (const _ of run.track(rows, { source: "wrong-field" })) continue;
    const odd = [
      { text: "x".repeat(2_000) },
      {
        get text(): string {
          throw new Error("the secret value is not quoted");
        },
      },
      { text: "fine", url: { not: "text" } },
      { text: "signals that no file can hold", signals: [{ ...noai, value: 1n }] },
      { text: "" },
    ];
    for (const _ of run.track(odd as readonly { readonly signals?: unknown }[], {
      source: "odd",
      url: "url",
      signals: signalsOf,
    }))
      continue;
    const { gaps, sources } = await run.end();
    const seen = gaps.map(({ kind, source, count, code, where }) => ({
      kind,
      source,
      count,
      code,
      field: where?.field,
    }));
    expect(seen).toEqual(
      expect.arrayContaining([
        { kind: "row-without-text", source: "wrong-field", count: 2, code: undefined, field: "text" },
        { kind: "missing-field", source: "wrong-field", count: 1, code: undefined, field: "text" },
        { kind: "failed-row", source: "odd", count: 1, code: "record-too-large", field: undefined },
        { kind: "failed-row", source: "odd", count: 2, code: "row-not-readable", field: undefined },
        { kind: "failed-row", source: "odd", count: 1, code: "fact-refused", field: "url" },
        { kind: "row-without-text", source: "odd", count: 1, code: "empty", field: undefined },
        { kind: "source-without-declaration", source: "odd", count: 1, code: undefined, field: undefined },
      ]),
    );
    expect(sources.map(({ source, records }) => [source, records])).toEqual([["odd", 1]]);
    expect(JSON.stringify(gaps)).not.toContain("secret");
  });

  test("says which records nobody can read again, where the source's evidence is to be read again", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home));
    const rows = rowsOf(3);
    for (const _ of run.track(rows, { source: "nowhere" })) continue;
    for (const _ of run.track(rows, { source: "placed", locator })) continue;
    await run.declare([{ source: { name: "kept", origin: "own" }, evidence: "keep" }]);
    for (const _ of run.track(rows, { source: "kept" })) continue;
    const { gaps } = await run.end();
    expect(gaps.filter(({ kind }) => kind === "text-out-of-reach")).toMatchObject([
      { source: "nowhere", count: 3 },
    ]);
  });

  test("indexes nothing with the index off, says so, and still counts and digests", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home, { index: "off" }));
    const rows = rowsOf(10);
    for (const _ of run.track(rows, { source: "s", url: "url" })) continue;
    const { gaps, sources } = await run.end();
    expect(sources[0]!.records).toBe(10);
    expect(gaps).toContainEqual(expect.objectContaining({ kind: "not-indexed", count: 10, source: "s" }));
    using index = await openIndex(home.home);
    expect((await index.lookup({ url: rows[3]!.url })).found).toHaveLength(1);
    expect((await index.query(rows[3]!.text)).matches).toHaveLength(0);
  });

  test("ends once, and takes nothing more after its end", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home));
    const [first, second] = await Promise.all([run.end(), run.end()]);
    expect(first).toBe(second);
    expect(first.sources).toEqual([]);
    expect(() => run.track([], { source: "s" })).toThrow(expect.objectContaining({ code: "run-ended" }));
  });
});

describe("resuming", () => {
  test("a run of the same name counts nothing twice, by pull and by locator, and new rows once", async () => {
    await using home = await temporaryHome();
    const rows = rowsOf(100);
    const named = options(home, { name: "pretrain" });
    const first = await startRun(named);
    for (const _ of first.track(rows.slice(0, 60), { source: "pulls" })) continue;
    for (const _ of first.track(rows.slice(0, 60), { source: "located", locator })) continue;
    // A second pass over the same file is a second epoch, not new data.
    for (const _ of first.track(rows.slice(0, 60), { source: "located", locator })) continue;
    expect((await first.end()).alreadyRead).toBe(60);

    const second = await startRun(named);
    expect(second.resumed).toBe(true);
    expect(second.id).toBe(first.id);
    expect([...second.track(rows, { source: "pulls" })]).toEqual(rows);
    for (const _ of second.track(rows, { source: "located", locator })) continue;
    const summary = await second.end();
    expect(summary.alreadyRead).toBe(120);
    expect(summary.sources.map(({ source, records }) => [source, records])).toEqual([
      ["pulls", 100],
      ["located", 100],
    ]);
    expect((await home.ledger.runs()).map(({ ends }) => ends.length)).toEqual([2]);
  });

  test("two processes' worth of readers of the same rows lose nothing, and say what was read twice", async () => {
    await using home = await temporaryHome();
    await using other = await openLedger(home.home, { mode: "write" });
    const named = options(home, { name: "shared" });
    const [a, b] = await Promise.all([startRun(named), startRun({ ...named, ledger: other })]);
    expect(a.id).toBe(b.id);
    for (const _ of a.track(rowsOf(50), { source: "s" })) continue;
    for (const _ of b.track(rowsOf(80), { source: "s" })) continue;
    const first = await a.end();
    const second = await b.end();
    expect(first.readTwice + second.readTwice).toBe(50);
    expect(second.segments).toHaveLength(2);
    expect(await home.ledger.progress(a.id)).toMatchObject([{ source: "s", ranges: [[0, 80]] }]);
  });

  test("a name belongs to one purpose and model", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home, { name: "n" }));
    await run.end();
    await expect(startRun(options(home, { name: "n", purpose: "evaluate" }))).rejects.toMatchObject({
      code: "bad-input",
    });
  });
});

describe("the mode require", () => {
  test("stops the loader when the agreement is over, and observe records the gap and goes on", async () => {
    await using home = await temporaryHome();
    const over = { sources: [agreed("2026-11-20")], now };
    const strict = await startRun(options(home, { ...over, mode: "require" }));
    expect(() => [...strict.track(rowsOf(3), { source: "magazine" })]).toThrow(
      expect.objectContaining({ code: "agreement-not-in-force" }),
    );
    await strict.end();
    const lenient = await startRun(options(home, over));
    expect([...lenient.track(rowsOf(3), { source: "magazine" })]).toHaveLength(3);
    expect((await lenient.end()).gaps).toContainEqual(
      expect.objectContaining({ kind: "agreement-not-in-force" }),
    );
    const lastDay = await startRun(options(home, { sources: [agreed("2026-11-21")], now, mode: "require" }));
    expect([...lastDay.track(rowsOf(3), { source: "magazine" })]).toHaveLength(3);
    await lastDay.end();
  });

  test("stops in the middle when the agreement ends while rows pass", async () => {
    await using home = await temporaryHome();
    let today = "2026-11-20T23:59:59Z";
    const run = await startRun(
      options(home, { sources: [agreed("2026-11-20")], now: () => new Date(today), mode: "require" }),
    );
    const rows = run.track(rowsOf(3), { source: "magazine" })[Symbol.iterator]();
    expect(rows.next().done).toBe(false);
    today = "2026-11-21T00:00:00Z";
    expect(() => rows.next()).toThrow(expect.objectContaining({ code: "agreement-not-in-force" }));
    await run.end();
  });

  test("stops the loader when the terms say no to training, unless the model is only evaluated", async () => {
    await using home = await temporaryHome();
    const refusing = {
      source: { name: "s", origin: "public-dataset" },
      licences: [
        {
          basis: "concluded",
          by: "legal",
          licence: {
            kind: "custom",
            name: "site terms",
            terms: {
              train: "no",
              distributeOutputs: "no",
              commercialUse: "no",
              attribution: "unknown",
              shareAlike: "unknown",
            },
          },
        },
      ],
    } as const;
    const run = await startRun(options(home, { mode: "require", sources: [refusing] }));
    expect(() => [...run.track(rowsOf(1), { source: "s" })]).toThrow(TrackError);
    await run.end();
    const evaluation = await startRun(options(home, { mode: "require", purpose: "evaluate" }));
    expect([...evaluation.track(rowsOf(1), { source: "s" })]).toHaveLength(1);
    await evaluation.end();
  });

  test("stops at a row without text", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home, { mode: "require" }));
    const tracked = run.track([{ text: "one" }, { text: 2 }, { text: "three" }], { source: "s" });
    const rows = tracked[Symbol.iterator]();
    expect(rows.next().value).toEqual({ text: "one" });
    expect(() => rows.next()).toThrow(expect.objectContaining({ code: "not-recorded" }));
    await run.end();
  });
});

describe("when the disk refuses", () => {
  test("observe hands every row on and records how many events were dropped", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home, { limits: { bufferBytes: 4_096 } }));
    refuseSegments(home);
    const rows = rowsOf(500);
    expect([...run.track(rows, { source: "s" })]).toEqual(rows);
    const summary = await run.end();
    expect(summary.outcome).toBe("failed");
    expect(summary.failure?.code).toBe("segment-io");
    expect(summary.gaps).toContainEqual(
      expect.objectContaining({ kind: "dropped-event", count: 500, source: "s" }),
    );
    const gaps = await home.ledger.gaps({ runs: [run.id] });
    expect(gaps.map(({ gap }) => gap.kind)).toContain("dropped-event");
  });

  test("require stops a sync and an async loader and the end of the run", async () => {
    await using home = await temporaryHome();
    const run = await startRun(options(home, { mode: "require", limits: { bufferBytes: 4_096 } }));
    refuseSegments(home);
    let read = 0;
    const failing = (async () => {
      for await (const _ of run.track(later(rowsOf(5_000)), { source: "s" })) read++;
    })();
    await expect(failing).rejects.toMatchObject({ code: "not-recorded" });
    expect(read).toBeLessThan(5_000);
    expect(() => [...run.track(rowsOf(2), { source: "s" })]).toThrow(
      expect.objectContaining({ code: "not-recorded" }),
    );
    await expect(run.end()).rejects.toMatchObject({ code: "not-recorded" });
  });
});

test("a whole segment that was never committed is a gap of the next run, once its writer had time to", async () => {
  await using home = await temporaryHome();
  const segment = createSegment({ home: home.home, sources: { s: "none" } });
  segment.add("written, and never committed", { source: "s", locator: { kind: "ordinal", ordinal: 0 } });
  const { id } = segment.seal();
  const gapsAt = async (time: number): Promise<readonly unknown[]> => {
    const run = await startRun(options(home, { now: () => new Date(time) }));
    return (await run.end()).gaps;
  };
  expect(await gapsAt(Date.now())).toEqual([]);
  expect(await gapsAt(Date.now() + 3_600_000)).toMatchObject([
    { kind: "leftover-segment", code: "not-committed", where: { segment: id } },
  ]);
});

test("what screening dropped and set aside is counted in the ledger, by rule", async () => {
  await using home = await temporaryHome();
  const run = await startRun(options(home));
  const rows = rowsOf(10);
  const aside: unknown[] = [];
  const screened = run.screen(rows, {
    source: "s",
    url: (row) => row.url,
    quarantine: (row) => aside.push(row),
    rules: [
      { rule: "list", action: "drop", when: { kind: "excluded", list: parseExclusions(["host1.example"]) } },
      {
        rule: "aside",
        action: "quarantine",
        when: { kind: "predicate", test: (row) => row.url.includes("host2") },
      },
    ],
  });
  const kept = [...run.track(screened.rows, { source: "s" })];
  expect(kept).toEqual(rows.filter((_, i) => i % 5 !== 1 && i % 5 !== 2));
  expect(aside).toEqual(rows.filter((_, i) => i % 5 === 2));
  const { screenings } = await run.end();
  expect(screenings).toEqual([
    {
      run: run.id,
      source: "s",
      kept: 6,
      dropped: 2,
      quarantined: 2,
      rules: [
        { rule: "list", action: "drop", records: 2 },
        { rule: "aside", action: "quarantine", records: 2 },
      ],
    },
  ]);
  expect(await home.ledger.rows({ kinds: ["screening"] })).toHaveLength(1);
});
