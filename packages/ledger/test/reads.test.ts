import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  contentId,
  type Gap,
  type HostRollUp,
  type Model,
  type Run,
  type RunEnd,
  type SegmentManifest,
} from "@yurai/schema";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasOrdinal, joinRanges, type NewRow, type OrdinalRange } from "../src/index.ts";
import { newLedger, temporaryFolder } from "./store-folder.ts";

const at = "2026-11-21T00:00:00Z";
const runA = "a".repeat(32);
const runB = "b".repeat(32);
const runC = "c".repeat(32);

function run(id: string, more: Partial<Run> = {}): NewRow {
  const environment = { platform: "linux", architecture: "x64", runtime: "node 24" };
  const tool = { name: "yurai", version: "0.0.0" };
  return {
    kind: "run",
    body: {
      id,
      purpose: "train",
      startedAt: at,
      mode: "observe",
      configuration: {},
      environment,
      tool,
      ...more,
    },
  };
}

function manifest(name: string, replaces: readonly string[] = []): SegmentManifest {
  return {
    format: "yurai-segment",
    version: 1,
    writer: { tool: name, version: "1" },
    createdAt: at,
    algorithms: { normalForm: "text-1", digest: "d", urlKey: "u" },
    sources: [{ name: "news", evidence: "reread", records: 1, characters: 10, bytes: 10 }],
    counts: { records: 1, characters: 10, bytes: 10, anchors: 1 },
    replaces,
    files: [],
  };
}

const claim = (basis: "declared" | "detected" | "concluded", expression: string): NewRow => {
  const licence = { kind: "spdx", expression } as const;
  return { kind: "licence", body: { source: "news", claim: { basis, licence, by: "t", at } } };
};

const gap = (more: Partial<Gap>): NewRow => ({
  kind: "gap",
  body: { kind: "failed-row", count: 1, at, ...more },
});

const host = (more: Partial<HostRollUp>): HostRollUp => ({
  run: runA,
  source: "news",
  host: "a.example",
  records: 2,
  characters: 20,
  bytes: 30,
  optedOutRecords: 1,
  signals: [{ kind: "robots-txt", training: "no", records: 1 }] as HostRollUp["signals"],
  ...more,
});

const model = (name: string, more: Partial<Model> = {}): NewRow => ({
  kind: "model",
  body: { name, runs: [], at, ...more },
});

const read = (part: string, ranges: readonly OrdinalRange[]) => ({
  run: runA,
  source: "news",
  part,
  ranges,
});

describe("sources", () => {
  test("a source shows its last facts and every claim, decision and crawl that no row corrects", async () => {
    const ledger = await newLedger();
    const { rows } = await ledger.append([
      { kind: "source", body: { name: "news", origin: "crawled" } },
      claim("declared", "MIT"),
      claim("detected", "Apache-2.0"),
      { kind: "crawl", body: { id: "c1", source: "news", robots: "unknown", lookedFor: [] } },
      { kind: "reliance", body: { source: "other", reliance: { kind: "undecided" } } },
    ]);
    await ledger.append([
      { ...claim("declared", "BSD-2-Clause"), corrects: [rows[1]!.id] },
      claim("concluded", "ISC"),
      { kind: "crawl", body: { id: "c1", source: "news", robots: "obeyed", lookedFor: [] } },
      { kind: "source", body: { name: "news", origin: "licensed" } },
    ]);
    const [news] = await ledger.sources(["news", "unknown"]);
    expect(news?.source?.fact).toEqual({ name: "news", origin: "licensed" });
    expect(
      news?.licences.map(({ fact }) => [fact.basis, "expression" in fact.licence && fact.licence.expression]),
    ).toEqual([
      ["detected", "Apache-2.0"],
      ["declared", "BSD-2-Clause"],
      ["concluded", "ISC"],
    ]);
    expect(news?.crawls.map((crawl) => crawl.fact.robots)).toEqual(["obeyed"]);
    const all = await ledger.sources();
    expect(all.map((view) => [view.name, view.source !== undefined])).toEqual([
      ["news", true],
      ["other", false],
    ]);
  });
});

