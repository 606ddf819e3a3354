// SARIF, JUnit, GitHub, GitLab, JSON and attribution against the rules of those who read them.
import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { languages, parse, verdictSchema } from "@yurai/schema";
import {
  maxSarifResults,
  renderAttribution,
  renderGithubAnnotations,
  renderGithubSummary,
  renderGitlab,
  renderJunit,
  renderSarif,
  renderSummaryJson,
  renderVerdictJson,
  verdictSetOf,
} from "../src/index.ts";
import { facts, rows, verdict } from "./fixture.ts";

const set = verdictSetOf(rows);
const sarifSchema = new URL("../../../../shared/schemas/sarif-2.1.0/sarif-2.1.0.json", import.meta.url);

interface SarifLog {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly suppressions?: readonly object[];
      readonly properties?: { readonly tags: readonly string[] };
      readonly locations: readonly {
        readonly physicalLocation: { readonly region: { readonly startLine: number } };
      }[];
    }[];
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
    readonly properties: { readonly resultsLeftOut: number };
  }[];
}

function sarif(given = set): SarifLog {
  return JSON.parse(renderSarif(given, facts)) as SarifLog;
}

function fingerprints(log: SarifLog): readonly unknown[] {
  return log.runs[0]?.results.map((result) => result.partialFingerprints) ?? [];
}

/** Reads XML strictly and counts its elements by name. */
function read(xml: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    counts[tag.name] = (counts[tag.name] ?? 0) + 1;
  });
  parser.write(xml).close();
  return counts;
}

describe("SARIF", () => {
  test.skipIf(!existsSync(sarifSchema))("is valid (needs the schema beside the repository)", () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync(sarifSchema, "utf8")) as object);
    for (const language of languages)
      for (const given of [set, verdictSetOf([]), verdictSetOf(rows, { limit: 2 })]) {
        validate(JSON.parse(renderSarif(given, facts, { language })));
        expect(validate.errors).toBe(null);
      }
  });

  test("keeps to 25,000 results with the gravest first, and says how many are left out", () => {
    const many = Array.from({ length: 2_300 }, () => rows.slice(12)).flat();
    const [run] = sarif(verdictSetOf(many, { limit: 50_000 })).runs;
    expect(run?.results).toHaveLength(maxSarifResults);
    expect(run?.properties.resultsLeftOut).toBe(many.length - maxSarifResults);
    expect(run?.results[0]?.level).toBe("error");
  });

  test("a fingerprint names the content: another line does not change it, another kind does", () => {
    const moved = sarif(verdictSetOf(rows.map((row) => ({ ...row, line: (row.line ?? 0) + 7 }))));
    expect(fingerprints(moved)).toEqual(fingerprints(sarif()));
    expect(moved.runs[0]?.results[0]?.locations[0]?.physicalLocation.region.startLine).toBe(25);
  });

  test("a waived finding is suppressed, an incomplete check unsuccessful, and tags are few", () => {
    const results = sarif().runs[0]?.results ?? [];
    expect(results.filter((result) => result.suppressions !== undefined)).toHaveLength(1);
    expect(sarif().runs[0]?.invocations[0]?.executionSuccessful).toBe(false);
    expect(sarif(verdictSetOf(rows.slice(0, 3))).runs[0]?.invocations[0]?.executionSuccessful).toBe(true);
    expect(sarif(verdictSetOf([])).runs[0]?.invocations[0]?.executionSuccessful).toBe(false);
    for (const result of results) expect(result.properties?.tags.length ?? 0).toBeLessThanOrEqual(20);
  });
});

describe("JUnit", () => {
  test("is well formed and tells failures from errors", () => {
    for (const language of languages)
      expect(read(renderJunit(set, facts, { language }))).toMatchObject({
        failure: 6,
        error: 1,
        testcase: 12,
      });
  });

  test("is well formed whatever an output's id is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (id) => {
        const xml = renderJunit(verdictSetOf([{ verdict: verdict(id, "block") }]), { ...facts, file: id });
        expect(read(xml)).toMatchObject({ failure: 1 });
      }),
    );
  });

  test("shadow mode skips instead of failing, and an empty check is an error", () => {
    expect(read(renderJunit(set, { ...facts, shadow: true }))).toMatchObject({ skipped: 7 });
    expect(read(renderJunit(set, { ...facts, shadow: true }))["failure"]).toBeUndefined();
    expect(read(renderJunit(verdictSetOf([]), facts))).toMatchObject({ error: 1 });
  });

  test("outputs beyond the limit still fail", () => {
    expect(read(renderJunit(verdictSetOf(rows, { limit: 1 }), facts))).toMatchObject({
      failure: 3,
      error: 1,
    });
  });
});

