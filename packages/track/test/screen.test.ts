import type { Signal } from "@yurai/schema";
import fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isExcluded, parseExclusions, readExclusions, screen, type ScreenRule } from "../src/index.ts";

interface Row {
  readonly url?: string;
  readonly signals?: readonly Signal[];
  readonly licence?: string;
}

const refusing: Signal = {
  kind: "robots-txt",
  value: "Disallow: /",
  where: { kind: "stated" },
  training: "no",
};
const allowing: Signal = { ...refusing, value: "Allow: /", training: "yes" };
const of = (rules: readonly ScreenRule<Row>[]) => ({
  source: "s",
  rules,
  url: (row: Row) => row.url,
  signals: (row: Row) => row.signals,
  licence: (row: Row) => row.licence,
});

const breaks = (): boolean => {
  throw new Error("broken");
};

async function* oneRow(): AsyncGenerator<Row> {
  yield { url: "https://a.example/" };
}

describe("a list of exclusions", () => {
  const list = parseExclusions([
    "# publishers",
    "",
    "example.com",
    "*.example.jp",
    ".dots.example",
    "https://one.example/page?x=1#part",
  ]);

  test("covers a host with its subdomains, and a URL in every spelling of its canonical form", () => {
    expect(isExcluded(list, "https://example.com/a")).toBe(true);
    expect(isExcluded(list, "http://news.EXAMPLE.com:8080/")).toBe(true);
    expect(isExcluded(list, "https://a.b.example.jp/")).toBe(true);
    expect(isExcluded(list, "https://x.dots.example/")).toBe(true);
    expect(isExcluded(list, "http://one.example/page?x=1")).toBe(true);
  });

  test("covers nothing that merely looks alike", () => {
    expect(isExcluded(list, "https://notexample.com/")).toBe(false);
    expect(isExcluded(list, "https://example.com.evil.example/")).toBe(false);
    expect(isExcluded(list, "https://one.example/page")).toBe(false);
    expect(isExcluded(list, "https://jp/")).toBe(false);
  });

  test("with a line that is neither is refused with the line's number", async () => {
    expect(() => parseExclusions(["ok.example", "not a host"])).toThrow(/Line 2 /);
    const folder = mkdtempSync(join(tmpdir(), "yurai-list-"));
    const path = join(folder, "list.txt");
    writeFileSync(path, "日本.example\r\nhttps://a.example/x\r\n");
    expect(isExcluded(await readExclusions(path), "https://www.日本.example/")).toBe(true);
    await expect(readExclusions(join(folder, "none.txt"))).rejects.toMatchObject({ code: "bad-input" });
    rmSync(folder, { recursive: true });
  });
});

describe("screening", () => {
  test("keeps order and identity, and every row is kept, dropped or set aside, and counted", () => {
    const actions = fc.constantFrom("keep" as const, "drop" as const, "quarantine" as const);
    fc.assert(
      fc.property(
        fc.array(fc.nat(9).map((n) => ({ n }))),
        fc.array(fc.tuple(fc.nat(9), actions)),
        (rows, picks) => {
          const aside: unknown[] = [];
          const screened = screen(rows, {
            source: "s",
            quarantine: (row) => aside.push(row),
            rules: picks.map(([n, action], i) => ({
              rule: `r${i}`,
              action,
              when: { kind: "predicate", test: (row: { n: number }) => row.n === n },
            })),
          });
          const kept = [...screened.rows];
          const actionOf = (row: { n: number }) => picks.find(([n]) => n === row.n)?.[1] ?? "keep";
          expect(kept).toEqual(rows.filter((row) => actionOf(row) === "keep"));
          expect(kept.every((row) => rows.includes(row))).toBe(true);
          expect(aside).toEqual(rows.filter((row) => actionOf(row) === "quarantine"));
          const result = screened.screening("run");
          expect(result.kept + result.dropped + result.quarantined).toBe(rows.length);
          const byRules = result.rules.reduce((sum, { records }) => sum + records, 0);
          expect(byRules).toBe(result.dropped + result.quarantined);
        },
      ),
    );
  });

  test("drops by opt-out and counts rows without signals as not checked", () => {
    const rows: Row[] = [
      { signals: [refusing] },
      { signals: [allowing] },
      { signals: [allowing, refusing] },
      {},
    ];
    const screened = screen(rows, of([{ rule: "opt-out", action: "drop", when: { kind: "opt-out" } }]));
    expect([...screened.rows]).toEqual([rows[1], rows[3]]);
    expect(screened.screening("r").rules).toEqual([
      { rule: "opt-out", action: "drop", records: 2, notChecked: 1 },
    ]);
  });

  test("goes by the row's own licence, and by its source's where it has none", () => {
    const when = { kind: "terms", terms: { commercialUse: ["no", "unknown"] } } as const;
    const rows: Row[] = [{ licence: "CC-BY-NC-4.0" }, { licence: "MIT" }, { licence: "home made" }, {}];
    const options = of([{ rule: "not for sale", action: "drop", when }]);
    expect([...screen(rows, options).rows]).toEqual([rows[1]]);
    const licences = [
      {
        basis: "declared",
        licence: { kind: "spdx", expression: "MIT" },
        by: "x",
        at: "2026-01-01T00:00:00Z",
      },
    ] as const;
    expect([...screen(rows, { ...options, licences }).rows]).toEqual([rows[1], rows[3]]);
  });

  test("lets an exception that comes first keep a row", () => {
    const rows: Row[] = [{ url: "https://a.example/" }, { url: "https://ours.a.example/" }];
    const screened = screen(
      rows,
      of([
        {
          rule: "ours",
          action: "keep",
          when: { kind: "excluded", list: parseExclusions(["ours.a.example"]) },
        },
        { rule: "list", action: "drop", when: { kind: "excluded", list: parseExclusions(["a.example"]) } },
      ]),
    );
    expect([...screened.rows]).toEqual([rows[1]]);
  });

  test("sets a row aside when a condition throws, because nobody knows what is in it", async () => {
    const aside: Row[] = [];
    const screened = screen(oneRow(), {
      ...of([{ rule: "people", action: "drop", when: { kind: "predicate", test: breaks } }]),
      quarantine: (row) => aside.push(row),
    });
    for await (const _ of screened.rows) throw new Error("nothing is kept");
    expect(aside).toHaveLength(1);
    expect(screened.screening("r")).toMatchObject({ quarantined: 1, rules: [{ notChecked: 1, records: 1 }] });
  });

  test("refuses two rules of one name", () => {
    const rule: ScreenRule<Row> = { rule: "x", action: "drop", when: { kind: "opt-out" } };
    expect(() => screen([], of([rule, rule]))).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});