describe("runs, gaps and hosts", () => {
  test("a run shows every end of its processes, and none while it goes on", async () => {
    const ledger = await newLedger();
    const end: RunEnd = { run: runA, endedAt: at, outcome: "completed", sources: [], segments: [] };
    await ledger.append([
      run(runA),
      run(runB),
      { kind: "run-end", body: end },
      { kind: "run-end", body: { ...end, outcome: "failed" } },
    ]);
    const screening = { run: runA, source: "news", kept: 3, dropped: 1, quarantined: 0, rules: [] };
    await ledger.append([
      { kind: "counts", body: { run: runA, sources: [] } },
      { kind: "counts", body: { run: runA, sources: [] } },
      { kind: "screening", body: screening },
    ]);
    const runs = await ledger.runs();
    expect(runs.map((view) => [view.counts.length, view.screenings])).toEqual([
      [2, [screening]],
      [0, []],
    ]);
    expect(runs.map((view) => [view.id, view.ends.map((one) => one.outcome)])).toEqual([
      [runA, ["completed", "failed"]],
      [runB, []],
    ]);
    expect(await ledger.runs([runB])).toHaveLength(1);
  });

  test("gaps are read by run, source or model, and a corrected gap is gone", async () => {
    const ledger = await newLedger();
    const { rows } = await ledger.append([
      gap({ run: runA }),
      gap({ source: "news" }),
      gap({ where: { model: "kaede" } }),
    ]);
    expect((await ledger.gaps()).map((view) => view.rowId)).toEqual(rows.map((row) => row.id));
    expect((await ledger.gaps({ runs: [runA] })).map((view) => view.rowId)).toEqual([rows[0]!.id]);
    expect((await ledger.gaps({ sources: ["news"] })).map((view) => view.rowId)).toEqual([rows[1]!.id]);
    expect((await ledger.gaps({ models: ["kaede"] })).map((view) => view.rowId)).toEqual([rows[2]!.id]);
    await ledger.append([{ ...gap({ run: runB }), corrects: [rows[0]!.id] }]);
    expect(await ledger.gaps({ runs: [runA] })).toEqual([]);
  });

  test("roll-ups of the same source and host are added up, signal by signal", async () => {
    const ledger = await newLedger();
    await ledger.append([
      {
        kind: "hosts",
        body: { hosts: [host({ firstFetchedAt: "2026-01-02T00:00:00Z" }), host({ host: "b.example" })] },
      },
      { kind: "hosts", body: { hosts: [host({ run: runB, firstFetchedAt: "2026-01-02T08:00:00+09:00" })] } },
    ]);
    const totals = await ledger.hostRollUps();
    expect(totals).toHaveLength(2);
    expect(totals[0]).toMatchObject({
      host: "a.example",
      records: 4,
      bytes: 60,
      optedOutRecords: 2,
      signals: [{ records: 2 }],
    });
    expect(totals[0]?.firstFetchedAt).toBe("2026-01-02T08:00:00+09:00");
    expect(await ledger.hostRollUps([runB])).toMatchObject([{ host: "a.example", records: 2 }]);
  });
});

describe("models", () => {
  test("a lineage holds the runs and segments of a model and all its bases, and names bases without runs", async () => {
    const ledger = await newLedger();
    await ledger.append([
      run(runA),
      run(runB, { model: { name: "kaede" } }),
      run(runC, { model: { name: "other" } }),
      model("momiji", { runs: [runA], base: { name: "qwen" } }),
      model("kaede", { base: { name: "momiji" } }),
    ]);
    for (const [id, name] of [
      [runA, "1"],
      [runB, "2"],
      [runC, "3"],
    ] as const) {
      await ledger.commitSegments({ run: id, manifests: [manifest(name)] });
    }
    const lineage = await ledger.modelLineage({ name: "kaede" });
    expect(lineage.steps).toEqual([
      { model: { name: "kaede" }, recorded: true, runs: [runB] },
      { model: { name: "momiji" }, recorded: true, runs: [runA] },
      { model: { name: "qwen" }, recorded: false, runs: [] },
    ]);
    expect(lineage.segments.current.map((segment) => segment.id)).toEqual([
      contentId(manifest("1")),
      contentId(manifest("2")),
    ]);
  });

  test("versions are apart, a name alone is all of them, and bases in a circle end", async () => {
    const ledger = await newLedger();
    await ledger.append([
      model("kaede", { version: "1", runs: [runA], base: { name: "kaede", version: "2" } }),
      model("kaede", { version: "2", runs: [runB], base: { name: "kaede", version: "1" } }),
    ]);
    expect((await ledger.modelLineage({ name: "kaede" })).runs).toEqual([runA, runB]);
    const steps = (await ledger.modelLineage({ name: "kaede", version: "2" })).steps;
    expect(steps.map((step) => [step.model.version, step.runs])).toEqual([
      ["2", [runB]],
      ["1", [runA]],
    ]);
    await ledger.append([model("kaede", { version: "1", runs: [runC] })]);
    expect((await ledger.models()).map((view) => view.model.runs)).toEqual([[runC], [runB]]);
  });
});

