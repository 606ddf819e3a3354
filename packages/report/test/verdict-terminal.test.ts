import { expect, test } from "vitest";
import { languages, parse, verdictSchema, type Finding } from "@yurai/schema";
import {
  catalogueOf,
  describeNextSteps,
  displayWidth,
  overallAction,
  renderVerdictsForTerminal,
  verdictSetOf,
} from "../src/index.ts";
import { facts, rows, verdict } from "./fixture.ts";

const bare = rows.map(({ snippets: _snippets, ...row }) => row);
const set = verdictSetOf(bare);

test("the fixture's verdicts are verdicts", () => {
  for (const row of rows) expect(parse(verdictSchema, row.verdict, { what: "fixture" })).toEqual(row.verdict);
});

test("the first line has the outcome in words and counts, the last one ids and exit code", () => {
  const lines = renderVerdictsForTerminal(set, facts).trimEnd().split("\n");
  expect(lines[0]).toBe("BLOCK  2 of 23 outputs blocked, 4 to review, 1 incomplete, 3 need attribution,");
  expect(lines.at(-1)).toMatch(
    /^verdict [0-9a-f]{8}  policy [0-9a-f]{8}  index [0-9a-f]{8} {3}p95 3\.9 ms {3}exit 1$/,
  );
});

test("searched, not searched and not checked are always there, in that order", () => {
  for (const given of [set, verdictSetOf([]), verdictSetOf(bare.slice(0, 1))])
    expect(renderVerdictsForTerminal(given, facts)).toMatch(/\nsearched .*\nnot searched .*\nnot checked /s);
});

test("at most five findings are shown, and the others counted with their path", () => {
  const many = Array.from({ length: 30 }, () => bare).flat();
  const screen = renderVerdictsForTerminal(verdictSetOf(many), facts);
  expect(screen.match(/^ {2}(?:BLOCK|REVIEW) /gm)).toHaveLength(5);
  expect(screen).toContain("175 more: out/report.html");
  expect(screen.split("\n").length).toBeLessThan(60);
});

test("findings that were not kept are counted as well", () => {
  const screen = renderVerdictsForTerminal(verdictSetOf(bare, { limit: 3 }), facts);
  expect(screen).toContain("3 more: out/report.html");
});

test("SHADOW stands in the first line, and only then", () => {
  const [first] = renderVerdictsForTerminal(set, { ...facts, shadow: true }).split("\n");
  expect(first).toMatch(/^SHADOW/);
  expect(renderVerdictsForTerminal(set, facts)).not.toContain("SHADOW");
});

test("the first lines say when a built-in policy holds and when no model was named", () => {
  const lines = renderVerdictsForTerminal(set, { ...facts, builtInPolicy: true, modelNamed: false }).split(
    "\n",
  );
  expect(lines.slice(1, 5).join(" ")).toContain("built-in policy publish");
  expect(lines.slice(1, 5).join(" ")).toContain("every segment was searched");
});

test("a check of nothing is incomplete, never a pass", () => {
  expect(overallAction(verdictSetOf([]))).toBe("incomplete");
  for (const language of languages)
    expect(renderVerdictsForTerminal(verdictSetOf([]), facts, { language })).toMatch(
      /^(?:INCOMPLETE|検査未完了)/,
    );
});

test("there is colour only where it is asked for, and it changes no character", () => {
  const plain = renderVerdictsForTerminal(set, facts);
  const coloured = renderVerdictsForTerminal(set, facts, { colour: true });
  // oxlint-disable-next-line no-control-regex
  const escapes = /\u001B\[[\d;]*m/g;
  expect(plain).not.toMatch(escapes);
  expect(coloured).toMatch(escapes);
  expect(coloured.replaceAll(escapes, "")).toBe(plain);
});

test.each([60, 80, 132])("no line is wider than %i columns, in either language", (columns) => {
  for (const language of languages)
    for (const line of renderVerdictsForTerminal(set, facts, { language, columns }).split("\n"))
      expect(displayWidth(line)).toBeLessThanOrEqual(columns);
});

test("terms and opt-outs of a match stand with the match, not as findings of their own", () => {
  const screen = renderVerdictsForTerminal(
    verdictSetOf(bare.filter((row) => row.verdict.id === "231")),
    facts,
  );
  expect(screen.match(/out 231/g)).toHaveLength(1);
  expect(screen).toContain("opt-out seen (robots.txt line 14)");
});

test("a suggested command quotes what it is given", () => {
  const row = {
    verdict: {
      ...(bare.find((item) => item.verdict.id === "17")?.verdict ?? verdict("1", "pass")),
      id: "1; rm -rf ~",
    },
  };
  expect(renderVerdictsForTerminal(verdictSetOf([row]), facts)).toContain(
    "yurai redact outputs.jsonl --id '1; rm -rf ~'",
  );
});

test("passages are drawn where they are given, marked without colour", () => {
  const screen = renderVerdictsForTerminal(verdictSetOf(rows), facts);
  expect(screen).toContain("[[CANARY-OUTPUT-6f1d");
});

test("a waived finding does not stand among those that stop", () => {
  const screen = renderVerdictsForTerminal(verdictSetOf(bare), facts);
  expect(screen).not.toContain("out 901");
  expect(screen).toContain("1 finding set aside by 1 waiver");
  expect(screen).toContain("1 finding with an expired waiver");
});

test.for(languages)("a next step names the source, so that its command can be pasted (%s)", (language) => {
  const finding: Finding = {
    kind: "check-failed",
    check: "near-copy",
    reason: "over-budget",
    nextSteps: ["conclude-licence", "redact"],
  };
  const said = describeNextSteps(
    finding,
    { id: "1", file: "out.jsonl", source: "news of today" },
    catalogueOf(language),
  );
  expect(said).toContain("yurai conclude 'news of today' --licence X");
  expect(said).toContain("yurai redact out.jsonl --id 1");
  expect(said).not.toContain("SOURCE");
});