describe("GitHub", () => {
  test("annotates at most ten findings, each in one command, and counts the rest", () => {
    const many = Array.from({ length: 5 }, () => rows).flat();
    const lines = renderGithubAnnotations(verdictSetOf(many), facts).trimEnd().split("\n");
    expect(lines).toHaveLength(11);
    for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) /);
    expect(lines.at(-1)).toContain("25 more: out/report.html");
  });

  test("nothing from outside begins a command or a property of its own", () => {
    const row = rows.find((item) => item.verdict.id === "17");
    const bad = { ...facts, file: "a,line=9::x\n::error::y%" };
    const text = renderGithubAnnotations(verdictSetOf(row === undefined ? [] : [row]), bad);
    expect(text.split("\n").filter((line) => line.startsWith("::"))).toHaveLength(1);
    expect(text).toContain(String.raw`file=a%2Cline=9%3A%3Ax\x0a%3A%3Aerror%3A%3Ay%25,line=18`);
  });

  test("in shadow mode nothing is an error", () => {
    expect(renderGithubAnnotations(set, { ...facts, shadow: true })).not.toContain("::error");
  });

  test("a check of nothing is an error, and its summary does not pass", () => {
    expect(renderGithubAnnotations(verdictSetOf([]), facts)).toMatch(/^::error /);
    expect(renderGithubSummary(verdictSetOf([]), facts)).toContain("INCOMPLETE");
  });

  test("the summary always has coverage in order, and outside text is inert", () => {
    const row = {
      verdict: { ...(rows[13]?.verdict ?? verdict("1", "pass")), id: "[x](http://evil) <b> @team |" },
    };
    const text = renderGithubSummary(verdictSetOf([row]), facts);
    expect(text).toMatch(/\*\*searched\*\*.*\*\*not searched\*\*.*\*\*not checked\*\*/s);
    expect(text).not.toMatch(/\[x\]\(|<b>|@team|http:\/\//);
  });
});

describe("GitLab", () => {
  interface Entry {
    readonly description: string;
    readonly check_name: string;
    readonly fingerprint: string;
    readonly severity: string;
    readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
  }
  const entries = JSON.parse(renderGitlab(set, facts)) as readonly Entry[];

  test("has every member the format asks for, with fingerprints that differ", () => {
    for (const entry of entries) {
      expect(["info", "minor", "major", "critical", "blocker"]).toContain(entry.severity);
      expect(entry.location.path).toBe("outputs.jsonl");
      expect(entry.location.lines.begin).toBeGreaterThan(0);
      expect(entry.description).not.toBe("");
    }
    expect(new Set(entries.map((entry) => entry.fingerprint)).size).toBe(entries.length);
  });

  test("an empty check is not an empty list", () => {
    expect(JSON.parse(renderGitlab(verdictSetOf([]), facts))).toHaveLength(1);
  });
});

describe("JSON", () => {
  test("one verdict a line, unchanged for its reader", () => {
    for (const row of rows) {
      const line = renderVerdictJson(row.verdict);
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(parse(verdictSchema, JSON.parse(line), { what: "line" })).toEqual(row.verdict);
    }
  });

  test("any id comes back as it was, and cannot repaint a terminal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (id) => {
        const line = renderVerdictJson(verdict(id, "pass"));
        expect((JSON.parse(line) as { id: string }).id).toBe(id);
        expect(line).not.toMatch(/[\u007F-\u009F\u2028\u2029]|\p{Cf}/u);
      }),
    );
  });

  test("the summary is versioned and counts", () => {
    expect(JSON.parse(renderSummaryJson(set, facts))).toMatchObject({
      schemaVersion: 1,
      summary: { outputs: 23, actions: { block: 2 }, exitCode: 1, shadow: false },
    });
  });
});

describe("attribution", () => {
  test("has each recorded text once and exactly, by licence", () => {
    const text = renderAttribution(set);
    for (const row of rows)
      for (const entry of row.verdict.attribution) expect(text.split(entry.text)).toHaveLength(2);
    expect(text.indexOf("Apache-2.0")).toBeLessThan(text.indexOf("\nMIT\n"));
  });

  test("does not depend on the order of the outputs", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...rows], { minLength: rows.length }), (shuffled) => {
        expect(renderAttribution(verdictSetOf(shuffled))).toBe(renderAttribution(set));
      }),
    );
  });
});