describe("segments", () => {
  const [one, two, three] = ["1", "2", "3"].map((name) => manifest(name)) as [
    SegmentManifest,
    SegmentManifest,
    SegmentManifest,
  ];
  const merged = manifest("merged", [contentId(one), contentId(two)]);

  test("a merge keeps the runs of what it replaces, and the first ids say which records are whose", async () => {
    const ledger = await newLedger();
    await ledger.commitSegments({ run: runA, manifests: [one] });
    await ledger.commitSegments({ run: runB, manifests: [two, three] });
    await ledger.commitSegments({ manifests: [merged] });
    const all = await ledger.segments();
    expect(all.current.map((segment) => [segment.id, segment.runs])).toEqual([
      [contentId(three), [runB]],
      [contentId(merged), [runA, runB]],
    ]);
    const ofA = await ledger.segments([runA]);
    expect(ofA.current.map((segment) => segment.id)).toEqual([contentId(merged)]);
    expect(ofA.firstIds).toEqual([contentId(one)]);
  });

  test("a segment is committed once, and merged once", async () => {
    const ledger = await newLedger();
    await ledger.commitSegments({ run: runA, manifests: [one, two] });
    const size = (await ledger.head()).size;
    const gap: NewRow = { kind: "gap", body: { kind: "failed-row", count: 1, at } };
    await expect(ledger.commitSegments({ run: runA, manifests: [one], rows: [gap] })).rejects.toMatchObject({
      code: "segment-committed",
    });
    await expect(ledger.commitSegments({ run: runA, manifests: [three, three] })).rejects.toMatchObject({
      code: "segment-committed",
    });
    expect((await ledger.head()).size).toBe(size);
    await ledger.commitSegments({ manifests: [merged] });
    const again = manifest("faster", [contentId(one)]);
    await expect(ledger.commitSegments({ manifests: [again] })).rejects.toMatchObject({
      code: "segment-not-current",
    });
    const twice = [manifest("x", [contentId(merged)]), manifest("y", [contentId(merged)])];
    await expect(ledger.commitSegments({ manifests: twice })).rejects.toMatchObject({
      code: "segment-not-current",
    });
  });

  test("segments stand or fall with their rows, and erasing a merge does not bring back what it replaced", async () => {
    const ledger = await newLedger();
    await ledger.commitSegments({ run: runA, manifests: [one, two] });
    const { rows } = await ledger.commitSegments({ manifests: [merged] });
    await ledger.erase([rows[0]!.id], { reason: "r", by: "b" });
    expect((await ledger.segments()).current).toEqual([]);
  });

  test("folders on disk are compared with the ledger", async () => {
    const ledger = await newLedger();
    const folder = join(temporaryFolder(), "segments");
    expect(await ledger.compareSegments(folder)).toEqual({
      missing: [],
      uncommitted: [],
      replaced: [],
      unfinished: [],
    });
    await ledger.commitSegments({ run: runA, manifests: [one, two, three] });
    await ledger.commitSegments({ manifests: [merged] });
    const lost = "f".repeat(64);
    for (const name of [contentId(one), contentId(merged), lost, ".tmp-1"])
      mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, "stray.txt"), "");
    expect(await ledger.compareSegments(folder)).toEqual({
      missing: [contentId(three)],
      uncommitted: [lost],
      replaced: [contentId(one)],
      unfinished: [".tmp-1", "stray.txt"],
    });
  });
});

