import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { languages } from "@yurai/schema";
import {
  ab2013,
  euTrainingSummary,
  evidenceNames,
  itemsOf,
  principleCode,
  provenanceReportOf,
  shownBasis,
  statementOf,
  type ReportFacts,
} from "../../src/statements.ts";
import { answers, emptyFacts, facts } from "./report-facts-fixture.ts";

const instruments = [principleCode, euTrainingSummary, ab2013];
const id = "0123456789abcdef";

describe.each(instruments.map((instrument) => [instrument.id, instrument] as const))(
  "%s",
  (_id, instrument) => {
    test("every item has an id of its own", () => {
      const ids = itemsOf(instrument).map((item) => item.id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    test("nothing unverified is called law", () => {
      for (const item of itemsOf(instrument).filter(({ verification }) => verification === "unverified"))
        expect(shownBasis(item)).toBe("internalPolicy");
    });

    test("without answers nothing is decided, and no item says comply", () => {
      const { stated, items } = statementOf(instrument, facts, { id, language: "en" });
      expect(items.filter(({ state }) => state === "decided")).toEqual([]);
      expect(items.every(({ status }) => status === undefined)).toBe(true);
      const decisions = stated.filter(({ item }) => item.asks === "decision");
      expect(decisions.every(({ state }) => state === "needs-decision")).toBe(true);
    });

    test("a ledger without facts fills in nothing but what is true of it", () => {
      const { items, document } = statementOf(instrument, emptyFacts, { id, language: "en" });
      const allowed = ["record-keeping", "made-on", "changes", "inquiries"];
      const known = itemsOf(instrument).filter(({ evidence }) =>
        evidence.some((name) => allowed.includes(name)),
      );
      for (const { id: item, state } of items.filter(({ state }) => state === "filled"))
        expect(
          known.map((one) => one.id),
          `${item} is ${state}`,
        ).toContain(item);
      expect(document.sections.length).toBe(instrument.sections.length + 1);
    });

    test("states add up to all items", () => {
      const { counts } = statementOf(instrument, facts, { id, language: "ja", answers });
      expect(counts.filled + counts.said + counts.needWords + counts.needDecision).toBe(counts.items);
    });

    test.each(languages)("every title and hint is there in %s", (language) => {
      for (const { title, hint } of itemsOf(instrument)) {
        expect(title[language]).not.toBe("");
        expect(hint?.[language]).not.toBe("");
      }
    });
  },
);

test("marks of synthetic pictures stand beside what is declared, and are no opt-outs", () => {
  const marks = [{ kind: "synthetic-mark", training: "unknown", records: 312 } as const];
  const marked: ReportFacts = {
    ...facts,
    sources: facts.sources.map((source) =>
      source.name === "magazine-2025" ? { ...source, signals: marks } : source,
    ),
  };
  for (const [language, says] of [
    ["en", "312 records of other sources have files that say a model made them (detected, not verified)."],
    ["ja", "ファイルに生成物の表示がある"],
  ] as const) {
    const pages = [ab2013, euTrainingSummary].map((instrument) =>
      JSON.stringify(statementOf(instrument, marked, { id, language }).document),
    );
    for (const page of pages) expect(page).toContain(says);
    expect(JSON.stringify(statementOf(ab2013, facts, { id, language }).document)).not.toContain(says);
    expect(pages.join("")).not.toContain(language === "en" ? "mark of a model's output" : '生成物の表示"');
  }
});

test("pictures are a modality with a size of its own, and their bytes are no text", () => {
  const [first, ...others] = facts.sources;
  const pictures = { records: 2_400_000, bytes: 900_000_000_000 };
  const shares = first!.shares.map((share) => ({ ...share, bytes: share.bytes + pictures.bytes, pictures }));
  const mixed: ReportFacts = { ...facts, sources: [{ ...first!, shares }, ...others] };
  const of = (whole: ReportFacts, language: "en" | "ja"): string =>
    JSON.stringify(statementOf(euTrainingSummary, whole, { id, language }).document);
  for (const [language, ...says] of [
    [
      "en",
      "Images.",
      "Images: 2,400,000 records with a picture, 900 GB of files.",
      "1 million to 1 billion images",
    ],
    ["ja", "画像。", "画像をもつレコード 2,400,000 件", "100 万件から 10 億件"],
  ] as const)
    for (const words of says) {
      expect(of(mixed, language)).toContain(words);
      expect(of(facts, language)).not.toContain(words);
    }
  const size = statementOf(euTrainingSummary, mixed, { id, language: "en" }).stated.find(
    ({ item }) => item.id === "1.3.b",
  );
  const text = statementOf(euTrainingSummary, facts, { id, language: "en" }).stated.find(
    ({ item }) => item.id === "1.3.b",
  );
  const { bytes } = text!.evidence[0]!.figures!;
  expect(size!.evidence).toMatchObject([{ figures: { bytes, images: 2_400_000 } }]);
});

test("figures are those of the facts", () => {
  const { items } = statementOf(principleCode, facts, { id, language: "en" });
  const figures = new Map(items.map((item) => [item.id, item.figures]));
  expect(figures.get("D1")).toMatchObject({
    crawled: 1_204_331,
    licensed: 10_000,
    undeclared: 12,
    records: 1_229_358,
  });
  expect(figures.get("I2")).toMatchObject({ optedOutRecords: 41_207, optedOutHosts: 38, dropped: 41_207 });
  expect(figures.get("I5")).toMatchObject({ outputs: 1_000, block: 1 });
  expect(figures.get("M3")).toMatchObject({ bases: 1, basesWithoutRuns: 1 });
});

test("a figure leads back to the rows it was read from", () => {
  const { stated } = statementOf(principleCode, facts, { id, language: "en" });
  const crawlers = stated.find(({ item }) => item.id === "D4");
  expect(crawlers?.evidence.map(({ name, rows }) => [name, rows])).toEqual([["crawlers", [3, 4]]]);
});

test("an answer for one model goes before the general one, and words alone decide nothing", () => {
  const given = {
    ...answers,
    models: {
      "kaede-1b": { "principle-code": { M4: { text: "another" }, P2: { text: "words without a decision" } } },
    },
  };
  const { items, stated } = statementOf(principleCode, facts, {
    id,
    language: "en",
    answers: given,
    model: "kaede-1b",
  });
  expect(stated.find(({ item }) => item.id === "M4")?.answer.text).toBe("another");
  expect(items.find((item) => item.id === "P1")).toMatchObject({ state: "decided", status: "comply" });
  expect(items.find((item) => item.id === "P2")?.state).toBe("needs-decision");
});

test("what changed since the last report is told figure by figure, but for those of the log itself", () => {
  const before = statementOf(principleCode, facts, { id, language: "en" });
  const previous = {
    id: "fedcba9876543210",
    report: "principle-code",
    language: "en",
    models: [],
    madeAt: "2025-11-21T00:00:00Z",
    ledger: { size: 10, root: "00".repeat(32) },
    sha256: "00".repeat(32),
    items: before.items.map((item) =>
      item.id === "I5" ? { ...item, figures: { ...item.figures, outputs: 900 } } : item,
    ),
    tool: facts.tool,
  } as const;
  const grown = { ...facts, ledger: { ...facts.ledger, size: 99, root: "77".repeat(32) } };
  const { stated } = statementOf(principleCode, grown, { id, language: "en", previous });
  const [changes] = stated.find(({ item }) => item.id === "S4")?.evidence ?? [];
  expect(changes?.table?.rows).toEqual([["I5", "outputs", "900", "1,000"]]);
});

test("a source whose origin nobody declared makes every answer about origins uncertain, and says so", () => {
  const { stated } = statementOf(euTrainingSummary, facts, { id, language: "en" });
  const licensed = stated.find(({ item }) => item.id === "2.2.1")?.evidence[0];
  expect(licensed?.lines.join(" ")).toContain("1 source has no declared origin and may belong here");
});

/** What the EU summary says of the range of a text of so many bytes. */
function rangeOf(bytes: number): string {
  const sized: ReportFacts = {
    ...facts,
    sources: facts.sources.slice(0, 1).map((source) => ({
      ...source,
      shares: source.shares.map((share) => ({ ...share, bytes })),
    })),
  };
  const { stated } = statementOf(euTrainingSummary, sized, { id, language: "en" });
  return stated.find(({ item }) => item.id === "1.3.b")?.evidence[0]?.lines[1] ?? "";
}

test("the size range is given only where bytes decide it", () => {
  expect(rangeOf(999_999_999)).toContain("under 1 billion tokens");
  expect(rangeOf(1_000_000_000)).toContain("depends on the tokeniser");
  expect(rangeOf(10_000_000_000_001)).toContain("cannot be told");
});

test("every kind of evidence is used by some report", () => {
  const used = new Set([
    ...instruments.flatMap((instrument) => itemsOf(instrument).flatMap(({ evidence }) => evidence)),
    ...provenanceReportOf(facts, { id, language: "en" }).evidence.flatMap(({ found }) =>
      found.map(({ name }) => name),
    ),
  ]);
  expect(evidenceNames.filter((name) => !used.has(name))).toEqual([]);
});

/** The records that a statement counts over sources with so many each. */
function recordsOf(counts: readonly number[]): unknown {
  const [source] = facts.sources;
  const sized: ReportFacts = {
    ...facts,
    sources: counts.map((records, at) => ({
      ...source!,
      name: `s${at}`,
      shares: [{ ...source!.shares[0]!, records }],
    })),
  };
  const { items } = statementOf(ab2013, sized, { id, language: "en" });
  return items.find((item) => item.id === "3")?.figures["records"];
}

test("counting is adding: two sources together have the figures of each", () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.nat(1e6), (a, b) => {
      expect(recordsOf([a, b])).toBe(a + b);
    }),
    { numRuns: 30 },
  );
});