describe("progress", () => {
  test("what a run has read is joined by source and part", async () => {
    const ledger = await newLedger();
    await ledger.commitSegments({
      run: runA,
      manifests: [manifest("1")],
      reads: [read("f1", [[0, 10]]), read("f2", [[5, 7]])],
    });
    await ledger.commitSegments({
      run: runA,
      manifests: [manifest("2")],
      reads: [
        read("f1", [
          [10, 20],
          [30, 31],
        ]),
      ],
    });
    expect(await ledger.progress(runA)).toEqual([
      read("f1", [
        [0, 20],
        [30, 31],
      ]),
      read("f2", [[5, 7]]),
    ]);
    expect(await ledger.progress(runB)).toEqual([]);
  });

  test("nothing is counted twice: a part that was read before refuses the whole commit", async () => {
    const ledger = await newLedger();
    await ledger.commitSegments({ run: runA, manifests: [manifest("1")], reads: [read("f1", [[0, 10]])] });
    const size = (await ledger.head()).size;
    const commit = (ranges: readonly OrdinalRange[]) =>
      ledger.commitSegments({ run: runA, manifests: [manifest("2")], reads: [read("f1", ranges)] });
    await expect(commit([[9, 12]])).rejects.toMatchObject({ code: "read-twice" });
    await expect(commit([[12, 11]])).rejects.toMatchObject({ code: "row-invalid" });
    await expect(commit([[-1, 0]])).rejects.toMatchObject({ code: "row-invalid" });
    expect((await ledger.head()).size).toBe(size);
    await commit([[10, 12]]);
  });

  test("joined ranges hold exactly the ordinals that went in", () => {
    const ranges = fc.array(
      fc.tuple(fc.nat(60), fc.nat(9)).map(([first, length]): OrdinalRange => [first, first + length]),
    );
    fc.assert(
      fc.property(ranges, (input) => {
        const joined = joinRanges(input);
        const inside = Array.from({ length: 75 }, (_, ordinal) =>
          input.some(([first, end]) => first <= ordinal && ordinal < end),
        );
        expect(inside.map((_, ordinal) => hasOrdinal(joined, ordinal))).toEqual(inside);
        expect(joined.every(([first], index) => index === 0 || first > joined[index - 1]![1])).toBe(true);
      }),
    );
  });
});

describe("rows as of a size", () => {
  test("are those that stood then: later rows neither appear nor correct, whatever came after", async () => {
    await using ledger = await newLedger();
    const steps: { readonly size: number; readonly ids: readonly string[] }[] = [];
    const ids = async (asOf?: number): Promise<readonly string[]> =>
      (await ledger.rows({ kinds: ["licence"], ...(asOf !== undefined && { asOf }) })).map(({ id }) => id);
    let last: string | undefined;
    for (const name of ["MIT", "ISC", "0BSD", "Zlib", "MIT-0"]) {
      // Every other row corrects the one before it.
      const corrects = last !== undefined && steps.length % 2 === 1 ? { corrects: [last] } : {};
      const { rows, head } = await ledger.append([{ ...claim("declared", name), ...corrects }]);
      last = rows[0]?.id;
      steps.push({ size: head.size, ids: await ids() });
    }
    for (const { size, ids: then } of steps) expect(await ids(size)).toEqual(then);
  });

  test("pages put together are all rows, and places give the rows that stand there", async () => {
    await using ledger = await newLedger();
    await ledger.append(Array.from({ length: 25 }, (_, at) => gap({ count: at + 1 })));
    const all = await ledger.rows({ kinds: ["gap"] });
    const pages: (typeof all)[number][] = [];
    for (let after = -1; ;) {
      const page = await ledger.rows({ kinds: ["gap"], after, limit: 7 });
      if (page.length === 0) break;
      pages.push(...page);
      after = page.at(-1)?.index ?? after;
    }
    expect(pages).toEqual(all);
    const places = [all[3]?.index ?? 0, all[20]?.index ?? 0];
    expect(await ledger.rowsAt([places[1]!, places[0]!])).toEqual([all[3], all[20]]);
  });
});
